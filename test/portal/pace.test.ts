import fc from 'fast-check';

import { BatchSizer, LeakyBucket } from '../../nodes/Bitrix24Payments/portal/pace';
import { FakeClock } from './support';

/** Takes as soon as the bucket allows; returns how long that took. */
function takeWhenAllowed(bucket: LeakyBucket, clock: FakeClock): number {
	const started = clock.now();
	for (let wait = bucket.wait(); wait > 0; wait = bucket.wait()) clock.time += wait;
	bucket.take();
	return clock.now() - started;
}

describe('The bucket of requests', () => {
	it('lets 50 requests pass at once and then 2 per second', () => {
		const clock = new FakeClock();
		const bucket = new LeakyBucket(clock);
		for (let request = 0; request < 50; request++) expect(takeWhenAllowed(bucket, clock)).toBe(0);
		for (let request = 0; request < 10; request++) {
			expect(takeWhenAllowed(bucket, clock)).toBeGreaterThanOrEqual(500);
		}
		expect(clock.now() - new FakeClock().now()).toBeLessThan(5100);
	});

	it('empties while nothing is sent', () => {
		const clock = new FakeClock();
		const bucket = new LeakyBucket(clock);
		for (let request = 0; request < 50; request++) bucket.take();
		expect(bucket.wait()).toBe(500);
		clock.time += 500;
		expect(bucket.wait()).toBe(0);
		clock.time += 25_000;
		for (let request = 0; request < 50; request++) expect(takeWhenAllowed(bucket, clock)).toBe(0);
	});

	it('makes the next request wait after the portal refused one', () => {
		const clock = new FakeClock();
		const bucket = new LeakyBucket(clock);
		bucket.fill();
		expect(bucket.wait()).toBe(500);
		bucket.fill();
		expect(bucket.wait()).toBe(500);
	});

	it.each([3_600_000, -3_600_000])(
		'does not care about somebody who sets the clock (%d ms)',
		(ahead) => {
			const clock = new FakeClock();
			const bucket = new LeakyBucket(clock);
			for (let request = 0; request < 50; request++) bucket.take();
			clock.jump(ahead);
			expect(bucket.wait()).toBe(500);
		},
	);

	it('never lets more pass in any stretch of time than 50 and 2 per second', () => {
		const pauses = fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 60, maxLength: 150 });
		fc.assert(
			fc.property(pauses, (all) => {
				const clock = new FakeClock();
				const bucket = new LeakyBucket(clock);
				const sent: number[] = [];
				for (const pause of all) {
					clock.time += pause;
					takeWhenAllowed(bucket, clock);
					sent.push(clock.now());
				}
				for (let first = 0; first < sent.length; first++) {
					for (let last = first; last < sent.length; last++) {
						const seconds = ((sent[last] ?? 0) - (sent[first] ?? 0)) / 1000;
						if (last - first + 1 > 50 + 2 * seconds + 0.01) {
							throw new Error(`${last - first + 1} requests in ${seconds} s`);
						}
					}
				}
				expect(sent).toHaveLength(all.length);
			}),
			{ numRuns: 30 },
		);
	});
});

describe('The size of a batch of writes', () => {
	it('is 5 before anything is known', () => {
		expect(new BatchSizer().next('pay', 50)).toBe(5);
	});

	it.each([
		['1 s per write', 5, 5000, 20],
		['4 s per write', 5, 20_000, 5],
		['0.4 s per write', 5, 2000, 50],
		['0.8 s per write', 10, 8000, 25],
		['0.1 s per write', 5, 500, 50],
		['no time at all', 5, 0, 50],
		['30 s per write', 1, 30_000, 1],
	])('aims at 20 s: after %s', (_what, writes, ms, size) => {
		const sizer = new BatchSizer();
		sizer.learn('pay', writes, ms);
		expect(sizer.next('pay', 50)).toBe(size);
	});

	it('follows the last batch, in both directions', () => {
		const sizer = new BatchSizer();
		sizer.learn('pay', 5, 500);
		sizer.learn('pay', 10, 40_000);
		expect(sizer.next('pay', 50)).toBe(5);
		sizer.learn('pay', 5, 5000);
		expect(sizer.next('pay', 50)).toBe(20);
	});

	it('is learnt for each method by itself', () => {
		const sizer = new BatchSizer();
		sizer.learn('pay', 5, 500);
		expect(sizer.next('update', 50)).toBe(5);
	});

	it('does not change by a batch without writes', () => {
		const sizer = new BatchSizer();
		sizer.learn('pay', 0, 60_000);
		expect(sizer.next('pay', 50)).toBe(5);
	});

	it.each([
		['no writes', 0, 60_000, 5],
		['quick writes', 5, 1000, 5],
		['writes as slow as expected', 5, 20_000, 5],
		['writes a little slower', 5, 25_000, 4],
		['very slow writes', 5, 60_000, 1],
	])('after a batch that was lost with %s', (_what, writes, ms, size) => {
		const sizer = new BatchSizer();
		sizer.learnAtLeast('pay', writes, ms);
		expect(sizer.next('pay', 50)).toBe(size);
	});

	it('is at least 1 and never above the limit', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 0, max: 50 }),
				fc.integer({ min: 0, max: 600_000 }),
				fc.integer({ min: 1, max: 50 }),
				(writes, ms, limit) => {
					const sizer = new BatchSizer();
					sizer.learn('pay', writes, ms);
					const size = sizer.next('pay', limit);
					expect(size).toBeGreaterThanOrEqual(1);
					expect(size).toBeLessThanOrEqual(limit);
					expect(Number.isInteger(size)).toBe(true);
				},
			),
		);
	});
});
