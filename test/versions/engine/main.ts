/** Plays the scenarios in the version whose folder is the first argument. */
import { PATIENCE_MS } from '../../../sandbox/n8n/poll';
import { Rig } from './rig';
import { SCENARIOS, type Scenario } from './scenarios';

async function main(): Promise<void> {
	const rig = await Rig.start();
	let passed = 0;
	for (const [index, scenario] of SCENARIOS.entries()) {
		const score = { passed, failed: index - passed };
		const overdue = setTimeout(() => giveUp(scenario, score), PATIENCE_MS);
		if (await play(rig, scenario)) passed += 1;
		clearTimeout(overdue);
	}
	await rig.portal.close();
	end({ passed, failed: SCENARIOS.length - passed });
}

async function play(rig: Rig, scenario: Scenario): Promise<boolean> {
	rig.portal.reset();
	rig.useWebhook();
	const started = Date.now();
	try {
		await scenario.play(rig);
		console.log(`  ok    ${scenario.name} (${secondsSince(started)})`);
		return true;
	} catch (error) {
		const reason = error instanceof Error ? (error.stack ?? error.message) : JSON.stringify(error);
		console.log(`  FAIL  ${scenario.name} (${secondsSince(started)})\n${indented(reason)}`);
		return false;
	}
}

interface Score {
	readonly passed: number;
	readonly failed: number;
}

/** Nothing stops a scenario, and the next ones would play on the same portal beside it. */
function giveUp({ name }: Scenario, { passed, failed }: Score): void {
	const left = SCENARIOS.length - passed - failed - 1;
	const reason = `It takes more than ${PATIENCE_MS / 1000} s; ${left} more scenarios are not played`;
	console.log(`  FAIL  ${name}\n${indented(reason)}`);
	end({ passed, failed: failed + 1 });
}

/** Some versions keep timers going that would hold the process. */
function end(score: Score): void {
	process.send?.(score, () => process.exit());
}

function secondsSince(start: number): string {
	return `${((Date.now() - start) / 1000).toFixed(1)} s`;
}

function indented(text: string): string {
	return text.replace(/^/gm, '        ');
}

void main();
