import { pay } from '../../../nodes/Bitrix24Payments/operations/payment/pay';
import { paySystemPay } from '../../../nodes/Bitrix24Payments/operations/payment/paySystemPay';
import { unpay } from '../../../nodes/Bitrix24Payments/operations/payment/unpay';
import { update } from '../../../nodes/Bitrix24Payments/operations/payment/update';
import { findOperation, OPERATIONS } from '../../../nodes/Bitrix24Payments/operations';
import { Failure } from '../../../nodes/Bitrix24Payments/portal/failure';
import { changeOf, paidPayment, payment, PAID_AT, refusal, verdict } from '../../support/payments';

const LATER = '2026-04-11T12:00:00+02:00';

function refusedWith(code: string): Failure {
	return new Failure({ code, message: 'm', description: 'd' });
}

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

	it('may be stored in spite of a fault of the portal only', () => {
		expect(change.mayBeStoredDespite(refusedWith('ERROR_CORE'))).toBe(true);
		expect(change.mayBeStoredDespite(refusedWith('ACCESS_DENIED'))).toBe(false);
		expect(change.mayBeStoredDespite(refusedWith('0'))).toBe(false);
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

describe('Pay via Payment System', () => {
	const change = changeOf(paySystemPay, { paySystemId: { mode: 'id', value: '7' } });

	it('is a call of sale.paysystem.pay.payment with upper case names', () => {
		expect(change.look).toEqual({ show: 'payment', id: 1038, form: 'short' });
		expect(change.write(undefined)).toEqual({
			method: 'sale.paysystem.pay.payment',
			params: { PAYMENT_ID: 1038, PAY_SYSTEM_ID: 7 },
		});
	});

	it.each([[''], [undefined], [0], ['cash']])('is refused without a payment system (%p)', (id) => {
		expect(refusal(() => changeOf(paySystemPay, { paySystemId: id })).message).toMatch(
			/^'Payment System' is /,
		);
	});

	it('is not sent to a payment that uses another payment system', () => {
		const objection = change.objection(payment({ paySystemId: 9, paySystemName: 'Cash' }));
		expect(objection?.code).toBe('INVALID_INPUT');
		expect(objection?.message).toBe('The payment uses payment system 9 (Cash), not 7');
	});

	it('is sent to a payment that uses this one, or shows none', () => {
		expect(change.objection(payment())).toBeUndefined();
		expect(change.objection(payment({ paySystemId: '7' }))).toBeUndefined();
		expect(change.objection(payment({ paySystemId: null }))).toBeUndefined();
	});

	it('is done and as wanted when the payment is paid', () => {
		expect(change.isDone(paidPayment())).toBe(true);
		expect(change.judge(paidPayment(), payment())).toEqual({ asWanted: true });
	});

	it('is NOT_PAID and names the way out when the payment system did nothing', () => {
		for (const before of [payment(), undefined]) {
			const failure = verdict(change.judge(payment(), before));
			expect(failure.code).toBe('NOT_PAID');
			expect(failure.message).toContain("'Bank transfer' reported success but did not book");
			expect(failure.description).toContain('Mark as Paid');
		}
	});

	it('is NOT_PAID and says that it was undone when a new date was left behind', () => {
		const failure = verdict(change.judge(payment({ datePaid: LATER }), payment()));
		expect(failure.message).toBe('The payment was booked and undone again');
	});

	it('is untouched only while the payment is unpaid with the same date', () => {
		expect(change.isUntouched(payment(), payment())).toBe(true);
		expect(change.isUntouched(paidPayment(), payment())).toBe(false);
		expect(change.isUntouched(payment({ datePaid: LATER }), payment())).toBe(false);
	});

	it('may be stored although the handler complained', () => {
		expect(change.mayBeStoredDespite(refusedWith('ERROR_PROCESS_REQUEST_RESULT'))).toBe(true);
		expect(change.mayBeStoredDespite(refusedWith('ERROR_CORE'))).toBe(true);
		expect(change.mayBeStoredDespite(refusedWith('ERROR_CHECK_FAILURE'))).toBe(false);
	});

	it('never shares a request with other writes', () => {
		expect(paySystemPay.batched).toBe(false);
		expect([pay, unpay, update].map(({ batched }) => batched)).toEqual([true, true, true]);
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
