import { invalidInput } from '../portal/failure';
import { shown } from './words';

/**
 * An amount of money as a number; a decimal comma is accepted, thousands separators are not.
 * @throws Failure (`INVALID_INPUT`)
 */
export function amount(value: unknown, label: string): number {
	const text = typeof value === 'number' || typeof value === 'string' ? String(value).trim() : '';
	// Before three digits, a comma or point in a text may separate thousands: 1.250 is not guessed at.
	if (typeof value === 'string' && /^\d{1,3}[.,]\d{3}$/.test(text)) {
		throw invalidInput(
			`'${label}' can be read in two ways: ${shown(value)}`,
			'Leave out the thousands separator, or give fewer or more than three decimals, e.g. 1250 or 1.25',
		);
	}
	const isAmount = /^\d+([.,]\d+)?$/.test(text);
	const number = isAmount ? Number(text.replace(',', '.')) : NaN;
	if (Number.isFinite(number) && number < 1e15) return number;
	throw invalidInput(
		`'${label}' is not an amount: ${shown(value)}`,
		'Enter a number of at least 0 with a decimal point, without currency and thousands separator, e.g. 1250.50',
	);
}

/** @throws Failure (`INVALID_INPUT`) */
export function currency(value: unknown, label: string): string {
	const code = typeof value === 'string' ? value.trim() : '';
	if (/^[A-Z0-9]{3}$/.test(code)) return code;
	throw invalidInput(
		`'${label}' is not a currency code: ${shown(value)}`,
		'Enter the three capital letters of the currency, e.g. EUR',
	);
}
