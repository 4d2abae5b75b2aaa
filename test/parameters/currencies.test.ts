import {
	currenciesOf,
	decimalMarkOf,
	decimalsOf,
} from '../../nodes/Bitrix24Payments/parameters/currencies';

describe('What stands beside an amount', () => {
	it.each([
		['€', 'EUR'],
		['euro', 'EUR'],
		['$', 'USD CAD AUD NZD MXN SGD HKD TWD BRL ARS CLP COP UYU'],
		['US$', 'USD'],
		['CA$', 'CAD'],
		['C$', 'CAD'],
		['A$', 'AUD'],
		['NZ$', 'NZD'],
		['S$', 'SGD'],
		['HK$', 'HKD'],
		['NT$', 'TWD'],
		['MX$', 'MXN'],
		['R$', 'BRL'],
		['£', 'GBP EGP'],
		['¥', 'JPY CNY'],
		['JP¥', 'JPY'],
		['CN¥', 'CNY'],
		['₽', 'RUB'],
		['rub.', 'RUB'],
		['руб', 'RUB BYN'],
		['руб.', 'RUB BYN'],
		['р', 'RUB BYN'],
		['р.', 'RUB BYN'],
		['рублей', 'RUB BYN'],
		['₴', 'UAH'],
		['грн', 'UAH'],
		['грн.', 'UAH'],
		['₸', 'KZT'],
		['тг', 'KZT'],
		['тг.', 'KZT'],
		['тенге', 'KZT'],
		['Br', 'BYN ETB'],
		['сум', 'UZS'],
		['сом', 'KGS UZS'],
		['лв', 'BGN'],
		['лв.', 'BGN'],
		['дин.', 'RSD'],
		['din.', 'RSD'],
		['₺', 'TRY'],
		['TL', 'TRY'],
		['₹', 'INR'],
		['Rs', 'INR PKR LKR'],
		['Rs.', 'INR PKR LKR'],
		['zł', 'PLN'],
		['Kč', 'CZK'],
		['Ft', 'HUF'],
		['lei', 'RON MDL'],
		['kr', 'SEK NOK DKK ISK'],
		['kr.', 'SEK NOK DKK ISK'],
		['Fr.', 'CHF'],
		['SFr', 'CHF'],
		['SFr.', 'CHF'],
		['KM', 'BAM'],
		['RM', 'MYR'],
		['Rp', 'IDR'],
		['Rp.', 'IDR'],
		['₪', 'ILS'],
		['₩', 'KRW'],
		['₫', 'VND'],
		['₱', 'PHP'],
		['฿', 'THB'],
		['₦', 'NGN'],
		['₾', 'GEL'],
		['֏', 'AMD'],
		['₼', 'AZN'],
		['chf', 'CHF'],
		[' eur ', 'EUR'],
	])('%s means %s', (mark, codes) => {
		expect(currenciesOf(mark)).toEqual(codes.split(' '));
	});

	it.each(['', 'eu', 'euros', '4', '€€', 'constructor'])('%j is no currency', (mark) => {
		expect(currenciesOf(mark)).toBeUndefined();
	});
});

describe('The smallest coin', () => {
	it.each(['CLP', 'ISK', 'JPY', 'KRW', 'PYG', 'UGX', 'VND', 'XAF', 'XOF', 'XPF'])(
		'of %s is a whole one',
		(code) => {
			expect(decimalsOf(code)).toBe(0);
			expect(decimalMarkOf(code)).toBeUndefined();
		},
	);

	it.each([
		['BHD', '.'],
		['IQD', '.'],
		['JOD', '.'],
		['KWD', '.'],
		['LYD', ','],
		['OMR', '.'],
		['TND', ','],
	])('of %s is a thousandth, written with %s', (code, mark) => {
		expect(decimalsOf(code)).toBe(3);
		expect(decimalMarkOf(code)).toBe(mark);
	});

	it.each(['EUR', 'RUB', 'constructor'])('of %s is a hundredth', (code) => {
		expect(decimalsOf(code)).toBe(2);
		expect(decimalMarkOf(code)).toBeUndefined();
	});
});
