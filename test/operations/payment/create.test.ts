import type { IDataObject } from 'n8n-workflow';

import type { Change } from '../../../nodes/Bitrix24Payments/operations/change';
import { create } from '../../../nodes/Bitrix24Payments/operations/payment/create';
import type { Reply } from '../../../nodes/Bitrix24Payments/portal/command';
import { Failure } from '../../../nodes/Bitrix24Payments/portal/failure';
import type { Payment } from '../../../nodes/Bitrix24Payments/records/payment';
import { HOST, inputOf, refusal, requested, verdict } from '../../support/payments';

type Payments = ReadonlyMap<number, Payment>;

function creating(parameters: IDataObject = {}): Change<Payments> {
	const input = inputOf({ entityTypeId: 2, entityId: 25, ...parameters });
	return requested(create, input);
}

const change = creating();

/** A payment of the deal as its list shows it; new and empty unless the fields say otherwise. */
function row(id: number, fields: IDataObject = {}): IDataObject {
	return { id, accountNumber: `25/${id}`, paid: 'N', sum: 0, paySystemId: 7, ...fields };
}

function listed(...rows: IDataObject[]): Payments {
	const state = change.observe({ kind: 'value', value: rows });
	if (!state) throw new Error('These are no payments');
	return state;
}

const BEFORE = listed(row(1, { sum: 100 }));

describe('Create', () => {
	it('is a call of crm.item.payment.add for a deal or invoice', () => {
		expect(change.look).toEqual({
			show: 'paymentsOf',
			entityTypeId: 2,
			entityId: 25,
			singly: true,
		});
		expect(change.write(undefined)).toEqual({
			method: 'crm.item.payment.add',
			params: { entityId: 25, entityTypeId: 2 },
		});
		const paySystemId = { mode: 'id', value: '7' };
		expect(creating({ additionalFields: { paySystemId } }).write(undefined).params).toEqual({
			entityId: 25,
			entityTypeId: 2,
			fields: { paySystemId: 7 },
		});
	});

	it('takes the link of an invoice', () => {
		const link = `https://${HOST}/crm/type/31/details/8/`;
		expect(creating({ entityTypeId: 31, entityId: link }).target).toBe('item 31/8');
	});

	it.each([
		['the whole portal', { entityTypeId: 0 }],
		['no deal', { entityId: '' }],
		['an empty payment system', { additionalFields: { paySystemId: '' } }],
		['a misspelt field', { additionalFields: { paysystem: 7 } }],
	])('is refused for %s', (_what, parameters) => {
		refusal(() => creating(parameters));
	});

	it('is never sent twice, and not harmless to run again even where it is done', () => {
		expect(change.repeatable).toBe(false);
		expect(change.isUntouched(BEFORE, BEFORE)).toBe(false);
		expect(change.isDone(BEFORE)).toBe(false);
		expect(change.rerunRisk).toMatchObject({
			would: 'create another payment',
			evenIfDone: true,
		});
		expect(change.wish).toBeUndefined();
	});

	it('is about its deal: two for one deal are made one after the other', () => {
		expect(change.target).toBe(creating().target);
		expect(change.target).not.toBe(creating({ entityId: 26 }).target);
		expect(change.target).not.toBe(creating({ entityTypeId: 31 }).target);
		expect(change.paymentId).toBeUndefined();
	});
});

describe('What a creation claims', () => {
	it('is its deal and every order that the deal has', () => {
		const state = listed(row(1), row(2, { accountNumber: '26/1', orderId: 9 }));
		expect(change.claim(state)).toEqual(
			new Set(['item 2/25', 'number 25', 'order 9', 'number 26']),
		);
	});

	it('is its deal alone while that has no payment', () => {
		expect(change.claim(listed())).toEqual(new Set(['item 2/25']));
	});

	it('is everything while nobody knows its orders', () => {
		expect(change.claim(undefined)).toBeUndefined();
		expect(change.claim(listed(row(1), row(2, { accountNumber: '' })))).toBeUndefined();
	});
});

describe('The answer to a creation', () => {
	it.each([
		[17, 17],
		['17', 17],
	])('confirms it by an ID: %p', (value, createdId) => {
		expect(change.confirmation(value, undefined)).toEqual({ createdId });
	});

	it.each([[true], [0], [-5], [1.5], [''], ['x'], [null], [[]], [{ id: 17 }], [1e300]])(
		'confirms nothing by %j',
		(value) => {
			expect(change.confirmation(value, undefined)).toBeUndefined();
		},
	);

	it('confirms nothing by the ID of a payment that was there before', () => {
		expect(change.confirmation(1, BEFORE)).toBeUndefined();
		expect(change.confirmation(17, BEFORE)).toEqual({ createdId: 17 });
	});
});

describe('The payments of the deal after a creation', () => {
	it('are as wanted when the new one is among them', () => {
		const after = listed(row(1), row(17));
		expect(change.judge(after, BEFORE, { createdId: 17 })).toEqual({ asWanted: true });
		expect(change.paymentIn(after, { createdId: 17 })?.id).toBe(17);
		expect(change.paymentIn(after)).toBeUndefined();
	});

	it('are as wanted with another payment system, which is reported', () => {
		const wanted = creating({ additionalFields: { paySystemId: 3 } });
		expect(wanted.judge(listed(row(17)), BEFORE, { createdId: 17 })).toEqual({
			asWanted: true,
			notApplied: [{ field: 'paySystemId', sent: 3, stored: 7 }],
		});
		expect(wanted.judge(listed(row(17, { paySystemId: '3' })), BEFORE, { createdId: 17 })).toEqual({
			asWanted: true,
		});
	});

	it('are not as wanted when the new one is missing, whatever else is new', () => {
		const failure = verdict(change.judge(listed(row(1), row(18)), BEFORE, { createdId: 17 }));
		expect(failure.code).toBe('NOT_APPLIED');
		expect(failure.message).toContain('17');
		expect(failure.retryable).toBe(false);
	});

	it('never prove without an ID that a new one is ours, which somebody else may have made', () => {
		const judgement = change.judge(listed(row(1), row(18)), BEFORE);
		expect(judgement).toMatchObject({ asWanted: false, isUncertain: true });
		const failure = verdict(judgement);
		expect(failure.code).toBe('OUTCOME_UNKNOWN');
		expect(failure.retryable).toBe(false);
		expect(failure.description).toContain('18 as a new and empty payment, which may be this one');
	});

	it.each([
		['no new payment', BEFORE],
		['no new payment', listed(row(1, { paid: 'Y' }))],
		['2 as a new payment that does not look like it', listed(row(1), row(2, { sum: 50 }))],
		['2 as a new payment that does not look like it', listed(row(1), row(2, { paid: 'Y' }))],
	])('show without an ID that none was created that looks so: %s', (words, after) => {
		const judgement = change.judge(after, BEFORE);
		expect(judgement).toMatchObject({ asWanted: false, isUncertain: false });
		expect(verdict(judgement).description).toContain(`the deal or invoice had ${words}`);
	});

	it('prove nothing when nobody knows which were there before', () => {
		const judgement = change.judge(BEFORE, undefined);
		expect(judgement).toMatchObject({ asWanted: false, isUncertain: true });
		expect(verdict(judgement).description).toContain('had the payments 1');
	});

	it('look new with the wanted payment system only', () => {
		const wanted = creating({ additionalFields: { paySystemId: 3 } });
		expect(wanted.judge(listed(row(1), row(18)), BEFORE)).toMatchObject({ isUncertain: false });
		expect(wanted.judge(listed(row(1), row(18, { paySystemId: 3 })), BEFORE)).toMatchObject({
			isUncertain: true,
		});
	});
});

describe('The payments of the deal in words', () => {
	it.each([
		[
			'two new ones',
			listed(row(1), row(18), row(19)),
			BEFORE,
			'had 18, 19 as a new and empty payment',
		],
		['no new one', BEFORE, BEFORE, 'had no new payment'],
		[
			'one that looks like it and one that does not',
			listed(row(1), row(18), row(19, { sum: 5 })),
			BEFORE,
			'had 18 as a new and empty payment, which may be this one, and 19 as a new payment that does not look like it',
		],
		['nobody knows which', listed(row(1), row(2)), undefined, 'had the payments 1, 2'],
		['none at all', listed(), undefined, 'had the payments (none)'],
	])('are told: %s', (_what, after, before, words) => {
		expect(change.inWords(after, before)).toContain(words);
	});

	it('are seen in a list only, all of whose rows can be read', () => {
		const failure = new Failure({ code: 'REFUSED', message: 'm', description: 'd' });
		const replies: Reply[] = [
			{ kind: 'refused', failure },
			{ kind: 'value', value: { payments: [] } },
			{ kind: 'value', value: null },
			{ kind: 'value', value: [row(2), { id: 'x' }] },
			{ kind: 'value', value: [row(2), null] },
		];
		for (const reply of replies) expect(change.observe(reply)).toBeUndefined();
		expect(listed(row(2), row(2)).size).toBe(1);
	});
});
