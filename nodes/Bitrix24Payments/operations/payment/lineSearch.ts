import type { Piece } from '../../parameters/purpose';
import { DATE, isPaymentNumber } from '../../parameters/purposeTokens';
import type { Reply } from '../../portal/command';
import { isObject } from '../../portal/json';
import type { Look } from '../../portal/look';
import { normalized } from '../../portal/rowSearch';
import { paymentsFrom } from '../../records/candidates';
import type { Payment } from '../../records/payment';
import { unexpected, valueOf } from '../query';
import type { Named } from './line';

/** Numbers that one line can have looked up, whatever stands in its text. */
const MOST_OF_A_LINE = 60;

/** Unlikely numbers that a run of many lines can have looked up: a request or two. */
const MOST_OF_A_RUN = 3000;

/** Other spellings that the lines of a run that name nothing can have looked up. */
const MOST_SPELT_OF_A_RUN = 4500;

/** However many lines a run has, each can have so many. */
const LEAST_OF_A_LINE = 2;

/** One reading of a piece, taken for the number of a payment or of an order. */
export interface Lookup {
	readonly as: 'paymentNumber' | 'orderNumber';
	readonly number: string;
}

/** A lookup, and what came of it. */
export interface Answered extends Lookup {
	readonly reply: Reply | undefined;
}

interface Lookups {
	readonly first: readonly Lookup[];
	/** What is beyond the line's share: looked up only where it matters that nothing is named. */
	readonly later: readonly Lookup[];
	/** Whether these are all, and none is beyond what a line can have looked up. */
	readonly areAll: boolean;
}

/**
 * What of a line is looked up. What is likely always is: what has the form of a payment's number,
 * or follows a word such as *Rechnung*. Of the rest each line of a run has its share.
 *
 * @param together how many lines the run has
 */
export function lookupsFor(pieces: readonly Piece[], together: number): Lookups {
	const likely: Lookup[] = [];
	const ordersPerhaps: Lookup[] = [];
	const others: Lookup[] = [];
	for (const { readings, isLikely } of pieces) {
		for (const number of readings) {
			const isPayment = isPaymentNumber(number);
			if (isPayment) likely.push({ as: 'paymentNumber', number });
			else (isLikely ? likely : ordersPerhaps).push({ as: 'orderNumber', number });
			others.push({ as: isPayment ? 'orderNumber' : 'paymentNumber', number });
		}
	}
	const share = Math.max(LEAST_OF_A_LINE, Math.floor(MOST_OF_A_RUN / together));
	const all = [...likely, ...ordersPerhaps, ...others];
	const most = Math.min(likely.length + share, MOST_OF_A_LINE);
	return {
		first: all.slice(0, most),
		later: all.slice(most, MOST_OF_A_LINE),
		areAll: all.length <= MOST_OF_A_LINE,
	};
}

export function lookFor({ as, number }: Lookup): Look {
	return as === 'paymentNumber'
		? { show: 'paymentsNumbered', number }
		: { show: 'paymentsOfOrder', order: { number } };
}

/**
 * How numbers may be written whose first word stands apart in the text, or clings to it: `A 17/1`
 * may be the number A 17/1 or A17/1 and no 17/1. Where the line names something, what names it
 * matters alone; where it names nothing, all that its numbers may be, of many lines a share each.
 *
 * @param together how many lines the run has
 */
export function spellingsOf(
	pieces: readonly Piece[],
	naming: Naming,
	together: number,
): readonly Lookup[] {
	const isLost = namesNothing(naming);
	const known = [...naming.named, ...naming.emptyOrders].map(({ number }) => normalized(number));
	const all = pieces.flatMap(({ readings, isLikely, written = [], alike = [] }): Lookup[] => {
		const by = readings.findIndex((reading) => known.includes(normalized(reading)));
		const isShortened = by > 0 || (by === 0 && written.length > 0);
		if (!(isLost ? isLikely : isShortened)) return [];
		const isPayment = isPaymentNumber(readings[0] ?? '');
		return [...written, ...alike].flatMap((number): Lookup[] => [
			...(isPayment ? [{ as: 'paymentNumber', number } as const] : []),
			...(isPayment && !isLost ? [] : [{ as: 'orderNumber', number } as const]),
		]);
	});
	const share = Math.max(LEAST_OF_A_LINE, Math.floor(MOST_SPELT_OF_A_RUN / together));
	const byForm = [
		...all.filter(({ as }) => as === 'paymentNumber'),
		...all.filter(({ as }) => as === 'orderNumber'),
	];
	return byForm.slice(0, isLost ? Math.min(share, MOST_OF_A_LINE) : MOST_OF_A_LINE);
}

/** What the numbers of a line turned out to be. */
export interface Naming {
	readonly named: readonly Named[];
	/** Numbers of orders that have no payment. */
	readonly emptyOrders: readonly EmptyOrder[];
	/** A number that the text plainly names and that nothing has. */
	readonly missing?: string;
}

export interface EmptyOrder {
	readonly number: string;
	readonly isAnnounced: boolean;
}

/**
 * The payments that a line names. A shorter reading of a piece counts only where none of the longer
 * ones is known: `RE17/1` is payment RE17/1 and not 17/1 where both exist.
 */
export function namingFrom(pieces: readonly Piece[], lookups: readonly Answered[]): Naming {
	const named = new Map<string, Named[]>();
	const emptyOrders = new Set<string>();
	for (const { as, number, reply } of lookups) {
		const payments = paymentsIn(reply);
		const key = normalized(number);
		if (payments.length === 0 && hasOrders(reply)) emptyOrders.add(key);
		const own = payments.map((payment): Named => ({ by: as, number, payment }));
		named.set(key, [...(named.get(key) ?? []), ...own]);
	}
	const isKnown = (reading: string) =>
		emptyOrders.has(normalized(reading)) || (named.get(normalized(reading)) ?? []).length > 0;
	const found = pieces.map((piece) => ({
		piece,
		numbers: knownReadings(piece, isKnown),
	}));
	const missing = found.find(({ piece, numbers }) => numbers.length === 0 && isPlain(piece));
	return {
		named: found.flatMap(({ piece: { isAnnounced }, numbers }) =>
			numbers.flatMap((number) =>
				(named.get(normalized(number)) ?? []).map((one) => ({ ...one, isAnnounced })),
			),
		),
		emptyOrders: found.flatMap(({ piece: { isAnnounced }, numbers }) =>
			numbers
				.filter((number) => emptyOrders.has(normalized(number)))
				.map((number) => ({ number, isAnnounced })),
		),
		...(missing ? { missing: missing.piece.readings.at(-1) } : {}),
	};
}

/** As it stands with the word before it, else the longest reading, and others that are as good. */
function knownReadings(piece: Piece, isKnown: (reading: string) => boolean): string[] {
	const { written = [], readings, alike = [] } = piece;
	const known = [...written, ...readings].find(isKnown);
	return [...(known === undefined ? [] : [known]), ...alike.filter(isKnown)];
}

/**
 * No payment is the thousandth of its order, so that a date or a telephone number is not plain. Nor
 * is a reference: those that banks and payers give stand in nearly every line.
 */
function isPlain({ readings, isAnnounced, isMended, isReference }: Piece): boolean {
	if (isMended || readings.some((reading) => DATE.test(reading))) return false;
	return (
		(isAnnounced && !isReference) || readings.some((reading) => /.\/[1-9]\d{0,2}$/.test(reading))
	);
}

export function namesNothing({ named, emptyOrders }: Naming): boolean {
	return named.length === 0 && emptyOrders.length === 0;
}

export function paymentsIn(reply: Reply | undefined): Payment[] {
	const value = valueOf(reply);
	const rows = isObject(value) ? value.payments : undefined;
	const payments = Array.isArray(rows) ? paymentsFrom(rows) : undefined;
	if (!payments) throw unexpected();
	return payments;
}

function hasOrders(reply: Reply | undefined): boolean {
	const value = valueOf(reply);
	return isObject(value) && Array.isArray(value.orders) && value.orders.length > 0;
}
