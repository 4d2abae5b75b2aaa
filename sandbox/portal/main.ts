import { recentPayments, SEED, startPortal, type SandboxPortal } from './index';

const DEFAULT_PORT = 8024;

/** Starts the portal alone: `npm run portal -- --port 8024`. Ctrl-C stops it. */
async function main(): Promise<void> {
	const portal = await startPortal({
		port: readPort(process.argv.slice(2)),
		payments: recentPayments(),
	});
	process.stdout.write(`${welcome(portal)}\n`);
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.once(signal, () => {
			void portal.close();
		});
	}
}

function readPort(args: string[]): number {
	const given = args[args.indexOf('--port') + 1];
	if (!args.includes('--port')) return DEFAULT_PORT;
	const port = Number(given);
	if (Number.isInteger(port) && port >= 0 && port <= 65535) return port;
	throw new Error(`--port needs a port number, got ${given ?? 'nothing'}`);
}

function welcome({ url, webhook, oauth }: SandboxPortal): string {
	const post = `curl -s -X POST -H 'Content-Type: application/json'`;
	const payment = JSON.stringify({ id: SEED.bankStatement[0] });
	return [
		`Sandbox portal: ${url} (Ctrl-C stops it)`,
		'',
		`Webhook:              ${webhook}`,
		`OAuth client id:      ${oauth.clientId}`,
		`OAuth client secret:  ${oauth.clientSecret}`,
		`Authorization server: ${oauth.authorizationServer}`,
		'',
		'Try it:',
		`  ${post} -d '${payment}' ${webhook}crm.item.payment.get`,
		`  ${post} -d '${payment}' ${webhook}crm.item.payment.pay`,
		`  curl -s ${url}/sandbox/ledger`,
	].join('\n');
}

main().catch((error: unknown) => {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	process.exitCode = 1;
});
