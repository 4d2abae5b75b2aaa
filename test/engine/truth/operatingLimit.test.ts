import { pairs, startRig, type Rig } from '../../support/rig';
import { CONTINUE, jsonOf, STOP } from './support';
import { detailsOf } from '../../support/details';

/**
 * The limit of a method's operating time ends within ten minutes (docs/bitrix24.md#operating-time),
 * so a run has a patience of its own for it.
 */
let rig: Rig;
afterEach(async () => {
	const overlaps = rig.portal.ledger.overlaps();
	await rig.close();
	expect(overlaps).toBe(0);
});

const PAY = 'crm.item.payment.pay';
const MINUTE = 60_000;

/** A portal whose pay takes a second, and which allows 420 of them in ten minutes. */
async function start(operatingSeconds = 420, ms = 1000): Promise<void> {
	rig = await startRig({
		limits: { burst: 50, perSecond: 2, operatingSeconds },
		latency: { perRequestMs: 300, perCommandMs: { [PAY]: ms, '*': 10 } },
	});
}

const add = (count: number) =>
	Array.from({ length: count }, (_, index) =>
		rig.portal.ledger.addPayment({ id: 10_000 + index, sum: 5, paySystemId: 4 }),
	);

async function pay(
	ids: readonly number[],
	options = {},
	onError: typeof CONTINUE | typeof STOP = CONTINUE,
) {
	const started = rig.clock.ticks();
	const result = await rig.run({
		operation: 'pay',
		items: ids.map((id) => ({ id })),
		options,
		onError,
	});
	return { ...result, took: rig.clock.ticks() - started };
}

const triggers = (ids: readonly number[]) =>
	ids.filter((id) => rig.portal.ledger.effects(id).triggers !== 1);

describe('A thousand payments of a second each', () => {
	it('are all paid with the options as they are', async () => {
		await start();
		const ids = add(1000);
		const { items, took } = await pay(ids);
		expect(pairs(items)).toEqual(ids.map((_, index) => index));
		expect(items.filter(({ json }) => json.changed !== true)).toEqual([]);
		expect(triggers(ids)).toEqual([]);
		expect(took).toBeLessThan(45 * MINUTE);
	}, 120_000);

	it('are all paid by a run that stops at its first failure', async () => {
		await start();
		const ids = add(600);
		const { error, items } = await pay(ids, {}, STOP);
		expect(error).toBeUndefined();
		expect(items).toHaveLength(600);
		expect(triggers(ids)).toEqual([]);
	}, 120_000);

	it('are all paid without lists', async () => {
		await start();
		rig.useWebhook(rig.portal.webhookFor({ scopes: ['crm'] }));
		const ids = add(600);
		const { items } = await pay(ids);
		expect(items.filter(({ json }) => json.changed !== true)).toEqual([]);
		expect(triggers(ids)).toEqual([]);
	}, 120_000);
});

describe('The operating limit', () => {
	it('is waited for although Max Wait allows no wait', async () => {
		await start(20, 2000);
		const { items } = await pay(add(16), { maxWait: 0 });
		expect(items.every(({ json }) => json.changed === true)).toBe(true);
	});

	it('is not waited for with a Limit Wait of 0, and its end is told', async () => {
		await start(20, 2000);
		const { items, took } = await pay(add(16), { limitWait: 0 });
		const limited = jsonOf(items).filter((json) => detailsOf(json).code === 'RATE_LIMITED');
		expect(limited.length).toBeGreaterThan(0);
		expect(limited.length).toBeLessThan(16);
		const end =
			/The limit ends at (\S+Z)/.exec(String(detailsOf(limited[0]).description))?.[1] ?? '';
		expect(Date.parse(end)).toBeGreaterThan(rig.clock.now());
		expect(Date.parse(end)).toBeLessThanOrEqual(rig.clock.now() + 10 * MINUTE);
		expect(took).toBeLessThan(2 * MINUTE);
	});

	it.each([30, 120])(
		'is waited for no longer in all than a Limit Wait of %d s',
		async (limitWait) => {
			await start(20, 2000);
			const { items, took } = await pay(add(60), { limitWait });
			expect(jsonOf(items).some((json) => detailsOf(json).code === 'RATE_LIMITED')).toBe(true);
			const work = jsonOf(items).filter(({ changed }) => changed === true).length * 2000;
			expect(took).toBeLessThanOrEqual(work + (limitWait + 30) * 1000);
		},
	);

	it('that never ends is given up after Limit Wait, all items at once', async () => {
		await start();
		rig.portal.faults.add({ fault: 'operatingLimit', method: PAY, times: Infinity });
		const { items, took } = await pay(add(60));
		for (const json of jsonOf(items)) expect(detailsOf(json).code).toBe('RATE_LIMITED');
		expect(took).toBeLessThanOrEqual(690_000);
		// It does not hammer at the door meanwhile.
		expect(rig.portal.requests.length).toBeLessThan(80);
		expect(rig.portal.ledger.executed(PAY)).toBe(0);
	});

	it('keeps nobody waiting whose method is not paused', async () => {
		await start();
		rig.portal.faults.add({ fault: 'operatingLimit', method: PAY, times: Infinity });
		await pay(add(2), { limitWait: 0 });
		const started = rig.clock.ticks();
		const { items } = await rig.run({ operation: 'unpay', items: [{ id: 1004 }] });
		expect(items[0]?.json).toMatchObject({ changed: true });
		expect(rig.clock.ticks() - started).toBeLessThan(MINUTE);
	});
});
