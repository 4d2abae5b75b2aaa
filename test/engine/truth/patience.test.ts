import type { FaultRule } from '../../../sandbox/portal';
import { startSteppingRig, until, type SteppingRig } from '../../faults/support/steppingRig';
import type { RunSettings } from '../../support/rig';
import {
	add,
	ask,
	BOTH_MODES,
	CONTINUE,
	create,
	DELETE,
	jsonOf,
	meet,
	named,
	PAY,
	PAY_SYSTEM_PAY,
	secondBySecond,
	STOP,
	UNPAY,
	UPDATE,
	useRig,
	WAYS,
	type Act,
} from './support';
import { detailsOf } from '../../support/details';

/** Patience belongs to the run: when it is used up, all that is left fails at once. */
const use = useRig();

const SECOND = 1000;

/** How long a run took on a clock that nobody can set, in seconds. */
async function timed<Result>(run: () => Promise<Result>): Promise<Result & { took: number }> {
	const started = use.rig.clock.ticks();
	const result = await run();
	return { ...result, took: (use.rig.clock.ticks() - started) / SECOND };
}

const limitForEver = (rule: Partial<FaultRule> = {}) =>
	use.portal.faults.add({ fault: 'rateLimit', times: Infinity, ...rule });

const codes = (items: Parameters<typeof jsonOf>[0]) =>
	jsonOf(items).map((json) => detailsOf(json).code ?? json.success);

describe('A limit that does not end', () => {
	it.each(WAYS)('holds up sixty items no longer than Max Wait, read %s, %s', async (...way) => {
		meet(use, way);
		limitForEver({ method: 'batch' });
		const ids = add(use, PAY, 60);
		const { items, took } = await timed(async () => await ask(use, PAY, ids));
		expect(codes(items)).toEqual(ids.map(() => 'RATE_LIMITED'));
		expect(took).toBeLessThanOrEqual(61);
		expect(use.ledger.executed(PAY.method)).toBe(0);
	});

	it.each([0, 5, 20, 120])('ends the run after a Max Wait of %d s', async (maxWait) => {
		limitForEver();
		const ids = add(use, PAY, 60);
		const options = { maxWait };
		const { items, took } = await timed(async () => await ask(use, PAY, ids, { options }));
		expect(codes(items)).toEqual(ids.map(() => 'RATE_LIMITED'));
		expect(took).toBeLessThanOrEqual(maxWait + 1);
	});

	it.each(named(PAY, UNPAY, UPDATE, DELETE, PAY_SYSTEM_PAY))(
		'that begins in the middle keeps what is done: %s',
		async (_, act) => {
			const ids = add(use, act, 20);
			const method = new RegExp(`^(batch|${act.method})$`);
			limitForEver({ method, skip: 2 });
			const options = { batchSize: 5, maxWait: 10 };
			const { items, took } = await timed(async () => await ask(use, act, ids, { options }));
			const done = codes(items).filter((code) => code === true).length;
			expect(done).toBeGreaterThan(0);
			expect(codes(items).filter((code) => code === 'RATE_LIMITED')).toHaveLength(20 - done);
			expect(use.ledger.executed(act.method)).toBe(done);
			expect(took).toBeLessThanOrEqual(20);
		},
	);

	it.each([1, 3, 50])('is waited for once, whatever the batch size: %d', async (batchSize) => {
		limitForEver();
		const options = { batchSize };
		const ids = add(use, PAY, 60);
		const { took } = await timed(async () => await ask(use, PAY, ids, { options }));
		expect(took).toBeLessThanOrEqual(61);
	});

	it('stops a run that stops at the first failure as soon', async () => {
		limitForEver();
		const ids = add(use, PAY, 60);
		const { error, took } = await timed(async () => await ask(use, PAY, ids, { onError: STOP }));
		expect(error?.description).toContain('Done: 0 of 60 payments.');
		expect(took).toBeLessThanOrEqual(61);
	});

	it('holds up new payments no longer either', async () => {
		limitForEver();
		const deals = Array.from({ length: 40 }, (_, index) => index + 1);
		const { items, took } = await timed(async () => await create(use, deals));
		expect(codes(items)).toEqual(deals.map(() => 'RATE_LIMITED'));
		expect(took).toBeLessThanOrEqual(61);
	});

	it.each(['get', 'getPublicUrl'])('holds up lookups no longer either: %s', async (operation) => {
		limitForEver();
		const items = Array.from({ length: 160 }, (_, index) => ({ id: 1001 + index }));
		const parameters = { paymentId: '={{ $json.id }}', includeQrCode: false };
		const settings: RunSettings = { operation, items, parameters, onError: CONTINUE };
		const { items: output, took } = await timed(async () => await use.rig.run(settings));
		expect(output).toHaveLength(160);
		expect(took).toBeLessThanOrEqual(61);
	});

	it.each(BOTH_MODES)('is told with what to do about it: %s', async (onError) => {
		limitForEver();
		const { items, error } = await ask(use, PAY, add(use, PAY, 2), { onError });
		const description = error?.description ?? detailsOf(items[1]?.json).description;
		expect(description).toContain('Nothing was changed');
		expect(description).toContain('Max Wait');
	});
});

describe('A portal that answers each change with junk', () => {
	it('is asked for all of them as long as it makes them', async () => {
		const ids = add(use, PAY_SYSTEM_PAY, 12);
		use.portal.faults.add({
			fault: 'html502After',
			method: PAY_SYSTEM_PAY.method,
			times: Infinity,
		});
		const { items } = await ask(use, PAY_SYSTEM_PAY, ids);
		expect(codes(items)).toEqual(ids.map(() => true));
	});
});

describe('The patience of a run with several credentials', () => {
	it.each([
		['rateLimit', { maxWait: 60, limitWait: 660 }],
		['operatingLimit', { maxWait: 60, limitWait: 60 }],
	] as const)('is one for all of them: %s', async (fault, options) => {
		const hooks = [1, 2, 3, 4, 5].map(() => use.portal.webhookFor({ scopes: ['crm', 'sale'] }));
		use.rig.useWebhook('={{ $json.hook }}');
		use.portal.faults.add({ fault, method: /^(batch|crm.*pay)$/, times: Infinity });
		const ids = add(use, PAY, 5);
		const { items, hints, took } = await timed(
			async () =>
				await use.rig.run({
					operation: 'pay',
					items: ids.map((id, index) => ({ id, hook: hooks[index] ?? '' })),
					onError: CONTINUE,
					options,
				}),
		);
		expect(codes(items)).toEqual(ids.map(() => 'RATE_LIMITED'));
		expect(took).toBeLessThanOrEqual(65);
		const [, seconds] = /Waited (\d+) s/.exec(hints[0]?.message ?? '') ?? [];
		expect(Number(seconds)).toBeLessThanOrEqual(60);
	});
});

describe('A portal that never answers', () => {
	const hang = (rule: Partial<FaultRule> = {}) =>
		use.portal.faults.add({ fault: 'hangBefore', times: Infinity, ...rule });

	it.each(BOTH_MODES)('is asked no longer than one payment is worth: %s', async (onError) => {
		hang();
		const ids = add(use, PAY, 150);
		const { items, error, took } = await timed(async () => await ask(use, PAY, ids, { onError }));
		// Three tries of a minute each.
		expect(took).toBeLessThanOrEqual(200);
		expect(use.portal.requests.length).toBeLessThanOrEqual(4);
		if (onError === CONTINUE) {
			for (const json of jsonOf(items)) {
				expect(`${json.error} ${detailsOf(json).description}`).toContain('Nothing was changed');
			}
		} else expect(error?.message).toMatch(/^Nothing was changed/);
	});

	it.each(['resetBefore', 'html502'] as const)('or breaks off: %s', async (fault) => {
		use.portal.faults.add({ fault, times: Infinity });
		const { items, took } = await timed(async () => await ask(use, PAY, add(use, PAY, 150)));
		expect(items).toHaveLength(150);
		expect(took).toBeLessThanOrEqual(61);
	});

	it('any more after the first writes leaves the others untouched', async () => {
		const ids = add(use, PAY, 150);
		hang({ method: 'batch', skip: 2 });
		hang({ method: 'sale.payment.list', skip: 1 });
		hang({ method: PAY.read });
		const options = { batchSize: 10 };
		const { items, took } = await timed(async () => await ask(use, PAY, ids, { options }));
		// What was lost is watched for a minute and a quarter, with looks that hang themselves.
		expect(took).toBeLessThanOrEqual(600);
		const done = codes(items).filter((code) => code === true).length;
		expect(use.ledger.executed(PAY.method)).toBe(done);
		expect(codes(items).filter((code) => code === 'OUTCOME_UNKNOWN')).toHaveLength(10);
	});

	it.each(['error500', 'resetBefore'] as const)(
		'a few changes keeps only those back that are with them: %s',
		async (fault) => {
			const ids = add(use, PAY, 200);
			for (const position of [0, 5, 10]) {
				const paymentId = ids[position];
				use.portal.faults.add({ fault, method: 'batch', paymentId, times: Infinity });
			}
			const { items } = await ask(use, PAY, ids);
			expect(codes(items).filter((code) => code === true).length).toBeGreaterThanOrEqual(185);
		},
	);

	it('five changes, but with an error each, is still asked for the others', async () => {
		const ids = add(use, PAY, 9);
		for (const paymentId of ids.slice(0, 5)) {
			use.portal.faults.add({ fault: 'error500', method: 'batch', paymentId, times: Infinity });
		}
		const { items } = await ask(use, PAY, ids, { options: { batchSize: 1 } });
		expect(codes(items).slice(5)).toEqual([true, true, true, true]);
	});

	it.each(named(PAY, PAY_SYSTEM_PAY, UPDATE))(
		'a change, although it answers reads, is asked five times: %s',
		async (_, act) => {
			const ids = add(use, act, 60);
			hang({ method: act === PAY_SYSTEM_PAY ? act.method : 'batch' });
			const { items, took } = await timed(async () => await ask(use, act, ids));
			// Each takes a minute and is watched for a minute and a quarter; the first is sent twice.
			expect(took).toBeLessThanOrEqual(6 * 140);
			const left = jsonOf(items).filter((json) => detailsOf(json).code === 'CONNECTION_FAILED');
			expect(left.length).toBeGreaterThan(30);
			for (const json of left) {
				expect(`${json.error} ${detailsOf(json).description}`).toContain('Nothing was changed');
				expect(detailsOf(json).retryable).toBe(true);
			}
		},
	);
});

describe("The run's own pace", () => {
	it.each<[string, Act]>([
		['payments one by one', PAY],
		['payments through a payment system', PAY_SYSTEM_PAY],
	])('is not held against its patience: %s', async (_, act) => {
		const ids = add(use, act, 120);
		const options = { batchSize: 1, maxWait: 0 };
		const { items, took } = await timed(async () => await ask(use, act, ids, { options }));
		expect(items.every(({ json }) => json.changed === true)).toBe(true);
		expect(took).toBeGreaterThan(30);
	});
});

describe("Waiting for another execution's turn", () => {
	let rig: SteppingRig;
	beforeEach(async () => {
		rig = await startSteppingRig({
			latency: { perCommandMs: { 'crm.item.payment.pay': 100 * SECOND } },
		});
	});
	afterEach(async () => await rig.close());

	it.each([5, 30])('ends after a Max Wait of %d s', async (maxWait) => {
		const id = rig.portal.ledger.addPayment({ id: 7001, sum: 5, paySystemId: 4 });
		const run = async (options = {}) =>
			await rig.run({ operation: 'pay', items: [{ id }], options, onError: CONTINUE });
		const first = run({ timeout: 300 });
		await until(() => rig.portal.requests.length >= 2);
		const started = rig.clock.ticks();
		const { items } = await secondBySecond(rig.clock, run({ maxWait }));
		expect(items[0]?.json).toMatchObject({
			errorDetails: expect.objectContaining({ code: 'RATE_LIMITED', retryable: true }),
		});
		expect(detailsOf(items[0]?.json).description).toContain('Nothing was changed');
		expect((rig.clock.ticks() - started) / SECOND).toBeLessThanOrEqual(maxWait + 1);
		expect((await first).items[0]?.json).toMatchObject({ changed: true });
		expect(rig.portal.ledger.executed(PAY.method)).toBe(1);
	});

	it('is as long as Max Wait for all payments of a run together', async () => {
		const ids = [7001, 7002, 7003].map((id) =>
			rig.portal.ledger.addPayment({ id, sum: 5, paySystemId: 4 }),
		);
		const run = async (items: number[], options = {}) =>
			await rig.run({
				operation: 'pay',
				items: items.map((id) => ({ id })),
				options,
				onError: CONTINUE,
			});
		const others = ids.map(async (id) => await run([id], { timeout: 300 }));
		await until(() => rig.portal.requests.length >= 6);
		const started = rig.clock.ticks();
		const { items } = await secondBySecond(rig.clock, run(ids, { maxWait: 5, batchSize: 1 }));
		expect(jsonOf(items).map((json) => detailsOf(json).code)).toEqual(
			ids.map(() => 'RATE_LIMITED'),
		);
		// One wait, not one for each; every step of this clock is a second.
		expect((rig.clock.ticks() - started) / SECOND).toBeLessThanOrEqual(8);
		await Promise.all(others);
	});
});
