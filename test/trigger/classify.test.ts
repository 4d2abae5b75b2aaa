import type { IDataObject } from 'n8n-workflow';

import { changesOf } from '../../nodes/Bitrix24Payments/trigger/classify';
import { known, order, payment, seconds } from './support/payments';

const LAST_LOOK = '2026-05-14T10:00:00+02:00';
const PAID_AT = '2026-05-14T10:03:00+02:00';
const CHANGED_ON = '2026-05-14T10:05:00+02:00';
const LONG_AGO = '2026-04-01T09:00:00+02:00';
const BEFORE = { since: seconds(LAST_LOOK), newestPayment: 50 };
const ORDER = order(CHANGED_ON);
const PAID = { paid: 'Y', datePaid: PAID_AT };

const facts = (events: ReturnType<typeof changesOf>) =>
	events.map(({ kind, paymentId, at, isCertain, previous }) => ({
		kind,
		paymentId,
		at,
		isCertain,
		before: previous?.paid,
	}));

describe('A payment that is remembered', () => {
	const change = (before: IDataObject, now: IDataObject) =>
		changesOf(ORDER, known(payment(9, before)), [payment(9, now)], BEFORE);

	it.each<[string, IDataObject, IDataObject, string, string]>([
		['paid, when it was paid', {}, PAID, 'paid', PAID_AT],
		['paid by a date of last month', {}, { ...PAID, datePaid: LONG_AGO }, 'paid', CHANGED_ON],
		[
			'paid by a date of tomorrow',
			{},
			{ ...PAID, datePaid: '2027-01-01T00:00:00Z' },
			'paid',
			CHANGED_ON,
		],
		['unpaid', PAID, { paid: 'N', datePaid: PAID_AT }, 'unpaid', CHANGED_ON],
		['another amount', {}, { sum: 99 }, 'changed', CHANGED_ON],
		['another payment system', {}, { paySystemId: 3 }, 'changed', CHANGED_ON],
		['another comment', { comments: 'a' }, { comments: 'b' }, 'changed', CHANGED_ON],
		['another voucher', { payVoucherNum: '007' }, { payVoucherNum: '7' }, 'changed', CHANGED_ON],
		[
			'another number of many digits',
			{ psInvoiceId: '12345678901234567890' },
			{ psInvoiceId: '12345678901234567891' },
			'changed',
			CHANGED_ON,
		],
		['another date of payment', PAID, { ...PAID, datePaid: LONG_AGO }, 'changed', CHANGED_ON],
	])('%s', (_, before, now, kind, at) => {
		const expected = { kind, paymentId: 9, at, isCertain: true, before: before.paid ?? 'N' };
		expect(facts(change(before, now))).toEqual([expected]);
	});

	it.each<[string, IDataObject, IDataObject]>([
		['the same', PAID, PAID],
		[
			'the same numbers as texts',
			{ companyId: 5, sum: 100, psSum: 2.5, psInvoiceId: 17 },
			{ companyId: '5', sum: '100.0000', psSum: '2.5000', psInvoiceId: '17' },
		],
		[
			'the same moment elsewhere',
			{ dateBill: '2026-05-14T10:00:00+02:00' },
			{ dateBill: '2026-05-14T08:00:00Z' },
		],
		['nothing instead of an empty text', { comments: '' }, { comments: null }],
		['another name of its payment system', { paySystemName: 'a' }, { paySystemName: 'b' }],
		['a field that nobody knows', {}, { fieldOfNextYear: 1 }],
	])('%s is no news', (_, before, now) => {
		expect(change(before, now)).toEqual([]);
	});

	it('is deleted when its order no longer has it', () => {
		const [event, ...others] = changesOf(
			ORDER,
			known(payment(9, PAID), payment(10)),
			[payment(10)],
			BEFORE,
		);
		expect(others).toEqual([]);
		expect(event).toMatchObject({ kind: 'deleted', paymentId: 9, at: CHANGED_ON, isCertain: true });
		expect(event?.payment).toBeUndefined();
		expect(event?.previous).toMatchObject({ paid: 'Y', sum: 100, paySystemId: 2 });
	});
});

describe('A payment that a remembered order did not have', () => {
	it('was created, however low its ID is', () => {
		const events = changesOf(ORDER, known(), [payment(3)], BEFORE);
		expect(facts(events)).toEqual([
			{ kind: 'created', paymentId: 3, at: CHANGED_ON, isCertain: true, before: undefined },
		]);
	});

	it('and paid; never paid before it was created', () => {
		const created = facts(changesOf(ORDER, known(), [payment(3, PAID)], BEFORE));
		expect(created.map(({ kind, at }) => [kind, at])).toEqual([
			['created', PAID_AT],
			['paid', PAID_AT],
		]);
		const billed = '2026-05-14T10:01:00+02:00';
		const later = facts(
			changesOf(ORDER, known(), [payment(3, { ...PAID, dateBill: billed })], BEFORE),
		);
		expect(later.map(({ kind, at }) => [kind, at])).toEqual([
			['created', billed],
			['paid', PAID_AT],
		]);
	});
});

describe('A payment of an order that is not remembered', () => {
	const look = (id: number, fields: IDataObject) =>
		facts(changesOf(ORDER, undefined, [payment(id, fields)], BEFORE)).map(({ kind, isCertain }) => [
			kind,
			isCertain,
		]);

	it.each<[string, number, IDataObject, unknown[]]>([
		['has the highest ID so far', 51, {}, [['created', true]]],
		[
			'has the highest ID, and is paid',
			51,
			PAID,
			[
				['created', true],
				['paid', true],
			],
		],
		['was billed since', 50, { dateBill: PAID_AT }, [['created', false]]],
		['was paid since', 50, PAID, [['paid', false]]],
		['was paid long ago', 50, { ...PAID, datePaid: LONG_AGO }, []],
		['was unpaid since, as nobody can tell', 50, { paid: 'N', datePaid: PAID_AT }, []],
		['has no dates', 50, {}, []],
		['is paid without a date', 50, { paid: 'Y' }, []],
	])('%s', (_, id, fields, expected) => {
		expect(look(id, fields)).toEqual(expected);
	});
});
