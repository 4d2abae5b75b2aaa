import type { IDataObject } from 'n8n-workflow';

import { choose, NothingToDo, type Choice } from '../../nodes/Bitrix24Payments/execution/choose';
import type { Aim } from '../../nodes/Bitrix24Payments/operations/change';
import { deletePayment } from '../../nodes/Bitrix24Payments/operations/payment/delete';
import { pay } from '../../nodes/Bitrix24Payments/operations/payment/pay';
import { unpay } from '../../nodes/Bitrix24Payments/operations/payment/unpay';
import { update } from '../../nodes/Bitrix24Payments/operations/payment/update';
import type { Guards } from '../../nodes/Bitrix24Payments/parameters/guards';
import type { PaymentRef } from '../../nodes/Bitrix24Payments/parameters/paymentRef';
import { Failure } from '../../nodes/Bitrix24Payments/portal/failure';
import { paymentFrom, type Payment } from '../../nodes/Bitrix24Payments/records/payment';

const DEAL_25: PaymentRef = { by: 'deal', entityTypeId: 2, entityId: 25 };

/** Payment 1 has the number 5025/1, and so on. */
function one(id: number, paid: 'Y' | 'N', sum = 100, fields: IDataObject = {}): Payment {
	const row = { id, accountNumber: `5025/${id}`, paid, sum, currency: 'EUR', ...fields };
	const payment = paymentFrom(row, id);
	if (!payment) throw new Error('This is no payment');
	return payment;
}

function choiceOf(aim: Aim | undefined, guards: Guards = {}, ref: PaymentRef = DEAL_25): Choice {
	return { ref, guards, ...(aim ? { aim } : {}) };
}

/** The ID of the payment that is meant, or else what is told, in short. */
function chosen(payments: readonly Payment[], choice: Choice): unknown {
	const result = choose(payments, choice);
	if (result instanceof NothingToDo) return result.remark;
	return result instanceof Failure ? result.code : result.id;
}

function refusal(payments: readonly Payment[], choice: Choice): Failure {
	const result = choose(payments, choice);
	if (!(result instanceof Failure)) throw new Error('A payment was chosen');
	return result;
}

describe('The only payment of a deal', () => {
	it('is the one that is meant, whatever its state; the conditions are checked by a read', () => {
		expect(chosen([one(1, 'Y', 90)], choiceOf(pay.aim, { amount: 100 }))).toBe(1);
		expect(chosen([one(1, 'N')], choiceOf(unpay.aim))).toBe(1);
	});
});

describe('Of several payments', () => {
	const UNPAID = one(1, 'N');
	const PAID = one(2, 'Y');

	it.each<[string, Aim | undefined, number]>([
		['Mark as Paid', pay.aim, 1],
		['Mark as Unpaid', unpay.aim, 2],
		['Delete', deletePayment.aim, 1],
	])('%s means the one that it can do something about', (_name, aim, id) => {
		expect(chosen([UNPAID, PAID], choiceOf(aim))).toBe(id);
		expect(chosen([PAID, UNPAID], choiceOf(aim))).toBe(id);
	});

	it('the conditions tell which one is meant', () => {
		const payments = [one(1, 'N', 90), one(2, 'N', 100), one(3, 'Y', 100)];
		expect(chosen(payments, choiceOf(pay.aim, { amount: 100 }))).toBe(2);
		expect(chosen(payments, choiceOf(update.aim, { amount: 90 }))).toBe(1);
	});

	it('never the first of those that may be meant is taken', () => {
		const payments = [one(1, 'N', 90), one(2, 'N', 100), one(3, 'N', 100)];
		const all = refusal(payments, choiceOf(pay.aim));
		expect(all).toMatchObject({
			code: 'PAYMENT_AMBIGUOUS',
			message: 'Deal 25 has 3 payments that may be meant',
			description:
				"Nothing was changed. There are 3 payments: 5025/1 (90 EUR, unpaid), 5025/2 (100 EUR, unpaid), 5025/3 (100 EUR, unpaid). Give the payment by its number, or tell them apart by 'Only If', e.g. by the amount",
		});
		expect(all.candidates?.map(({ paymentId }) => paymentId)).toEqual([1, 2, 3]);
		const fitting = refusal(payments, choiceOf(pay.aim, { amount: 100 }));
		expect(fitting.candidates?.map(({ paymentId }) => paymentId)).toEqual([2, 3]);
		expect(chosen([UNPAID, PAID], choiceOf(update.aim))).toBe('PAYMENT_AMBIGUOUS');
	});

	it('none is taken where none meets the conditions', () => {
		const payments = [one(1, 'N', 90), one(2, 'Y', 80)];
		const failure = refusal(payments, choiceOf(pay.aim, { amount: 100 }));
		expect(failure).toMatchObject({
			code: 'GUARD_FAILED',
			message: "Nothing was changed: no payment of deal 25 meets the conditions of 'Only If'",
			description:
				'There are 2 payments: 5025/1 (90 EUR, unpaid), 5025/2 (80 EUR, paid). Check the conditions, or give the payment by its number',
		});
		expect(failure.candidates?.map(({ paymentId }) => paymentId)).toEqual([1, 2]);
		expect(chosen(payments, choiceOf(update.aim, { amount: 100 }))).toBe('GUARD_FAILED');
	});
});

describe('Where an earlier run has done it', () => {
	const PAID = [one(1, 'Y', 90), one(2, 'Y', 100), one(3, 'Y', 100)];

	it('all payments as they should be leave nothing to do, whichever is meant', () => {
		expect(chosen(PAID, choiceOf(pay.aim))).toBe(
			'Deal 25 has 3 payments: 5025/1 (90 EUR, paid), 5025/2 (100 EUR, paid), 5025/3 (100 EUR, paid). Nothing was left to do',
		);
		expect(chosen(PAID, choiceOf(pay.aim, { amount: 100 }))).toBe(
			'Deal 25 has 2 payments: 5025/2 (100 EUR, paid), 5025/3 (100 EUR, paid). Nothing was left to do',
		);
	});

	it('the one that meets the conditions is meant, not another that is still open', () => {
		const payments = [one(1, 'N', 90), one(2, 'Y', 100)];
		expect(chosen(payments, choiceOf(pay.aim, { amount: 100 }))).toBe(2);
		expect(chosen(PAID, choiceOf(pay.aim, { amount: 90 }))).toBe(1);
	});

	it('one that is still open and meets the conditions is meant first', () => {
		const payments = [one(1, 'Y', 100), one(2, 'N', 100)];
		expect(chosen(payments, choiceOf(pay.aim, { amount: 100 }))).toBe(2);
	});

	it('none is done that does not meet the conditions', () => {
		expect(chosen(PAID, choiceOf(pay.aim, { amount: 50 }))).toBe('GUARD_FAILED');
	});
});

describe('Where the operation can do nothing about any payment', () => {
	const PAID = [one(1, 'Y'), one(2, 'Y')];

	it('says how all of them are', () => {
		const failure = refusal(PAID, choiceOf(deletePayment.aim));
		expect(failure).toMatchObject({
			code: 'PAYMENT_AMBIGUOUS',
			message: 'All payments of deal 25 are paid',
			description:
				'Nothing was changed. There are 2 payments: 5025/1 (100 EUR, paid), 5025/2 (100 EUR, paid)',
		});
		expect(failure.candidates).toHaveLength(2);
		const aim: Aim = { paid: 'Y', othersAreDone: false };
		expect(refusal([one(1, 'N'), one(2, 'N')], choiceOf(aim)).message).toBe(
			'All payments of deal 25 are unpaid',
		);
	});

	it('says that none meets the conditions where there are some', () => {
		expect(chosen(PAID, choiceOf(deletePayment.aim, { amount: 100 }))).toBe('GUARD_FAILED');
	});
});

describe('The number of a payment', () => {
	function numbered(number: string, bare?: string): Choice {
		const look = bare === undefined ? { number } : { number, bare };
		return choiceOf(pay.aim, {}, { by: 'number', ...look });
	}

	it.each([
		['5025/2', undefined],
		['№ 5025/2', '5025/2'],
		['5025/2', '2'],
	])('is found as it stands there, or as it may be meant: %s (%s)', (number, bare) => {
		expect(chosen([one(1, 'N'), one(2, 'N'), one(3, 'N')], numbered(number, bare))).toBe(2);
	});

	it('is the same in capitals and small letters', () => {
		const payments = [one(1, 'N'), one(2, 'N', 100, { accountNumber: ' INV-7/2' })];
		expect(chosen(payments, numbered('inv-7/2 '))).toBe(2);
	});

	it('is not that of the only payment that there is', () => {
		expect(chosen([one(1, 'N')], numbered('5025/2'))).toBe('PAYMENT_NOT_FOUND');
	});

	it('names one payment: not even its state tells which of two is meant', () => {
		const twice = { accountNumber: '5025/1' };
		const failure = refusal([one(1, 'N'), one(2, 'Y', 100, twice)], numbered('5025/1'));
		expect(failure).toMatchObject({
			code: 'PAYMENT_AMBIGUOUS',
			message: 'Payment number 5025/1 has 2 payments that may be meant',
		});
	});
});
