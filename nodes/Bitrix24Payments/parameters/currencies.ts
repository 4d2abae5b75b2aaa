import { invalidInput } from '../portal/failure';
import { shown } from './words';

/** The currencies that a sign or an abbreviation beside an amount may mean. */
const SIGNS: Readonly<Record<string, readonly string[]>> = {
	'€': ['EUR'],
	$: ['USD', 'CAD', 'AUD', 'NZD', 'MXN', 'SGD', 'HKD', 'BRL', 'ARS', 'CLP', 'COP'],
	us$: ['USD'],
	r$: ['BRL'],
	'£': ['GBP', 'EGP'],
	'¥': ['JPY', 'CNY'],
	'₽': ['RUB'],
	руб: ['RUB', 'BYN'],
	'руб.': ['RUB', 'BYN'],
	р: ['RUB', 'BYN'],
	'р.': ['RUB', 'BYN'],
	'₴': ['UAH'],
	грн: ['UAH'],
	'грн.': ['UAH'],
	'₸': ['KZT'],
	тг: ['KZT'],
	'тг.': ['KZT'],
	br: ['BYN', 'ETB'],
	'₺': ['TRY'],
	tl: ['TRY'],
	'₹': ['INR'],
	'rs.': ['INR', 'PKR', 'LKR'],
	zł: ['PLN'],
	kč: ['CZK'],
	ft: ['HUF'],
	lei: ['RON', 'MDL'],
	kr: ['SEK', 'NOK', 'DKK', 'ISK'],
	'kr.': ['SEK', 'NOK', 'DKK', 'ISK'],
	'fr.': ['CHF'],
	sfr: ['CHF'],
	'₪': ['ILS'],
	'₩': ['KRW'],
	'₫': ['VND'],
	'₾': ['GEL'],
	'֏': ['AMD'],
	'₼': ['AZN'],
};

/** Currencies whose smallest coin is a thousandth, and those without smaller coins (ISO 4217). */
const THOUSANDTHS = new Set(['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND']);
const WHOLE = new Set(['CLP', 'ISK', 'JPY', 'KRW', 'PYG', 'UGX', 'VND', 'XAF', 'XOF', 'XPF']);

/** Digits behind the decimal point of an amount in this currency. */
export function decimalsOf(currency: string): 0 | 2 | 3 {
	if (THOUSANDTHS.has(currency)) return 3;
	return WHOLE.has(currency) ? 0 : 2;
}

/** What a mark beside an amount may mean; undefined when it is no currency. */
export function currenciesOf(mark: string): readonly string[] | undefined {
	const word = mark.trim().toLowerCase();
	if (Object.hasOwn(SIGNS, word)) return SIGNS[word];
	return /^[a-z]{3}$/.test(word) ? [word.toUpperCase()] : undefined;
}

/**
 * A currency code, in whatever case: payment services write them small.
 * @throws Failure (`INVALID_INPUT`)
 */
export function currency(value: unknown, label: string): string {
	const code = typeof value === 'string' ? value.trim().toUpperCase() : '';
	if (/^[A-Z0-9]{3}$/.test(code)) return code;
	throw invalidInput(
		code === '' && typeof value === 'string'
			? `'${label}' is empty`
			: `'${label}' is not a currency code: ${shown(value)}`,
		'Enter the three letters of the currency, e.g. EUR',
	);
}
