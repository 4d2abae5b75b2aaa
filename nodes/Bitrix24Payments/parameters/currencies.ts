import { invalidInput } from '../portal/failure';
import { cleaned, shown } from './words';

/** The currencies that a sign or an abbreviation beside an amount may mean. */
const SIGNS: Readonly<Record<string, readonly string[]>> = {
	'€': ['EUR'],
	euro: ['EUR'],
	$: ['USD', 'CAD', 'AUD', 'NZD', 'MXN', 'SGD', 'HKD', 'TWD', 'BRL', 'ARS', 'CLP', 'COP', 'UYU'],
	us$: ['USD'],
	ca$: ['CAD'],
	c$: ['CAD'],
	a$: ['AUD'],
	nz$: ['NZD'],
	s$: ['SGD'],
	hk$: ['HKD'],
	nt$: ['TWD'],
	mx$: ['MXN'],
	r$: ['BRL'],
	'£': ['GBP', 'EGP'],
	'¥': ['JPY', 'CNY'],
	'jp¥': ['JPY'],
	'cn¥': ['CNY'],
	'₽': ['RUB'],
	'rub.': ['RUB'],
	руб: ['RUB', 'BYN'],
	'руб.': ['RUB', 'BYN'],
	р: ['RUB', 'BYN'],
	'р.': ['RUB', 'BYN'],
	рублей: ['RUB', 'BYN'],
	'₴': ['UAH'],
	грн: ['UAH'],
	'грн.': ['UAH'],
	'₸': ['KZT'],
	тг: ['KZT'],
	'тг.': ['KZT'],
	тенге: ['KZT'],
	br: ['BYN', 'ETB'],
	сум: ['UZS'],
	сом: ['KGS', 'UZS'],
	лв: ['BGN'],
	'лв.': ['BGN'],
	'дин.': ['RSD'],
	'din.': ['RSD'],
	'₺': ['TRY'],
	tl: ['TRY'],
	'₹': ['INR'],
	rs: ['INR', 'PKR', 'LKR'],
	'rs.': ['INR', 'PKR', 'LKR'],
	zł: ['PLN'],
	kč: ['CZK'],
	ft: ['HUF'],
	lei: ['RON', 'MDL'],
	kr: ['SEK', 'NOK', 'DKK', 'ISK'],
	'kr.': ['SEK', 'NOK', 'DKK', 'ISK'],
	'fr.': ['CHF'],
	sfr: ['CHF'],
	'sfr.': ['CHF'],
	km: ['BAM'],
	rm: ['MYR'],
	rp: ['IDR'],
	'rp.': ['IDR'],
	'₪': ['ILS'],
	'₩': ['KRW'],
	'₫': ['VND'],
	'₱': ['PHP'],
	'฿': ['THB'],
	'₦': ['NGN'],
	'₾': ['GEL'],
	'֏': ['AMD'],
	'₼': ['AZN'],
};

/**
 * Currencies whose smallest coin is a thousandth, with the mark before it, and those without smaller
 * coins (ISO 4217).
 */
const THOUSANDTHS: Readonly<Record<string, '.' | ','>> = {
	BHD: '.',
	IQD: '.',
	JOD: '.',
	KWD: '.',
	LYD: ',',
	OMR: '.',
	TND: ',',
};
const WHOLE = new Set(['CLP', 'ISK', 'JPY', 'KRW', 'PYG', 'UGX', 'VND', 'XAF', 'XOF', 'XPF']);

/** Digits behind the decimal point of an amount in this currency. */
export function decimalsOf(currency: string): 0 | 2 | 3 {
	if (Object.hasOwn(THOUSANDTHS, currency)) return 3;
	return WHOLE.has(currency) ? 0 : 2;
}

/**
 * What can only be the decimal mark where three digits follow, because amounts of this currency
 * have three; undefined where three digits are a group of thousands as well.
 */
export function decimalMarkOf(currency: string): '.' | ',' | undefined {
	return Object.hasOwn(THOUSANDTHS, currency) ? THOUSANDTHS[currency] : undefined;
}

/** What a mark beside an amount may mean; undefined when it is no currency. */
export function currenciesOf(mark: string): readonly string[] | undefined {
	const word = mark.trim().toLowerCase();
	if (Object.hasOwn(SIGNS, word)) return SIGNS[word];
	return /^[a-z]{3}$/.test(word) ? [word.toUpperCase()] : undefined;
}

/** Every sign and abbreviation above and the code of every currency that one of them may mean. */
export const CURRENCY_WORDS: ReadonlySet<string> = new Set(
	[...Object.keys(SIGNS), ...Object.values(SIGNS).flat()].map((word) => word.toLowerCase()),
);

/**
 * A currency by its code, in whatever case (payment services write them small), or by a sign that
 * only one currency has.
 * @throws Failure (`INVALID_INPUT`)
 */
export function currency(value: unknown, label: string): string {
	const word = typeof value === 'string' ? cleaned(value) : '';
	if (/^[a-z0-9]{3}$/i.test(word)) return word.toUpperCase();
	const [only, ...others] = currenciesOf(word) ?? [];
	if (only !== undefined && others.length === 0) return only;
	const isEmpty = (value ?? '') === '' || (typeof value === 'string' && word === '');
	throw invalidInput(
		isEmpty ? `'${label}' is empty` : `'${label}' is not a currency code: ${shown(value)}`,
		'Enter the three letters of the currency, e.g. EUR',
	);
}
