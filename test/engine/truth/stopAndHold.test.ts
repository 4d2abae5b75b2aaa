import { startSteppingRig, until, type SteppingRig } from '../../faults/support/steppingRig';
import { CONTINUE, jsonOf, PAY } from './support';

/**
 * After Stop, those payments are held back whose write may still be under way, and no others: who
 * was answered, or was never sent, keeps nobody waiting.
 */
let rig: SteppingRig;

beforeEach(async () => {
	rig = await startSteppingRig({
		latency: { perRequestMs: 30, perCommandMs: { [PAY.method]: 300, '*': 10 } },
	});
});
afterEach(async () => {
	const overlaps = rig.portal.ledger.overlaps();
	await rig.close();
	expect(overlaps).toBe(0);
});

const add = (count: number) =>
	Array.from({ length: count }, (_, index) =>
		rig.portal.ledger.addPayment({ id: 7001 + index, sum: 100, paySystemId: 4 }),
	);

const run = async (ids: readonly number[], rest = {}) =>
	await rig.run({ operation: 'pay', items: ids.map((id) => ({ id })), onError: CONTINUE, ...rest });

/** How long the next run on these takes, in ms, and what it says. */
async function next(ids: readonly number[]) {
	const started = rig.clock.ticks();
	const { items } = await run(ids);
	return { took: rig.clock.ticks() - started, json: jsonOf(items) };
}

const batches = () => rig.portal.requests.filter(({ method }) => method === 'batch');
const triggers = (ids: readonly number[]) =>
	ids.map((id) => rig.portal.ledger.effects(id).triggers);

/** Stops a run on these payments as soon as something is so. */
async function stopWhen(isSo: () => boolean, ids: readonly number[], options = {}) {
	const stop = new AbortController();
	const stopped = run(ids, { signal: stop.signal, options });
	await until(isSo);
	stop.abort();
	return await stopped;
}

describe('After a run was stopped', () => {
	it('while it waited for a limit, nothing is held back', async () => {
		const ids = add(10);
		rig.portal.faults.add({ fault: 'rateLimit', method: 'batch', times: 3 });
		await stopWhen(() => rig.pauses.length > 0, ids, { maxWait: 600 });
		rig.portal.faults.clear();
		const { took, json } = await next(ids);
		expect(json.every(({ changed }) => changed === true)).toBe(true);
		expect(took).toBeLessThan(30_000);
		expect(triggers(ids)).toEqual(ids.map(() => 1));
	});

	it('that Bitrix24 had refused as a whole, nothing is held back', async () => {
		const ids = add(10);
		rig.portal.faults.add({ fault: 'operatingLimit', method: PAY.method, times: 100 });
		await stopWhen(() => rig.pauses.length > 0, ids);
		rig.portal.faults.clear();
		const { took, json } = await next(ids);
		expect(json.every(({ changed }) => changed === true)).toBe(true);
		expect(took).toBeLessThan(30_000);
	});

	it('while it waited for its turn, nothing is held back', async () => {
		const ids = add(5);
		const first = run(ids);
		await until(() => batches().length > 0);
		const stop = new AbortController();
		const waiting = run(ids, { signal: stop.signal });
		await until(() => rig.portal.requests.length >= 3);
		stop.abort();
		await waiting;
		await first;
		expect((await next(ids)).took).toBeLessThan(30_000);
		expect(triggers(ids)).toEqual(ids.map(() => 1));
	});

	it('while a batch was under way, only that one is held back', async () => {
		const ids = add(12);
		await stopWhen(() => batches().length === 2, ids, { batchSize: 3 });
		const [sent, rest] = [ids.slice(0, 6), ids.slice(6)];
		const others = await next(rest);
		expect(others.json.every(({ changed }) => changed === true)).toBe(true);
		expect(others.took).toBeLessThan(30_000);
		await next(sent);
		expect(triggers(ids)).toEqual(ids.map(() => 1));
	});

	it('between two batches, those that were answered are free', async () => {
		const ids = add(6);
		await stopWhen(() => batches().length === 2, ids, { batchSize: 3 });
		const { took, json } = await next(ids.slice(0, 3));
		expect(json.map(({ changed }) => changed)).toEqual([false, false, false]);
		expect(took).toBeLessThan(5000);
	});

	it('that was watching a lost write, that payment is held back and no other', async () => {
		const ids = add(4);
		rig.portal.faults.add({
			fault: 'resetThenFinish',
			method: PAY.method,
			paymentId: ids[0],
			delayMs: 40_000,
		});
		await stopWhen(() => rig.pauses.length > 0, ids, { batchSize: 1 });
		expect(rig.portal.faults.struck).toHaveLength(1);
		const others = await next(ids.slice(1));
		expect(others.json.every(({ changed }) => changed === true)).toBe(true);
		expect(others.took).toBeLessThan(30_000);
		const held = await rig.run({
			operation: 'pay',
			items: [{ id: ids[0] ?? 0 }],
			options: { maxWait: 600 },
		});
		expect(held.items[0]?.json.success).toBe(true);
		expect(triggers(ids)).toEqual(ids.map(() => 1));
	});

	it('its payments are held back for no longer than a script runs', async () => {
		const ids = add(3);
		await stopWhen(() => batches().length === 1, ids);
		const { took } = await next(ids);
		expect(took).toBeLessThanOrEqual(70_000);
		expect(triggers(ids)).toEqual(ids.map(() => 1));
	});
});
