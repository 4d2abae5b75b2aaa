import fc from 'fast-check';

import { carriedOut } from './random/carrying';
import { liesOf } from './random/invariants';
import { plans } from './random/plan';

/** Longer searches set it from outside. */
const RUNS = Number(process.env.CARRY_RUNS ?? 1500);
const SEED = Number(process.env.CARRY_SEED ?? 1);

it('tells the truth about every item, and does nothing twice, whatever goes wrong', async () => {
	await fc.assert(
		fc.asyncProperty(plans, async (plan) => {
			expect(liesOf(await carriedOut(plan))).toEqual([]);
		}),
		{ seed: SEED, numRuns: RUNS },
	);
}, 3_600_000);
