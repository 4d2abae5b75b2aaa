import type { INodePropertyOptions } from 'n8n-workflow';

import { meantPayment, paymentParameter } from '../../parameters/locators';
import { Failure } from '../../portal/failure';
import type { Payment } from '../../records/payment';
import type { ChangeOperation, Judgement, OutcomeWords, PaymentChange } from '../change';
import { paymentState, shortLook } from './paymentState';

interface PaidStatusChange {
	readonly option: INodePropertyOptions & { readonly action: string };
	readonly forAgents: string;
	readonly method: string;
	readonly wanted: 'Y' | 'N';
	readonly words: OutcomeWords;
	/** The payment, read back, is not in the wanted state although Bitrix24 said so. */
	readonly contradiction: (after: Payment, before: Payment | undefined) => Failure;
}

/**
 * Mark as Paid and Mark as Unpaid: the same thing in two directions
 * (docs/bitrix24.md#pay-and-unpay).
 */
export function paidStatusOperation(change: PaidStatusChange): ChangeOperation {
	return {
		kind: 'change',
		resource: 'payment',
		option: change.option,
		forAgents: change.forAgents,
		properties: [paymentParameter(change.option.value as string)],
		batched: true,
		guarded: true,
		words: change.words,
		aim: { paid: change.wanted === 'Y' ? 'N' : 'Y', othersAreDone: true },
		request: (input) => ({
			ref: meantPayment(input),
			change: (id) => paidStatusRequest(id, change),
		}),
	};
}

function paidStatusRequest(id: number, change: PaidStatusChange): PaymentChange {
	const isDone = (payment: Payment) => payment.paid === change.wanted;
	return {
		...paymentState(id),
		look: shortLook(id),
		needsStateBefore: false,
		sets: ['paid'],
		wish: `paid ${change.wanted}`,
		repeatable: true,
		objection: () => undefined,
		isDone,
		write: () => ({ method: change.method, params: { id } }),
		judge: (after, before): Judgement =>
			isDone(after)
				? { asWanted: true }
				: { asWanted: false, failure: change.contradiction(after, before) },
		preview: (before) => [{ field: 'paid', from: before.paid, to: change.wanted }],
		isUntouched: (now, before) => !isDone(now) && hasSamePaidDate(now, before),
	};
}

/**
 * A pay that was undone by somebody leaves its date behind (docs/bitrix24.md#pay-and-unpay), so an
 * unchanged date shows that none happened. Without a state before, only a payment never paid shows
 * that.
 */
export function hasSamePaidDate(now: Payment, before: Payment | undefined): boolean {
	return now.datePaid === (before?.datePaid ?? null);
}
