import { Failure } from '../../portal/failure';
import { isObject } from '../../portal/json';
import { numberOf, paymentFrom, type Payment } from '../../records/payment';
import type { Change, Confirmation, FieldPreview } from '../change';
import type { SetField } from './setFields';

/** The payments of the deal, invoice or order that a new one is added to, by ID. */
export type Payments = ReadonlyMap<number, Payment>;

/** What a payment is added to, in words: "the deal or invoice", "the order". */
type Owner = string;

/** What tells a new payment from those that were there before. */
export interface NewPayment {
	readonly owner: Owner;
	/** As in "new and empty payment". */
	readonly kind: string;
	/** What was asked for; somebody else's looks different, as a rule. */
	looksLikeIt(payment: Payment): boolean;
}

type Creating = Pick<
	Change<Payments>,
	| 'needsStateBefore'
	| 'repeatable'
	| 'isUntouched'
	| 'rerunRisk'
	| 'sets'
	| 'paymentIn'
	| 'inWords'
	| 'objection'
	| 'isDone'
	| 'remarkOn'
>;

/**
 * What creations have in common. Each call adds another payment (docs/bitrix24.md#create-and-delete),
 * so none is ever sent twice, and one that is done is not harmless to run again.
 */
export function creating(wanted: NewPayment): Creating {
	const { owner } = wanted;
	return {
		// Shows which orders there are, and which payments were there before.
		needsStateBefore: false,
		repeatable: false,
		isUntouched: () => false,
		rerunRisk: { lookAt: owner, would: 'create another payment', evenIfDone: true },
		sets: [],
		paymentIn: (state, confirmation) => state.get(confirmation?.createdId ?? 0),
		inWords: (state, before) => inWords(state, before, wanted),
		objection: () => undefined,
		isDone: () => false,
		remarkOn,
	};
}

/**
 * @returns undefined for what is no list of payments: a row that cannot be read may be the new one,
 * which nobody may call missing then
 */
export function paymentsFrom(rows: unknown): Payments | undefined {
	if (!Array.isArray(rows)) return undefined;
	const payments = rows.flatMap((row: unknown) =>
		isObject(row) ? (paymentFrom(row, numberOf(row.id) ?? 0) ?? []) : [],
	);
	if (payments.length < rows.length) return undefined;
	return new Map(payments.map((payment) => [payment.id, payment]));
}

/**
 * The ID in the answer to a creation; undefined when there is none. One that was there before is no
 * new payment, and nobody may fill it in as such.
 */
export function createdBy(value: unknown, before: Payments | undefined): Confirmation | undefined {
	const id = typeof value === 'number' || typeof value === 'string' ? numberOf(value) : null;
	const isId = id !== null && Number.isSafeInteger(id) && id > 0;
	return isId && !before?.has(id) ? { createdId: id } : undefined;
}

/** What a dry run would come to. */
export function previewOf(fields: readonly SetField[]): FieldPreview[] {
	return [
		{ field: 'payment', from: null, to: 'new' },
		...fields.map(({ field, shown }) => ({ field: field.name, from: null, to: shown })),
	];
}

/** Payments that were not there before and look as the new one does; somebody else may have made them. */
export function freshIn(
	after: Payments,
	before: Payments | undefined,
	{ looksLikeIt }: NewPayment,
): Payment[] {
	if (!before) return [];
	return [...after.values()].filter((payment) => !before.has(payment.id) && looksLikeIt(payment));
}

function inWords(after: Payments, before: Payments | undefined, wanted: NewPayment): string {
	const { owner } = wanted;
	const ids = [...after.keys()];
	if (!before) return `${owner} had the payments ${ids.join(', ') || '(none)'}`;
	const fresh = freshIn(after, before, wanted).map(({ id }) => id);
	const other = ids.filter((id) => !before.has(id) && !fresh.includes(id));
	const parts = [
		...(fresh.length > 0 ? [`${fresh.join(', ')} as a ${wanted.kind}, which may be this one`] : []),
		...(other.length > 0
			? [`${other.join(', ')} as a new payment that does not look like it`]
			: []),
	];
	return `${owner} had ${parts.join(', and ') || 'no new payment'}`;
}

/** What remains to be done for a payment before anybody can pay it. */
function remarkOn({ sum, paySystemId }: Payment): string {
	const remarks = [
		sum
			? ''
			: 'The payment is empty: its amount is 0. Set it with Update, or add products to the payment in Bitrix24',
		paySystemId
			? ''
			: "Bitrix24 left its payment system empty. Set it with Update, or here with the field 'Payment System'",
	];
	return remarks.filter(Boolean).join('. ');
}

/** The answer held no ID, and only an ID tells the new payment from one that somebody else made. */
export function unconfirmed(
	after: Payments,
	before: Payments | undefined,
	wanted: NewPayment,
): Failure {
	const { owner } = wanted;
	return new Failure({
		code: 'OUTCOME_UNKNOWN',
		message: 'It is not known whether the payment was created',
		description: `Bitrix24 did not answer with the ID of a new payment. Afterwards ${inWords(after, before, wanted)}. Look at ${owner} in Bitrix24 before creating another one`,
	});
}

/** The answer held an ID that nobody has. */
export function notThere(id: number, { owner }: NewPayment): Failure {
	return new Failure({
		code: 'NOT_APPLIED',
		message: `Bitrix24 answered with the new payment ${id} but does not list it`,
		description: `The payments of ${owner} were read afterwards. Look at them in Bitrix24 before creating another one`,
	});
}

/** It exists, and not all that was asked for is in it. */
export function partlyDone(id: number, reason: Failure): Failure {
	const { code, message, description } = reason;
	const what =
		code === 'OUTCOME_UNKNOWN'
			? 'it is not known whether its fields were stored'
			: `its fields were not stored as asked: ${message}`;
	return reason.with({
		code: 'PARTLY_DONE',
		message: `Payment ${id} was created, but ${what}`,
		description: [
			withoutRerun(description),
			`Go on with Update for payment ${id}; creating again would add another payment`,
		]
			.filter(Boolean)
			.join('. '),
		retryable: false,
	});
}

/** To run again is good advice for an update; here it would begin with another creation. */
function withoutRerun(description: string): string {
	const isRerun = (sentence: string) => /\brun(ning)? (the workflow )?again\b/i.test(sentence);
	return description
		.split('. ')
		.filter((sentence) => !isRerun(sentence))
		.join('. ');
}
