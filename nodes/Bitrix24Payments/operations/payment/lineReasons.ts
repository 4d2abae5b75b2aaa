import type { IDataObject } from 'n8n-workflow';

import { candidatesFrom, nameOf } from '../../records/candidates';
import { thatAddUp } from './addingUp';
import { fits, hasCurrency, inWords, isOpen, type Line, type Named } from './line';
import type { Naming } from './lineSearch';

/** Why a line is not matched (docs/matching.md#codes). */
export type MatchCode =
	| 'NO_NUMBER'
	| 'NO_PAYMENT'
	| 'AMOUNT_DIFFERS'
	| 'CURRENCY_DIFFERS'
	| 'ALREADY_PAID'
	| 'AMBIGUOUS'
	| 'MATCHED_BEFORE'
	| 'OUTGOING';

export function nothingKnown(line: Line, { emptyOrders, missing, named }: Naming): IDataObject {
	const { pieces, byAmount, notByAmount, unread } = line;
	const order = emptyOrders.find(({ isAnnounced }) => isAnnounced) ?? emptyOrders[0];
	if (order) return unmatched('NO_PAYMENT', `Order ${order.number} has no payment`, []);
	if (missing !== undefined && named.length > 0) {
		return unmatched('NO_PAYMENT', `No payment or order has the number ${missing}`, []);
	}
	const alone = byAmount
		? ', and no unpaid payment has its amount'
		: notByAmount
			? `. It is not matched by its amount alone, because ${notByAmount}`
			: '';
	if (pieces.length === 0) {
		const aside = unread === undefined ? '' : `, as ${unread} is none by itself`;
		return unmatched(
			'NO_NUMBER',
			`The text holds nothing that may be a number${aside}${alone}`,
			[],
		);
	}
	const numbers = pieces.slice(0, 5).map(({ readings }) => readings.at(-1));
	const reason = `No payment or order has a number that the text holds (${numbers.join(', ')})`;
	return unmatched('NO_PAYMENT', `${reason}${alone}`, []);
}

export function severalFit(way: Named['by'], fitting: readonly Named[]): IDataObject {
	const what = way === 'amount' ? 'The text names no payment, and' : 'The text may mean';
	const reason = `${what} ${inWords(fitting)}`;
	const end = way === 'amount' ? ' have its amount' : '. Each of them has the amount of the line';
	return unmatched('AMBIGUOUS', `${reason}${end}`, fitting);
}

/**
 * @param about the payments that the line is about
 * @param known all that its text names
 */
export function whyNot(line: Line, about: readonly Named[], known: readonly Named[]): IDataObject {
	const open = about.filter(isOpen);
	if (open.length === 0) return alreadyPaid(about);
	const inCurrency = open.filter(({ payment }) => hasCurrency(line, payment));
	const together = thatAddUp(
		line,
		known.filter((one) => isOpen(one) && hasCurrency(line, one.payment)),
	);
	if (together) {
		return unmatched(
			'AMBIGUOUS',
			`The line names ${inWords(together)}, whose sum is its amount. One line can be matched with one payment: mark each of them as paid`,
			together,
			together.length,
		);
	}
	const paid = about.filter((one) => !isOpen(one) && fits(line, one.payment));
	if (paid.length > 0) return alreadyPaid(paid);
	if (inCurrency.length === 0) {
		return unmatched('CURRENCY_DIFFERS', currencyInWords(line, open), open);
	}
	return unmatched('AMOUNT_DIFFERS', differenceInWords(line, inCurrency), inCurrency);
}

function differenceInWords({ amount, mayDifferBy }: Line, open: readonly Named[]): string {
	const [only] = open;
	const sum = only?.payment.sum ?? null;
	const allowed = mayDifferBy > 0 ? `, and ${mayDifferBy} more or less are allowed` : '';
	if (!only || open.length > 1 || sum === null) {
		return `The amount of the line is ${amount}${allowed}. It names ${inWords(open)}`;
	}
	const { currency } = only.payment;
	const difference = Number(Math.abs(amount - sum).toFixed(4));
	const direction = amount < sum ? 'less' : 'more';
	return `${nameOf(only.payment)} is open with ${sum} ${currency}. The line pays ${amount}, which is ${difference} ${direction}${allowed}`;
}

function currencyInWords({ currencies = [] }: Line, open: readonly Named[]): string {
	const [only, ...others] = open;
	const own = currencies.join(' or ');
	return only && others.length === 0
		? `${nameOf(only.payment)} is in ${only.payment.currency}, the line in ${own}`
		: `The line is in ${own}. It names ${inWords(open)}`;
}

function alreadyPaid(paid: readonly Named[]): IDataObject {
	const names = paid.slice(0, 5).map(({ payment }) => nameOf(payment));
	const are = paid.length === 1 ? 'is' : 'are';
	return unmatched('ALREADY_PAID', `${names.join(', ')} ${are} paid already`, paid);
}

function unmatched(
	code: MatchCode,
	reason: string,
	named: readonly Named[],
	most?: number,
): IDataObject {
	const candidates = candidatesFrom(
		named.map(({ payment }) => payment),
		most,
	);
	return { matched: false, code, reason, candidates: candidates.map((one) => ({ ...one })) };
}

/** For a line whose amount is negative; also a payment that the bank took back. */
export function moneyOut(amount: string): IDataObject {
	const reason = `The amount is negative: ${amount}. Money that went out pays no payment`;
	return unmatched('OUTGOING', reason, []);
}
