import { pay } from '../../../nodes/Bitrix24Payments/operations/payment/pay';
import { paySystemPay } from '../../../nodes/Bitrix24Payments/operations/payment/paySystemPay';
import { unpay } from '../../../nodes/Bitrix24Payments/operations/payment/unpay';
import { update } from '../../../nodes/Bitrix24Payments/operations/payment/update';
import { changeOf, paidPayment, payment, refusal, verdict } from '../../support/payments';

const LATER = '2026-04-11T12:00:00+02:00';

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

	it('is never sent a second time, whatever is seen: the customer may have been charged', () => {
		expect(change.repeatable).toBe(false);
		for (const now of [payment(), paidPayment(), payment({ datePaid: LATER })]) {
			expect(change.isUntouched(now, payment())).toBe(false);
			expect(change.isUntouched(now, undefined)).toBe(false);
		}
	});

	it('is not harmless to run again, unless it is done', () => {
		expect(change.rerunRisk?.would).toContain('charge the customer once more');
		expect(change.rerunRisk?.lookAt).toContain('the payment system itself');
		expect(change.rerunRisk?.evenIfDone).toBeUndefined();
	});

	it('is another wish than one through another payment system', () => {
		expect(change.wish).not.toBe(changeOf(paySystemPay, { paySystemId: 9 }).wish);
		expect(change.wish).not.toBe(changeOf(pay, {}).wish);
	});

	it('is not refused where the payment is paid already', () => {
		expect(change.objection(paidPayment({ paySystemId: 9 }))).toBeUndefined();
	});

	it('claims the order of the payment', () => {
		expect(change.claim(payment({ orderId: 25 }))).toEqual(new Set(['order 25', 'number 356']));
		expect(change.claim(undefined)).toBeUndefined();
	});

	it('never shares a request with other writes', () => {
		expect(paySystemPay.batched).toBe(false);
		expect([pay, unpay, update].map(({ batched }) => batched)).toEqual([true, true, true]);
	});
});
