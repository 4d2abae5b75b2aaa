import fc from 'fast-check';

import { piecesIn, purposeIn } from '../../nodes/Bitrix24Payments/parameters/purpose';
import { isPaymentNumber } from '../../nodes/Bitrix24Payments/parameters/purposeTokens';

/** Everything that would be looked up, in the order of the text. */
const readings = (text: string) => piecesIn(text).flatMap((piece) => piece.readings);
/** What is looked up because of its form or of the word before it. */
const likely = (text: string) =>
	piecesIn(text)
		.filter(({ isLikely }) => isLikely)
		.map((piece) => piece.readings.at(-1));

describe('A number of a payment is found in', () => {
	it.each<[string, string[]]>([
		['5037/1', ['5037/1']],
		['SEPA-GUTSCHRIFT Rechnung 5037/1 vom 03.04., danke', ['5037/1']],
		['RE.Nr. 5037/1+5037/2', ['5037/1', '5037/2']],
		['RE.Nr.5037/1', ['5037/1']],
		['Rg-Nr.: 5037/1', ['5037/1']],
		['RECHNUNGSNUMMER:5037/1', ['5037/1']],
		['Rechnung5037/1', ['5037/1']],
		['RE5037/1 RG5037/2', ['5037/1', '5037/2']],
		['RE-5037/1', ['5037/1']],
		['Rechnung_5037/1.', ['5037/1']],
		['№ 5037/1', ['5037/1']],
		['№5037/1', ['5037/1']],
		['N° 5037/1', ['5037/1']],
		['#5037/1', ['5037/1']],
		['(5037/1)', ['5037/1']],
		['"5037/1";', ['5037/1']],
		['«5037/1»', ['5037/1']],
		["'5037/1'", ['5037/1']],
		['5037 / 1', ['5037/1']],
		['5037/ 1', ['5037/1']],
		['5037 /1', ['5037/1']],
		['5037/\n1', ['5037/1']],
		['5037\u00a0/\u202f1', ['5037/1']],
		['Rechnung\u00a05037/1', ['5037/1']],
		['\u200b5037/1\ufeff', ['5037/1']],
		['Rechnung 5037\u22151 und 5038\u2044 1', ['5037/1', '5038/1']],
		['\uff15\uff10\uff13\uff17\uff0f\uff11', ['5037/1']],
		['fu\u0308r Rechnung 5037/1', ['5037/1']],
		['FÜR RECHNUNG 5037/1', ['5037/1']],
		['5037/1,5037/2;5038/1', ['5037/1', '5037/2', '5038/1']],
		['5037/1 / 5038/1', ['5037/1', '5038/1']],
		['5037/1 und 5037/2', ['5037/1', '5037/2']],
		['5037/1&5037/2', ['5037/1', '5037/2']],
		['5037/1vom 03.04.2026', ['5037/1']],
		['//5037/1//', ['5037/1']],
		['/INV/5037/1', ['5037/1']],
		['/RFB/5037/1//', ['5037/1']],
		['/ROC/5037/1///URI/x', ['5037/1']],
		['EREF+5037/1 SVWZ+danke', ['5037/1']],
		['EREF+NOTPROVIDEDSVWZ+RE 5037/1ABWA+Muster 12/3', ['5037/1']],
		['SVWZ+5037/1 MREF+14/1 CRED+DE98ZZZ09999999999', ['5037/1']],
		['Factuur 5037/1', ['5037/1']],
		['Facture n°5037/1', ['5037/1']],
		['Fattura n. 5037/1', ['5037/1']],
		['Faktura nr 5037/1', ['5037/1']],
		['FV 5037/1', ['5037/1']],
		['Pedido nº 5037/1', ['5037/1']],
		['Invoice No. 5037/1', ['5037/1']],
		['INV5037/1', ['5037/1']],
		['Order #5037/1', ['5037/1']],
		['Оплата по счету № 356/1 от 03.04.2026, в т.ч. НДС 20%', ['356/1']],
		['Оплата по счету №356/1 от 03.04.26г. Сумма 1250-50. В т.ч. НДС(20%) 208.33 руб.', ['356/1']],
		['ОПЛАТА ПО СЧ.356/1', ['356/1']],
		['за заказ356/1', ['356/1']],
		['Рахунок № 356/1 від 03.04.2026', ['356/1']],
		['A-17/2', ['A-17/2']],
		['Rechnung INV-2026-0017/1', ['2026-0017/1']],
		['2026/17/1', ['2026/17/1']],
		['٥٠٣٧/١', ['5037/1']],
		['५०३७/१', ['5037/1']],
		['Rechnung \u{1d7d3}\u{1d7ce}\u{1d7d1}\u{1d7d5}/\u{1d7cf}', ['5037/1']],
		['03.04.2026 / 5037/1', ['5037/1']],
		['1.250,50 / 5037/1 / 03.04.2026', ['5037/1']],
		['Kd-Nr. 4711 / RE 5037/1', ['5037/1']],
		['Customer order 5037/1', ['5037/1']],
		['Kunde 4711, 5037/1', ['5037/1']],
		['Kunde Müller 5037/1', ['5037/1']],
	])('%j', (text, numbers) => {
		expect(likely(text)).toEqual(expect.arrayContaining(numbers));
		const others = readings(text).filter(isPaymentNumber);
		expect(others.filter((one) => /^\d+\/\d+$/.test(one)).sort()).toEqual(
			numbers.filter((one) => /^\d+\/\d+$/.test(one)).sort(),
		);
	});
});

describe('A number is announced', () => {
	const announced = (text: string) =>
		piecesIn(text)
			.filter(({ isAnnounced }) => isAnnounced)
			.map(({ readings: all }) => all.at(-1));

	it.each<[string, string[]]>([
		['Rechnung 5037', ['5037']],
		['5037', []],
		['RE5037', ['5037']],
		['Rechnung 5037, 5038 und 5039', ['5037', '5038', '5039']],
		['Rechnung 5037 5038', ['5037']],
		['RE 99999/9 77356', ['99999/9']],
		['RE 99999/9, 77356', ['99999/9']],
		['RE 99999/9, Auftrag 77356', ['99999/9', '77356']],
		['Rechnung 5037 vom 03.04. 4711', ['5037']],
		['Rechnung 5037 Müller, 4711', ['5037']],
	])('by a word before it or before its list: %s', (text, numbers) => {
		expect(announced(text)).toEqual(numbers);
	});

	it('with ten digits as a variable symbol', () => {
		expect(readings('VS 0000005037')).toEqual(['0000005037', '5037']);
		expect(readings('RE 014/1 RE 05037')).toEqual(['014/1', '05037']);
	});
});

describe('A word before a number may be a part of it', () => {
	const spellings = (text: string) =>
		piecesIn(text).flatMap(({ written = [], alike = [] }) => [...written, ...alike]);

	it.each<[string, string[]]>([
		['A 17/1', ['A 17/1', 'A17/1', 'A-17/1']],
		['ORD 2026/14', ['ORD 2026/14', 'ORD2026/14', 'ORD-2026/14']],
		['A17/1', ['A-17/1', 'A 17/1']],
		['INV-17/1', ['INV17/1', 'INV 17/1']],
		['№17/1', ['#17/1', '№17/1']],
		['# 17', ['# 17', '№ 17']],
		['Rechnung 17/1', []],
		['und 17/1', []],
		['A: 17/1', []],
	])('%s', (text, numbers) => {
		expect(spellings(text)).toEqual(numbers);
	});
});

describe('A number that a line end tore apart', () => {
	it.each<[string, string]>([
		['SEPA-GUTSCHRIFT Rechnung 50\n37/1 vom 03.04., danke', '5037/1'],
		['SEPA-GUTSCHRIFT Rechnung 50\r\n37/1 vom 03.04., danke', '5037/1'],
		['SEPA-GUTSCHRIFT Rg.Nr. 5037\n/1 vom 03.04., danke', '5037/1'],
		['SEPA-GUTSCHRIFT Rg.Nr 5037/\n1 vom 03.04., danke', '5037/1'],
		['SEPA-GUTSCHRIFT Rn 5037/1\n2 vom 03.04., danke schoen!', '5037/12'],
	])('is one: %j', (text, number) => {
		expect(readings(text)).toContain(number);
	});

	it('at the width of a SWIFT message is nothing else', () => {
		expect(readings('SEPA-GUTSCHRIFT Rechnung 18\n14/1 vom 03.04., danke')).toEqual(['1814/1']);
		expect(readings('SEPA-GUTSCHRIFT RE-NR. 14/1\n2 danke')).toEqual(['14/12']);
		expect(readings('SEPA-GUTSCHRIFT Auftrag 181\n4 danke')).toEqual(['1814']);
	});

	it('is found in three lines of which two are full', () => {
		const lines = ['SEPA-GUTSCHRIFT Rechnung 50', '37/1 dazu die Rechnung  503', '8/1 danke'];
		expect(lines.map(({ length }) => length)).toEqual([27, 27, 9]);
		expect(readings(lines.join('\n'))).toEqual(['5037/1', '5038/1']);
	});

	it('elsewhere may be one or two, so that both are looked up', () => {
		expect(readings('Rechnung 18\n14/1').sort()).toEqual(['14/1', '18', '1814/1']);
	});

	it('by a space is looked up beside its parts', () => {
		expect(readings('50 37/1')).toEqual(['50', '37/1', '5037/1']);
		expect(readings('5 0 37/1')).toEqual(expect.arrayContaining(['5037/1', '37/1']));
		expect(readings('14/1 2')).toEqual(expect.arrayContaining(['14/1', '14/12']));
	});
});

describe('A whole field :86: of MT940', () => {
	it('is read where it holds what the payer wrote, across its subfields', () => {
		const field =
			'166?00GUTSCHRIFT?109310?20EREF+NOTPROVIDED?21SVWZ+Rechnung vom 03.04. 50?2237/1 danke' +
			'?30COBADEFFXXX?31DE89370400440532013000?32MUSTER 14/1?33HAUSNUMMER 12/3?34997';
		expect(readings(field)).toEqual(['5037/1']);
	});

	it('may be broken at 65 characters by its file, or have other signs', () => {
		const field = '166?00GUTSCHRIFT?20SVWZ+Rechnung 5037/1 und 50?2138/1?32MUSTER 14/1';
		expect(readings(`${field.slice(0, 40)}\n${field.slice(40)}`)).toEqual(
			expect.arrayContaining(['5037/1', '5038/1']),
		);
		expect(readings('020~00WPLATA~20FV 5037/1~21dziekuje~32MUSTER 14/1')).toEqual(['5037/1']);
	});

	it('of the Netherlands is read without account and name', () => {
		const field =
			'/TRTP/SEPA OVERBOEKING/IBAN/NL91ABNA0417164300/BIC/ABNANL2A/NAME/Jansen 12/3/REMI/Factuur 5037/1/EREF/NOTPROVIDED';
		expect(readings(field)).toEqual(['5037/1']);
	});

	it('is no purpose with a question mark', () => {
		expect(readings('Wieviel?20 Stück 5037/1')).toContain('5037/1');
	});
});

describe('A number of an order is found', () => {
	it.each<[string, string[]]>([
		['5037', []],
		['Rechnung 5037', ['5037']],
		['Auftrag 5037, 5038 und 5039 EUR 1.250,50', ['5037', '5038', '5039']],
		['Bestellung #5037', ['5037']],
		['VS:5037 KS:0308', ['5037']],
		['order no 5037', ['5037']],
		['Rechnung 2026', ['2026']],
		['Rechnung 5037 EUR 100', ['5037']],
		['Rechnungen 5037 5038 5039', ['5037', '5038', '5039']],
		['заказ 5037', ['5037']],
	])('in %j', (text, marked) => {
		expect(likely(text)).toEqual(marked);
	});

	it('less likely in a month, which is looked up nevertheless', () => {
		expect(piecesIn('Miete 04/2026')).toMatchObject([{ readings: ['04/2026'], isLikely: false }]);
		expect(likely('Rechnung 04/2026')).toEqual(['04/2026']);
	});

	it('without a word before it, too, but less likely', () => {
		expect(piecesIn('Danke 5037')).toMatchObject([{ readings: ['5037'], isLikely: false }]);
		expect(readings('2026')).toEqual(['2026']);
		expect(readings('INV-2026-0017')).toEqual(['INV-2026-0017', '2026-0017']);
	});
});

describe('No number is', () => {
	it.each([
		['a day', 'vom 03.04.2026'],
		['a day without year', 'vom 03.04.'],
		['a day in ISO form', 'am 2026-04-03'],
		['a day with slashes', '03/04/2026'],
		['a month', 'fuer 04.2026'],
		['a year', 'Miete April 2026'],
		['a time', 'um 12:30 Uhr'],
		['an amount', 'Betrag 1.250,50'],
		['an amount with its currency', 'Betrag 1250 EUR'],
		['an amount behind its currency', 'EUR 1250'],
		['an amount with a sign', '€1250 und 1250€'],
		['a percentage', 'НДС 20%'],
		['a percentage with a space', 'MwSt 19 % inkl.'],
		['an account', 'DE89370400440532013000'],
		['an account printed in groups', 'DE89 3704 0044 0532 0130 00'],
		['an account of another country', 'GB29 NWBK 6016 1331 9268 19'],
		['a telephone number', '+49 171 1234567'],
		['a BIC', 'COBADEFFXXX'],
		['a field of SEPA for something else', 'MREF+5037/1 CRED+5038/1 IBAN+x BIC+y COAM+12'],
		['a word', 'danke'],
		['nothing', ''],
		['the number of a customer', 'Kd 5037'],
		['that of a customer behind two words', 'Kunden Nr. 5037'],
		['that of a customer behind a sign', 'клиент № 5037'],
		['that of a customer behind a joined word', 'KUNDENNUMMER:5037'],
		['that of a customer in the form of a payment’s', 'customer no. 5037/1'],
		['that of a customer that is torn', 'Kd-Nr. 123 456 789'],
		['that of a customer behind a word for an order', 'заказчик 5037'],
		['a digit above the line', '15/1²'],
		['a digit below the line', 'Rechnung 15/₁'],
		['a fraction', 'Nr. 2½'],
		['a number in a circle', '①'],
		['a sign that holds digits', 'Rechnung 15/1㍙'],
	])('%s', (_what, text) => {
		expect(readings(text)).toEqual([]);
	});

	it.each([
		['a contract', 'Оплата по договору № 14 от 01.02.2026 за услуги связи'],
		['a contract and what it is about', 'по договору поставки от 12.03.2025 № 14'],
		['a contract in German', 'Vertragsnummer 14'],
		['an account', 'Konto-Nr. 14'],
		['an account in Russian', 'р/с 14, лицевой счет № 14'],
		['a taxpayer', 'ИНН 14 КПП 14 NIP 14 IČO: 14'],
		['a telephone', 'Tel. 14'],
		['a place', 'Hauptstr. 14, PLZ 14, кв. 14'],
		['a customer in Czech', 'číslo zákazníka 14'],
		['the other symbols of a Czech payment', 'KS:14 SS:14'],
		['an amount behind its word', 'Betrag 14 Сумма 14'],
		['cents', 'Сумма 1500 руб. 14 коп.'],
		['rupees', 'Rs.14/- paid, 14/= too'],
		['round amounts', '14,- oder 14.-, auch 14 000'],
		['mandates and creditors', 'Mandatsref.: 14 Gläubiger-ID: 14'],
		['other papers', 'Lieferschein Nr. 14, Angebot #14, Ticket 14'],
		['things and days', '14 Stück, 14 Tage, 14 шт.'],
		['the day of a month', '14. April, 14 апреля 2026 г., April 14, 2026, 3 avril'],
		['an instalment', 'Rate 1/3, 2/3 Rate, 1. Mahnung, KW 14'],
		['the date of an invoice', 'Rechnungsdatum: 03.04.2026'],
		['something that is cut off', 'Rechnung 14/'],
	])('of %s', (_what, text) => {
		expect([text, readings(text)]).toEqual([text, []]);
	});

	it('one of something else where a word says what it is', () => {
		expect(readings('Kundenauftrag 5037')).toEqual(['5037']);
		expect(readings('по договору № 14 от 01.02.2026, счет № 5037/1')).toEqual(['5037/1']);
		expect(readings('Teilzahlung 5037/1, Rate 14/1')).toEqual(['5037/1', '14/1']);
		expect(readings('Rechnung 14 April')).toEqual(['14']);
		expect(readings('Summe 5037/1')).toEqual(['5037/1']);
		expect(readings('Rechnung 5037. - Rechnung 5038, - danke')).toEqual(['5037', '5038']);
		expect(purposeIn('Rechnung 14/')).toHaveProperty('unread', '14');
		expect(purposeIn('Rs.14/-')).not.toHaveProperty('unread');
		expect(purposeIn('договор №14/1')).toHaveProperty('unread', '14/1');
	});

	it.each([
		['18 - 14/1', ['18', '14/1', '18-14/1']],
		['18 – 14/1', ['18', '14/1', '18-14/1']],
		['18. 14/1', ['18', '14/1']],
		['18 . 14/1', ['18', '14/1']],
		['5037/1 - 12', ['5037/1', '12']],
		['10 - 20 - 30', ['10', '20', '10-20', '30', '20-30']],
	])('glued over what stands between two: %s', (text, numbers) => {
		expect(readings(text).sort()).toEqual([...numbers].sort());
	});

	it('a part of what other digits or a spaced slash make longer', () => {
		expect(readings('14/٢')).toEqual(['14/2']);
		expect(readings('Rechnung 14/२')).toEqual(['14/2']);
		expect(readings('14 / 1 / 2')).toEqual(['14/1/2']);
		expect(readings('14/ /2')).toEqual([]);
		expect(readings('Kd 50\n37')).toEqual(['37']);
	});

	it('told to be read where it is not', () => {
		expect(purposeIn('danke')).toEqual({ pieces: [], isWhole: true });
		expect(purposeIn('75 m²')).not.toHaveProperty('unread');
		expect(purposeIn('15/1²')).toEqual({ pieces: [], isWhole: true, unread: '15/1…' });
		expect(purposeIn('Kd 5037')).not.toHaveProperty('unread');
		expect(purposeIn('Kd 5037/1')).toHaveProperty('unread', '5037/1');
		expect(purposeIn('x'.repeat(4000)).isWhole).toBe(true);
		expect(purposeIn('x'.repeat(4001)).isWhole).toBe(false);
	});

	it('a part of what is printed in groups', () => {
		expect(readings('4111 1111 1111 1111')).toEqual(['4111111111111111']);
		expect(readings('21 00000 00003 13947 14300 09017')).toEqual(['210000000003139471430009017']);
		expect(readings('DE89 3704 0044 0532 0130 00 5037')).toEqual(['5037']);
	});

	it.each([
		['1814/1'],
		['14/12'],
		['X14/1'],
		['14/1X'],
		['AB/INV/14/1'],
		['14/1/2'],
		['2/14/1'],
		['5-14/1'],
		['14/1-2'],
		['5.14/1'],
		['14/1.5'],
		['5_14/1'],
		['14/1:2'],
		['KD14/1'],
		['abc14/1'],
		['03.04.14/1'],
		['14/1@x'],
		['14/1 / 2'],
		['2 / 14/1'],
		['14/1 /2'],
		['14/1/ 2'],
		['14/1²'],
		['¹14/1'],
		['14/1½'],
		['14/1٢'],
		['٢14/1'],
	])('14/1 in %s', (text) => {
		for (const around of [text, `Rechnung ${text}`, `${text} danke`, `RE:${text}`]) {
			expect([around, readings(around).includes('14/1')]).toEqual([around, false]);
		}
	});
});

/** What may stand directly beside a number and makes it a longer one. */
const GLUE = fc.stringMatching(/^[0-9]{1,4}$|^[a-z]{0,2}[xqjk][0-9]$|^[0-9][-._/][0-9]{0,2}$/);
const NUMBER = fc
	.tuple(fc.integer({ min: 1, max: 99_999 }), fc.integer({ min: 1, max: 99 }))
	.map(([order, suffix]) => `${order}/${suffix}`);
const WORDS = fc.constantFrom(
	'Rechnung',
	'danke',
	'RE.Nr.',
	'vom 03.04.',
	'№',
	'счет',
	'SVWZ+',
	'',
);

describe('Whatever stands around it', () => {
	it('a number that stands alone is found', () => {
		fc.assert(
			fc.property(
				WORDS,
				NUMBER,
				fc.constantFrom(' ', ', ', '; ', '\n', ''),
				WORDS,
				(before, number, gap, after) => {
					const text = `${before} ${number}${gap || ' '}${after}`;
					expect([text, readings(text).includes(number)]).toEqual([text, true]);
				},
			),
		);
	});

	it('a number is never found inside a longer one', () => {
		fc.assert(
			fc.property(
				WORDS,
				GLUE,
				NUMBER,
				GLUE,
				fc.constantFrom('left', 'right', 'both'),
				WORDS,
				(before, left, number, right, side, after) => {
					const longer = `${side === 'right' ? '' : left}${number}${side === 'left' ? '' : right}`;
					const text = `${before} ${longer} ${after}`;
					expect([text, readings(text).includes(number)]).toEqual([text, false]);
				},
			),
			{ numRuns: 2000 },
		);
	});

	it('a number is found in whatever way SWIFT cuts the text, and no part of it', () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 40 }), NUMBER, (offset, number) => {
				const text = `${'abcdefgh '.repeat(6).slice(0, offset)} ${number} danke fuer alles und noch mehr`;
				const lines = (text.match(/[^]{1,27}/g) ?? []).map((line) => line.trimEnd());
				const found = readings(lines.join('\n')).filter(isPaymentNumber);
				expect([lines, found]).toEqual([lines, [number]]);
			}),
			{ numRuns: 1000 },
		);
	});

	it('is not read any further than a bank would write, so that no text takes long', () => {
		const within = piecesIn(`${'x '.repeat(900)}5037/1`);
		const beyond = piecesIn(`${'x '.repeat(9000)}5037/1`);
		expect(JSON.stringify(within)).toContain('5037/1');
		expect(JSON.stringify(beyond)).not.toContain('5037');
	});
});
