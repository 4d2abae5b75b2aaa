import { isPaymentNumber, type Piece } from '../../parameters/purpose';
import type { Reply } from '../../portal/command';
import { isObject } from '../../portal/json';
import type { Look } from '../../portal/look';
import { normalized } from '../../portal/rowSearch';
import { paymentsFrom } from '../../records/candidates';
import type { Payment } from '../../records/payment';
import { unexpected, valueOf } from '../query';
import type { Named } from './bankLine';

/** Numbers that one line can have looked up, whatever stands in its text. */
const MOST_OF_A_LINE = 60;

/** Unlikely numbers that a run of many lines can have looked up: a request or two. */
const MOST_OF_A_RUN = 3000;

/** However many lines a run has, each can have so many. */
const LEAST_OF_A_LINE = 2;

/** One reading of a piece, taken for the number of a payment or of an order. */
type Lookup = { readonly as: 'paymentNumber' | 'orderNumber'; readonly number: string };

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

/** What the numbers of a line turned out to be. */
export interface Naming {
	readonly named: readonly Named[];
	/** Numbers of orders that have no payment. */
	readonly emptyOrders: readonly string[];
}

/**
 * The payments that a line names. A shorter reading of a piece counts only where none of the longer
 * ones is known: `RE17/1` is payment RE17/1 and not 17/1 where both exist.
 *
 * @param replies one per lookup
 */
export function namingFrom(
	pieces: readonly Piece[],
	lookups: readonly Lookup[],
	replies: readonly Reply[],
): Naming {
	const named = new Map<string, Named[]>();
	const emptyOrders = new Set<string>();
	lookups.forEach(({ as, number }, index) => {
		const payments = paymentsIn(replies[index]);
		if (payments.length === 0 && hasOrders(replies[index])) emptyOrders.add(number);
		const own = payments.map((payment): Named => ({ by: as, number, payment }));
		const key = normalized(number);
		named.set(key, [...(named.get(key) ?? []), ...own]);
	});
	const isKnown = (reading: string) => (named.get(normalized(reading)) ?? []).length > 0;
	return {
		named: pieces.flatMap(({ readings }) => {
			const known = readings.find(isKnown);
			return known === undefined ? [] : (named.get(normalized(known)) ?? []);
		}),
		emptyOrders: [...emptyOrders],
	};
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
