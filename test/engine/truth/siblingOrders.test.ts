import type { IDataObject } from 'n8n-workflow';

import { DIALECTS } from '../../faults/support/cases';
import { startSteppingRig, type SteppingRig } from '../../faults/support/steppingRig';
import { pairs, type RunResult } from '../../support/rig';
import { CONTINUE, CREATE, jsonOf, secondBySecond, STOP, WAYS, type Way } from './support';

/**
 * Payments of one order: Bitrix24 saves the whole order and takes no lock (docs/bitrix24.md#no-lock),
 * so two of them are never written at the same time.
 */
let rig: SteppingRig;

beforeEach(async () => {
	rig = await startSteppingRig({
		latency: { perRequestMs: 30, perCommandMs: { '*': 300, 'crm.item.payment.get': 40 } },
	});
});
afterEach(async () => await rig.close());

const ORDER = 9100;
const DEAL = 50;

/** Payments of a few orders: the first three belong to the first, and so on. */
function addSiblings(orders: number, perOrder = 3, seed: IDataObject = {}): number[] {
	return Array.from({ length: orders * perOrder }, (_, index) =>
		rig.portal.ledger.addPayment({
			id: 7001 + index,
			sum: 100,
			paySystemId: 4,
			orderId: ORDER + Math.floor(index / perOrder),
			entityId: DEAL + Math.floor(index / perOrder),
			...seed,
		}),
	);
}

function meet([reads, dialect]: Way): void {
	rig.portal.dialect = { ...rig.portal.dialect, ...DIALECTS[dialect] };
	const scopes = ['crm', 'pay_system'];
	const webhookUrl = reads === 'by lists' ? rig.portal.webhook : rig.portal.webhookFor({ scopes });
	rig.engine.credentials.save('credential', { grantType: 'webhook', webhookUrl });
}

interface Job {
	readonly operation: string;
	readonly ids: readonly number[];
	readonly parameters?: IDataObject;
	readonly options?: IDataObject;
}

const OPTIONS = { maxWait: 3600 };

async function together(...jobs: Job[]): Promise<RunResult[]> {
	return await Promise.all(
		jobs.map(async ({ operation, ids, parameters = {}, options = {} }) => {
			const result = await rig.run({
				operation,
				items: ids.map((id) => ({ id })),
				parameters: { paymentId: '={{ $json.id }}', ...parameters },
				onError: CONTINUE,
				options: { ...OPTIONS, ...options },
			});
			expect(pairs(result.items)).toEqual(ids.map((_, index) => index));
			return result;
		}),
	);
}

const evenAndOdd = (ids: readonly number[]) => [
	ids.filter((_, index) => index % 2 === 0),
	ids.filter((_, index) => index % 2 === 1),
];

const successes = (results: readonly RunResult[]) =>
	results.flatMap(({ items }) => jsonOf(items)).map(({ success }) => success);

const once = (ids: readonly number[]) => ids.map((id) => rig.portal.ledger.effects(id).triggers);

describe('Two executions on payments of the same orders', () => {
	it('would collide if they did not take turns', async () => {
		const [first, second] = addSiblings(1);
		await Promise.all(
			[first, second].map(async (id) => {
				const body = JSON.stringify({ id });
				const headers = { 'Content-Type': 'application/json' };
				const url = `${rig.portal.webhook}crm.item.payment.pay`;
				await fetch(url, { method: 'POST', headers, body });
			}),
		);
		expect(rig.portal.ledger.overlaps(ORDER)).toBe(1);
	});

	it.each(WAYS)('never write to one at the same time, read %s, %s', async (...way) => {
		meet(way);
		const ids = addSiblings(6);
		const [even = [], odd = []] = evenAndOdd(ids);
		const results = await together({ operation: 'pay', ids: even }, { operation: 'pay', ids: odd });
		expect(rig.portal.ledger.overlaps()).toBe(0);
		expect(successes(results)).not.toContain(undefined);
		expect(once(ids)).toEqual(ids.map(() => 1));
	});

	it.each([1, 2, 50])('in batches of %d', async (batchSize) => {
		const ids = addSiblings(5, 4);
		const [even = [], odd = []] = evenAndOdd(ids);
		const options = { batchSize };
		await together(
			{ operation: 'pay', ids: even, options },
			{ operation: 'pay', ids: [...odd].reverse(), options },
		);
		expect(rig.portal.ledger.overlaps()).toBe(0);
		expect(once(ids)).toEqual(ids.map(() => 1));
	});

	it('with Verify off, which knows no order', async () => {
		const ids = addSiblings(4);
		const [even = [], odd = []] = evenAndOdd(ids);
		const options = { verify: false };
		await together(
			{ operation: 'pay', ids: even, options },
			{ operation: 'pay', ids: odd, options },
		);
		expect(rig.portal.ledger.overlaps()).toBe(0);
		expect(once(ids)).toEqual(ids.map(() => 1));
	});

	const PAID = { paid: 'Y', datePaid: '2026-05-09T11:20:00+02:00' };

	it.each<[string, string, IDataObject, IDataObject]>([
		['pay', 'update', { updateFields: { comments: 'x' } }, {}],
		['pay', 'delete', {}, {}],
		['pay', 'paySystemPay', { paySystemId: 4 }, {}],
		['update', 'paySystemPay', { updateFields: { comments: 'x' }, paySystemId: 4 }, {}],
		['unpay', 'update', { updateFields: { comments: 'x' } }, PAID],
		['delete', 'update', { updateFields: { xmlId: 'x' } }, {}],
	])('that want different things: %s and %s', async (one, other, parameters, seed) => {
		const ids = addSiblings(5, 2, seed);
		const [even = [], odd = []] = evenAndOdd(ids);
		const results = await together(
			{ operation: one, ids: even, parameters },
			{ operation: other, ids: odd, parameters },
		);
		expect(rig.portal.ledger.overlaps()).toBe(0);
		expect(successes(results)).not.toContain(undefined);
	});

	it('of which one adds payments to the deals', async () => {
		const ids = addSiblings(4);
		const deals = [0, 1, 2, 3].map((index) => ({ deal: DEAL + index }));
		const creating = rig.run({
			operation: CREATE.operation,
			items: deals,
			parameters: { entityTypeId: 2, entityId: '={{ $json.deal }}' },
			onError: CONTINUE,
			options: OPTIONS,
		});
		const [paid] = await together({ operation: 'pay', ids });
		const created = await creating;
		expect(rig.portal.ledger.overlaps()).toBe(0);
		expect(successes([created, ...(paid ? [paid] : [])])).not.toContain(undefined);
		expect(once(ids)).toEqual(ids.map(() => 1));
	});

	it('of which one stops at its first failure', async () => {
		const ids = addSiblings(5);
		const [even = [], odd = []] = evenAndOdd(ids);
		rig.portal.faults.add({ fault: 'accessDenied', method: 'crm.item.payment.pay', skip: 3 });
		await Promise.all(
			[even, odd].map(async (some) =>
				rig.run({
					operation: 'pay',
					items: some.map((id) => ({ id })),
					onError: STOP,
					options: OPTIONS,
				}),
			),
		);
		expect(rig.portal.ledger.overlaps()).toBe(0);
	});
});

describe('Six executions on the same orders', () => {
	it('wait for each other in no circle', async () => {
		const ids = addSiblings(6, 6);
		const slices = [0, 1, 2, 3, 4, 5].map((part) => ids.filter((_, index) => index % 6 === part));
		const results = await together(
			...slices.map((some, index) => ({
				operation: 'pay',
				ids: index % 2 ? [...some].reverse() : some,
				options: { batchSize: 3 },
			})),
		);
		expect(rig.portal.ledger.overlaps()).toBe(0);
		expect(successes(results)).not.toContain(undefined);
		expect(once(ids)).toEqual(ids.map(() => 1));
	});
});

describe('A payment of an order on which a lost request is still at work', () => {
	/** Bitrix24 has loaded the order and takes its time to save it; nobody waits that long. */
	const saveSlowly = (id: number | undefined) =>
		rig.portal.when({ method: 'crm.item.payment.pay', id }, 'saving', async () => {
			await rig.clock.sleep(40_000);
		});

	const IMPATIENT = { batchSize: 1, settleTime: 0, timeout: 5, maxWait: 3600 };

	const impatiently = async (...runs: ReadonlyArray<readonly number[]>) =>
		await secondBySecond(
			rig.clock,
			together(...runs.map((ids) => ({ operation: 'pay', ids, options: IMPATIENT }))),
		);

	it.each(WAYS)('waits for it in another run, read %s, %s', async (...way) => {
		meet(way);
		const ids = addSiblings(2);
		const slow = saveSlowly(ids[0]);
		const [first] = await impatiently(ids.slice(0, 1), ids.slice(1));
		expect(first?.items[0]?.json).toMatchObject({
			errorDetails: expect.objectContaining({ code: 'OUTCOME_UNKNOWN' }),
		});
		expect(slow.happened).toBe(1);
		expect(rig.portal.ledger.overlaps()).toBe(0);
		expect(once(ids)).toEqual(ids.map(() => 1));
	});

	it.each(WAYS)('waits for it in the same run, read %s, %s', async (...way) => {
		meet(way);
		const ids = addSiblings(1);
		const slow = saveSlowly(ids[0]);
		const [run] = await impatiently(ids);
		expect(run?.items[0]?.json).toMatchObject({
			errorDetails: expect.objectContaining({ code: 'OUTCOME_UNKNOWN' }),
		});
		expect(slow.happened).toBe(1);
		expect(rig.portal.ledger.overlaps()).toBe(0);
		expect(once(ids)).toEqual([1, 1, 1]);
	});

	it('is told why it is not written where nobody wants to wait', async () => {
		const ids = addSiblings(1);
		saveSlowly(ids[0]);
		const options = { ...IMPATIENT, maxWait: 0 };
		const running = together({ operation: 'pay', ids, options });
		const [result] = await secondBySecond(rig.clock, running);
		expect(jsonOf(result?.items ?? [])).toMatchObject([
			{ errorDetails: expect.objectContaining({ code: 'OUTCOME_UNKNOWN' }) },
			{
				errorDetails: expect.objectContaining({
					code: 'RATE_LIMITED',
					description: expect.stringContaining('Nothing was changed'),
				}),
			},
			{ errorDetails: expect.objectContaining({ code: 'RATE_LIMITED' }) },
		]);
		await secondBySecond(rig.clock, rig.clock.sleep(60_000));
		expect(rig.portal.ledger.overlaps()).toBe(0);
	});
});
