import type { IDataObject } from 'n8n-workflow';

import type { Change } from '../../../nodes/Bitrix24Payments/operations/change';
import { create } from '../../../nodes/Bitrix24Payments/operations/payment/create';
import type { Reply } from '../../../nodes/Bitrix24Payments/portal/command';
import type { Payment } from '../../../nodes/Bitrix24Payments/records/payment';
import { inputOf, refusal, verdict } from '../../support/payments';

type Payments = ReadonlyMap<number, Payment>;

const ORDER = 200;

function request(parameters: IDataObject = {}) {
	return create.request(
		inputOf({ entityTypeId: 14, entityId: '356', paySystemId: 7, ...parameters }),
	);
}

function creating(additionalFields: IDataObject = { sum: 100, comments: 'x' }): Change<Payments> {
	return request({ additionalFields }).change(ORDER) as Change<Payments>;
}

const change = creating();

function row(id: number, fields: IDataObject = {}): IDataObject {
	const filled = { paid: 'N', sum: 100, comments: 'x', paySystemId: 7 };
	return { id, orderId: ORDER, accountNumber: `356/${id}`, ...filled, ...fields };
}

const replyOf = (...payments: IDataObject[]): Reply => ({ kind: 'value', value: { payments } });

function listed(...rows: IDataObject[]): Payments {
	const state = change.observe(replyOf(...rows));
	if (!state) throw new Error('These are no payments of the order');
	return state;
}

const BEFORE = listed(row(1, { sum: 5 }));

describe('Create for an order', () => {
	it('is one call of sale.payment.add with all fields', () => {
		expect(change.write(undefined)).toEqual({
			method: 'sale.payment.add',
			params: { fields: { orderId: ORDER, paySystemId: 7, sum: 100, comments: 'x' } },
		});
		expect(change.followUp).toBeUndefined();
	});

	it('means the order by its number, and the payment system once', () => {
		expect(request().order).toEqual({ number: '356' });
		expect(request({ additionalFields: { paySystemId: 7 } }).order).toBeDefined();
		refusal(() => request({ additionalFields: { paySystemId: 8 } }));
		refusal(() => request({ paySystemId: undefined }));
	});

	it('is never sent twice, and not harmless to run again even where it is done', () => {
		expect(change.repeatable).toBe(false);
		expect(change.rerunRisk).toMatchObject({ lookAt: 'the order', evenIfDone: true });
	});

	it('claims its order by every name that the payments show', () => {
		expect(change.claim(undefined)).toEqual(new Set(['order 200']));
		expect(change.claim(BEFORE)).toEqual(new Set(['order 200', 'number 356']));
	});

	it('sees nothing in payments of another order', () => {
		expect(change.observe(replyOf(row(1), row(2, { orderId: 201 })))).toBeUndefined();
		expect(change.observe({ kind: 'value', value: [row(1)] })).toBeUndefined();
		expect(change.observe(replyOf())?.size).toBe(0);
	});
});

describe('The answer to a payment added to an order', () => {
	it('confirms it by a payment of this order alone', () => {
		expect(change.confirmation({ payment: row(17) }, undefined)).toEqual({ createdId: 17 });
		for (const value of [{ payment: row(17, { orderId: 201 }) }, { payment: {} }, 17, true, null]) {
			expect(change.confirmation(value, undefined)).toBeUndefined();
		}
		expect(change.confirmation({ payment: row(1) }, BEFORE)).toBeUndefined();
	});
});

describe('The payments of the order after it', () => {
	it('are as wanted when the new one is among them and filled', () => {
		const after = listed(row(1), row(17));
		expect(change.judge(after, BEFORE, { createdId: 17 })).toEqual({ asWanted: true });
	});

	it('are as wanted with what Bitrix24 sets itself, which is reported', () => {
		const wanted = creating({ sum: 100, responsibleId: 2, empResponsibleId: 3 });
		const after = listed(row(17, { responsibleId: 2, empResponsibleId: 1 }));
		expect(wanted.judge(after, BEFORE, { createdId: 17 })).toMatchObject({
			asWanted: true,
			notApplied: [{ field: 'empResponsibleId', sent: 3, stored: 1 }],
		});
	});

	it('are partly as wanted when a field is missing, with the ID', () => {
		const after = listed(row(17, { comments: '' }));
		const failure = verdict(change.judge(after, BEFORE, { createdId: 17 }));
		expect(failure.code).toBe('PARTLY_DONE');
		expect(failure.message).toMatch(/^Payment 17 was created/);
		expect(failure.description).toMatch(/Comments: sent x, stored nothing/);
	});

	it('are not as wanted when the new one is missing', () => {
		expect(verdict(change.judge(BEFORE, BEFORE, { createdId: 17 })).code).toBe('NOT_APPLIED');
	});

	it.each([
		['one that looks like it', listed(row(1), row(17)), true, '17 as a new payment, which may be'],
		['one that does not', listed(row(1), row(17, { sum: 5 })), false, 'does not look like it'],
		['none', BEFORE, false, 'the order had no new payment'],
	])('never prove without an ID whose it is: %s', (_what, after, isUncertain, words) => {
		const judgement = change.judge(after, BEFORE);
		expect(judgement).toMatchObject({ asWanted: false, isUncertain });
		expect(verdict(judgement).code).toBe('OUTCOME_UNKNOWN');
		expect(verdict(judgement).description).toContain(words);
	});
});
