import type { Reply } from '../portal/command';
import { describeError } from '../portal/errorCatalogue';
import { Failure } from '../portal/failure';
import type { Change, ChangeOperation } from './change';
import { paymentIdParameter, PAYMENT_LABEL } from './parameters';
import { paymentFrom, type Payment } from './payment';
import { paymentTarget, readSummary } from './paymentState';
import { paymentId } from './values';

/** A payment that may be gone. */
type PaymentOrGone = Payment | 'gone';

/** Delete: `crm.item.payment.delete` (reference §3.5). */
export const deletePayment: ChangeOperation = {
	kind: 'change',
	resource: 'payment',
	option: {
		name: 'Delete',
		value: 'delete',
		action: 'Delete payment',
		description: 'Delete an unpaid payment. A payment that is gone already counts as deleted.',
	},
	properties: [...paymentIdParameter('delete')],
	scopes: ['crm'],
	batched: true,
	guarded: true,
	words: { changed: 'deleted', already: 'already gone', wouldChange: 'would be deleted' },
	mark: { deleted: true },
	request: (input) =>
		deletion(paymentId(input.parameter('paymentId'), PAYMENT_LABEL, input.portalHost)),
};

function deletion(id: number): Change<PaymentOrGone> {
	return {
		target: paymentTarget(id),
		paymentId: id,
		read: readSummary(id),
		needsStateBefore: false,
		repeatable: true,
		observe: (reply) => observed(reply, id),
		paymentIn: (state) => (state === 'gone' ? undefined : state),
		inWords: (state) => (state === 'gone' ? 'the payment was gone' : 'the payment still existed'),
		objection: (before) =>
			before !== 'gone' && before.paid === 'Y'
				? describeError({
						code: 'SALE_PAYMENT_DELETE_EXIST_PAID',
						text: '',
						method: 'crm.item.payment.delete',
					})
				: undefined,
		isDone: (state) => state === 'gone',
		write: () => ({ method: 'crm.item.payment.delete', params: { id } }),
		confirmation: (value) => (value === true ? {} : undefined),
		judge: (after) =>
			after === 'gone' ? { asWanted: true } : { asWanted: false, failure: stillThere() },
		preview: () => [{ field: 'deleted', from: 'no', to: 'yes' }],
		isUntouched: (now) => now !== 'gone' && now.paid === 'N',
		mayBeStoredDespite: (failure) => failure.code === 'ERROR_CORE' || isNotFound(failure),
	};
}

function observed(reply: Reply, id: number): PaymentOrGone | undefined {
	if (reply.kind === 'value') return paymentFrom(reply.value, id);
	return reply.kind === 'refused' && isNotFound(reply.failure) ? 'gone' : undefined;
}

/** Not the older portals' answer, which means "not found or not allowed" (reference §3.2). */
function isNotFound(failure: Failure): boolean {
	return failure.message === 'There is no payment with this ID';
}

function stillThere(): Failure {
	return new Failure({
		code: 'NOT_APPLIED',
		message: 'Bitrix24 accepted the deletion but the payment still exists',
		description: 'The payment was read afterwards. Look at the payment in Bitrix24',
	});
}
