import type { Aim } from '../operations/change';
import { guardFailure, hasGuards, type Guards } from '../parameters/guards';
import { MODES, refInWords, type PaymentRef } from '../parameters/paymentRef';
import { Failure } from '../portal/failure';
import type { NumberLook } from '../portal/paymentSearch';
import { normalized } from '../portal/rowSearch';
import { candidatesFrom, countInWords } from '../records/candidates';
import type { Payment } from '../records/payment';

/** What decides which of several payments is meant. */
export interface Choice {
	readonly ref: PaymentRef;
	readonly aim?: Aim;
	readonly guards: Guards;
}

/** All payments that may be meant are as they should be, so that it matters to nobody which it is. */
export class NothingToDo {
	/** @param remark which payments these are, for a person */
	constructor(readonly remark: string) {}
}

/**
 * The one payment that is meant, or why there is none: never the first of several. What the
 * operation can do something about decides first, then the conditions of Only If
 * (docs/money-rules.md#found-before-written).
 */
export function choose(
	payments: readonly Payment[],
	choice: Choice,
): Payment | NothingToDo | Failure {
	const { ref, aim } = choice;
	const named = ref.by === 'number' ? payments.filter((one) => isNumbered(one, ref)) : payments;
	const [only] = named;
	if (!only) return notFound(ref);
	if (named.length === 1) return only;
	// A number is the name of one payment; which of two is meant, their states do not tell.
	if (ref.by === 'number') return ambiguous(named, choice);
	const within = named.filter((one) => !aim || one.paid === aim.paid);
	const wanted = within.filter((one) => isAllowed(one, choice));
	const [chosen] = wanted;
	if (chosen) return wanted.length === 1 ? chosen : ambiguous(wanted, choice);
	const isAside = within.length === 0 && !hasGuards(choice.guards);
	return oneThatIsDone(named, choice) ?? (isAside ? allAside : noneFits)(named, choice);
}

function isAllowed(payment: Payment, { guards }: Choice): boolean {
	return !hasGuards(guards) || guardFailure(guards, payment) === undefined;
}

/** What was done by an earlier run is not missed. */
function oneThatIsDone(
	named: readonly Payment[],
	choice: Choice,
): Payment | NothingToDo | undefined {
	if (!choice.aim?.othersAreDone) return undefined;
	const done = named.filter((one) => one.paid !== choice.aim?.paid && isAllowed(one, choice));
	if (done.length === 1) return done[0];
	const ofWhat = refInWords(choice.ref);
	return done.length === 0
		? undefined
		: new NothingToDo(`${capitalized(ofWhat)} has ${countInWords(done)}. Nothing was left to do`);
}

function isNumbered({ fields }: Payment, { number, bare = number }: NumberLook): boolean {
	return [number, bare].map(normalized).includes(normalized(fields.accountNumber));
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

/** There is not even an order of that name. */
export function noOrder(ref: PaymentRef): Failure {
	const looksLikePayment =
		ref.by === 'order' && 'number' in ref.order && ref.order.number.includes('/');
	const advice = looksLikePayment
		? `If this is the number of a payment, change the mode to ${MODES.number}`
		: 'Enter the number of the order as Bitrix24 shows it, or paste the link of its page';
	return new Failure({
		code: 'PAYMENT_NOT_FOUND',
		message: `There is no ${refInWords(ref)}`,
		description: `Nothing was changed. ${advice}`,
		notFound: 'surely',
	});
}

/** Several orders have the number, so that nobody can say whose payments are meant. */
export function severalOrders(ref: PaymentRef, count: number): Failure {
	return new Failure({
		code: 'PAYMENT_AMBIGUOUS',
		message: `There are ${count} orders with the number of ${refInWords(ref)}`,
		description: `Nothing was changed. Paste the link of the order, or give the payment by its number`,
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

function allAside(payments: readonly Payment[], { ref, aim }: Choice): Failure {
	const state = aim?.paid === 'Y' ? 'unpaid' : 'paid';
	return several(
		`All payments of ${refInWords(ref)} are ${state}`,
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
