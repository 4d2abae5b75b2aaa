import fc from 'fast-check';

import {
	amount,
	amountIn,
	amountsIn,
	negativeAmountsIn,
} from '../../nodes/Bitrix24Payments/parameters/amounts';
import { currency } from '../../nodes/Bitrix24Payments/parameters/currencies';
import { refusal } from '../support/payments';

const NBSP = '\u00a0';
const NARROW = '\u202f';

describe('An amount', () => {
	it.each<[string | number, number]>([
		[0, 0],
		[-0, 0],
		[12.5, 12.5],
		['0', 0],
		['0.00', 0],
		['0,50', 0.5],
		['.5', 0.5],
		[',50', 0.5],
		['12', 12],
		['12.5', 12.5],
		['12,5', 12.5],
		['12.50', 12.5],
		['12.50 Haben', 12.5],
		['12,50', 12.5],
		['500,', 500],
		['500.', 500],
		['15000,', 15_000],
		['100.0000', 100],
		['0.125', 0.125],
		['0,125', 0.125],
		['1250', 1250],
		['1250,50', 1250.5],
		['1250.500', 1250.5],
		['1.250,50', 1250.5],
		['1,250.50', 1250.5],
		['1 250,50', 1250.5],
		['1 250.50', 1250.5],
		['1 250', 1250],
		[`1${NBSP}250,50`, 1250.5],
		[`1${NARROW}250,50`, 1250.5],
		["1'250.50", 1250.5],
		['1\u2019250.50', 1250.5],
		['1.250,500', 1250.5],
		['1.250.000', 1_250_000],
		['1,250,000', 1_250_000],
		['1.250.000,75', 1_250_000.75],
		['1,250,000.75', 1_250_000.75],
		['1 250 000,75', 1_250_000.75],
		['1,25,000', 125_000],
		['1,23,45,000', 12_345_000],
		['1250=', 1250],
		['1250=50', 1250.5],
		[`${'0'.repeat(58)}12`, 12],
		['12,34,567.89', 1_234_567.89],
		['+12.50', 12.5],
		['12,50+', 12.5],
		['  12,50  ', 12.5],
		['\u200b12,50\ufeff', 12.5],
		['\uff11\uff12\uff0c\uff15\uff10', 12.5],
		['\u0661\u066c\u0662\u0665\u0660\u066b\u0665\u0660', 1250.5],
		['\u06f1\u06f2\u066b\u06f5', 12.5],
		['1250.-', 1250],
		["1'250.-", 1250],
		['1250,-', 1250],
		['1.250,--', 1250],
		['1250,\u2014', 1250],
		['1250=', 1250],
		['1250=50', 1250.5],
		['1 250=50', 1250.5],
		['1.250,50 H', 1250.5],
		['1,250.50 CR', 1250.5],
		['C1250,50', 1250.5],
		['999999999999.99', 999_999_999_999.99],
	])('is read from %j', (value, read) => {
		expect(amount(value, 'Amount')).toBe(read);
	});

	it.each<[string, number, string[]]>([
		['EUR 12,50', 12.5, ['EUR']],
		['eur 12.50', 12.5, ['EUR']],
		['12,50 EUR', 12.5, ['EUR']],
		['12,50EUR', 12.5, ['EUR']],
		['€12.50', 12.5, ['EUR']],
		['€ 1.250,50', 1250.5, ['EUR']],
		['1.250,- €', 1250, ['EUR']],
		['€ 12,50 EUR', 12.5, ['EUR']],
		['12,50 Euro', 12.5, ['EUR']],
		['US$ 1,250.50', 1250.5, ['USD']],
		['$12.50 USD', 12.5, ['USD']],
		['R$ 1.250,50', 1250.5, ['BRL']],
		['£1,250.50', 1250.5, ['GBP', 'EGP']],
		['1 250,50 ₽', 1250.5, ['RUB']],
		['1 250,50 руб.', 1250.5, ['RUB', 'BYN']],
		['1250 р.', 1250, ['RUB', 'BYN']],
		['1250.50 тенге', 1250.5, ['KZT']],
		['1 250,50 грн.', 1250.5, ['UAH']],
		['Rs.1,250.50', 1250.5, ['INR', 'PKR', 'LKR']],
		['kr.50', 50, ['SEK', 'NOK', 'DKK', 'ISK']],
		['руб.50', 50, ['RUB', 'BYN']],
		["CHF 1'250.-", 1250, ['CHF']],
		['1 250,50 zł', 1250.5, ['PLN']],
		['JPY 1,250', 1250, ['JPY']],
		['JPY 1.250', 1250, ['JPY']],
		['KWD 12.345', 12.345, ['KWD']],
		['12,345 TND', 12.345, ['TND']],
		['kwd 0.500', 0.5, ['KWD']],
	])('is read with the currency beside it from %j', (value, read, currencies) => {
		expect(amountIn(value, 'Amount')).toEqual({ amount: read, currencies });
	});

	it('is read as the currency in question says', () => {
		expect(amount('12.345', 'Amount', 'KWD')).toBe(12.345);
		expect(amount('12.345', 'Amount', 'JPY')).toBe(12_345);
		expect(amount('kr 12,50', 'Amount', 'NOK')).toBe(12.5);
		expect(refusal(() => amount('12.345', 'Amount', 'EUR')).message).toContain('two ways');
	});

	it.each([
		['1.250', '1250', '1.250'],
		['1,250', '1250', '1.250'],
		['125.000', '125000', '125.000'],
		['€ 1.250', '1250', '1.250'],
		['KWD 1,250', '1250', '1.250'],
		['TND 1.250', '1250', '1.250'],
	])('that can be read in two ways is refused with both: %s', (value, one, other) => {
		const { message, description } = refusal(() => amount(value, 'Amount'));
		expect(message).toBe(`'Amount' can be read in two ways: '${value}' is ${one} or ${other}`);
		expect(description).toContain('two decimals');
	});

	it.each([
		['-12.50'],
		['12,50-'],
		['\u221212,50'],
		['- 12,50'],
		['-€12.50'],
		['€ -12.50'],
		['(12.50)'],
		['(€ 12.50)'],
		['12,50 S'],
		['12,50 Soll'],
		['1,250.50 DR'],
		['D1250,50'],
		['-12.50-'],
		[-12.5],
	])('below zero is refused as such: %j', (value) => {
		expect(refusal(() => amount(value, 'Amount')).message).toMatch(/^'Amount' is negative/);
		expect(negativeAmountsIn(value)).not.toEqual([]);
	});

	it.each([
		[NaN],
		[Infinity],
		[1e15],
		[true],
		[{}],
		[['12.50']],
		[12n],
		['abc'],
		['EUR'],
		['-'],
		['.'],
		[','],
		['12,50 or 13'],
		['12.50.'],
		['1.2.3'],
		['1,2,3'],
		['1.25,50'],
		['1,250,50'],
		['12.34.567,89.0'],
		['1 2 3'],
		['12 50'],
		['1  250'],
		['0 250'],
		['1e3'],
		['0x10'],
		['12½'],
		['12⁵⁰'],
		['12,50²'],
		['10-20'],
		['03.04.2026'],
		['5037/1'],
		['12,50 (EUR)'],
		['12.50 apples'],
		['EUR USD 12'],
		['€ 12,50 USD'],
		['EUR.50'],
		['+-12'],
		['12:30'],
		['50%'],
		['(12.50'],
		['12.50)'],
		['x(12.50)'],
		['(12.50)5'],
		['123,45,000'],
		['1250=500'],
		['1250==50'],
		['9'.repeat(16)],
		[`${'0'.repeat(59)}12`],
	])('is not read from %j', (value) => {
		expect(refusal(() => amount(value, 'Amount')).message).toMatch(/^'Amount' is not an amount/);
		expect(negativeAmountsIn(value)).toEqual([]);
	});

	it.each([[''], ['  '], ['\u200b'], [NBSP], [null], [undefined]])(
		'that is empty says so: %j',
		(value) => {
			expect(refusal(() => amount(value, 'Amount')).message).toBe("'Amount' is empty");
		},
	);

	it('in another currency than the one in question is refused', () => {
		const { message } = refusal(() => amount('12,50 EUR', 'Amount', 'USD'));
		expect(message).toBe("'Amount' is an amount in another currency than USD: '12,50 EUR'");
	});

	it('is looked for in every way in which it can be read', () => {
		expect(amountsIn('1.250')).toEqual([{ amount: 1250 }, { amount: 1.25 }]);
		expect(amountsIn('1.250,50 €')).toEqual([{ amount: 1250.5, currencies: ['EUR'] }]);
		expect(amountsIn('-12')).toEqual([]);
		expect(amountsIn('5037/1')).toEqual([]);
		expect(amountsIn('1.2.3')).toEqual([]);
	});

	it('of money that went out is looked for without its sign', () => {
		expect(negativeAmountsIn(-12.5)).toEqual([{ amount: 12.5 }]);
		expect(negativeAmountsIn('-1.250 €')).toEqual([
			{ amount: 1250, currencies: ['EUR'] },
			{ amount: 1.25, currencies: ['EUR'] },
		]);
		expect(negativeAmountsIn('12.50')).toEqual([]);
		expect(negativeAmountsIn('-1.2.3')).toEqual([]);
		expect(negativeAmountsIn(0)).toEqual([]);
	});
});

const LOCALES = [
	...[
		'en-US',
		'en-GB',
		'en-IN',
		'en-ZA',
		'de-DE',
		'de-AT',
		'de-CH',
		'fr-FR',
		'fr-CH',
		'it-IT',
		'es-ES',
	],
	...[
		'es-MX',
		'pt-BR',
		'pt-PT',
		'pl-PL',
		'cs-CZ',
		'hu-HU',
		'ru-RU',
		'uk-UA',
		'kk-KZ',
		'tr-TR',
		'nl-NL',
	],
	...[
		'sv-SE',
		'nb-NO',
		'da-DK',
		'fi-FI',
		'ja-JP',
		'zh-CN',
		'ar-EG',
		'ar-AE',
		'fa-IR',
		'he-IL',
		'hi-IN',
	],
	...['bn-BD', 'et-EE', 'ro-RO', 'bg-BG', 'el-GR', 'vi-VN', 'id-ID'],
];
const CODES = ['EUR', 'USD', 'RUB', 'JPY', 'KWD', 'TND', 'CHF', 'INR', 'BRL', 'PLN', 'UAH', 'KZT'];
const STYLES = ['decimal', 'code', 'symbol', 'narrowSymbol'] as const;

/** As a program of that country writes it, with all decimals of the currency. */
function formatted(locale: string, code: string, style: (typeof STYLES)[number], value: number) {
	const { maximumFractionDigits = 2 } = new Intl.NumberFormat('en', {
		style: 'currency',
		currency: code,
	}).resolvedOptions();
	return new Intl.NumberFormat(locale, {
		minimumFractionDigits: maximumFractionDigits,
		maximumFractionDigits,
		...(style === 'decimal' ? {} : { style: 'currency', currency: code, currencyDisplay: style }),
	}).format(value);
}

function readBack(text: string, code?: string): number | undefined {
	try {
		return amountIn(text, 'Amount', code).amount;
	} catch {
		return undefined;
	}
}

const AMOUNTS = fc.oneof(
	fc.integer({ min: 0, max: 9_999_999 }),
	fc.integer({ min: 0, max: 999_999_999 }).map((cents) => cents / 100),
	fc.integer({ min: 0, max: 99_999_999 }).map((mills) => mills / 1000),
);

describe('An amount as a country writes it', () => {
	it('is read back or refused, never taken for another', () => {
		fc.assert(
			fc.property(
				fc.constantFrom(...LOCALES),
				fc.constantFrom(...CODES),
				fc.constantFrom(...STYLES),
				fc.boolean(),
				AMOUNTS,
				(locale, code, style, isKnown, value) => {
					const digits = new Intl.NumberFormat('en', {
						style: 'currency',
						currency: code,
					}).resolvedOptions().maximumFractionDigits;
					const exact = Number(value.toFixed(digits));
					const text = formatted(locale, code, style, exact);
					expect([undefined, exact]).toContain(readBack(text, isKnown ? code : undefined));
				},
			),
			{ numRuns: 3000 },
		);
	});

	it.each(LOCALES.filter((locale) => !/^(hi|bn)/.test(locale)))(
		'is read back where it has two decimals: %s',
		(locale) => {
			for (const value of [0.05, 12.5, 1250.5, 99_999.99, 1_234_567.89]) {
				const text = formatted(locale, 'EUR', 'decimal', value);
				expect([text, readBack(text)]).toEqual([text, value]);
				const named = formatted(locale, 'EUR', 'code', value);
				expect([named, readBack(named)]).toEqual([named, value]);
			}
		},
	);

	it('or in whatever way letters and signs are mixed is read without an exception of another kind', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme' }), (text) => {
				const read = readBack(text);
				expect(read === undefined || read >= 0).toBe(true);
			}),
		);
	});
});

describe('A currency', () => {
	it.each([
		['EUR', 'EUR'],
		['eur', 'EUR'],
		[' usd ', 'USD'],
		['\u200bRUB', 'RUB'],
		['€', 'EUR'],
		['₽', 'RUB'],
		['zł', 'PLN'],
	])('is read from %j', (value, code) => {
		expect(currency(value, 'Currency')).toBe(code);
	});

	it.each([['euros'], ['kr'], ['$'], ['руб'], ['EU'], [5], [{}], [true]])(
		'is not read from %j',
		(value) => {
			expect(refusal(() => currency(value, 'Currency')).message).toMatch(
				/^'Currency' is not a currency code/,
			);
		},
	);

	it.each([[''], ['  '], [null], [undefined]])('that is empty says so: %j', (value) => {
		expect(refusal(() => currency(value, 'Currency')).message).toBe("'Currency' is empty");
	});
});
