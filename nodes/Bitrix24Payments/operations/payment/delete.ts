import { meantPayment, paymentParameter } from '../../parameters/locators';
import type { Reply } from '../../portal/command';
import { describeError } from '../../portal/errorCatalogue';
import { Failure } from '../../portal/failure';
import { orderOf, paymentFrom, type Payment } from '../../records/payment';
import type { Change, ChangeOperation, Confirmation, Judgement } from '../change';
import { paymentTarget, shortLook } from './paymentState';

/**
 * A payment that may be gone. Older portals do not tell a payment that is gone from one that the
 * user may not see (docs/bitrix24.md#not-found-or-denied).
 */
type PaymentOrGone = Payment | 'gone' | 'goneOrHidden';

/** Delete: `crm.item.payment.delete` (docs/bitrix24.md#create-and-delete). */
export const deletePayment: ChangeOperation = {
	kind: 'change',
	resource: 'payment',
	option: {
		name: 'Delete',
		value: 'delete',
		action: 'Delete payment',
		description: 'Delete an unpaid payment. A payment that is gone already counts as deleted.',
	},
	forAgents: 'Deletes an unpaid payment in Bitrix24 for good. A paid payment is not deleted.',
	properties: [paymentParameter('delete')],
	batched: true,
	readBackApart: true,
	guarded: true,
	words: { changed: 'deleted', already: 'already gone', wouldChange: 'would be deleted' },
	mark: { deleted: true },
	aim: { paid: 'N', othersAreDone: false },
	request: (input) => ({ ref: meantPayment(input), change: deletion }),
};

function deletion(id: number): Change<PaymentOrGone> {
	return {
		target: paymentTarget(id),
		paymentId: id,
		look: shortLook(id),
		// Gone or hidden: only the answer for this payment alone tells.
		lookAfter: { ...shortLook(id), singly: true },
		needsStateBefore: false,
		sets: [],
		wish: 'gone',
		repeatable: true,
		observe: (reply) => observed(reply, id),
		paymentIn: (state) => (typeof state === 'string' ? undefined : state),
		claim: (state) => (typeof state === 'object' ? orderOf(state) : undefined),
		inWords,
		objection: (before) => objection(before),
		isDone: (state) => state === 'gone',
		write: () => ({ method: 'crm.item.payment.delete', params: { id } }),
		confirmation: (value) => (value === true ? {} : undefined),
		judge,
		preview: () => [{ field: 'deleted', from: 'no', to: 'yes' }],
		isUntouched: (now) => typeof now !== 'string' && now.paid === 'N',
		// It was there when it was read, so somebody else deleted it meanwhile.
		isForestalled: (failure) => failure.notFound !== undefined,
	};
}

const IN_WORDS = {
	gone: 'the payment was gone',
	goneOrHidden: 'the payment was gone or hidden from this user',
} as const;

function inWords(state: PaymentOrGone): string {
	return typeof state === 'string' ? IN_WORDS[state] : 'the payment still existed';
}

/**
 * A payment that cannot be told from a hidden one may be hidden by now: rights can be withdrawn at
 * any moment. Only the portal's own word that it deleted it decides.
 */
function judge(
	after: PaymentOrGone,
	_before: PaymentOrGone | undefined,
	confirmation?: Confirmation,
): Judgement {
	if (after === 'gone' || (after === 'goneOrHidden' && confirmation)) return { asWanted: true };
	return after === 'goneOrHidden'
		? { asWanted: false, failure: hiddenOrGone(), isUncertain: true }
		: { asWanted: false, failure: stillThere() };
}

function observed(reply: Reply, id: number): PaymentOrGone | undefined {
	if (reply.kind === 'value') return paymentFrom(reply.value, id);
	if (reply.kind !== 'refused' || !reply.failure.notFound) return undefined;
	return reply.failure.notFound === 'surely' ? 'gone' : 'goneOrHidden';
}

function objection(before: PaymentOrGone): Failure | undefined {
	const method = 'crm.item.payment.delete';
	if (before === 'goneOrHidden') {
		return describeError({ code: '0', text: 'Insufficient permissions', method });
	}
	if (before === 'gone' || before.paid === 'N') return undefined;
	return describeError({ code: 'SALE_PAYMENT_DELETE_EXIST_PAID', text: '', method });
}

function hiddenOrGone(): Failure {
	return new Failure({
		code: 'OUTCOME_UNKNOWN',
		message: 'It is not known whether the payment was deleted',
		description:
			'Afterwards the payment was gone or hidden from this user. Look at it in Bitrix24 as an administrator',
		retryable: true,
	});
}

function stillThere(): Failure {
	return new Failure({
		code: 'NOT_APPLIED',
		message: 'Bitrix24 accepted the deletion but the payment still exists',
		description: 'The payment was read afterwards. Look at the payment in Bitrix24',
	});
}
