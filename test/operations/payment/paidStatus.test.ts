import { pay } from '../../../nodes/Bitrix24Payments/operations/payment/pay';
import { unpay } from '../../../nodes/Bitrix24Payments/operations/payment/unpay';
import { findOperation, OPERATIONS } from '../../../nodes/Bitrix24Payments/operations';
import { Failure } from '../../../nodes/Bitrix24Payments/portal/failure';
import { changeOf, paidPayment, payment, PAID_AT, refusal, verdict } from '../../support/payments';

const LATER = '2026-04-11T12:00:00+02:00';

describe('Mark as Paid', () => {
	const change = changeOf(pay, {});

	it('is a call of crm.item.payment.pay with the ID alone', () => {
		expect(change.look).toEqual({ show: 'payment', id: 1038, form: 'short' });
		expect(change.write(undefined)).toEqual({
			method: 'crm.item.payment.pay',
			params: { id: 1038 },
		});
	});

	it('is refused without an ID', () => {
		expect(refusal(() => changeOf(pay, { paymentId: '' })).message).toBe("'Payment' is empty");
	});

	it('is done by what paid says, not by the date, which stays behind', () => {
		expect(change.isDone(paidPayment())).toBe(true);
		expect(change.isDone(payment())).toBe(false);
		expect(change.isDone(payment({ datePaid: PAID_AT }))).toBe(false);
	});

	it('has nothing against any payment', () => {
		expect(change.objection(payment())).toBeUndefined();
		expect(change.objection(paidPayment())).toBeUndefined();
	});

	it('is as wanted when the payment is paid afterwards', () => {
		expect(change.judge(paidPayment(), payment())).toEqual({ asWanted: true });
	});

	it('is NOT_PAID when the payment is still unpaid', () => {
		for (const before of [payment(), undefined]) {
			const failure = verdict(change.judge(payment(), before));
			expect(failure.code).toBe('NOT_PAID');
			expect(failure.message).toBe('Bitrix24 accepted the payment but did not book it');
		}
	});

	it('is NOT_PAID and says that it was undone when a new date was left behind', () => {
		const failure = verdict(change.judge(payment({ datePaid: LATER }), payment()));
		expect(failure.code).toBe('NOT_PAID');
		expect(failure.message).toBe('The payment was booked and undone again');
		expect(failure.description).toContain(LATER);
	});

	it('shows in a dry run what would change', () => {
		expect(change.preview(payment())).toEqual([{ field: 'paid', from: 'N', to: 'Y' }]);
	});

	it.each([
		['unpaid as before', payment(), payment(), true],
		[
			'unpaid as before, with an old date',
			payment({ datePaid: PAID_AT }),
			payment({ datePaid: PAID_AT }),
			true,
		],
		['never paid, and nobody looked before', payment(), undefined, true],
		['paid', paidPayment(), payment(), false],
		['paid and undone by somebody', payment({ datePaid: LATER }), payment(), false],
		['paid and undone again', payment({ datePaid: LATER }), payment({ datePaid: PAID_AT }), false],
		[
			'unpaid with a date, and nobody looked before',
			payment({ datePaid: PAID_AT }),
			undefined,
			false,
		],
	])('is untouched or not: %s', (_what, now, before, untouched) => {
		expect(change.isUntouched(now, before)).toBe(untouched);
	});

	it('may be sent again and needs no look before', () => {
		expect(change).toMatchObject({ repeatable: true, needsStateBefore: false });
	});

	it('is the same wish as any other of its kind, and harmless to run again', () => {
		expect(change.wish).toBe(changeOf(pay, { paymentId: 5 }).wish);
		expect(change.wish).not.toBe(changeOf(unpay, {}).wish);
		expect(change.rerunRisk).toBeUndefined();
		expect(change.sets).toEqual(['paid']);
	});

	it('claims the order of the payment, or everything while nobody knows it', () => {
		expect(change.target).toBe('payment 1038');
		expect(change.claim(payment({ orderId: 25 }))).toEqual(new Set(['order 25', 'number 356']));
		expect(change.claim(payment({ accountNumber: '' }))).toBeUndefined();
		expect(change.claim(undefined)).toBeUndefined();
	});

	it.each([
		['true', true, {}],
		['false', false, undefined],
		['nothing', null, undefined],
		['a number', 1, undefined],
		['an empty list', [], undefined],
	])('is confirmed by an exact true and by nothing else: %s', (_what, value, confirmation) => {
		expect(change.confirmation(value, undefined)).toEqual(confirmation);
	});

	it('is told in words of what was seen', () => {
		expect(change.inWords(payment(), undefined)).toBe('the payment was unpaid');
		expect(change.inWords(paidPayment(), undefined)).toBe('the payment was paid');
	});

	it('sees the payment that was asked for and no other', () => {
		const row = payment().fields;
		expect(change.observe({ kind: 'value', value: row })).toEqual(payment());
		expect(change.observe({ kind: 'value', value: { ...row, id: 5 } })).toBeUndefined();
		expect(change.observe({ kind: 'value', value: true })).toBeUndefined();
		const failure = new Failure({ code: 'REFUSED', message: 'm', description: 'd' });
		expect(change.observe({ kind: 'refused', failure })).toBeUndefined();
	});
});

describe('Mark as Unpaid', () => {
	const change = changeOf(unpay, {});

	it('is a call of crm.item.payment.unpay with the ID alone', () => {
		expect(change.look).toEqual({ show: 'payment', id: 1038, form: 'short' });
		expect(change.write(undefined)).toEqual({
			method: 'crm.item.payment.unpay',
			params: { id: 1038 },
		});
	});

	it('is done when the payment is unpaid, also with an old date', () => {
		expect(change.isDone(payment({ datePaid: PAID_AT }))).toBe(true);
		expect(change.isDone(paidPayment())).toBe(false);
		expect(change.judge(payment({ datePaid: PAID_AT }), paidPayment())).toEqual({ asWanted: true });
	});

	it('is NOT_APPLIED when the payment is still paid', () => {
		const failure = verdict(change.judge(paidPayment(), paidPayment()));
		expect(failure.code).toBe('NOT_APPLIED');
		expect(failure.message).toMatch(/still paid$/);
	});

	it('shows in a dry run what would change', () => {
		expect(change.preview(paidPayment())).toEqual([{ field: 'paid', from: 'Y', to: 'N' }]);
	});

	it('is untouched only while the payment is paid since the same moment', () => {
		expect(change.isUntouched(paidPayment(), paidPayment())).toBe(true);
		expect(change.isUntouched(paidPayment({ datePaid: LATER }), paidPayment())).toBe(false);
		expect(change.isUntouched(payment({ datePaid: PAID_AT }), paidPayment())).toBe(false);
		expect(change.isUntouched(paidPayment(), undefined)).toBe(false);
	});
});

describe('The operations', () => {
	it('are found by the two values of a saved workflow', () => {
		for (const name of ['pay', 'unpay', 'update', 'paySystemPay']) {
			expect(findOperation('payment', name)?.option.value).toBe(name);
		}
		expect(findOperation('payment', '__CUSTOM_API_CALL__')).toBeUndefined();
		expect(findOperation('paySystem', 'pay')).toBeUndefined();
		expect(findOperation('nothing', 'pay')).toBeUndefined();
	});

	it('begin with the four that change payments', () => {
		expect(OPERATIONS.slice(0, 4).map(({ option }) => option.value)).toEqual([
			'pay',
			'unpay',
			'update',
			'paySystemPay',
		]);
	});
});
