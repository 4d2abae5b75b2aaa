import type { Candidate } from '../portal/failure';
import { isObject } from '../portal/json';
import { numberOf, paymentFrom, type Payment } from './payment';

/** So many payments are named where one has to be chosen. */
export const MOST_CANDIDATES = 5;

/**
 * All rows of a search, or none: the one that cannot be read, or is there twice, may be the payment
 * that is meant, and another would pass for the only one (docs/money-rules.md#found-before-written).
 */
export function paymentsFrom(rows: readonly unknown[]): Payment[] | undefined {
	const payments = rows.flatMap((row) => {
		const payment = isObject(row) ? paymentFrom(row, numberOf(row.id) ?? 0) : undefined;
		return payment ? [payment] : [];
	});
	const ids = new Set(payments.map(({ id }) => id));
	return ids.size === rows.length ? payments : undefined;
}

/** The first few payments of those that may be meant, or more of them. */
export function candidatesFrom(
	payments: readonly Payment[],
	most: number = MOST_CANDIDATES,
): Candidate[] {
	return payments.slice(0, most).map(({ id, fields, paid, sum, currency }) => ({
		paymentId: id,
		accountNumber: String(fields.accountNumber ?? ''),
		paid,
		sum,
		currency,
	}));
}

/** As in "2 payments: 5025/1 (100 EUR, paid), 5025/2 (50 EUR, unpaid)". */
export function countInWords(payments: readonly Payment[]): string {
	const named = payments.slice(0, MOST_CANDIDATES).map(inWords).join(', ');
	const more = payments.length > MOST_CANDIDATES ? ' and more' : '';
	return `${payments.length === 1 ? 'one payment' : `${payments.length} payments`}: ${named}${more}`;
}

function inWords(payment: Payment): string {
	const { sum, currency, paid } = payment;
	const state = paid === 'Y' ? 'paid' : 'unpaid';
	return `${nameOf(payment)} (${sum ?? 'unknown amount'} ${currency}, ${state})`;
}

/** Its number, as invoices show it. */
export function nameOf({ id, fields }: Payment): string {
	return String(fields.accountNumber ?? '') || `ID ${id}`;
}
