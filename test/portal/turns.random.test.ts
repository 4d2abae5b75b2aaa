import fc from 'fast-check';

import { Turns } from '../../nodes/Bitrix24Payments/portal/turns';
import { untilQuiet } from './support';
import { collide, Taker } from './taker';

type Orders = number[] | 'all';

type Step = { do: 'take'; orders: Orders } | { do: 'release' | 'cancel'; who: number };

const orders: fc.Arbitrary<Orders> = fc.oneof(
	{ weight: 5, arbitrary: fc.uniqueArray(fc.integer({ min: 1, max: 5 }), { maxLength: 3 }) },
	{ weight: 1, arbitrary: fc.constant('all' as const) },
);

const step: fc.Arbitrary<Step> = fc.oneof(
	{ weight: 2, arbitrary: fc.record({ do: fc.constant('take' as const), orders }) },
	{
		weight: 1,
		arbitrary: fc.record({
			do: fc.constantFrom('release' as const, 'cancel' as const),
			who: fc.nat(),
		}),
	},
);

const steps = fc.array(step, { maxLength: 30 });

function isOver({ state }: Taker): boolean {
	return state === 'done' || state === 'cancelled';
}

/** Who has a turn by the rules: whoever collides with nobody that came before and is not done. */
function expectedHolders(takers: readonly Taker[]): Taker[] {
	const present = takers.filter((taker) => !isOver(taker));
	return present.filter((taker, position) =>
		present.slice(0, position).every((before) => !collide(before, taker)),
	);
}

function holders(takers: readonly Taker[]): Taker[] {
	return takers.filter(({ state }) => state === 'holding');
}

/** Carries out the steps and looks after each of them who has a turn. */
async function play(all: readonly Step[], cancels: boolean): Promise<Taker[]> {
	const turns = new Turns();
	const takers: Taker[] = [];
	for (const current of all) {
		if (current.do === 'take') takers.push(new Taker(turns, current.orders));
		else act(takers, current, cancels);
		await untilQuiet();
		expect(holders(takers)).toEqual(expectedHolders(takers));
	}
	return takers;
}

function act(takers: readonly Taker[], current: Step & { who: number }, cancels: boolean): void {
	const wanted = current.do === 'release' ? 'holding' : 'waiting';
	const able = takers.filter((taker) => taker.state === wanted);
	const taker = able[current.who % Math.max(1, able.length)];
	if (!taker) return;
	if (current.do === 'release') taker.release();
	else if (cancels) taker.cancel();
}

/** Everybody who has a turn lets go of it, again and again. */
async function releaseAll(takers: readonly Taker[]): Promise<void> {
	for (let round = 0; round < takers.length; round++) {
		holders(takers).forEach((taker) => taker.release());
		await untilQuiet();
	}
}

describe('Any number of takers with any claims', () => {
	it('never collide, keep their order, and all get their turn in the end', async () => {
		await fc.assert(
			fc.asyncProperty(steps, async (all) => {
				const takers = await play(all, false);
				await releaseAll(takers);
				expect(takers.every((taker) => taker.state === 'done')).toBe(true);
			}),
			{ numRuns: 150 },
		);
	});

	it('never collide when some stop waiting, and nobody is left behind', async () => {
		await fc.assert(
			fc.asyncProperty(steps, async (all) => {
				const takers = await play(all, true);
				await releaseAll(takers);
				expect(takers.every(isOver)).toBe(true);
			}),
			{ numRuns: 150 },
		);
	});
});
