import fc from 'fast-check';

import { startRig } from '../../support/rig';
import { useCredential } from './arrangement';
import { liesOf } from './lies';
import { observe, type Observation } from './observation';
import { arrangeRandom, randomRun, type RandomRun } from './randomRuns';

/** Longer searches set it from outside. */
const RUNS = Number(process.env.FAULT_RUNS ?? 250);

/** Longer than any script runs, and than any limit lasts. */
const A_WHILE_MS = 11 * 60_000;

/**
 * Random runs with random faults, the same ones every time.
 * @param seed where they begin
 */
export function describeRandomRuns(seed: number): void {
	it(
		'tells the truth about every item of random runs with random faults, and can be run again',
		async () => {
			await fc.assert(fc.asyncProperty(randomRun, expectHonesty), {
				seed: Number(process.env.FAULT_SEED ?? seed),
				numRuns: RUNS,
			});
		},
		10 * 60_000,
	);
}

async function expectHonesty(run: RandomRun): Promise<void> {
	const rig = await startRig({ isCloud: run.isCloud });
	try {
		const { asked, payable } = arrangeRandom(rig, run);
		const first = await observe(rig, asked);
		expect(liesOf(first)).toEqual([]);
		rig.portal.faults.clear();
		rig.clock.advance(A_WHILE_MS);
		useCredential(rig, run);
		const again = { ...(await observe(rig, asked)), flips: first.flips };
		expect(liesOf(again)).toEqual([]);
		expect(unfinished(again, payable)).toEqual([]);
		expect(rig.portal.ledger.overlaps()).toBe(0);
	} finally {
		await rig.close();
	}
}

/** Payments that can be changed and still are not, although nothing went wrong this time. */
function unfinished(seen: Observation, payable: readonly number[]): number[] {
	const { change, after, stop, verdicts, flips, isTouched } = seen;
	if (stop || verdicts.some(({ kind }) => kind === 'dryRun')) return [];
	// Somebody who marks a payment as paid by hand makes its amount unchangeable.
	if (flips > 0 && change.operation === 'update') return [];
	return payable.filter((id) => {
		const row = after.get(id);
		const isUndone = row === undefined || !change.isWanted(row);
		return isUndone && !isTouched(id) && !isKeptWaiting(seen, id);
	});
}

/** Some payment systems never answer, and what may share an order with such a payment has to wait. */
function isKeptWaiting({ verdicts, verdictsOn }: Observation, id: number): boolean {
	const isUnclear = verdicts.some(({ code }) => code === 'OUTCOME_UNKNOWN');
	return isUnclear && verdictsOn(id).every(({ code }) => code === 'RATE_LIMITED');
}
