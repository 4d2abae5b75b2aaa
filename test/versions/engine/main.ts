/** Plays the scenarios in the version whose folder is the first argument. */
import { setTimeout } from 'node:timers/promises';

import { Rig } from './rig';
import { SCENARIOS, type Scenario } from './scenarios';

const LONGEST_MS = 60_000;

async function main(): Promise<void> {
	const rig = await Rig.start();
	let failed = 0;
	for (const scenario of SCENARIOS) {
		rig.portal.reset();
		rig.useWebhook();
		const started = Date.now();
		const reason = await outcomeOf(rig, scenario);
		if (reason !== undefined) failed += 1;
		const seconds = ((Date.now() - started) / 1000).toFixed(1);
		console.log(`  ${reason === undefined ? 'ok  ' : 'FAIL'}  ${scenario.name} (${seconds} s)`);
		if (reason !== undefined) console.log(indented(reason));
	}
	await rig.portal.close();
	// Some versions keep timers going that would hold the process.
	process.send?.({ passed: SCENARIOS.length - failed, failed }, () => process.exit());
}

async function outcomeOf(rig: Rig, { play }: Scenario): Promise<string | undefined> {
	try {
		await Promise.race([play(rig), deadline()]);
		return undefined;
	} catch (error) {
		return error instanceof Error ? (error.stack ?? error.message) : JSON.stringify(error);
	}
}

async function deadline(): Promise<never> {
	await setTimeout(LONGEST_MS, undefined, { ref: false });
	throw new Error(`The scenario took more than ${LONGEST_MS / 1000} seconds`);
}

function indented(text: string): string {
	return text.replace(/^/gm, '        ');
}

void main();
