import { invalidInput } from '../portal/failure';
import { currenciesOf, decimalsOf } from './currencies';
import { cleaned, shown } from './words';

/** An amount as it was entered. */
export interface Amount {
	readonly amount: number;
	/** What the sign or code beside it may mean; undefined where there was none. */
	readonly currencies?: readonly string[];
}

const ADVICE = 'Enter a number of at least 0, e.g. 1250.50';

/**
 * An amount of money as people and banks write it. What can be read in one way only is read:
 * `1.250,50`, `1,250.50`, `1 250,50`, `500,` (as in MT940), `+12.50`, `€ 12,50`. What can be read in
 * two ways is refused with both.
 *
 * @param currency the one in question, where it is known: it may tell which way is meant
 * @throws Failure (`INVALID_INPUT`)
 */
export function amountIn(value: unknown, label: string, currency?: string): Amount {
	if (typeof value === 'number') return { amount: inRange(value, value, label) };
	const text = typeof value === 'string' ? cleaned(value) : '';
	if (text === '' && (value === undefined || value === null || typeof value === 'string')) {
		throw invalidInput(`'${label}' is empty`, ADVICE);
	}
	const parts = partsOf(text);
	if (!parts) throw notAnAmount(value, label);
	if (parts.isNegative) throw negative(value, label);
	const { digits, currencies } = parts;
	if (currency !== undefined && currencies && !currencies.includes(currency)) {
		throw invalidInput(
			`'${label}' is an amount in another currency than ${currency}: ${shown(value)}`,
			'Compare amounts of one currency, or leave out the sign beside the number',
		);
	}
	const known = currency ?? (currencies?.length === 1 ? currencies[0] : undefined);
	const readings = readingsOf(digits, known);
	const [reading, other] = readings;
	if (reading === undefined) throw notAnAmount(value, label);
	if (other !== undefined) throw twoWays(value, label, reading, other);
	const amount = inRange(Number(reading), value, label);
	return currencies ? { amount, currencies } : { amount };
}

/**
 * The number alone, where a sign beside it has to agree with the currency in question.
 * @throws Failure (`INVALID_INPUT`)
 */
export function amount(value: unknown, label: string, currency?: string): number {
	return amountIn(value, label, currency).amount;
}

/**
 * Every way in which a text can be an amount: two for `1.250`, none for what is no amount at all.
 * For a search, which can look for both.
 */
export function amountsIn(text: string): Amount[] {
	const parts = partsOf(cleaned(text));
	if (!parts || parts.isNegative) return [];
	const { digits, currencies } = parts;
	const known = currencies?.length === 1 ? currencies[0] : undefined;
	return readingsOf(digits, known).map((reading) => ({
		amount: Number(reading),
		...(currencies ? { currencies } : {}),
	}));
}

interface Parts {
	readonly digits: string;
	readonly isNegative: boolean;
	readonly currencies?: readonly string[];
}

/** A sign or code before or behind, a plus or minus, and what is left: digits and separators. */
function partsOf(text: string): Parts | undefined {
	const found = /^(\D*?)([.,]?\d[\d.,' ]*?)([^\d.,' ][^\d]*|[.,]-+)?$/.exec(text);
	if (!found) return undefined;
	const [, before = '', digits = '', behind = ''] = found;
	// As in Switzerland: 1250.- has no centimes.
	const isRound = /^[.,]-+$/.test(behind);
	const marks = [before, isRound ? '' : behind].map((mark) => mark.trim());
	const signs = marks.map((mark) => mark.replace(/[^+()-]/g, '')).join('');
	const names = marks.map((mark) => mark.replace(/[+-]/g, '').trim()).filter(Boolean);
	const currencies = names.length === 0 ? undefined : agreed(names.map(currenciesOf));
	if (names.length > 0 && !currencies) return undefined;
	if (!/^(\+|-+|)$/.test(signs)) return undefined;
	return { digits: digits.trim(), isNegative: signs.includes('-'), currencies };
}

/** Two marks on one amount, as in `€ 12,50 EUR`, have to mean the same. */
function agreed(
	meanings: ReadonlyArray<readonly string[] | undefined>,
): readonly string[] | undefined {
	const [first, ...others] = meanings;
	const common = first?.filter((code) => others.every((other) => other?.includes(code)));
	return common && common.length > 0 ? common : undefined;
}

const GROUPED = /^\d{1,3}(?:(?<mark>[.,' ])\d{3})(?:\k<mark>\d{3})*$/;
/** Lakhs and crores: 1,25,000. */
const GROUPED_BY_TWO = /^\d{1,2}(?:,\d{2})+,\d{3}$/;

/** The ways in which digits with separators can be read, as JavaScript writes numbers. */
function readingsOf(digits: string, currency: string | undefined): string[] {
	const whole = wholeNumber(digits);
	const fraction = withFraction(digits);
	if (whole === undefined || fraction === undefined || whole === fraction) {
		return [whole ?? fraction].filter((reading) => reading !== undefined);
	}
	const decimals = currency === undefined ? 2 : decimalsOf(currency);
	if (decimals === 3) return [fraction];
	return decimals === 0 ? [whole] : [whole, fraction];
}

function wholeNumber(digits: string): string | undefined {
	if (/^\d+$/.test(digits)) return digits;
	// A group of thousands does not begin with a zero, but a fraction may follow one.
	if (/^0+[.,]/.test(digits)) return undefined;
	return GROUPED.test(digits) || GROUPED_BY_TWO.test(digits)
		? digits.replace(/[.,' ]/g, '')
		: undefined;
}

/** With a decimal mark: the last separator, if it is a point or comma and occurs nowhere else. */
function withFraction(digits: string): string | undefined {
	const found = /^([\d.,' ]*?)([.,])(\d*)$/.exec(digits);
	if (!found) return undefined;
	const [, before = '', mark = '', decimals = ''] = found;
	if (before.includes(mark) || (before === '' && decimals === '')) return undefined;
	const whole = before === '' ? '0' : wholeNumber(before);
	return whole === undefined ? undefined : `${whole}.${decimals || '0'}`;
}

function inRange(number: number, value: unknown, label: string): number {
	if (number < 0) throw negative(value, label);
	if (Number.isFinite(number) && number < 1e15) return number + 0;
	throw notAnAmount(value, label);
}

function notAnAmount(value: unknown, label: string) {
	return invalidInput(`'${label}' is not an amount: ${shown(value)}`, ADVICE);
}

function negative(value: unknown, label: string) {
	return invalidInput(
		`'${label}' is negative: ${shown(value)}`,
		'A payment has an amount of at least 0. For money that went out, leave the item out',
	);
}

function twoWays(value: unknown, label: string, one: string, other: string) {
	return invalidInput(
		`'${label}' can be read in two ways: ${shown(value)} is ${one} or ${other}`,
		`Leave out the separator of thousands, or give two decimals, e.g. ${one}.00 or ${Number(other).toFixed(2)}`,
	);
}
