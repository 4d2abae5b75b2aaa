import fc from 'fast-check';

import { RunCancelled } from '../../nodes/Bitrix24Payments/portal/failure';
import { Turns } from '../../nodes/Bitrix24Payments/portal/turns';
import { untilQuiet } from './support';

function target(paymentId: number): string {
	return `payment ${paymentId}`;
}

/** What became of somebody who wants a turn. */
class Taker {
	state: 'waiting' | 'holding' | 'cancelled' | 'done' = 'waiting';

	private readonly abort = new AbortController();

	private releaseAll: (() => void) | undefined;

	constructor(
		turns: Turns,
		readonly ids: readonly number[],
	) {
		turns.take(ids.map(target), this.abort.signal).then(
			(release) => {
				this.releaseAll = release;
				this.state = 'holding';
			},
			() => (this.state = 'cancelled'),
		);
	}

	release(): void {
		this.releaseAll?.();
		this.state = 'done';
	}

	cancel(): void {
		this.abort.abort();
	}
}

describe('Taking turns per payment', () => {
	it('lets nobody have a payment that somebody else holds', async () => {
		const turns = new Turns();
		const first = new Taker(turns, [1]);
		const second = new Taker(turns, [1]);
		await untilQuiet();
		expect([first.state, second.state]).toEqual(['holding', 'waiting']);
		first.release();
		await untilQuiet();
		expect(second.state).toBe('holding');
	});

	it('does not make different payments wait for each other', async () => {
		const turns = new Turns();
		const takers = [new Taker(turns, [1, 2]), new Taker(turns, [3]), new Taker(turns, [4, 5])];
		await untilQuiet();
		expect(takers.map((taker) => taker.state)).toEqual(['holding', 'holding', 'holding']);
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

	it('does not lock up when two want the same payments in opposite order', async () => {
		const turns = new Turns();
		const first = new Taker(turns, [1, 2, 3]);
		const second = new Taker(turns, [3, 2, 1]);
		await untilQuiet();
		expect([first.state, second.state]).toEqual(['holding', 'waiting']);
		first.release();
		await untilQuiet();
		expect(second.state).toBe('holding');
	});

	it('may be asked for one payment several times at once', async () => {
		const turns = new Turns();
		const first = new Taker(turns, [5, 5, 5]);
		await untilQuiet();
		expect(first.state).toBe('holding');
		first.release();
		const second = new Taker(turns, [5]);
		await untilQuiet();
		expect(second.state).toBe('holding');
	});

	it('gives back once only, however often it is told to', async () => {
		const turns = new Turns();
		const first = new Taker(turns, [1]);
		const second = new Taker(turns, [1]);
		const third = new Taker(turns, [1]);
		await untilQuiet();
		first.release();
		first.release();
		await untilQuiet();
		expect([second.state, third.state]).toEqual(['holding', 'waiting']);
	});

	it('needs no signal', async () => {
		const turns = new Turns();
		const release = await turns.take([target(1)]);
		const second = new Taker(turns, [1]);
		await untilQuiet();
		expect(second.state).toBe('waiting');
		release();
		await untilQuiet();
		expect(second.state).toBe('holding');
	});
});

describe('Cancelling the wait for a turn', () => {
	it('ends it with RunCancelled', async () => {
		const turns = new Turns();
		const release = await turns.take([target(1)]);
		const abort = new AbortController();
		const waiting = turns.take([target(1)], abort.signal);
		abort.abort();
		await expect(waiting).rejects.toBeInstanceOf(RunCancelled);
		release();
	});

	it('is noticed before anything is taken', async () => {
		const turns = new Turns();
		await expect(turns.take([target(1)], AbortSignal.abort())).rejects.toBeInstanceOf(RunCancelled);
		const next = new Taker(turns, [1]);
		await untilQuiet();
		expect(next.state).toBe('holding');
	});

	it('gives back what was taken while waiting for the rest', async () => {
		const turns = new Turns();
		const holder = new Taker(turns, [2]);
		await untilQuiet();
		const waiting = new Taker(turns, [1, 2, 3]);
		await untilQuiet();
		waiting.cancel();
		const next = new Taker(turns, [1, 3]);
		await untilQuiet();
		expect([holder.state, waiting.state, next.state]).toEqual(['holding', 'cancelled', 'holding']);
	});

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

	it('does not let the next one in while the payment is still held', async () => {
		const turns = new Turns();
		const holder = new Taker(turns, [1]);
		await untilQuiet();
		const waiting = new Taker(turns, [1]);
		await untilQuiet();
		waiting.cancel();
		await untilQuiet();
		const next = new Taker(turns, [1]);
		await untilQuiet();
		expect([holder.state, waiting.state, next.state]).toEqual(['holding', 'cancelled', 'waiting']);
	});
});

type Step = { do: 'take'; ids: number[] } | { do: 'release' | 'cancel'; who: number };

const step: fc.Arbitrary<Step> = fc.oneof(
	fc.record({
		do: fc.constant('take' as const),
		ids: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }),
	}),
	fc.record({ do: fc.constantFrom('release' as const, 'cancel' as const), who: fc.nat() }),
);

/** Carries out the steps and looks after each whether two hold the same payment. */
async function play(steps: readonly Step[], cancels: boolean): Promise<Taker[]> {
	const turns = new Turns();
	const takers: Taker[] = [];
	for (const current of steps) {
		if (current.do === 'take') takers.push(new Taker(turns, current.ids));
		else act(takers, current, cancels);
		await untilQuiet();
		const held = takers
			.filter((taker) => taker.state === 'holding')
			.flatMap((taker) => [...new Set(taker.ids)]);
		expect(held).toHaveLength(new Set(held).size);
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

describe('Any number of takers', () => {
	it('never hold the same payment together, and all get their turn in the end', async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
				const takers = await play(steps, false);
				for (let round = 0; round < takers.length; round++) {
					takers.filter((taker) => taker.state === 'holding').forEach((taker) => taker.release());
					await untilQuiet();
				}
				expect(takers.every((taker) => taker.state === 'done')).toBe(true);
			}),
			{ numRuns: 150 },
		);
	});

	it('never hold the same payment together when some stop waiting', async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
				await play(steps, true);
			}),
			{ numRuns: 150 },
		);
	});
});
