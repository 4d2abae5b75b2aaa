import fc from 'fast-check';

import { Turns } from '../../nodes/Bitrix24Payments/portal/turns';
import { claimOf } from './taker';

const US = {};
const OTHERS = {};

async function haveTurn(turns: Turns, orders: readonly number[] | 'all', owner: object) {
	const release = await turns.take(claimOf(orders), owner);
	release();
}

describe('Whether others have changed something since', () => {
	it('is so once somebody else has let go of any of it', async () => {
		const turns = new Turns();
		const ticket = turns.ticket();
		await haveTurn(turns, [1, 2], OTHERS);
		expect(turns.changedSince(ticket, claimOf([2, 3]), US)).toBe(true);
		expect(turns.changedSince(ticket, claimOf([3, 4]), US)).toBe(false);
	});

	it('is not so before they have let go', async () => {
		const turns = new Turns();
		const ticket = turns.ticket();
		const release = await turns.take(claimOf([1]), OTHERS);
		expect(turns.changedSince(ticket, claimOf([1]), US)).toBe(false);
		release();
		expect(turns.changedSince(ticket, claimOf([1]), US)).toBe(true);
	});

	it('is not so of what was before the ticket was drawn', async () => {
		const turns = new Turns();
		await haveTurn(turns, [1], OTHERS);
		const ticket = turns.ticket();
		expect(turns.changedSince(ticket, claimOf([1]), US)).toBe(false);
	});

	it('is not so of what one has done oneself', async () => {
		const turns = new Turns();
		const ticket = turns.ticket();
		await haveTurn(turns, [1], US);
		expect(turns.changedSince(ticket, claimOf([1]), US)).toBe(false);
		expect(turns.changedSince(ticket, claimOf([1]), OTHERS)).toBe(true);
	});

	it('is not so because somebody lets go of it once more', async () => {
		const turns = new Turns();
		const release = await turns.take(claimOf([1]), OTHERS);
		release();
		const ticket = turns.ticket();
		release();
		expect(turns.changedSince(ticket, claimOf([1]), US)).toBe(false);
	});

	it('is not so when a wait for a turn was only cancelled', async () => {
		const turns = new Turns();
		const ticket = turns.ticket();
		const release = await turns.take(claimOf([1]), US);
		const abort = new AbortController();
		const waiting = turns.take(claimOf([1]), OTHERS, abort.signal);
		abort.abort();
		await expect(waiting).rejects.toThrow();
		release();
		expect(turns.changedSince(ticket, claimOf([1]), US)).toBe(false);
	});
});

describe('Where nobody knows the order', () => {
	it('a change of others may have been one of any order', async () => {
		const turns = new Turns();
		const ticket = turns.ticket();
		await haveTurn(turns, 'all', OTHERS);
		expect(turns.changedSince(ticket, claimOf([1]), US)).toBe(true);
		expect(turns.changedSince(ticket, claimOf([]), US)).toBe(true);
		expect(turns.changedSince(ticket, claimOf('all'), US)).toBe(true);
		expect(turns.changedSince(turns.ticket(), claimOf([1]), US)).toBe(false);
	});

	it('any change of others may have been one of ours', async () => {
		const turns = new Turns();
		const ticket = turns.ticket();
		await haveTurn(turns, [7], US);
		expect(turns.changedSince(ticket, claimOf('all'), US)).toBe(false);
		await haveTurn(turns, [8], OTHERS);
		expect(turns.changedSince(ticket, claimOf('all'), US)).toBe(true);
		expect(turns.changedSince(turns.ticket(), claimOf('all'), US)).toBe(false);
	});

	it('a change of our own is none of others', async () => {
		const turns = new Turns();
		const ticket = turns.ticket();
		await haveTurn(turns, 'all', US);
		expect(turns.changedSince(ticket, claimOf([1]), US)).toBe(false);
	});
});

describe('What is remembered of changes', () => {
	/** More orders than are remembered, from this number on. */
	function manyOrders(from: number): number[] {
		return Array.from({ length: 20_001 }, (_, index) => from + index);
	}

	it('has a bound, and what may have been forgotten counts as changed', async () => {
		const turns = new Turns();
		const ticket = turns.ticket();
		await haveTurn(turns, [1], OTHERS);
		await haveTurn(turns, manyOrders(100), US);
		expect(turns.changedSince(ticket, claimOf([1]), US)).toBe(true);
		expect(turns.changedSince(ticket, claimOf([2]), US)).toBe(true);
	});

	it('is certain again for whoever draws a ticket later', async () => {
		const turns = new Turns();
		await haveTurn(turns, manyOrders(100), OTHERS);
		const ticket = turns.ticket();
		expect(turns.changedSince(ticket, claimOf([100, 5000]), US)).toBe(false);
		await haveTurn(turns, [5000], OTHERS);
		expect(turns.changedSince(ticket, claimOf([100, 5000]), US)).toBe(true);
	});

	it('is the latest: an order that changes again is not forgotten for its first change', async () => {
		const turns = new Turns();
		await haveTurn(turns, [1], OTHERS);
		await haveTurn(turns, manyOrders(100).slice(2), OTHERS);
		const ticket = turns.ticket();
		await haveTurn(turns, [1], OTHERS);
		await haveTurn(turns, [2, 3], OTHERS);
		expect(turns.changedSince(ticket, claimOf([1]), US)).toBe(true);
		expect(turns.changedSince(ticket, claimOf([50]), US)).toBe(false);
	});

	it('holds a change of others also when we had our turn after them', async () => {
		const turns = new Turns();
		const ticket = turns.ticket();
		await haveTurn(turns, [1], OTHERS);
		await haveTurn(turns, [1], US);
		expect(turns.changedSince(ticket, claimOf([1]), US)).toBe(true);
	});

	const someOrders = fc.uniqueArray(fc.integer({ min: 1, max: 4 }), { maxLength: 3 });
	const manyTurns = fc.array(fc.oneof(someOrders, fc.constant('all' as const)), { maxLength: 6 });

	it('tells changes of others from our own, and before the ticket from after it', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(manyTurns, { minLength: 4, maxLength: 4 }),
				someOrders,
				async ([oursBefore = [], theirsBefore = [], oursAfter = [], theirsAfter = []], asked) => {
					const turns = new Turns();
					for (const orders of oursBefore) await haveTurn(turns, orders, US);
					for (const orders of theirsBefore) await haveTurn(turns, orders, OTHERS);
					const ticket = turns.ticket();
					for (const orders of oursAfter) await haveTurn(turns, orders, US);
					for (const orders of theirsAfter) await haveTurn(turns, orders, OTHERS);
					const mayTouch = (orders: readonly number[] | 'all') =>
						orders === 'all' || orders.some((order) => asked.includes(order));
					const changed = turns.changedSince(ticket, claimOf(asked), US);
					expect(changed).toBe(theirsAfter.some(mayTouch));
				},
			),
		);
	});
});
