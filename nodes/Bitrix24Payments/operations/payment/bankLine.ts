import type { IDataObject } from 'n8n-workflow';

import { simplified, type Payment } from '../../records/payment';
import { EXACT, isSameAmount } from '../../records/storedValue';
import type { Finding } from '../query';

/** What a bank line says of the money. */
export interface Line {
	readonly amount: number;
	/** One of these; undefined where any currency fits. */
	readonly currencies?: readonly string[];
	readonly mayDifferBy: number;
}

/** A payment that a line may be about, and what in the line names it. */
export interface Named {
	readonly by: 'paymentNumber' | 'orderNumber' | 'amount';
	readonly number: string;
	readonly payment: Payment;
}

/** So many payments are named where none is matched. */
const MOST_CANDIDATES = 5;

/**
 * What a line comes to: the one payment that it names and whose amount it pays, or why there is
 * none. A number of a payment says more than one of an order.
 *
 * @param hasNumbers whether the text holds anything that may be a number
 */
export function lineFindings(line: Line, named: readonly Named[], hasNumbers: boolean): Finding[] {
	return [{ json: verdict(line, named, hasNumbers) }];
}

function verdict(line: Line, named: readonly Named[], hasNumbers: boolean): IDataObject {
	const known = distinct(named);
	if (known.length === 0) return hasNumbers ? noPayment() : noNumber();
	for (const by of ['paymentNumber', 'orderNumber', 'amount'] as const) {
		const fitting = known.filter((one) => one.by === by && isOpen(one) && fits(line, one.payment));
		const [only] = fitting;
		if (only && fitting.length === 1) return matched(only);
		if (only) return ambiguous(fitting, 'Several payments that the line may mean have its amount');
	}
	return whyNot(line, known);
}

/** A payment that is named more than once counts once, by what says most. */
function distinct(named: readonly Named[]): Named[] {
	const byId = new Map<number, Named>();
	for (const one of named) if (!byId.has(one.payment.id)) byId.set(one.payment.id, one);
	return [...byId.values()];
}

function whyNot(line: Line, known: readonly Named[]): IDataObject {
	const open = known.filter(isOpen);
	const [only] = open;
	if (!only) {
		return unmatched('ALREADY_PAID', `${inWords(known)} is paid already`, known);
	}
	const total = open.reduce((sum, { payment }) => sum + (payment.sum ?? 0), 0);
	if (open.length > 1 && isSameAmount(line.amount, total, line.mayDifferBy + EXACT)) {
		return ambiguous(open, 'The line names several payments whose sum is its amount');
	}
	const paid = known.find((one) => !isOpen(one) && fits(line, one.payment));
	if (paid) return unmatched('ALREADY_PAID', `${inWords([paid])} is paid already`, known);
	const inCurrency = open.filter(({ payment }) => hasCurrency(line, payment));
	if (inCurrency.length === 0) {
		return unmatched(
			'CURRENCY_DIFFERS',
			`${inWords(open)} is in ${only.payment.currency}, the line in ${line.currencies?.join(' or ')}`,
			open,
		);
	}
	const amounts = inCurrency.map(({ payment }) => payment.sum ?? 'unknown').join(' or ');
	return unmatched(
		'AMOUNT_DIFFERS',
		`${inWords(inCurrency)} has the amount ${amounts}, the line ${line.amount}`,
		inCurrency,
	);
}

function isOpen({ payment }: Named): boolean {
	return payment.paid === 'N';
}

function fits(line: Line, payment: Payment): boolean {
	return (
		hasCurrency(line, payment) && isSameAmount(line.amount, payment.sum, line.mayDifferBy + EXACT)
	);
}

function hasCurrency({ currencies }: Line, payment: Payment): boolean {
	return currencies === undefined || currencies.includes(payment.currency);
}

function matched({ by, payment }: Named): IDataObject {
	return { matched: true, by, paymentId: payment.id, payment: simplified(payment) };
}

function unmatched(code: string, reason: string, candidates: readonly Named[]): IDataObject {
	return {
		matched: false,
		code,
		reason,
		candidates: candidates.slice(0, MOST_CANDIDATES).map(({ payment }) => simplified(payment)),
	};
}

function ambiguous(candidates: readonly Named[], reason: string): IDataObject {
	return unmatched('AMBIGUOUS', `${reason}: ${inWords(candidates)}`, candidates);
}

function noNumber(): IDataObject {
	return unmatched('NO_NUMBER', 'The text holds nothing that may be a number', []);
}

function noPayment(): IDataObject {
	return unmatched('NO_PAYMENT', 'No number in the text is one of a payment or an order', []);
}

function inWords(named: readonly Named[]): string {
	return named
		.slice(0, MOST_CANDIDATES)
		.map(({ payment }) => String(payment.fields.accountNumber ?? '') || `payment ${payment.id}`)
		.join(', ');
}

/**
 * A payment is matched once per run: a second line that pays it is money too much, or a line that
 * stands in the statement twice.
 */
export function matchedOnce(findings: ReadonlyArray<readonly Finding[]>): Finding[][] {
	const taken = new Set<unknown>();
	return findings.map((own) =>
		own.map((finding) => {
			const { matched: isMatched, paymentId, payment } = finding.json;
			if (!isMatched) return finding;
			if (!taken.has(paymentId)) {
				taken.add(paymentId);
				return finding;
			}
			return {
				json: {
					matched: false,
					code: 'MATCHED_BEFORE',
					reason: 'An earlier line of this run was matched with the same payment',
					candidates: [payment],
				},
			};
		}),
	);
}
