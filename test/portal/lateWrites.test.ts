import fc from 'fast-check';

import { LateWrites } from '../../nodes/Bitrix24Payments/portal/lateWrites';
import { FakeClock } from './support';
import { claimOf } from './taker';

function open() {
	const clock = new FakeClock();
	return { clock, late: new LateWrites(clock) };
}

const ALL = claimOf('all');

describe('A write whose answer is missing', () => {
	it('may be at work on its orders for so long, and on no others', () => {
		const { clock, late } = open();
		late.mayGoOnFor(claimOf([1, 2]), 60_000);
		clock.time += 20_000;
		expect(late.left(claimOf([2, 3]))).toBe(40_000);
		expect(late.left(claimOf([3]))).toBe(0);
		expect(late.left(claimOf([]))).toBe(0);
		clock.time += 40_000;
		expect(late.left(claimOf([2, 3]))).toBe(0);
	});

	it('may be at work on any order where nobody knows which', () => {
		const { late } = open();
		late.mayGoOnFor(ALL, 60_000);
		expect(late.left(claimOf([1]))).toBe(60_000);
		expect(late.left(ALL)).toBe(60_000);
	});

	it('may be at work on what nobody knows', () => {
		const { late } = open();
		late.mayGoOnFor(claimOf([1]), 10_000);
		late.mayGoOnFor(claimOf([2]), 60_000);
		late.mayGoOnFor(claimOf([3]), 30_000);
		expect(late.left(ALL)).toBe(60_000);
		expect(late.left(claimOf([1, 3]))).toBe(30_000);
	});

	it('is not at work for less time because of another one that ends earlier', () => {
		const { clock, late } = open();
		late.mayGoOnFor(claimOf([1]), 60_000);
		clock.time += 10_000;
		late.mayGoOnFor(claimOf([1]), 20_000);
		expect(late.left(claimOf([1]))).toBe(50_000);
		late.mayGoOnFor(claimOf([1]), 70_000);
		expect(late.left(claimOf([1]))).toBe(70_000);
	});

	it('is over when it has surely ended', () => {
		const { late } = open();
		late.mayGoOnFor(claimOf([1, 2]), 60_000);
		late.haveEnded(claimOf([1]));
		expect(late.left(claimOf([1]))).toBe(0);
		expect(late.left(claimOf([2]))).toBe(60_000);
	});

	it('to any order is not over because one to a certain order is', () => {
		const { late } = open();
		late.mayGoOnFor(ALL, 60_000);
		late.mayGoOnFor(claimOf([1]), 60_000);
		late.haveEnded(claimOf([1]));
		expect(late.left(claimOf([1]))).toBe(60_000);
		late.haveEnded(ALL);
		expect(late.left(claimOf([1]))).toBe(0);
	});

	it('is timed by a clock that nobody can set', () => {
		const { clock, late } = open();
		late.mayGoOnFor(claimOf([1]), 60_000);
		clock.jump(3_600_000);
		expect(late.left(claimOf([1]))).toBe(60_000);
		clock.jump(-7_200_000);
		expect(late.left(claimOf([1]))).toBe(60_000);
	});

	it('is forgotten once it cannot be at work any more', () => {
		const { clock, late } = open();
		for (let order = 0; order < 1000; order++) {
			late.mayGoOnFor(claimOf([order]), 60_000);
			clock.time += 1000;
		}
		const { ends } = late as unknown as { ends: ReadonlyMap<string, number> };
		expect(ends.size).toBeLessThanOrEqual(61);
	});
});

describe('Any writes whose answers are missing', () => {
	it('keep an order busy until the last of them that may touch it has ended', () => {
		const orders = fc.oneof(
			fc.uniqueArray(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }),
			fc.constant('all' as const),
		);
		const writes = fc.array(
			fc.record({ orders, ms: fc.nat({ max: 90_000 }), after: fc.nat({ max: 40_000 }) }),
			{ maxLength: 10 },
		);
		fc.assert(
			fc.property(writes, orders, (all, asked) => {
				const { clock, late } = open();
				let last = 0;
				for (const write of all) {
					clock.time += write.after;
					late.mayGoOnFor(claimOf(write.orders), write.ms);
					const isCommon =
						write.orders === 'all' ||
						asked === 'all' ||
						write.orders.some((order) => asked.includes(order));
					// What claims nothing touches nothing.
					if (isCommon && write.orders.length > 0) last = Math.max(last, clock.time + write.ms);
				}
				expect(late.left(claimOf(asked))).toBe(Math.max(0, last - clock.time));
			}),
		);
	});
});
