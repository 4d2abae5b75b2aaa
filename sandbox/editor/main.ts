/**
 * `npm run editor`: n8n's editor with the package in it, connected to a sandbox portal of its own.
 * Every build is taken over at once; Ctrl-C ends everything and leaves nothing behind.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { N8nClient, OWNER } from '../n8n/client';
import { installPackage } from '../n8n/packaging';
import { startN8n } from '../n8n/server';
import { startPortal, type SandboxPortal } from '../portal';
import { Closing } from '../closing';
import { followBuilds } from './followBuilds';
import { furnish } from './furnish';

const EDITOR_PORT = 5678;
const PORTAL_PORT = 8024;

const say = (text: string) => console.log(text);

async function main(closing: Closing): Promise<void> {
	const userFolder = mkdtempSync(join(tmpdir(), 'bitrix24-payments-editor-'));
	closing.later(() => rmSync(userFolder, { recursive: true, force: true }));
	const portal = await startPortal({ port: port('--portal-port', PORTAL_PORT) });
	closing.later(() => portal.close());
	const folder = installPackage(userFolder);

	say('Starting n8n …');
	const n8n = await startN8n({
		userFolder,
		port: port('--port', EDITOR_PORT),
		env: { N8N_DEV_RELOAD: 'true' },
		signal: closing.signal,
	});
	closing.later(() => n8n.stop());
	const client = new N8nClient(n8n.url);
	await client.setUpOwner();
	const workflows = await furnish(client, portal);
	closing.later(followBuilds(folder, () => say('The new build is in the editor.')));
	say(welcome(n8n.url, portal, workflows));
}

function welcome(url: string, portal: SandboxPortal, workflows: ReadonlyMap<string, string>) {
	const list = [...workflows].map(([name, id]) => `  ${name}: ${url}/workflow/${id}`);
	return [
		'',
		`Editor:    ${url}`,
		`Login:     ${OWNER.email} / ${OWNER.password}`,
		`Portal:    ${portal.url} (its ledger in a browser)`,
		`Webhook:   ${portal.webhook}`,
		'Workflows:',
		...list,
		'',
		'After `npm run build` the editor has the new build. Ctrl-C ends everything.',
	].join('\n');
}

function port(option: string, otherwise: number): number {
	const position = process.argv.indexOf(option);
	return position === -1 ? otherwise : Number(process.argv[position + 1]);
}

const closing = new Closing();
closing.exitOnSignals(0);

main(closing).catch(async (error: unknown) => {
	if (!closing.signal.aborted) {
		console.error(error instanceof Error ? error.message : error);
		process.exitCode = 1;
	}
	await closing.now();
});
