import { DEFAULT_START_MS, startPortal, virtualClock } from '../../sandbox/portal';
import { testEnvironment } from '../support/rig';
import { call } from './support';

const HOUR = 3_600_000;

describe('a virtual clock', () => {
	test('passes by sleeping and by being advanced, in every respect alike', async () => {
		const clock = virtualClock();
		await clock.sleep(1500);
		clock.advance(500);
		expect(clock.ticks()).toBe(2000);
		expect([clock.now(), clock.client.now()]).toEqual([
			DEFAULT_START_MS + 2000,
			DEFAULT_START_MS + 2000,
		]);
	});

	test.each([HOUR, -HOUR])('jumps by %d ms on the client only', async (ms) => {
		const clock = virtualClock();
		clock.advance(1000);
		clock.jump(ms);
		expect(clock.client.now()).toBe(DEFAULT_START_MS + 1000 + ms);
		expect([clock.now(), clock.ticks()]).toEqual([DEFAULT_START_MS + 1000, 1000]);
		clock.jump(-ms);
		expect(clock.client.now()).toBe(clock.now());
	});

	test.each([HOUR, -HOUR])('keeps its timers although it jumps by %d ms', async (ms) => {
		const clock = virtualClock();
		const early = clock.timeout(1000);
		clock.jump(ms);
		const late = clock.timeout(2000);
		expect([early.aborted, late.aborted]).toEqual([false, false]);
		await clock.sleep(1000);
		expect([early.aborted, late.aborted]).toEqual([true, false]);
		clock.exhaustPatience();
		expect([late.aborted, clock.ticks()]).toEqual([true, 2000]);
	});

	test('is one thing to the portal and another to the node after a jump', async () => {
		const clock = virtualClock();
		const portal = await startPortal({ clock });
		try {
			clock.jump(-HOUR);
			await call(portal.webhook, 'crm.item.payment.pay', { id: 1001 });
			expect(portal.ledger.payment(1001)?.datePaid).toBe('2026-05-14T10:00:00+02:00');
			const { clock: seen } = testEnvironment(clock) as unknown as {
				clock: { now(): number; ticks(): number };
			};
			expect([seen.now(), seen.ticks()]).toEqual([DEFAULT_START_MS - HOUR, 0]);
		} finally {
			await portal.close();
		}
	});
});
