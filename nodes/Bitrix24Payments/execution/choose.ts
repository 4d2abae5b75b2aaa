import type { PaidStatus } from '../operations/change';
import { guardFailure, hasGuards, type Guards } from '../parameters/guards';
import { refInWords, type PaymentRef } from '../parameters/paymentRef';
import { Failure } from '../portal/failure';
import { normalized } from '../portal/rowSearch';
import { candidatesFrom, countInWords } from '../records/candidates';
import type { Payment } from '../records/payment';

/** What decides which of several payments is meant. */
export interface Choice {
	readonly ref: PaymentRef;
	/** The payments that the operation can do something about. */
	readonly seeks?: PaidStatus;
	readonly guards: Guards;
}

/**
 * The one payment that is meant, or why there is none: never the first of several. What the
 * operation can do something about decides first, then the conditions of Only If.
 */
export function choose(payments: readonly Payment[], choice: Choice): Payment | Failure {
	const { ref, seeks, guards } = choice;
	const named =
		ref.by === 'number' ? payments.filter((one) => isNumbered(one, ref.number)) : payments;
	const [only] = named;
	if (!only) return notFound(ref);
	if (named.length === 1) return only;
	const fitting = named.filter((one) => !seeks || isPaid(one) === (seeks === 'paid'));
	if (fitting.length === 0) return allDone(named, choice);
	const allowed = hasGuards(guards)
		? fitting.filter((one) => guardFailure(guards, one) === undefined)
		: fitting;
	if (allowed.length === 0) return noneFits(fitting, choice);
	const [chosen] = allowed;
	return chosen && allowed.length === 1 ? chosen : ambiguous(allowed, choice);
}

function isNumbered({ fields }: Payment, number: string): boolean {
	return normalized(fields.accountNumber) === normalized(number);
}

function isPaid({ paid }: Payment): boolean {
	return paid === 'Y';
}

function notFound(ref: PaymentRef): Failure {
	return new Failure({
		code: 'PAYMENT_NOT_FOUND',
		message:
			ref.by === 'number'
				? `There is no payment with the number ${ref.number}`
				: `There is no payment of ${refInWords(ref)}`,
		description: `Nothing was changed. ${ADVICE[ref.by]}`,
		notFound: 'surely',
	});
}

const ADVICE: Readonly<Record<PaymentRef['by'], string>> = {
	id: 'Check the payment ID',
	number: 'Check the number. If it is the number of an order, choose Of Order',
	deal: 'Check the deal in Bitrix24; it may have no payment yet, or this user may not see it',
	invoice: 'Check the invoice in Bitrix24; it may have no payment yet, or this user may not see it',
	order: 'Check the number of the order, or whether it has a payment',
};

/** With what there is instead, for a payment that was not found. */
export function withOthers(failure: Failure, others: readonly Payment[], of: string): Failure {
	if (others.length === 0) return failure;
	return failure.with({
		description: `${failure.description}. ${of} has ${countInWords(others)}`,
		candidates: candidatesFrom(others),
	});
}

function allDone(payments: readonly Payment[], { ref, seeks }: Choice): Failure {
	const state = seeks === 'paid' ? 'unpaid' : 'paid';
	return several(
		`All payments of ${refInWords(ref)} are ${state} already`,
		`Nothing was changed. There are ${countInWords(payments)}`,
		payments,
	);
}

function noneFits(payments: readonly Payment[], { ref }: Choice): Failure {
	return new Failure({
		code: 'GUARD_FAILED',
		message: `Nothing was changed: no payment of ${refInWords(ref)} meets the conditions of 'Only If'`,
		description: `There are ${countInWords(payments)}. Check the conditions, or give the payment by its number`,
		candidates: candidatesFrom(payments),
	});
}

function ambiguous(payments: readonly Payment[], { ref }: Choice): Failure {
	return several(
		`${capitalized(refInWords(ref))} has ${payments.length} payments that may be meant`,
		`Nothing was changed. There are ${countInWords(payments)}. Give the payment by its number, or tell them apart by 'Only If', e.g. by the amount`,
		payments,
	);
}

function several(message: string, description: string, payments: readonly Payment[]): Failure {
	return new Failure({
		code: 'PAYMENT_AMBIGUOUS',
		message,
		description,
		candidates: candidatesFrom(payments),
	});
}

function capitalized(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
