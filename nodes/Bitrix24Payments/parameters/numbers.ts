import { cleaned } from './words';

/**
 * A count or duration as a number or in plain digits. JavaScript would read more: a list of one
 * number, `true`, a date, hexadecimal digits.
 *
 * @returns NaN for anything else
 */
export function plainNumber(value: unknown): number {
	if (typeof value === 'number') return value;
	const text = typeof value === 'string' ? cleaned(value) : '';
	return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
}
