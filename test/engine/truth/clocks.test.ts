import type { VirtualClock } from '../../../sandbox/portal';
import {
	add,
	ask,
	askOne,
	BOTH_MODES,
	DELETE,
	jsonOf,
	meet,
	named,
	PAY,
	sent,
	UNPAY,
	UPDATE,
	useRig,
	WAYS,
	type Act,
} from './support';

/** Somebody sets the clock of the machine that n8n runs on: durations stay what they are. */
const use = useRig();

const FORWARD = 90_000;
const BACK = -3_600_000;

/** Sets the clock of the wall when the n-th sleep of the node begins. */
function jumpInSleep(ms: number, nth = 1): void {
	const clock: VirtualClock = use.rig.clock;
	const sleep = clock.sleep.bind(clock);
	let sleeps = 0;
	clock.sleep = async (...args: Parameters<typeof sleep>) => {
		sleeps += 1;
		if (sleeps === nth) clock.jump(ms);
		await sleep(...args);
	};
}

/** Otherwise a test would be about nothing. */
afterEach(() => {
	const { clock } = use.rig;
	expect(clock.client.now()).not.toBe(clock.now());
});

/** The connection breaks, and the script ends so much later. */
const finishLater = ({ method }: Act, delayMs: number) =>
	use.portal.faults.add({
		fault: 'resetThenFinish',
		method: new RegExp(`^(batch|${method})$`),
		delayMs,
	});

describe.each(named(PAY, UNPAY, DELETE))('%s whose answer is lost', (_, act) => {
	it.each([
		[FORWARD, 1],
		[FORWARD, 2],
		[FORWARD, 3],
		[24 * 3_600_000, 2],
		[BACK, 1],
		[BACK, 3],
	])('is made once although the clock jumps by %d ms in pause %d', async (ms, nth) => {
		jumpInSleep(ms, nth);
		finishLater(act, 50_000);
		const [id = 0] = add(use, act);
		const started = use.rig.clock.ticks();
		const json = await askOne(use, act, id);
		expect(json).toMatchObject({ success: true });
		expect(use.ledger.executed(act.method, id)).toBe(1);
		expect(sent(use, act.method)).toBe(1);
		expect(use.rig.clock.ticks() - started).toBeLessThan(120_000);
	});

	it.each([FORWARD, BACK])('is sent again no earlier: %d ms', async (ms) => {
		jumpInSleep(ms, 2);
		use.portal.faults.add({
			fault: 'resetBefore',
			method: new RegExp(`^(batch|${act.method})$`),
		});
		const [id = 0] = add(use, act);
		await askOne(use, act, id);
		const [first = 0, second = 0] = use.portal.requests
			.filter(({ method, commands }) =>
				[method, ...(commands ?? [])].some((one) => one.startsWith(act.method)),
			)
			.map(({ atMs }) => atMs);
		expect(second - first).toBeGreaterThanOrEqual(60_000);
		expect(second - first).toBeLessThan(120_000);
		expect(use.ledger.executed(act.method, id)).toBe(1);
	});
});

describe('Payments of a lost batch', () => {
	it.each(WAYS)('are made once although the clock jumps, read %s, %s', async (...way) => {
		meet(use, way);
		jumpInSleep(FORWARD, 2);
		const skip = way[0] === 'by lists' ? 0 : 1;
		const rule = { method: 'batch', delayMs: 50_000, skip } as const;
		use.portal.faults.add({ fault: 'resetThenFinish', ...rule });
		const ids = add(use, PAY, 3);
		const { items } = await ask(use, PAY, ids);
		expect(jsonOf(items)).toMatchObject([{ success: true }, { success: true }, { success: true }]);
		expect(ids.map((id) => use.ledger.effects(id).triggers)).toEqual([1, 1, 1]);
	});

	it.each(BOTH_MODES)('are not made again by a run after the jump: %s', async (onError) => {
		finishLater(PAY, 50_000);
		const ids = add(use, PAY, 2);
		await ask(use, PAY, ids, { onError, options: { settleTime: 0 } });
		use.rig.clock.jump(FORWARD);
		await ask(use, PAY, ids, { onError, options: { maxWait: 120 } });
		await use.portal.finishPending();
		expect(ids.map((id) => use.ledger.effects(id).triggers)).toEqual([1, 1]);
	});
});

describe('A wait for a limit', () => {
	it.each([FORWARD, BACK])('is neither longer nor shorter: %d ms', async (ms) => {
		jumpInSleep(ms, 2);
		use.portal.faults.add({ fault: 'rateLimit', method: 'batch', times: Infinity });
		const started = use.rig.clock.ticks();
		const json = await askOne(use, PAY, add(use, PAY)[0], { options: { maxWait: 30 } });
		expect(json).toMatchObject({ errorDetails: expect.objectContaining({ code: 'RATE_LIMITED' }) });
		const took = use.rig.clock.ticks() - started;
		expect(took).toBeGreaterThan(10_000);
		expect(took).toBeLessThanOrEqual(31_000);
	});

	it.each([FORWARD, BACK, 30 * BACK])('of operating time ends: %d ms', async (ms) => {
		jumpInSleep(ms, 1);
		use.portal.faults.add({ fault: 'operatingLimit', method: UPDATE.method, times: 4 });
		const started = use.rig.clock.ticks();
		const json = await askOne(use, UPDATE, add(use, UPDATE)[0]);
		expect(json).toMatchObject({ changed: true });
		expect(use.rig.clock.ticks() - started).toBeLessThan(660_000);
	});
});

describe('A payment that was read', () => {
	it.each([FORWARD, BACK])('is as fresh as it was: %d ms', async (ms) => {
		const ids = add(use, PAY, 3);
		use.portal.when({ method: 'sale.payment.list' }, 'after', () => use.rig.clock.jump(ms));
		const { items } = await ask(use, PAY, ids);
		expect(items.every(({ json }) => json.changed === true)).toBe(true);
		// It is neither read once more nor kept back.
		expect(use.portal.requests).toHaveLength(2);
	});
});
