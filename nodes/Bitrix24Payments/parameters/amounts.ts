import { invalidInput } from '../portal/failure';
import { currenciesOf, decimalMarkOf, decimalsOf } from './currencies';
import { cleaned, shown } from './words';

/** An amount as it was entered. */
export interface Amount {
	readonly amount: number;
	/** What the sign or code beside it may mean; undefined where there was none. */
	readonly currencies?: readonly string[];
}

const ADVICE = 'Enter a number of at least 0, e.g. 1250.50';

/** Nobody writes an amount that is longer. */
const LONGEST = 60;

/**
 * An amount of money as people and banks write it. What can be read in one way only is read:
 * `1.250,50`, `1,250.50`, `1 250,50`, `500,` (as in MT940), `+12.50`, `€ 12,50`, `1'250.-`. What can
 * be read in two ways is refused with both.
 *
 * @param currency the one in question, where it is known: it may tell which way is meant
 * @throws Failure (`INVALID_INPUT`)
 */
export function amountIn(value: unknown, label: string, currency?: string): Amount {
	if (typeof value === 'number') return { amount: inRange(value, value, label) };
	if (isEmpty(value)) throw invalidInput(`'${label}' is empty`, ADVICE);
	const parts = typeof value === 'string' ? partsOf(value) : undefined;
	if (!parts) throw notAnAmount(value, label);
	if (parts.isNegative) throw negative(value, label);
	const { digits, currencies } = parts;
	if (currency !== undefined && currencies && !currencies.includes(currency)) {
		throw invalidInput(
			`'${label}' is an amount in another currency than ${currency}: ${shown(value)}`,
			'Compare amounts of one currency, or leave out the sign beside the number',
		);
	}
	const [reading, other] = readingsOf(digits, currency ?? onlyOne(currencies));
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
	const { amount: read, currencies } = amountIn(value, label, currency);
	if (currencies === undefined || currency !== undefined) return read;
	throw invalidInput(
		`'${label}' names a currency, which nothing is compared with here: ${shown(value)}`,
		'Leave out the sign or code beside the number',
	);
}

/**
 * Every way in which a text can be an amount: two for `1.250`, none for what is no amount at all.
 * For a search, which can look for both.
 */
export function amountsIn(text: string): Amount[] {
	const parts = partsOf(text);
	return !parts || parts.isNegative ? [] : amountsOf(parts);
}

function amountsOf({ digits, currencies }: Parts): Amount[] {
	return readingsOf(digits, onlyOne(currencies)).map((reading) => ({
		amount: Number(reading),
		...(currencies ? { currencies } : {}),
	}));
}

/**
 * Every way in which a text or number can be an amount below 0, such as money that went out, without
 * its sign; none for what is no such amount.
 */
export function negativeAmountsIn(value: unknown): Amount[] {
	if (typeof value === 'number') return value < 0 ? [{ amount: -value }] : [];
	const parts = typeof value === 'string' ? partsOf(value) : undefined;
	return parts?.isNegative ? amountsOf(parts) : [];
}

function isEmpty(value: unknown): boolean {
	return value === undefined || value === null || (typeof value === 'string' && !cleaned(value));
}

function onlyOne(currencies: readonly string[] | undefined): string | undefined {
	return currencies?.length === 1 ? currencies[0] : undefined;
}

interface Parts {
	readonly digits: string;
	readonly isNegative: boolean;
	readonly currencies?: readonly string[];
}

/** A sign or code before or behind, a plus or minus, and what is left: digits and separators. */
function partsOf(written: string): Parts | undefined {
	// A raised cent or a fraction would become a digit like the others.
	if (written.length > LONGEST || /\p{No}/u.test(written)) return undefined;
	const text = withRoundCents(withOrdinaryDigits(cleaned(written)));
	const [, enclosed] = /^\((.*)\)$/.exec(text) ?? [];
	const found = MARKED.exec(enclosed ?? text);
	if (!found) return undefined;
	const [, before = '', digits = '', behind = ''] = found;
	const signs = `${before}${behind}`.replace(/[^+-]/g, '');
	if (!/^(\+|-+|)$/.test(signs)) return undefined;
	const names = [before, behind]
		.flatMap((mark) => mark.replace(/[+-]/g, ' ').split(' '))
		.map((name) => name.toLowerCase())
		.filter(Boolean);
	const marks = names.filter((name) => !IN.has(name) && !OUT.has(name));
	const currencies = marks.length === 0 ? undefined : agreed(marks.map(currenciesOf));
	if (marks.length > 0 && !currencies) return undefined;
	const isNegative =
		enclosed !== undefined || signs.includes('-') || names.some((name) => OUT.has(name));
	return { digits: digits.trim(), isNegative, currencies };
}

/**
 * What stands before and behind a number. A point behind letters belongs to them, as in `Rs.50`,
 * which is not half a rupee.
 */
const MARKED = /^(\D*?)((?:(?<!\p{L})[.,])?\d[\d.,' ]*?)([^\d.,' ]\D*)?$/u;

/** Credit and debit as statements mark them, also in German. */
const IN = new Set(['cr', 'c', 'h', 'haben']);
const OUT = new Set(['dr', 'd', 's', 'soll']);

/** The digits of Arabic and Persian, and the separators that go with them. */
function withOrdinaryDigits(text: string): string {
	return text
		.replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x0660))
		.replace(/[\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) - 0x06f0))
		.replace(/(\d)\u066c(?=\d)/g, "$1'")
		.replace(/(\d)\u066b(?=\d)/g, '$1.');
}

/** Without cents: `1250.-` in Switzerland, `1250,--` in Germany, `1250=` and `1250=50` in Russia. */
function withRoundCents(text: string): string {
	return text
		.replace(/(\d)([.,]) ?(?:-{1,2}|=)(?!\d)/, (_, digit, mark) => `${digit}${mark}00`)
		.replace(/(\d)=(\d\d)?(?![\d=])/, (_, digit, cents = '00') => `${digit},${cents}`);
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
	if (currency === undefined) return [whole, fraction];
	if (decimalsOf(currency) === 0) return [whole];
	return digits.includes(decimalMarkOf(currency) ?? '?') ? [fraction] : [whole, fraction];
}

function wholeNumber(digits: string): string | undefined {
	if (/^\d+$/.test(digits)) return digits;
	// A group of thousands does not begin with a zero, but a fraction may follow one.
	if (digits.startsWith('0')) return undefined;
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
