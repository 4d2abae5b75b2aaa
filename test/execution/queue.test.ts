import fc from 'fast-check';

import type { Entry, Outcome } from '../../nodes/Bitrix24Payments/execution/entry';
import { Queue } from '../../nodes/Bitrix24Payments/execution/queue';
import { create } from '../../nodes/Bitrix24Payments/operations/payment/create';
import { pay } from '../../nodes/Bitrix24Payments/operations/payment/pay';
import { unpay } from '../../nodes/Bitrix24Payments/operations/payment/unpay';
import { CHANGED, entryOf, failed } from './support';

/** Items that mark these payments as paid, or with a minus as unpaid. */
function entriesFor(ids: readonly number[]): Entry[] {
	return ids.map((id, index) => entryOf(id < 0 ? unpay : pay, { paymentId: Math.abs(id) }, index));
}

function indexes(entries: readonly Entry[]): number[] {
	return entries.map(({ index }) => index);
}

/** Serves a queue to its end; every item is done at once. Returns the items of each round. */
function serve(queue: Queue, atMost = 50): number[][] {
	const rounds: number[][] = [];
	for (let next = queue.next(atMost); next.length > 0; next = queue.next(atMost)) {
		for (const entry of next) entry.outcome = CHANGED;
		rounds.push(indexes(next));
	}
	return rounds;
}

describe.each([true, false])('The items of a portal (in order: %s)', (inOrder) => {
	it('come one after the other, as many as are wanted', () => {
		const queue = new Queue(entriesFor([1, 2, 3, 4, 5]), inOrder);
		expect(indexes(queue.next(2))).toEqual([0, 1]);
		expect(indexes(queue.next(2))).toEqual([0, 1]);
		expect(serve(queue, 2)).toEqual([[0, 1], [2, 3], [4]]);
		expect(queue.next(2)).toEqual([]);
	});

	it('come without those that have an outcome already', () => {
		const entries = entriesFor([1, 2, 3]);
		const [, second] = entries;
		if (second) second.outcome = CHANGED;
		expect(serve(new Queue(entries, inOrder))).toEqual([[0, 2]]);
	});

	it('come payment by payment: a second change sees what the first one did', () => {
		expect(serve(new Queue(entriesFor([1, 1, 1]), inOrder))).toEqual([[0], [1], [2]]);
	});

	it('overtake another one that wishes the same as the one before it', () => {
		expect(serve(new Queue(entriesFor([1, 2, 1, 3]), inOrder))).toEqual([[0, 1, 3], [2]]);
	});

	it('are all served, each once, and those of one payment in their order', () => {
		const ids = fc.array(
			fc.integer({ min: -6, max: 6 }).filter((id) => id !== 0),
			{ maxLength: 60 },
		);
		fc.assert(
			fc.property(ids, fc.integer({ min: 1, max: 10 }), (all, atMost) => {
				const rounds = serve(new Queue(entriesFor(all), inOrder), atMost);
				expect([...rounds.flat()].sort((a, b) => a - b)).toEqual(all.map((_, index) => index));
				for (const round of rounds) {
					const payments = round.map((index) => Math.abs(all[index] ?? 0));
					expect(new Set(payments).size).toBe(payments.length);
					expect(round.length).toBeLessThanOrEqual(atMost);
				}
				for (const id of new Set(all.map(Math.abs))) {
					const own = rounds.flat().filter((index) => Math.abs(all[index] ?? 0) === id);
					expect(own).toEqual([...own].sort((a, b) => a - b));
				}
			}),
		);
	});
});

describe('In order', () => {
	it('nothing overtakes a second change of a payment that wishes something else', () => {
		expect(serve(new Queue(entriesFor([1, 2, -1, 3]), true))).toEqual([
			[0, 1],
			[2, 3],
		]);
	});

	it('nothing overtakes a second change that has no like', () => {
		const deals = [25, 26, 25, 27].map((entityId, index) =>
			entryOf(create, { entityTypeId: 2, entityId }, index),
		);
		expect(serve(new Queue(deals, true))).toEqual([
			[0, 1],
			[2, 3],
		]);
	});

	it('the first failure ends it, and those behind stay as they are', () => {
		const entries = entriesFor([1, 2, 3, 4]);
		const queue = new Queue(entries, true);
		const [first, second] = queue.next(4);
		if (second) second.outcome = failed('NOT_PAID');
		expect(queue.next(4)).toEqual([first]);
		if (first) first.outcome = CHANGED;
		expect(queue.next(4)).toEqual([]);
		expect(entries.slice(2).map(({ outcome }) => outcome)).toEqual([undefined, undefined]);
	});

	it('the first failure by input ends it, not the first by time', () => {
		const entries = entriesFor([1, 2, 3]);
		const queue = new Queue(entries, true);
		for (const entry of entries.slice(1)) entry.outcome = failed('NOT_PAID');
		expect(indexes(queue.next(4))).toEqual([0]);
	});

	it('never serves one before another that wishes something else of the same payment', () => {
		const ids = fc.array(
			fc.integer({ min: -4, max: 4 }).filter((id) => id !== 0),
			{ maxLength: 40 },
		);
		fc.assert(
			fc.property(ids, (all) => {
				const served: number[] = serve(new Queue(entriesFor(all), true)).flat();
				served.forEach((index, position) => {
					const overtaken = all.flatMap((_, other) =>
						other < index && served.indexOf(other) > position ? [other] : [],
					);
					// Only what had its like in the queue before it may be overtaken.
					for (const other of overtaken) expect(all.indexOf(all[other] ?? 0)).toBeLessThan(other);
				});
			}),
		);
	});
});

describe('Not in order', () => {
	it('whatever waits for its payment holds nobody up', () => {
		expect(serve(new Queue(entriesFor([1, 2, -1, 3]), false))).toEqual([[0, 1, 3], [2]]);
	});

	it('a failure ends nothing', () => {
		const entries = entriesFor([1, 2, 3]);
		const queue = new Queue(entries, false);
		const [first] = queue.next(1);
		if (first) first.outcome = failed('NOT_PAID');
		expect(serve(queue)).toEqual([[1, 2]]);
	});
});

describe('What one item has done', () => {
	/** Which items are told that it is done, after the first ones have come to this. */
	function told(entries: readonly Entry[], ...outcomes: readonly Outcome[]): number[] {
		const queue = new Queue(entries, true);
		const served = queue.next(9);
		outcomes.forEach((outcome, position) => {
			const entry = served[position];
			if (entry) entry.outcome = outcome;
		});
		queue.hasDealtWith(served);
		return indexes(queue.next(9).filter(({ wasDoneBefore }) => wasDoneBefore));
	}

	it('is told to those behind that wish the same of the same payment', () => {
		expect(told(entriesFor([1, 2, 1]), CHANGED)).toEqual([2]);
		expect(told(entriesFor([1, 1, 2, 2]), CHANGED, CHANGED)).toEqual([1, 3]);
	});

	it('is not told to those that wish something else', () => {
		expect(told(entriesFor([1, -1]), CHANGED)).toEqual([]);
	});

	it('is nothing where it has failed, or is not done yet', () => {
		const [first, ...behind] = entriesFor([1, 1]);
		if (!first) throw new Error('There is no item');
		first.outcome = failed('NOT_PAID');
		const queue = new Queue([first, ...behind], false);
		queue.hasDealtWith([first]);
		expect(queue.next(9).map(({ wasDoneBefore }) => wasDoneBefore)).toEqual([undefined]);
		expect(told(entriesFor([1, 1]))).toEqual([]);
	});

	it('is nothing to a creation: each makes a payment of its own', () => {
		const created = [25, 25, 26].map((entityId, index) =>
			entryOf(create, { entityTypeId: 2, entityId }, index),
		);
		expect(told(created, CHANGED)).toEqual([]);
	});
});
