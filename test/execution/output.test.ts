import type { INodeExecutionData } from 'n8n-workflow';

import type { Entry, Outcome } from '../../nodes/Bitrix24Payments/execution/entry';
import { inInputOrder, outputItem } from '../../nodes/Bitrix24Payments/execution/output';
import type { ChangeOperation } from '../../nodes/Bitrix24Payments/operations/change';
import { create } from '../../nodes/Bitrix24Payments/operations/payment/create';
import { deletePayment } from '../../nodes/Bitrix24Payments/operations/payment/delete';
import { pay } from '../../nodes/Bitrix24Payments/operations/payment/pay';
import { simplified } from '../../nodes/Bitrix24Payments/records/payment';
import { PAID_AT, paidPayment } from '../support/payments';
import { entryOf } from './support';

type Success = Exclude<Outcome, { kind: 'failed' }>;

const TIME = { start: 1, finish: 2 };
const CHANGED: Success = { kind: 'done', changed: true, verified: true };
const WHOLE: Success = { ...CHANGED, payment: paidPayment() };
const DRY: Success = {
	kind: 'dryRun',
	wouldChange: true,
	changes: [{ field: 'paid', from: 'N', to: 'Y' }],
};

/** The item of an input item with this index. */
function itemOf(outcome: Success, entry: Partial<Entry> = {}, operation: ChangeOperation = pay) {
	return outputItem({ ...entryOf(pay, { paymentId: 1038 }, 3), ...entry }, outcome, operation);
}

function jsonOf(...parts: Parameters<typeof itemOf>) {
	return itemOf(...parts).json;
}

const RAW = { ...entryOf(pay, { paymentId: 1038 }).options, simplify: false };

describe('The item of a payment that was changed', () => {
	it('tells the payment, what was done and that it was seen, for its input item', () => {
		expect(itemOf(CHANGED)).toStrictEqual({
			json: { paymentId: 1038, operation: 'pay', success: true, changed: true, verified: true },
			pairedItem: { item: 3 },
		});
	});

	it('tells how the payment was found, unless it was given by its ID', () => {
		expect(jsonOf(CHANGED, { foundBy: 'number' })).toStrictEqual({
			paymentId: 1038,
			operation: 'pay',
			foundBy: 'number',
			success: true,
			changed: true,
			verified: true,
		});
	});

	it('claims no change where nobody knows whose doing it is, nor a look that there was not', () => {
		expect(jsonOf({ kind: 'done', verified: false })).toStrictEqual({
			paymentId: 1038,
			operation: 'pay',
			success: true,
			verified: false,
		});
		expect(jsonOf({ kind: 'done', changed: false, verified: true }).changed).toBe(false);
	});

	it('tells what was stored in another way, and what else has to be known', () => {
		const notApplied = [{ field: 'sum', sent: 33.335, stored: 33.34 }];
		expect(jsonOf({ ...CHANGED, notApplied, warning: 'Something else' })).toStrictEqual({
			paymentId: 1038,
			operation: 'pay',
			success: true,
			changed: true,
			verified: true,
			notApplied,
			warning: 'Something else',
		});
	});

	it('says of a deleted one that it is deleted', () => {
		expect(jsonOf(CHANGED, {}, deletePayment)).toMatchObject({
			operation: 'delete',
			deleted: true,
		});
	});

	it('has the ID of one that was created', () => {
		const entry = entryOf(create, { entityTypeId: 2, entityId: 25 });
		const created: Success = { ...CHANGED, paymentId: 17 };
		expect(outputItem(entry, created, create).json).toMatchObject({ paymentId: 17 });
		expect(outputItem(entry, DRY, create).json).not.toHaveProperty('paymentId');
	});
});

describe('The payment in an item', () => {
	it('is simple, or as Bitrix24 shows it with the time of its answer', () => {
		const outcome: Success = { ...WHOLE, time: TIME };
		const json = jsonOf(outcome);
		expect(json.payment).toEqual(simplified(paidPayment()));
		expect(json.payment).toMatchObject({ id: 1038, paid: 'Y', datePaid: PAID_AT });
		expect(json).not.toHaveProperty('time');
		const raw = jsonOf(outcome, { options: RAW });
		expect(raw.payment).toEqual(paidPayment().fields);
		expect(raw.payment).toHaveProperty('marked', 'N');
		expect(raw.time).toEqual(TIME);
	});

	it('is missing where it was not seen, and the time where the portal told none', () => {
		expect(jsonOf(CHANGED)).not.toHaveProperty('payment');
		expect(jsonOf(WHOLE, { options: RAW })).not.toHaveProperty('time');
	});
});

describe('The item of a dry run', () => {
	it('tells what would change, and neither that it did nor that it was verified', () => {
		expect(jsonOf(DRY)).toStrictEqual({
			paymentId: 1038,
			operation: 'pay',
			success: true,
			dryRun: true,
			wouldChange: true,
			changes: [{ field: 'paid', from: 'N', to: 'Y' }],
		});
	});

	it('shows the payment as it is', () => {
		const dry: Success = { ...DRY, wouldChange: false, changes: [], payment: paidPayment() };
		expect(jsonOf(dry)).toMatchObject({
			wouldChange: false,
			changes: [],
			payment: { id: 1038, paid: 'Y' },
		});
	});

	it('does not call deleted what would be deleted', () => {
		expect(jsonOf(DRY, {}, deletePayment)).not.toHaveProperty('deleted');
	});
});

describe('Items of a run', () => {
	const item = (name: string, pairedItem?: INodeExecutionData['pairedItem']) => ({
		json: { name },
		...(pairedItem === undefined ? {} : { pairedItem }),
	});
	const ordered = (items: INodeExecutionData[]) => inInputOrder(items).map(({ json }) => json.name);

	it('are in the order of their input items, several of one as they were found', () => {
		const items = [
			item('c', { item: 2 }),
			item('b1', { item: 1 }),
			item('a', { item: 0 }),
			item('b2', { item: 1 }),
		];
		expect(ordered(items)).toEqual(['a', 'b1', 'b2', 'c']);
		expect(items[0]).toEqual(item('c', { item: 2 }));
	});

	it('stand first where they belong to no input item in particular', () => {
		const items = [
			item('b', { item: 1 }),
			item('none'),
			item('all', [{ item: 5 }, { item: 7 }]),
			item('bare', 6),
		];
		expect(ordered(items)).toEqual(['none', 'all', 'bare', 'b']);
	});
});
