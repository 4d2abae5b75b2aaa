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
const EXACT = 1e-6;

/** Bitrix24 rounds what it stores to the portal's precision, half a cent as a rule. */
export const ROUNDED = 0.005;

/** @param tolerance difference from which on amounts are not the same */
export function isSameAmount(wanted: number, found: number | null, tolerance = EXACT): boolean {
	return found !== null && Math.abs(found - wanted) < tolerance;
}

/**
 * Whether a stored value is the one that was sent, in whatever form the portal shows it.
 *
 * @param tolerance between amounts that count as equal
 */
export function isSame(
	kind: FieldKind,
	sent: WireValue,
	stored: unknown,
	tolerance?: number,
): boolean {
	if (kind === 'amount') {
		return isFilled(stored) && isSameAmount(Number(sent), Number(stored), tolerance);
	}
	if (kind === 'record' || kind === 'paySystem') {
		return isFilled(stored) && Number(stored) === sent;
	}
	if (kind === 'dateTime') {
		return typeof stored === 'string' && seconds(stored) === seconds(String(sent));
	}
	if (kind === 'date') return typeof stored === 'string' && stored.slice(0, 10) === sent;
	return String(stored ?? '') === String(sent);
}

/** Bitrix24 keeps no milliseconds. */
function seconds(date: string): number {
	return Math.floor(Date.parse(date) / 1000);
}

function isFilled(value: unknown): boolean {
	return value !== null && value !== undefined && value !== '';
}
