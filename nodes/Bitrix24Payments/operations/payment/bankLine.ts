import type { IDataObject } from 'n8n-workflow';

import type { Piece } from '../../parameters/purpose';
import { candidatesFrom, countInWords, nameOf } from '../../records/candidates';
import { simplified, type Payment } from '../../records/payment';
import { EXACT, isSameAmount } from '../../records/storedValue';
import type { Finding } from '../query';
import type { Naming } from './lineSearch';

/** What a bank line says. */
export interface Line {
	readonly amount: number;
	/** One of these; undefined where any currency fits. */
	readonly currencies?: readonly string[];
	/** How much more or less the payment may be. */
	readonly mayDifferBy: number;
	readonly pieces: readonly Piece[];
	/** Something in the text that was not looked up, because it is no whole number. */
	readonly unread?: string;
	/** Whether payments were looked for by the amount, too. */
	readonly byAmount?: boolean;
	/** Why they were not, although it was wished. */
	readonly notByAmount?: string;
}

/** A payment that a line may be about, and what in the line names it. */
export interface Named {
	readonly by: 'paymentNumber' | 'orderNumber' | 'amount';
	readonly number: string;
	readonly payment: Payment;
	/** Whether a word of its own says that the number is one. */
	readonly isAnnounced?: boolean;
}

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

/** What names a payment, what says most first. */
export const WAYS = ['paymentNumber', 'orderNumber', 'amount'] as const;

/** What a line comes to, and the payments that it has to do with. */
export function findingOf(line: Line, naming: Naming): Finding {
	const known = distinct(naming.named);
	const concerned = known.filter(({ by, payment }) => by !== 'amount' || fits(line, payment));
	return {
		json: known.length > 0 ? verdict(line, known, naming) : nothingKnown(line, naming),
		concerns: concerned.map(({ payment }) => payment.id),
	};
}

/**
 * The one open payment that a line names and whose amount it pays, or why there is none. What the
 * text names most plainly is what the line is about, and decides alone: any other number in it may
 * be one by chance.
 */
function verdict(line: Line, known: readonly Named[], naming: Naming): IDataObject {
	const { about, isPlain } = subjectOf(known, naming);
	const open = known.filter((one) => isOpen(one) && fits(line, one.payment));
	const fitting = open.filter((one) => about.includes(one));
	const [only] = fitting;
	if (only) return fitting.length === 1 ? matched(only) : severalFit(only.by, fitting);
	if (!isPlain) return whyNot(line, known, known);
	if (about.length > 0) return besides(whyNot(line, about, known), open);
	return open.length > 0 ? besides(nothingKnown(line, naming), open) : whyNot(line, known, known);
}

/** What a line is about. */
interface Subject {
	readonly about: readonly Named[];
	/** Whether the text says so plainly. */
	readonly isPlain: boolean;
}

/**
 * Payments named by their own number; else orders whose number a word announces; else, where the
 * text plainly names nothing, also not in vain, orders by whatever number. The amount says something
 * only where nothing is named.
 */
function subjectOf(known: readonly Named[], { emptyOrders, missing }: Naming): Subject {
	const numbered = known.filter(({ by }) => by === 'paymentNumber');
	if (numbered.length > 0) return { about: numbered, isPlain: true };
	const orders = known.filter(({ by }) => by === 'orderNumber');
	const announced = orders.filter(({ isAnnounced }) => isAnnounced);
	const isPlain =
		announced.length > 0 || emptyOrders.some((one) => one.isAnnounced) || missing !== undefined;
	if (orders.length > 0 && isPlain) return { about: announced, isPlain };
	return { about: orders.length > 0 ? orders : known, isPlain: false };
}

/** Names, as candidates, what has the amount but is not what the line is about. */
function besides(why: IDataObject, others: readonly Named[]): IDataObject {
	if (others.length === 0) return why;
	const candidates = why.candidates as IDataObject[];
	const known = new Set(candidates.map(({ paymentId }) => paymentId));
	const further = candidatesFrom(others.map(({ payment }) => payment)).filter(
		({ paymentId }) => !known.has(paymentId),
	);
	return {
		...why,
		reason: `${String(why.reason)}. A number in the text may also be that of an order, and its amount is that of ${inWords(others)}`,
		candidates: [...candidates, ...further],
	};
}

/** A payment that is named more than once counts once, by what says most. */
function distinct(named: readonly Named[]): Named[] {
	const byId = new Map<number, Named>();
	for (const way of WAYS) {
		for (const one of named.filter(({ by }) => by === way)) {
			const known = byId.get(one.payment.id);
			const saysMore = known?.by === way && !known.isAnnounced;
			if (!known || saysMore) byId.set(one.payment.id, one);
		}
	}
	return [...byId.values()];
}

function nothingKnown(line: Line, { emptyOrders, missing, named }: Naming): IDataObject {
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

function severalFit(way: Named['by'], fitting: readonly Named[]): IDataObject {
	const what = way === 'amount' ? 'The text names no payment, and' : 'The text may mean';
	const reason = `${what} ${inWords(fitting)}`;
	const end = way === 'amount' ? ' have its amount' : '. Each of them has the amount of the line';
	return unmatched('AMBIGUOUS', `${reason}${end}`, fitting);
}

/**
 * @param about the payments that the line is about
 * @param known all that its text names
 */
function whyNot(line: Line, about: readonly Named[], known: readonly Named[]): IDataObject {
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

/** Of more payments than these, some would add up to the amount by chance. */
const MOST_ADDED_UP = 6;

/**
 * Several payments of one currency whose sum the line is: those named by their number, or all, or
 * some of the numbered where no others will do.
 */
function thatAddUp(line: Line, open: readonly Named[]): readonly Named[] | undefined {
	const isSum = (group: readonly Named[]) => {
		const currencies = new Set(group.map(({ payment }) => payment.currency));
		const total = group.reduce((sum, { payment }) => sum + (payment.sum ?? NaN), 0);
		return group.length > 1 && currencies.size === 1 && isAmountOf(line, total);
	};
	const numbered = open.filter(({ by }) => by === 'paymentNumber');
	const whole = [numbered, open].find(isSum);
	if (whole || numbered.length > MOST_ADDED_UP) return whole;
	const parts = subsetsOf(numbered).filter(isSum);
	return parts.length === 1 ? parts[0] : undefined;
}

function subsetsOf<T>(all: readonly T[]): T[][] {
	return all.reduce<T[][]>(
		(subsets, one) => [...subsets, ...subsets.map((some) => [...some, one])],
		[[]],
	);
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

function isOpen({ payment }: Named): boolean {
	return payment.paid === 'N';
}

function fits(line: Line, payment: Payment): boolean {
	return hasCurrency(line, payment) && isAmountOf(line, payment.sum);
}

function isAmountOf({ amount, mayDifferBy }: Line, sum: number | null): boolean {
	return isSameAmount(amount, sum, mayDifferBy + EXACT);
}

function hasCurrency({ currencies }: Line, payment: Payment): boolean {
	return currencies === undefined || currencies.includes(payment.currency);
}

function inWords(named: readonly Named[]): string {
	return countInWords(named.map(({ payment }) => payment));
}

function matched({ by, payment }: Named): IDataObject {
	return { matched: true, by, paymentId: payment.id, payment: simplified(payment) };
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
