import { getEventListeners } from 'node:events';

import { RunCancelled } from '../../nodes/Bitrix24Payments/portal/failure';
import { Turns } from '../../nodes/Bitrix24Payments/portal/turns';
import { untilQuiet } from './support';
import { claimOf, Taker } from './taker';

function statesOf(...takers: Taker[]): string[] {
	return takers.map(({ state }) => state);
}

describe('Taking turns per order', () => {
	it('lets nobody have an order that somebody else holds', async () => {
		const turns = new Turns();
		const first = new Taker(turns, [1]);
		const second = new Taker(turns, [1]);
		await untilQuiet();
		expect(statesOf(first, second)).toEqual(['holding', 'waiting']);
		first.release();
		await untilQuiet();
		expect(second.state).toBe('holding');
	});

	it('is possible for somebody whom nothing can stop', async () => {
		const turns = new Turns();
		const release = await turns.take(claimOf([1]), {});
		let isServed = false;
		const waiting = turns.take(claimOf([1]), {}).then(() => (isServed = true));
		await untilQuiet();
		expect(isServed).toBe(false);
		release();
		await waiting;
	});

	it('leaves nothing behind on the signal of whoever waited', async () => {
		const turns = new Turns();
		const { signal } = new AbortController();
		const release = await turns.take(claimOf([1]), {}, signal);
		const waiting = turns.take(claimOf([1]), {}, signal);
		expect(getEventListeners(signal, 'abort')).toHaveLength(1);
		release();
		await waiting;
		expect(getEventListeners(signal, 'abort')).toHaveLength(0);
	});

	it('gives a turn that came at once also to whoever is stopped in that moment', async () => {
		const turns = new Turns();
		const abort = new AbortController();
		const taking = turns.take(claimOf([1]), {}, abort.signal);
		abort.abort();
		const release = await taking;
		release();
		await turns.take(claimOf([1]), {});
	});

	it('does not make different orders wait for each other', async () => {
		const turns = new Turns();
		const takers = [new Taker(turns, [1, 2]), new Taker(turns, [3]), new Taker(turns, [4, 5])];
		await untilQuiet();
		expect(statesOf(...takers)).toEqual(['holding', 'holding', 'holding']);
	});

	it('makes those wait that share one order of many, and only them', async () => {
		const turns = new Turns();
		const first = new Taker(turns, [1, 2, 3]);
		const sharing = new Taker(turns, [3, 4, 5]);
		const apart = new Taker(turns, [6, 7]);
		await untilQuiet();
		expect(statesOf(first, sharing, apart)).toEqual(['holding', 'waiting', 'holding']);
	});

	it('serves in the order of asking', async () => {
		const turns = new Turns();
		const takers = [1, 2, 3].map(() => new Taker(turns, [7]));
		const served: number[] = [];
		for (let round = 0; round < 3; round++) {
			await untilQuiet();
			const holder = takers.findIndex((taker) => taker.state === 'holding');
			served.push(holder);
			takers[holder]?.release();
		}
		expect(served).toEqual([0, 1, 2]);
	});

	it('lets nobody overtake somebody who waits for some of the same', async () => {
		const turns = new Turns();
		const first = new Taker(turns, [1]);
		const both = new Taker(turns, [1, 2]);
		const second = new Taker(turns, [2]);
		await untilQuiet();
		expect(statesOf(first, both, second)).toEqual(['holding', 'waiting', 'waiting']);
		first.release();
		await untilQuiet();
		expect(statesOf(both, second)).toEqual(['holding', 'waiting']);
	});

	it('does not lock up when two want the same orders in opposite order', async () => {
		const turns = new Turns();
		const first = new Taker(turns, [1, 2, 3]);
		const second = new Taker(turns, [3, 2, 1]);
		await untilQuiet();
		expect(statesOf(first, second)).toEqual(['holding', 'waiting']);
		first.release();
		await untilQuiet();
		expect(second.state).toBe('holding');
	});

	it('takes all of it in one step: who waits holds nothing', async () => {
		const turns = new Turns();
		const holder = new Taker(turns, [2]);
		const waiting = new Taker(turns, [1, 2]);
		await untilQuiet();
		holder.release();
		const behind = new Taker(turns, [1]);
		await untilQuiet();
		expect(statesOf(waiting, behind)).toEqual(['holding', 'waiting']);
	});

	it('may be asked for nothing at all', async () => {
		const turns = new Turns();
		const first = new Taker(turns, [1]);
		const nothing = new Taker(turns, []);
		await untilQuiet();
		expect(statesOf(first, nothing)).toEqual(['holding', 'holding']);
	});

	it('lets go once only, however often it is told to', async () => {
		const turns = new Turns();
		const first = new Taker(turns, [1]);
		const second = new Taker(turns, [1]);
		const third = new Taker(turns, [1]);
		await untilQuiet();
		first.release();
		first.release();
		await untilQuiet();
		expect(statesOf(second, third)).toEqual(['holding', 'waiting']);
	});

	it('needs no signal', async () => {
		const turns = new Turns();
		const release = await turns.take(claimOf([1]), {});
		const second = new Taker(turns, [1]);
		await untilQuiet();
		expect(second.state).toBe('waiting');
		release();
		await untilQuiet();
		expect(second.state).toBe('holding');
	});
});

describe('A turn with everything, where nobody knows the order', () => {
	it('waits until nobody has a turn any more', async () => {
		const turns = new Turns();
		const [first, second] = [new Taker(turns, [1]), new Taker(turns, [2])];
		const all = new Taker(turns, 'all');
		await untilQuiet();
		expect(all.state).toBe('waiting');
		second.release();
		await untilQuiet();
		expect(all.state).toBe('waiting');
		first.release();
		await untilQuiet();
		expect(all.state).toBe('holding');
	});

	it('keeps everybody waiting who comes after, also for orders that nobody has named', async () => {
		const turns = new Turns();
		const all = new Taker(turns, 'all');
		const behind = [new Taker(turns, [1]), new Taker(turns, []), new Taker(turns, 'all')];
		await untilQuiet();
		expect(statesOf(all, ...behind)).toEqual(['holding', 'waiting', 'waiting', 'waiting']);
		all.release();
		await untilQuiet();
		expect(statesOf(...behind)).toEqual(['holding', 'holding', 'waiting']);
	});

	it('is not overtaken while it waits', async () => {
		const turns = new Turns();
		const holder = new Taker(turns, [1]);
		const all = new Taker(turns, 'all');
		const behind = new Taker(turns, [2]);
		await untilQuiet();
		expect(statesOf(holder, all, behind)).toEqual(['holding', 'waiting', 'waiting']);
		holder.release();
		await untilQuiet();
		expect(statesOf(all, behind)).toEqual(['holding', 'waiting']);
	});
});

describe('Cancelling the wait for a turn', () => {
	it('ends it with RunCancelled', async () => {
		const turns = new Turns();
		const release = await turns.take(claimOf([1]), {});
		const abort = new AbortController();
		const waiting = turns.take(claimOf([1]), {}, abort.signal);
		abort.abort();
		await expect(waiting).rejects.toBeInstanceOf(RunCancelled);
		release();
	});

	it('is noticed before anything is taken', async () => {
		const turns = new Turns();
		const stopped = turns.take(claimOf([1]), {}, AbortSignal.abort());
		await expect(stopped).rejects.toBeInstanceOf(RunCancelled);
		const next = new Taker(turns, [1]);
		await untilQuiet();
		expect(next.state).toBe('holding');
	});

	it.each([[[1, 2, 3]], ['all' as const]])(
		'lets those go on who waited for nobody else: %j',
		async (orders) => {
			const turns = new Turns();
			const holder = new Taker(turns, [2]);
			const waiting = new Taker(turns, orders);
			const behind = new Taker(turns, [1, 3]);
			await untilQuiet();
			expect(statesOf(holder, waiting, behind)).toEqual(['holding', 'waiting', 'waiting']);
			waiting.cancel();
			await untilQuiet();
			expect(statesOf(holder, waiting, behind)).toEqual(['holding', 'cancelled', 'holding']);
		},
	);

	it('does not hold up those behind', async () => {
		const turns = new Turns();
		const holder = new Taker(turns, [1]);
		const waiting = new Taker(turns, [1]);
		const behind = new Taker(turns, [1]);
		await untilQuiet();
		waiting.cancel();
		await untilQuiet();
		expect(behind.state).toBe('waiting');
		holder.release();
		await untilQuiet();
		expect(behind.state).toBe('holding');
	});

	it('does not let the next one in while the order is still held', async () => {
		const turns = new Turns();
		const holder = new Taker(turns, [1]);
		const waiting = new Taker(turns, [1]);
		await untilQuiet();
		waiting.cancel();
		await untilQuiet();
		const next = new Taker(turns, [1]);
		await untilQuiet();
		expect(statesOf(holder, waiting, next)).toEqual(['holding', 'cancelled', 'waiting']);
	});

	it('takes nothing back from somebody who has got the turn', async () => {
		const turns = new Turns();
		const holder = new Taker(turns, [1]);
		await untilQuiet();
		holder.cancel();
		const next = new Taker(turns, [1]);
		await untilQuiet();
		expect(statesOf(holder, next)).toEqual(['holding', 'waiting']);
	});
});
