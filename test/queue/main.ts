/**
 * The node in n8n's queue mode: one main process and two workers, with redis and PostgreSQL, all
 * on loopback, against the sandbox portal in this process. `npm run test:queue`, or with the numbers
 * of some scenarios behind `--`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Closing } from '../../sandbox/closing';
import { installN8n } from '../../sandbox/n8n/runtime';
import { startCluster, type Cluster } from './cluster';
import { installServers } from './debian';
import { SCENARIOS, type Scenario } from './scenarios';

const closing = new Closing();

async function main(): Promise<void> {
	installServers();
	installN8n();
	const folder = mkdtempSync(join(tmpdir(), 'bitrix24-payments-queue-'));
	let failed = 0;
	closing.later(() => {
		if (failed > 0) console.log(`The logs and n8n's files: ${folder}`);
		else rmSync(folder, { recursive: true, force: true });
	});
	const started = Date.now();
	const cluster = await startCluster(folder, closing);
	console.log(`up      one main process and two workers (${secondsSince(started)})`);
	const chosen = chosenScenarios(process.argv.slice(2).map(Number));
	for (const scenario of chosen) if (!(await play(scenario, cluster))) failed += 1;
	console.log(`\n${chosen.length - failed} passed, ${failed} failed`);
	process.exitCode = failed === 0 ? 0 : 1;
}

/** All scenarios, or those with these numbers. */
function chosenScenarios(wanted: readonly number[]): Scenario[] {
	return SCENARIOS.filter((_, index) => wanted.length === 0 || wanted.includes(index + 1));
}

async function play({ name, play: run }: Scenario, cluster: Cluster): Promise<boolean> {
	const started = Date.now();
	try {
		const counted = await run(cluster);
		console.log(`ok      ${name}: ${counted} (${secondsSince(started)})`);
		return true;
	} catch (error) {
		closing.signal.throwIfAborted();
		const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
		console.log(`FAILED  ${name} (${secondsSince(started)})\n${reason.replace(/^/gm, '        ')}`);
		return false;
	}
}

function secondsSince(start: number): string {
	return `${((Date.now() - start) / 1000).toFixed(1)} s`;
}

function fail(error: unknown): void {
	console.error(error);
	process.exitCode = 1;
}

closing.exitOnSignals();
main()
	.catch((error: unknown) => {
		if (!closing.signal.aborted) fail(error);
	})
	.then(() => closing.now())
	.catch(fail);
