import { deletePayment } from '../../../nodes/Bitrix24Payments/operations/payment/delete';
import type { Change } from '../../../nodes/Bitrix24Payments/operations/change';
import type { Reply } from '../../../nodes/Bitrix24Payments/portal/command';
import { describeError } from '../../../nodes/Bitrix24Payments/portal/errorCatalogue';
import type { Payment } from '../../../nodes/Bitrix24Payments/records/payment';
import { inputOf, paidPayment, payment, refusal, requested, verdict } from '../../support/payments';

type State = Payment | 'gone' | 'goneOrHidden';

function deleting(paymentId: number | string = 1038): Change<State> {
	return requested(deletePayment, inputOf({ paymentId }));
}

const change = deleting();

/** What Bitrix24 answers to a look or a deletion. */
function refused(code: string, text = ''): Extract<Reply, { kind: 'refused' }> {
	const failure = describeError({ code, text, method: 'crm.item.payment.get' });
	return { kind: 'refused', failure };
}

const NOT_FOUND = refused('0', 'Payment has not been found');
const NOT_FOUND_IN_STORE = refused('200640400001');
const NOT_FOUND_OR_DENIED = refused('0', 'Insufficient permissions.');
const DENIED = refused('ACCESS_DENIED');

describe('Delete', () => {
	it('is a call of crm.item.payment.delete with the ID alone', () => {
		expect(change.write(undefined)).toEqual({
			method: 'crm.item.payment.delete',
			params: { id: 1038 },
		});
		refusal(() => deleting(''));
	});

	it('looks at the payment by itself afterwards: only that tells gone from hidden', () => {
		expect(change.look).toEqual({ show: 'payment', id: 1038, form: 'short' });
		expect(change.lookAfter).toEqual({ show: 'payment', id: 1038, form: 'short', singly: true });
		expect(deletePayment.readBackApart).toBe(true);
	});

	it('claims the order of the payment, or everything where it cannot be seen', () => {
		expect(change.claim(payment({ orderId: 25 }))).toEqual(new Set(['order 25', 'number 356']));
		for (const state of ['gone', 'goneOrHidden', undefined] as const) {
			expect(change.claim(state)).toBeUndefined();
		}
	});

	it('may be sent once more while the payment is still there and unpaid', () => {
		expect(change.repeatable).toBe(true);
		expect(change.isUntouched(payment(), payment())).toBe(true);
		expect(change.isUntouched(paidPayment(), payment())).toBe(false);
		expect(change.isUntouched('gone', payment())).toBe(false);
		expect(change.isUntouched('goneOrHidden', payment())).toBe(false);
	});

	it('is shown in a dry run', () => {
		expect(change.preview(payment())).toEqual([{ field: 'deleted', from: 'no', to: 'yes' }]);
	});
});

describe('What a look at a payment to delete shows', () => {
	it.each([
		['a payment', { kind: 'value', value: payment().fields } as Reply, payment()],
		['that there is none', NOT_FOUND, 'gone'],
		['that the store knows none', NOT_FOUND_IN_STORE, 'gone'],
		['that there is none or it is hidden', NOT_FOUND_OR_DENIED, 'goneOrHidden'],
		['nothing, as access is denied', DENIED, undefined],
		[
			'nothing, as the answer is of another payment',
			{ kind: 'value', value: { id: 5 } } as Reply,
			undefined,
		],
		['nothing, as the answer was lost', { ...NOT_FOUND, kind: 'uncertain' } as Reply, undefined],
		[
			'nothing, as it may be another’s error',
			{ ...NOT_FOUND, kind: 'complained' } as Reply,
			undefined,
		],
	])('is %s', (_what, reply, state) => {
		expect(change.observe(reply)).toEqual(state);
	});
});

describe('A payment to delete', () => {
	it('that is gone is deleted already', () => {
		expect(change.isDone('gone')).toBe(true);
		expect(change.isDone('goneOrHidden')).toBe(false);
		expect(change.isDone(payment())).toBe(false);
	});

	it('is refused while it is paid', () => {
		expect(change.objection(paidPayment())?.bitrixCode).toBe('SALE_PAYMENT_DELETE_EXIST_PAID');
		expect(change.objection(payment())).toBeUndefined();
		expect(change.objection('gone')).toBeUndefined();
	});

	it('is refused where it may be hidden, as nobody could say what became of it', () => {
		const objection = change.objection('goneOrHidden');
		expect(objection).toMatchObject({ code: 'ACCESS_DENIED', notFound: 'perhaps' });
	});
});

describe('A payment after its deletion', () => {
	it('is as wanted when it is gone, whatever was answered', () => {
		expect(change.judge('gone', payment(), {})).toEqual({ asWanted: true });
		expect(change.judge('gone', payment())).toEqual({ asWanted: true });
		expect(change.judge('gone', undefined)).toEqual({ asWanted: true });
	});

	it('is as wanted when it is gone or hidden and Bitrix24 confirmed the deletion', () => {
		expect(change.judge('goneOrHidden', payment(), {})).toEqual({ asWanted: true });
	});

	it('may only be hidden where nothing confirmed the deletion', () => {
		const judgement = change.judge('goneOrHidden', payment());
		expect(judgement).toMatchObject({ asWanted: false, isUncertain: true });
		expect(verdict(judgement).code).toBe('OUTCOME_UNKNOWN');
		expect(verdict(judgement).description).toContain('gone or hidden');
	});

	it('is not as wanted while it is there, even if Bitrix24 confirmed the deletion', () => {
		for (const confirmation of [{}, undefined]) {
			const judgement = change.judge(payment(), payment(), confirmation);
			expect(judgement).not.toHaveProperty('isUncertain');
			expect(verdict(judgement).code).toBe('NOT_APPLIED');
		}
	});

	it.each([
		['gone', 'the payment was gone'],
		['goneOrHidden', 'the payment was gone or hidden from this user'],
		[payment(), 'the payment still existed'],
	] as const)('is told in words: %#', (state, words) => {
		expect(change.inWords(state, undefined)).toBe(words);
	});
});

describe('The answer to a deletion', () => {
	it('confirms it by an exact true and by nothing else', () => {
		expect(change.confirmation(true, undefined)).toEqual({});
		for (const value of [false, null, 1, 'true', [], {}]) {
			expect(change.confirmation(value, undefined)).toBeUndefined();
		}
	});

	it.each([
		['not found', NOT_FOUND, true],
		['not found or denied', NOT_FOUND_OR_DENIED, true],
		['denied', DENIED, false],
		['paid', refused('SALE_PAYMENT_DELETE_EXIST_PAID'), false],
	])('shows that somebody else was faster or not: %s', (_what, { failure }, isForestalled) => {
		expect(change.isForestalled?.(failure)).toBe(isForestalled);
	});
});
