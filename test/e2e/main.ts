/**
 * The node in the real n8n, as a person uses it: packed, installed, driven in a browser against
 * the sandbox portal. `npm run test:e2e -- 3 4` plays the scenarios 3 and 4 only.
 */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Closing } from '../../sandbox/closing';
import { pageText } from './browser/browser';
import { SCENARIOS } from './scenarios';
import type { Scenario } from './support/scenario';
import { setUpStage, type Stage } from './support/stage';

const say = (text: string) => console.log(text);

async function main(): Promise<void> {
	const chosen = chosenScenarios(process.argv.slice(2).map(Number));
	const closing = new Closing();
	closing.exitOnSignals();
	let failed = 0;
	try {
		const stage = await timed('n8n, portal and browser are up', () => setUpStage(closing));
		for (const [number, scenario] of chosen) {
			if (await play(stage, number, scenario)) continue;
			failed += 1;
			stage.keepFiles();
		}
		if (failed > 0) say(`n8n's files: ${stage.userFolder}`);
	} finally {
		await closing.now();
	}
	say(`\n${chosen.length - failed} passed, ${failed} failed`);
	process.exitCode = failed === 0 ? 0 : 1;
}

/** All scenarios by their numbers, or those with these numbers. */
function chosenScenarios(wanted: readonly number[]): Array<[number, Scenario]> {
	const all = SCENARIOS.map((scenario, index): [number, Scenario] => [index + 1, scenario]);
	const unknown = wanted.find((number) => !all.some(([known]) => known === number));
	if (unknown !== undefined) throw new Error(`Scenarios have numbers from 1 to ${all.length}`);
	return wanted.length === 0 ? all : all.filter(([number]) => wanted.includes(number));
}

async function play(stage: Stage, number: number, { name, run }: Scenario): Promise<boolean> {
	const title = `${number}  ${name}`;
	try {
		stage.portal.reset();
		await timed(`ok      ${title}`, () => run(stage));
		return true;
	} catch (error) {
		say(
			`FAILED  ${title}\n${indented(error instanceof Error ? (error.stack ?? '') : String(error))}`,
		);
		await keepEvidence(stage, number).then(
			(folder) => say(`        See ${folder}`),
			(trouble: Error) => say(`        No picture of it: ${trouble.message}`),
		);
		return false;
	}
}

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
	const start = Date.now();
	const result = await work();
	say(`${what} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
	return result;
}

/** What the person saw when it went wrong. */
async function keepEvidence({ page }: Stage, number: number): Promise<string> {
	const folder = mkdtempSync(join(tmpdir(), `bitrix24-payments-e2e-scenario-${number}-`));
	await page.screenshot({ path: join(folder, 'page.png') });
	writeFileSync(join(folder, 'page.txt'), await pageText(page));
	return folder;
}

function indented(text: string): string {
	return text.replace(/^/gm, '        ');
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
