import { confirmUntouched, settle } from '../../nodes/Bitrix24Payments/execution/settle';
import type { Entry } from '../../nodes/Bitrix24Payments/execution/entry';
import type { ChangeOperation } from '../../nodes/Bitrix24Payments/operations/change';
import { deletePayment } from '../../nodes/Bitrix24Payments/operations/payment/delete';
import { pay } from '../../nodes/Bitrix24Payments/operations/payment/pay';
import { paySystemPay } from '../../nodes/Bitrix24Payments/operations/payment/paySystemPay';
import { unpay } from '../../nodes/Bitrix24Payments/operations/payment/unpay';
import { update } from '../../nodes/Bitrix24Payments/operations/payment/update';
import { payment } from '../support/payments';
import { confirmed, itemOf, lost, stage, whyFailed, type Stage } from './changing';

const PAID = { paid: 'Y', datePaid: '2026-04-10T08:00:00+00:00' };

function about(all: Stage, operation: ChangeOperation = pay, parameters = {}): Entry {
	if (!all.books.rows.has(1)) all.books.add(1);
	return itemOf(all, operation, { paymentId: 1, ...parameters });
}

async function settled({ portal, run }: Stage, entry: Entry): Promise<Entry[]> {
	return await settle([entry], portal, run.times);
}

describe('A change whose answer was lost may be sent again', () => {
	it.each([
		['Mark as Paid', pay, {}],
		['Mark as Unpaid', unpay, PAID],
		['Delete', deletePayment, {}],
	])('where the payment is untouched after a minute: %s', async (_, operation, fields) => {
		const all = stage({ settleMs: 60_000 });
		all.books.add(1, fields);
		const entry = lost(about(all, operation));
		expect(await settled(all, entry)).toEqual([entry]);
		expect(entry.outcome).toBeUndefined();
		expect(all.clock.time).toBe(60_000);
	});

	it('after a minute that begins when nothing more was to be heard of it', async () => {
		const all = stage({ settleMs: 60_000 });
		const entry = lost(about(all));
		if (entry.doubt) entry.doubt = { ...entry.doubt, since: 1 };
		expect(await settled(all, entry)).toEqual([]);
		expect(whyFailed(entry).code).toBe('OUTCOME_UNKNOWN');
	});
});

describe('A change is never sent again', () => {
	it.each([
		['a charge', paySystemPay, { paySystemId: 7 }],
		['an update', update, { updateFields: { comments: 'new' } }],
	])('where the payment does not show whether it was done: %s', async (_, operation, more) => {
		const all = stage();
		const entry = lost(about(all, operation, more));
		expect(await settled(all, entry)).toEqual([]);
		expect(whyFailed(entry).code).toBe('OUTCOME_UNKNOWN');
	});

	it('a third time', async () => {
		const all = stage();
		const entry = { ...lost(about(all)), repeated: true };
		expect(await settled(all, entry)).toEqual([]);
		expect(whyFailed(entry).description).toContain('It was sent twice');
	});

	it('to a host outside the cloud, whose scripts have no known end', async () => {
		const all = stage({ isCloud: false, settleMs: 900_000 });
		const entry = lost(about(all));
		expect(await settled(all, entry)).toEqual([]);
		expect(whyFailed(entry).code).toBe('OUTCOME_UNKNOWN');
	});

	it('after a watch shorter than a minute, however long ago it was sent', async () => {
		const all = stage({ settleMs: 59_999 });
		const entry = lost(about(all));
		all.clock.time += 100_000;
		expect(await settled(all, entry)).toEqual([]);
		expect(whyFailed(entry).code).toBe('OUTCOME_UNKNOWN');
	});

	it('that was answered, even if nothing came of it', async () => {
		const all = stage();
		const entry = confirmed(about(all));
		all.clock.time += 100_000;
		expect(await settled(all, entry)).toEqual([]);
		expect(whyFailed(entry).code).toBe('NOT_PAID');
	});

	it('where somebody has paid and unpaid the payment since', async () => {
		const all = stage();
		const entry = lost(about(all));
		all.books.later(2000, () => all.books.set(1, { datePaid: PAID.datePaid }));
		expect(await settled(all, entry)).toEqual([]);
		expect(whyFailed(entry).code).toBe('OUTCOME_UNKNOWN');
	});

	it('where the payment could not be seen a minute later', async () => {
		const all = stage();
		const entry = lost(about(all));
		all.books.later(50_000, () => (all.books.instead = () => ({ error: 'ACCESS_DENIED' })));
		expect(await settled(all, entry)).toEqual([]);
		expect(whyFailed(entry).code).toBe('OUTCOME_UNKNOWN');
	});
});

describe('Right before it is sent again, a payment', () => {
	/** Watched to the end, and untouched so far. */
	async function watched(all: Stage, options: Partial<Entry['options']> = {}): Promise<Entry> {
		const item = lost(about(all));
		const entry = { ...item, options: { ...item.options, ...options } };
		expect(await settled(all, entry)).toEqual([entry]);
		return entry;
	}

	async function confirmedUntouched({ portal, run }: Stage, entry: Entry): Promise<Entry[]> {
		return await confirmUntouched([entry], portal, run.times);
	}

	it('is looked at once more, and what is seen counts as the state before', async () => {
		const all = stage();
		const entry = await watched(all);
		all.books.set(1, { sum: 99 });
		const looks = all.books.looksAt.length;
		expect(await confirmedUntouched(all, entry)).toEqual([entry]);
		expect(all.books.looksAt).toHaveLength(looks + 1);
		expect(entry.before).toMatchObject({ id: 1, paid: 'N', sum: 99 });
		expect(entry.outcome).toBeUndefined();
	});

	it('that is paid by now is done', async () => {
		const all = stage();
		const entry = await watched(all);
		all.books.set(1, PAID);
		expect(await confirmedUntouched(all, entry)).toEqual([]);
		expect(entry.outcome).toMatchObject({ kind: 'done', verified: true });
	});

	it('that was paid and unpaid meanwhile is left alone', async () => {
		const all = stage();
		const entry = await watched(all);
		all.books.set(1, { datePaid: PAID.datePaid });
		expect(await confirmedUntouched(all, entry)).toEqual([]);
		expect(whyFailed(entry).code).toBe('OUTCOME_UNKNOWN');
	});

	it('that does not meet the conditions any more is left alone', async () => {
		const all = stage();
		const entry = await watched(all, { guards: { amount: 100.5 } });
		all.books.set(1, { sum: 99 });
		expect(await confirmedUntouched(all, entry)).toEqual([]);
		expect(whyFailed(entry).code).toBe('GUARD_FAILED');
	});

	it('that cannot be seen is left alone: what was seen before does not count', async () => {
		const all = stage();
		const entry = await watched(all);
		all.books.instead = () => ({ error: 'ACCESS_DENIED' });
		expect(await confirmedUntouched(all, entry)).toEqual([]);
		expect(whyFailed(entry).code).toBe('OUTCOME_UNKNOWN');
	});

	it('that nobody has seen at all is left alone', async () => {
		const all = stage();
		const entry = lost(about(all));
		all.clock.time += 100_000;
		all.books.instead = () => ({ result: 'nonsense' });
		expect(await confirmedUntouched(all, entry)).toEqual([]);
		expect(whyFailed(entry).code).toBe('OUTCOME_UNKNOWN');
	});

	it('has its outcome already where one beside it is looked at', async () => {
		const all = stage();
		const entry = await watched(all);
		const other = await watched(all);
		other.outcome = { kind: 'done', verified: true, payment: payment() };
		expect(await confirmUntouched([entry, other], all.portal, all.run.times)).toEqual([entry]);
		expect(other.outcome).toMatchObject({ kind: 'done' });
	});
});
