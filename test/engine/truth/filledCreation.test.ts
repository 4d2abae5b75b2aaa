import type { IDataObject } from 'n8n-workflow';

import { SEED, type FaultRule } from '../../../sandbox/portal';
import { detailsOf } from '../../support/details';
import type { RunResult, RunSettings } from '../../support/rig';
import { CONTINUE, jsonOf, newPayments, sent, STOP, useRig, wordsOf } from './support';

/**
 * Two writes for one payment: whatever becomes of either, exactly one payment exists for an item,
 * and nobody is told more or less than that.
 */
const use = useRig();

/** Three tries, as fast as n8n lets them follow each other. */
const RETRYING = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

const ADD = 'crm.item.payment.add';
const UPDATE = 'sale.payment.update';
const DEAL = SEED.dealWithoutPayments;
const FIELDS = { sum: 120.5, comments: 'Second half', paySystemId: 2 };

async function create(
	deals: ReadonlyArray<number | string> = [DEAL],
	settings: Partial<RunSettings> = {},
): Promise<RunResult> {
	return await use.rig.run({
		operation: 'create',
		items: deals.map((deal) => ({ deal })),
		parameters: { entityTypeId: 2, entityId: '={{ $json.deal }}', additionalFields: FIELDS },
		onError: CONTINUE,
		...settings,
	});
}

const rows = () => newPayments(use).map((id) => use.ledger.payment(id));
const isFilled = (row: unknown) => expect(row).toMatchObject(FIELDS);

/** Loses the answer to the request that carries the first or the second write. */
const lose = (write: 'first' | 'second', rule: Omit<FaultRule, 'method'>) =>
	use.portal.faults.add({ ...rule, method: 'batch', skip: write === 'first' ? 0 : 1 });

const LOST_DONE = ['resetAfter', 'html502After', 'foreignErrorAfter', 'hangAfter'] as const;
const LOST_UNDONE = ['resetBefore', 'html502', 'foreignError'] as const;

describe('A creation whose answer is lost', () => {
	it.each([...LOST_DONE, ...LOST_UNDONE])(
		'is sent once and nothing behind it: %s',
		async (fault) => {
			lose('first', { fault });
			const { items } = await create([DEAL], { node: RETRYING });
			expect(sent(use, ADD)).toBe(1);
			expect(sent(use, UPDATE)).toBe(0);
			expect(newPayments(use).length).toBeLessThanOrEqual(1);
			expect(items[0]?.json.success).toBe(false);
			expect(detailsOf(items[0]?.json)).toMatchObject({
				code: 'OUTCOME_UNKNOWN',
				retryable: false,
			});
		},
	);
});

describe('An update of the new payment whose answer is lost', () => {
	it.each(LOST_DONE)('is found done, with one payment: %s', async (fault) => {
		lose('second', { fault });
		const { items } = await create();
		expect(newPayments(use)).toHaveLength(1);
		rows().forEach(isFilled);
		expect(sent(use, UPDATE)).toBe(1);
		expect(items[0]?.json).toMatchObject({
			success: true,
			changed: true,
			paymentId: newPayments(use)[0],
			warning: expect.stringContaining('answer to the change was lost'),
		});
	});

	it.each(LOST_UNDONE)('leaves the payment unfilled, and says so: %s', async (fault) => {
		lose('second', { fault });
		const [json = {}] = jsonOf((await create()).items);
		const [id] = newPayments(use);
		expect(json).toMatchObject({ success: false, paymentId: id });
		expect(detailsOf(json)).toMatchObject({ code: 'PARTLY_DONE', retryable: false });
		expect(json.error).toContain(`Payment ${id} was created`);
		expect(detailsOf(json).description).toContain(`Go on with Update for payment ${id}`);
		expect(newPayments(use)).toHaveLength(1);
		expect(sent(use, UPDATE)).toBe(1);
	});

	it.each(LOST_UNDONE)('is made up for by the next try of the execution: %s', async (fault) => {
		lose('second', { fault });
		const { items } = await create([DEAL], { onError: STOP, node: RETRYING });
		expect(items[0]?.json).toMatchObject({ success: true, paymentId: newPayments(use)[0] });
		expect(newPayments(use)).toHaveLength(1);
		rows().forEach(isFilled);
		expect(sent(use, ADD)).toBe(1);
	});
});

describe('An update of the new payment that is refused', () => {
	const refuse = (times: number) =>
		use.portal.faults.add({
			fault: 'errorCode',
			method: UPDATE,
			code: 'SALE_PAYMENT_WRONG_PAYMENT_SERVICE',
			times,
		});

	it('is said with the ID, the reason and how to go on', async () => {
		refuse(1);
		const [json = {}] = jsonOf((await create()).items);
		const [id] = newPayments(use);
		expect(json).toMatchObject({ success: false, paymentId: id });
		expect(json.error).toMatch(/This payment system cannot be used for the payment/);
		expect(detailsOf(json)).toMatchObject({
			code: 'PARTLY_DONE',
			bitrixCode: 'SALE_PAYMENT_WRONG_PAYMENT_SERVICE',
		});
	});

	it('stops the run before anything else is created, and names what exists', async () => {
		refuse(1);
		const result = await create([61, 62, 63], { onError: STOP });
		const [id] = newPayments(use);
		expect(newPayments(use)).toHaveLength(1);
		expect(wordsOf(result)).toContain(`Payment ${id} was created`);
		expect(wordsOf(result)).toMatch(/would create another payment/);
	});

	it('stops the run at that item, with all before it filled and none behind it created', async () => {
		use.portal.faults.add({ fault: 'vetoed', method: UPDATE, skip: 2 });
		const result = await create([61, 62, 63, 64], { onError: STOP });
		expect(newPayments(use)).toHaveLength(3);
		rows().slice(0, 2).forEach(isFilled);
		expect(wordsOf(result)).toMatch(/Done: 2 of 4 payments/);
	});

	it('fails alone with Continue On Fail, and all others are filled', async () => {
		refuse(1);
		const { items, hints } = await create([61, 62, 63]);
		expect(jsonOf(items).map(({ success }) => success)).toEqual([false, true, true]);
		expect(newPayments(use)).toHaveLength(3);
		rows().slice(1).forEach(isFilled);
		expect(hints[0]?.message).toBe('2 created, 1 done in part');
	});

	it('is tried again without creating again, by try after try', async () => {
		refuse(2);
		const { items } = await create([61], { onError: STOP, node: RETRYING });
		expect(items[0]?.json).toMatchObject({ success: true, paymentId: newPayments(use)[0] });
		expect(newPayments(use)).toHaveLength(1);
		expect(sent(use, ADD)).toBe(1);
	});

	it('is tried again without creating again with Verify off as well', async () => {
		refuse(1);
		const options = { verify: false };
		const { items } = await create([61], { onError: STOP, node: RETRYING, options });
		expect(items[0]?.json).toMatchObject({ success: true, verified: false });
		expect(newPayments(use)).toHaveLength(1);
		rows().forEach(isFilled);
	});

	it('does not call it safe to run again with Verify off', async () => {
		refuse(1);
		const result = await create([61, 62], { onError: STOP, options: { verify: false } });
		expect(wordsOf(result)).toMatch(/would create another payment/);
		expect(wordsOf(result)).not.toMatch(/Running again is safe/);
	});
});

describe('A run that is stopped or breaks between the two writes', () => {
	it('says that running again would create another payment', async () => {
		const stop = new AbortController();
		use.portal.when({ method: UPDATE }, 'before', () => stop.abort());
		const { error } = await create([61, 62], { signal: stop.signal });
		const words = `${error?.message} ${error?.description}`;
		expect(newPayments(use)).toHaveLength(1);
		expect(words).toMatch(/would create another payment/);
		expect(words).not.toMatch(/Running again is safe/);
	});

	/** Tells the time-out of a request from any other. */
	const TIMEOUT_MS = 61_000;

	/** Something that nobody foresaw is wrong with the request that comes after this many others. */
	function breakAfter(requests: number): void {
		const { clock } = use.rig;
		const timeout = clock.timeout.bind(clock);
		clock.timeout = (ms) => {
			if (ms === TIMEOUT_MS && use.portal.requests.length >= requests) {
				throw new RangeError('out of range');
			}
			return timeout(ms);
		};
	}

	it.each([
		['before the update is sent', 3, /were not stored as asked: The run was interrupted before/],
		['while the update goes out', 4, /not known whether its fields were stored/],
	])('does not call the payment done that it has created: %s', async (_when, requests, words) => {
		breakAfter(requests);
		const { items } = await create([61, 62], { options: { timeout: 61 } });
		const [id] = newPayments(use);
		expect(newPayments(use)).toHaveLength(1);
		expect(items[0]?.json).toMatchObject({ success: false, paymentId: id });
		expect(items[0]?.json.error).toMatch(words);
		expect(detailsOf(items[0]?.json)).toMatchObject({ code: 'PARTLY_DONE', retryable: false });
		expect(detailsOf(items[1]?.json)).toMatchObject({ code: 'NOT_EXECUTED', retryable: true });
	});
});

describe('Two executions that fill payments of one order', () => {
	it('take turns, so that no two writes on it overlap', async () => {
		const order = { entityTypeId: 14, entityId: '5037', paySystemId: 2 };
		const ofOrder = async () =>
			await create([DEAL], { parameters: { ...order, additionalFields: { sum: 15 } } });
		const ofDeal = async () => await create([25]);
		const results = await Promise.all([ofOrder(), ofDeal(), ofOrder(), ofDeal()]);
		expect(results.flatMap(({ items }) => jsonOf(items)).map(({ success }) => success)).toEqual(
			Array.from({ length: 4 }, () => true),
		);
		expect(newPayments(use)).toHaveLength(4);
	});
});

describe('Retry On Fail for filled payments', () => {
	it('creates one for each of two items of one deal, although the first item fails every time', async () => {
		const { items } = await create(['oops', DEAL, DEAL], { node: RETRYING });
		expect(newPayments(use)).toHaveLength(2);
		rows().forEach(isFilled);
		expect(jsonOf(items.slice(1)).map(({ paymentId }) => paymentId)).toEqual(newPayments(use));
	});

	it('creates again in the next execution, which means it anew', async () => {
		await create([61], { node: RETRYING });
		await create([61], { node: RETRYING });
		expect(newPayments(use)).toHaveLength(2);
	});
});

describe('An accepted update of which nothing is stored', () => {
	it('is partly done', async () => {
		use.portal.faults.add({ fault: 'lyingTrue', method: UPDATE });
		const [json = {}] = jsonOf((await create()).items);
		expect(detailsOf(json).code).toBe('PARTLY_DONE');
		expect(detailsOf(json).description).toMatch(/Amount: sent 120.5, stored 0/);
	});

	it('warns of an error that Bitrix24 answered although it is done', async () => {
		use.portal.faults.add({ fault: 'savedWithWarning', method: UPDATE });
		const [json = {}] = jsonOf((await create()).items);
		expect(json).toMatchObject({ success: true, changed: true });
		expect(json.warning).toMatch(/answered with an error although it is done/);
	});
});

describe('A payment of an order', () => {
	const SALE_ADD = 'sale.payment.add';
	const ORDER: IDataObject = {
		entityTypeId: 14,
		entityId: '={{ $json.order }}',
		paySystemId: 2,
		additionalFields: { sum: 15 },
	};
	const ofOrder = async (settings: Partial<RunSettings> = {}) =>
		await create([DEAL], {
			items: [{ order: 5037 }],
			parameters: ORDER,
			node: RETRYING,
			...settings,
		});

	it.each([...LOST_DONE, ...LOST_UNDONE])('is sent once: %s', async (fault) => {
		lose('first', { fault });
		const { items } = await ofOrder();
		expect(sent(use, SALE_ADD)).toBe(1);
		expect(newPayments(use).length).toBeLessThanOrEqual(1);
		expect(detailsOf(items[0]?.json)).toMatchObject({ code: 'OUTCOME_UNKNOWN', retryable: false });
		for (const id of newPayments(use)) {
			expect(detailsOf(items[0]?.json).description).toContain(
				`${id} as a new payment, which may be`,
			);
		}
	});

	it('is partly done where Bitrix24 stored a part of it', async () => {
		use.portal.when({ method: SALE_ADD }, 'after', () =>
			newPayments(use).forEach((id) => use.ledger.change(id, { sum: 0 })),
		);
		const [json = {}] = jsonOf((await ofOrder({ node: {} })).items);
		const [id] = newPayments(use);
		expect(json).toMatchObject({ success: false, paymentId: id });
		expect(detailsOf(json)).toMatchObject({ code: 'PARTLY_DONE' });
		expect(detailsOf(json).description).toMatch(/Amount: sent 15, stored 0/);
	});

	it('is not taken from a list of other orders', async () => {
		use.portal.faults.add({ fault: 'ignoredFilter', method: 'sale.payment.list', times: Infinity });
		const [json = {}] = jsonOf((await ofOrder({ node: {} })).items);
		expect(json.success).toBe(false);
		expect(sent(use, SALE_ADD)).toBe(0);
	});

	it('is created at last what was refused before', async () => {
		use.portal.faults.add({ fault: 'accessDenied', method: SALE_ADD, times: 2 });
		const { items } = await ofOrder({ onError: STOP });
		expect(items[0]?.json).toMatchObject({ success: true });
		expect(newPayments(use)).toHaveLength(1);
	});
});
