import { numberOf } from './payment';

/** What Bitrix24 keeps in a field, which decides how it is entered, sent and compared. */
export type FieldKind =
	| 'text'
	| 'currency'
	| 'amount'
	| 'record'
	| 'paySystem'
	| 'flag'
	| 'choice'
	| 'dateTime'
	| 'date';

/** The value of a field as it goes over the wire. */
export type WireValue = string | number;

/** No amount is that small; what is left of adding floating-point numbers is. */
export const EXACT = 1e-6;

/** Bitrix24 rounds what it stores to the portal's precision: half a cent is the most it takes off. */
const ROUNDED = 0.005 + EXACT;

/** @param tolerance the largest difference between amounts that count as the same */
export function isSameAmount(wanted: number, found: number | null, tolerance = EXACT): boolean {
	return found !== null && Math.abs(found - wanted) <= tolerance;
}

/**
 * Whether a stored value is the one that was sent, in whatever form the portal shows it and at the
 * precision at which it keeps it. "Is it done already?" and "was it stored?" are both asked here.
 */
export function isSame(kind: FieldKind, sent: WireValue, stored: unknown): boolean {
	if (kind === 'amount') {
		return isSameAmount(Number(sent), numberOf(stored), ROUNDED);
	}
	if (kind === 'record' || kind === 'paySystem') {
		return numberOf(stored) === sent;
	}
	if (kind === 'dateTime') {
		return typeof stored === 'string' && seconds(stored) === seconds(String(sent));
	}
	if (kind === 'date') return typeof stored === 'string' && isSameDay(String(sent), stored);
	// Some portals show a text that looks like a number as a number: 0038 as 38.
	if (typeof stored === 'number') return NUMERIC.test(String(sent)) && Number(sent) === stored;
	return String(stored ?? '') === String(sent);
}

/** Whether it is stored to the last digit; only amounts may be the same without it. */
export function isExactly(kind: FieldKind, sent: WireValue, stored: unknown): boolean {
	return kind === 'amount'
		? isSameAmount(Number(sent), numberOf(stored))
		: isSame(kind, sent, stored);
}

/** Bitrix24 keeps no milliseconds. */
function seconds(date: string): number {
	return Math.floor(Date.parse(date) / 1000);
}

/**
 * A day comes back as its midnight, which some portals move by their offset from Greenwich, so that
 * west of it the day before is written (docs/bitrix24.md#dates-in-an-update): then the day in
 * Greenwich is meant.
 */
function isSameDay(day: string, stored: string): boolean {
	const isMidnight = /^\d{4}-\d{2}-\d{2}(T00:00(:00)?|$)/.test(stored);
	const moment = Date.parse(stored);
	if (isMidnight || Number.isNaN(moment)) return stored.startsWith(day);
	return new Date(moment).toISOString().startsWith(day);
}

/** As PHP takes a text for a number. */
const NUMERIC = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;
