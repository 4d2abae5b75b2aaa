/**
 * The node in n8n's queue mode: one main process and two workers, with redis and PostgreSQL, all
 * on loopback, against the sandbox portal in this process. `npm run test:queue`.
 */
import { installN8n } from '../../sandbox/n8n/runtime';
import { startCluster, type Cluster } from './cluster';
import { installServers } from './debian';
import { SCENARIOS, type Scenario } from './scenarios';

async function main(): Promise<void> {
	installServers();
	installN8n();
	const started = Date.now();
	const cluster = await startCluster();
	console.log(`up      one main process and two workers (${secondsSince(started)})`);
	let failed = 0;
	try {
		for (const scenario of SCENARIOS) if (!(await play(scenario, cluster))) failed += 1;
	} finally {
		await cluster.stop(failed > 0);
	}
	if (failed > 0) console.log(`n8n's files: ${cluster.folder}`);
	console.log(`\n${SCENARIOS.length - failed} passed, ${failed} failed`);
	process.exitCode = failed === 0 ? 0 : 1;
}

async function play({ name, play: run }: Scenario, cluster: Cluster): Promise<boolean> {
	const started = Date.now();
	try {
		const counted = await run(cluster);
		console.log(`ok      ${name}: ${counted} (${secondsSince(started)})`);
		return true;
	} catch (error) {
		const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
		console.log(`FAILED  ${name} (${secondsSince(started)})\n${reason.replace(/^/gm, '        ')}`);
		return false;
	}
}

function secondsSince(start: number): string {
	return `${((Date.now() - start) / 1000).toFixed(1)} s`;
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
