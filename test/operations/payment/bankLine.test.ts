import type { IDataObject } from 'n8n-workflow';

import { match } from '../../../nodes/Bitrix24Payments/operations/payment/match';
import type { Finding, Query } from '../../../nodes/Bitrix24Payments/operations/query';
import type { Reply } from '../../../nodes/Bitrix24Payments/portal/command';
import type { Look } from '../../../nodes/Bitrix24Payments/portal/look';
import { inputOf, refusal } from '../../support/payments';

/** A payment of the portal; its order's number is what stands before the last slash. */
function row(accountNumber: string, sum: number | null, more: IDataObject = {}): IDataObject {
	const [order = '', suffix = ''] = accountNumber.split('/');
	const id = Number(order) * 100 + Number(suffix);
	return { id, accountNumber, paid: 'N', sum, currency: 'EUR', orderId: Number(order), ...more };
}

const PORTAL: IDataObject[] = [
	row('14/1', 100),
	row('1814/1', 100),
	row('20/1', 100),
	row('20/2', 150),
	row('20/3', 100, { paid: 'Y' }),
	row('30/1', 80, { paid: 'Y' }),
	row('31/1', 80, { paid: 'Y' }),
	row('31/2', 90),
	row('40/1', 60, { currency: 'USD' }),
	row('41/1', 60, { currency: 'USD' }),
	row('41/2', 60),
	row('50/1', 77.7),
	row('51/1', null),
	row('60/1', 33),
	row('60/2', 33),
	row('70/1', 500.01),
	row('80/1', 30),
	row('80/2', 31),
	row('80/3', 32),
];
const EMPTY_ORDERS = ['90'];

const value = (found: object): Reply => ({ kind: 'value', value: found });

function answer(look: Look): Reply {
	if (look.show === 'paymentsNumbered') {
		return value({ payments: PORTAL.filter((one) => one.accountNumber === look.number) });
	}
	if (look.show === 'paymentsOfOrder' && 'number' in look.order) {
		const { number } = look.order;
		const payments = PORTAL.filter(({ orderId }) => String(orderId) === number);
		const isOrder = payments.length > 0 || EMPTY_ORDERS.includes(number);
		return value({ orders: isOrder ? [{ accountNumber: number }] : [], payments });
	}
	if (look.show !== 'unpaidBetween') throw new Error(`Not expected: ${look.show}`);
	const { least, most } = look;
	const isWithin = (sum: unknown) => sum !== null && Number(sum) >= least && Number(sum) <= most;
	return value({ payments: PORTAL.filter(({ paid, sum }) => paid === 'N' && isWithin(sum)) });
}

function findings(text: string, amount: unknown, more: IDataObject = {}, together = 1): Finding[] {
	const parameters = { operation: 'match', text, amount, currency: '', ...more } as IDataObject;
	const query = match.request(inputOf(parameters)).query(0, together);
	let step = query.next([]);
	while (!step.done) step = query.next(step.value.map(answer));
	return step.value;
}

const line = (...given: Parameters<typeof findings>): IDataObject =>
	findings(...given)[0]?.json ?? {};
const codeOf = (...given: Parameters<typeof findings>) => line(...given).code;
const numbersIn = ({ candidates }: IDataObject) =>
	(candidates as IDataObject[]).map(({ accountNumber }) => accountNumber);
const byAmount = (more: IDataObject = {}) => ({
	currency: 'EUR',
	options: { matchByAmount: true, ...more },
});

describe('A bank line is matched', () => {
	const inRunOf = (text: string, together: number) => line(text, '77,70', byAmount(), together);

	it('with the payment that it names and whose amount it pays', () => {
		expect(line('Rechnung 14/1 vom 03.04.', '100,00', { currency: 'eur' })).toEqual({
			matched: true,
			by: 'paymentNumber',
			paymentId: 1401,
			payment: expect.objectContaining({ id: 1401, accountNumber: '14/1', sum: 100 }),
		});
	});

	it.each<[string, string, string, number]>([
		['by the number of its order', 'Auftrag 50', '77,70 EUR', 5001],
		['by the number of an order with one open payment of the amount', 'Auftrag 20', '150', 2002],
		['where another payment that it names is paid', '31/1 und 31/2', '90', 3102],
		['where another that it names has another amount', '14/1 50/1', '77.7', 5001],
		['where another that it names has another currency', '41/1 41/2', '60 EUR', 4102],
		['by a payment number rather than an order number', '14/1 Auftrag 20', '100', 1401],
		['by the number of an order where no payment has the other', '99/1 Auftrag 50', '77.7', 5001],
	])('%s', (_how, text, amount, paymentId) => {
		expect(line(text, amount)).toMatchObject({ matched: true, paymentId });
	});

	it('in whatever currency where none is known', () => {
		expect(line('40/1', 60)).toMatchObject({ matched: true, paymentId: 4001 });
	});

	it('with a payment whose amount differs no more than it may', () => {
		const options = { amountMayDifferBy: 5 };
		expect(line('50/1', '72,70', { options })).toMatchObject({ matched: true });
		expect(line('50/1', '82,70', { options })).toMatchObject({ matched: true });
		expect(codeOf('50/1', '72,69', { options })).toBe('AMOUNT_DIFFERS');
		expect(codeOf('50/1', '82,71', { options })).toBe('AMOUNT_DIFFERS');
		expect(codeOf('50/1', '77,71')).toBe('AMOUNT_DIFFERS');
	});

	it('by its amount alone only if told so, and only if one payment has it', () => {
		expect(codeOf('danke', '77,70', { currency: 'EUR' })).toBe('NO_NUMBER');
		expect(line('danke', '77,70', byAmount())).toMatchObject({ by: 'amount', paymentId: 5001 });
		expect(codeOf('danke', '33', byAmount())).toBe('AMBIGUOUS');
		expect(codeOf('danke', '77,71', byAmount())).toBe('NO_NUMBER');
		expect(codeOf('danke', '30', byAmount({ amountMayDifferBy: 1 }))).toBe('AMBIGUOUS');
	});

	it('by its amount alone never with a payment in another currency, or a paid one', () => {
		expect(line('danke', '60', byAmount())).toMatchObject({ by: 'amount', paymentId: 4102 });
		expect(codeOf('danke', '80', byAmount())).toBe('NO_NUMBER');
		expect(codeOf('danke', '500,01', { ...byAmount(), currency: 'USD' })).toBe('CURRENCY_DIFFERS');
	});

	it('not by its amount where it names a payment that does not fit', () => {
		expect(codeOf('14/1', '77,70', byAmount())).toBe('AMOUNT_DIFFERS');
	});

	it('not by its amount where it names an order that has no payment', () => {
		expect(codeOf('Auftrag 90', '77,70', byAmount())).toBe('NO_PAYMENT');
		expect(codeOf('90', '77,70', byAmount())).toBe('NO_PAYMENT');
	});

	it.each<[string, string, string, string]>([
		['a number that follows a word', 'Rechnung 5999', 'NO_PAYMENT', 'to name something: 5999'],
		['the form of a payment’s number', '999/1', 'NO_PAYMENT', 'to name something: 999/1'],
		['digits that nobody can read', '15/1²', 'NO_NUMBER', 'to name something: 15/1…'],
		['a payment’s number for a customer’s', 'Kd 15/1', 'NO_NUMBER', 'to name something: 15/1'],
		['more than is read', 'x '.repeat(2001), 'NO_NUMBER', 'its text is too long'],
		[
			'more numbers than are looked up',
			Array.from({ length: 40 }, (_, index) => `${index + 7001}x`).join(' '),
			'NO_PAYMENT',
			'its text holds too many numbers',
		],
	])('not by its amount where the text holds %s', (_what, text, code, reason) => {
		expect(line(text, '77,70', byAmount())).toMatchObject({
			matched: false,
			code,
			reason: expect.stringContaining(`not matched by its amount alone, because its text`),
		});
		expect(line(text, '77,70', byAmount()).reason).toContain(reason);
		expect(line(text, '77,70').reason).not.toContain('alone');
	});

	it('by its amount where the text holds what names no payment', () => {
		for (const text of ['Miete 04/2026', 'Kd-Nr. 4711', 'danke 4711', 'x '.repeat(2000)]) {
			expect([text, line(text, '77,70', byAmount()).by]).toEqual([text, 'amount']);
		}
	});

	it('by its amount only after all numbers are looked up, however many lines the run has', () => {
		const text = '4711001 4711002x 4711003y 30 danke';
		for (const together of [1, 100_000]) {
			expect(inRunOf(text, together)).toMatchObject({ code: 'ALREADY_PAID' });
			expect(inRunOf(text.replace('30', '3000'), together)).toMatchObject({ by: 'amount' });
		}
	});
});

describe('A bank line is not matched, and says why', () => {
	it.each<[string, string, string, string, string[]]>([
		['NO_NUMBER', 'Miete April', '100', 'The text holds nothing that may be a number', []],
		['NO_NUMBER', '', '100', 'The text holds nothing that may be a number', []],
		[
			'NO_PAYMENT',
			'Rechnung 999/1',
			'100',
			'No payment or order has a number that the text holds (999/1)',
			[],
		],
		['NO_PAYMENT', 'Auftrag 90', '100', 'Order 90 has no payment', []],
		[
			'AMOUNT_DIFFERS',
			'14/1',
			'90',
			'14/1 is open with 100 EUR. The line pays 90, which is 10 less',
			['14/1'],
		],
		[
			'AMOUNT_DIFFERS',
			'14/1',
			'100.05',
			'14/1 is open with 100 EUR. The line pays 100.05, which is 0.05 more',
			['14/1'],
		],
		[
			'AMOUNT_DIFFERS',
			'Auftrag 20',
			'90',
			'The amount of the line is 90. It names 2 payments: 20/1 (100 EUR, unpaid), 20/2 (150 EUR, unpaid)',
			['20/1', '20/2'],
		],
		[
			'AMOUNT_DIFFERS',
			'51/1',
			'90',
			'The amount of the line is 90. It names one payment: 51/1 (unknown amount EUR, unpaid)',
			['51/1'],
		],
		['CURRENCY_DIFFERS', '40/1', '60 EUR', '40/1 is in USD, the line in EUR', ['40/1']],
		['CURRENCY_DIFFERS', '40/1', '99 EUR', '40/1 is in USD, the line in EUR', ['40/1']],
		['ALREADY_PAID', '30/1', '80', '30/1 is paid already', ['30/1']],
		['ALREADY_PAID', '30/1', '99', '30/1 is paid already', ['30/1']],
		['ALREADY_PAID', '31/1 31/2', '80', '31/1 is paid already', ['31/1']],
		[
			'AMBIGUOUS',
			'60/1 60/2',
			'33',
			'The text may mean 2 payments: 60/1 (33 EUR, unpaid), 60/2 (33 EUR, unpaid). Each of them has the amount of the line',
			['60/1', '60/2'],
		],
		[
			'AMBIGUOUS',
			'Auftrag 60',
			'33',
			'The text may mean 2 payments: 60/1 (33 EUR, unpaid), 60/2 (33 EUR, unpaid). Each of them has the amount of the line',
			['60/1', '60/2'],
		],
		[
			'AMBIGUOUS',
			'Rechnung 18 14/1',
			'100',
			'The text may mean 2 payments: 14/1 (100 EUR, unpaid), 1814/1 (100 EUR, unpaid). Each of them has the amount of the line',
			['14/1', '1814/1'],
		],
		[
			'AMBIGUOUS',
			'RE.Nr. 20/1+20/2',
			'250',
			'The line names 2 payments: 20/1 (100 EUR, unpaid), 20/2 (150 EUR, unpaid), whose sum is its amount. One line can be matched with one payment: mark each of them as paid',
			['20/1', '20/2'],
		],
		[
			'AMBIGUOUS',
			'Auftrag 20',
			'250',
			'The line names 2 payments: 20/1 (100 EUR, unpaid), 20/2 (150 EUR, unpaid), whose sum is its amount. One line can be matched with one payment: mark each of them as paid',
			['20/1', '20/2'],
		],
	])('%s: %j with %s', (code, text, amount, reason, numbers) => {
		const verdict = line(text, amount);
		expect(verdict).toEqual({ matched: false, code, reason, candidates: expect.any(Array) });
		expect(numbersIn(verdict)).toEqual(numbers);
	});

	it('names candidates as the other operations do', () => {
		expect(line('14/1', '90').candidates).toEqual([
			{ paymentId: 1401, accountNumber: '14/1', paid: 'N', sum: 100, currency: 'EUR' },
		]);
	});

	it('adds up only what the text names by number, if it also names an order', () => {
		expect(numbersIn(line('80/1+80/2 Auftrag 80', '61'))).toEqual(['80/1', '80/2']);
	});

	it('adds up some of what the text names by number, if nothing else will do', () => {
		expect(numbersIn(line('80/1+80/2 und 14/1', '61'))).toEqual(['80/1', '80/2']);
		expect(codeOf('80/1+80/2 und 14/1', '62')).toBe('AMOUNT_DIFFERS');
		// 30 + 100 and 30 + 100 of another: which of them is meant, nobody knows.
		expect(codeOf('80/1 14/1 20/1', '130')).toBe('AMOUNT_DIFFERS');
		const many = '80/1 80/2 80/3 14/1 20/2 50/1 70/1';
		expect(codeOf(many, '61')).toBe('AMOUNT_DIFFERS');
	});

	it.each<[string, string, string, string[]]>([
		['is paid', '30/1 50', 'ALREADY_PAID', ['30/1', '50/1']],
		['is paid and has another amount', '31/1 Auftrag 50', 'ALREADY_PAID', ['31/1', '50/1']],
		['has another amount', 'Rechnung 14/1 Auftrag 50', 'AMOUNT_DIFFERS', ['14/1', '50/1']],
		['has another currency', '40/1 Auftrag 50', 'CURRENCY_DIFFERS', ['40/1', '50/1']],
		['is of the same order', '20/3 Auftrag 20, Rest 150', 'ALREADY_PAID', ['20/3']],
	])('by an order where a payment is named that %s', (_what, text, code, numbers) => {
		const verdict = line(text, '77,70 EUR');
		expect([verdict.code, numbersIn(verdict)]).toEqual([code, numbers]);
	});

	it('by an order beside a payment, and says what it comes to', () => {
		expect(line('RE 30/1 50', '77,70').reason).toBe(
			'30/1 is paid already. A number in the text may also be that of an order, and its amount is that of one payment: 50/1 (77.7 EUR, unpaid)',
		);
		expect(numbersIn(line('20/3 Auftrag 20', '150'))).toEqual(['20/3', '20/2']);
	});

	it.each<[string, string, string, string[]]>([
		['a payment that does not exist', 'RE 99999/9 50', 'NO_PAYMENT', ['50/1']],
		['a payment that does not exist, without a word', '99999/9 50', 'NO_PAYMENT', ['50/1']],
		['an order that does not exist', 'Auftrag 99999 Müller 50', 'NO_PAYMENT', ['50/1']],
		['an order without payments', 'Auftrag 90 Müller 50', 'NO_PAYMENT', ['50/1']],
		['an order that is paid', 'Auftrag 30 Müller 50', 'ALREADY_PAID', ['30/1', '50/1']],
		['an order of another amount', 'Auftrag 70 am 50', 'AMOUNT_DIFFERS', ['70/1', '50/1']],
	])('by a number without a word where it names %s', (_what, text, code, numbers) => {
		const verdict = line(text, '77,70');
		expect([verdict.code, numbersIn(verdict)]).toEqual([code, numbers]);
		expect(verdict.reason).toContain('its amount is that of one payment: 50/1');
	});

	it('by a number without a word only where nothing else is named', () => {
		expect(line('RE 99999/9, Auftrag 50', '77,70').paymentId).toBe(5001);
		expect(line('4711 50', '77,70').paymentId).toBe(5001);
		expect(line('Tel. 0171/1234567, 50', '77,70').paymentId).toBe(5001);
		expect(line('03/04/2026 50', '77,70').paymentId).toBe(5001);
		expect(codeOf('RE 99999/9 50', '12')).toBe('AMOUNT_DIFFERS');
	});

	it('with what the rest of a longer number is that of an order without payments', () => {
		const empty = value({ orders: [{ id: 1 }], payments: [] });
		const query = match
			.request(inputOf({ operation: 'match', text: 'RE50', amount: '77,70', currency: '' }))
			.query(0, 1);
		let step = query.next([]);
		while (!step.done) {
			step = query.next(
				step.value.map((look) =>
					look.show === 'paymentsOfOrder' && 'number' in look.order && look.order.number === 'RE50'
						? empty
						: answer(look),
				),
			);
		}
		expect(step.value[0]?.json).toMatchObject({
			code: 'NO_PAYMENT',
			reason: 'Order RE50 has no payment',
		});
	});

	it.each(['Kundennr. 50', 'Kd 50', 'KdNr: 50', 'Kunden Nr. 50', 'клиент № 50'])(
		'by the number of a customer: %j',
		(text) => {
			expect(codeOf(text, '77,70')).toBe('NO_NUMBER');
			expect(codeOf(`Rechnung 99/9 ${text}`, '77,70')).toBe('NO_PAYMENT');
		},
	);

	it('does not add up payments of several currencies', () => {
		expect(codeOf('41/1 20/1', '160')).toBe('AMOUNT_DIFFERS');
		expect(codeOf('41/1 20/1 20/2', '250 EUR')).toBe('AMBIGUOUS');
	});

	it.each(['-100', '100,00-', '(100.00)', '100,00 S', -100])(
		'where money went out: %j',
		(amount) => {
			expect(line('Rückbuchung 14/1', amount)).toEqual({
				matched: false,
				code: 'OUTGOING',
				reason: expect.stringContaining('Money that went out pays no payment'),
				candidates: [],
			});
		},
	);
});

describe('A bank line is refused', () => {
	it.each<[string, unknown, IDataObject, string]>([
		['without an amount', '', {}, "'Amount' is empty"],
		['without a column for it', undefined, {}, "'Amount' is empty"],
		['with an amount that can be read in two ways', '1.250', {}, 'two ways'],
		['with an amount that is none', 'EUR', {}, 'not an amount'],
		['with nothing paid', '0,00', {}, "'Amount' is 0"],
		['with an amount in another currency', '12 USD', { currency: 'EUR' }, 'another currency'],
		['with a currency that is none', '12', { currency: 'euros' }, 'not a currency code'],
		['with a currency that came out empty', '12', { currency: null }, "'Currency' is empty"],
		[
			'with an option that came out empty',
			'12',
			{ options: { amountMayDifferBy: '' } },
			'is empty',
		],
		['with a negative difference', '12', { options: { amountMayDifferBy: -1 } }, 'is negative'],
		['with an option that is no option', '12', { options: { dryrun: true } }, "knows no 'dryrun'"],
		[
			'by its amount without a currency',
			'12',
			{ options: { matchByAmount: true } },
			'needs the currency',
		],
	])('%s', (_how, amount, more, message) => {
		expect(refusal(() => findings('14/1', amount, more)).message).toContain(message);
	});

	it.each(['', ' \n', '\u200b', null, undefined])(
		'by its amount without a text, whose expression may have come out empty: %j',
		(text) => {
			const given = { ...byAmount(), text } as IDataObject;
			expect(refusal(() => findings('', 77.7, given)).message).toBe("'Purpose' is empty");
			expect(codeOf('', 77.7, { text } as IDataObject)).toBe('NO_NUMBER');
		},
	);

	it('with options of another operation', () => {
		const parameters = {
			operation: 'pay',
			options: { amountMayDifferBy: 5 },
			text: '',
			amount: 5,
			currency: '',
		};
		expect(() => match.request(inputOf(parameters))).toThrow("knows no 'amountMayDifferBy'");
	});
});

/** What is found where nothing but the numbers of payments is known. */
function answeredBy(query: Query, portal: readonly IDataObject[]): readonly Finding[] {
	let step = query.next([]);
	while (!step.done) {
		step = query.next(
			step.value.map((look) =>
				value({
					payments: portal.filter(
						({ accountNumber }) =>
							look.show === 'paymentsNumbered' && accountNumber === look.number,
					),
				}),
			),
		);
	}
	return step.value;
}

describe('A shorter reading', () => {
	const rows = (numbers: string[]) =>
		numbers.map((number, index) => row(number, 100, { id: index + 1 }));

	it.each<[string[], number | undefined]>([
		[['RE17/1', '17/1'], 1],
		[['17/1'], 1],
		[['RE17/1'], 1],
		[['7/1'], undefined],
	])('counts only where nothing has the longer one: %j', (numbers, paymentId) => {
		const portal = rows(numbers);
		const query = match
			.request(inputOf({ operation: 'match', text: 'RE17/1', amount: 100, currency: '' }))
			.query(0, 1);
		const [finding] = answeredBy(query, portal);
		expect(finding?.json.paymentId).toBe(paymentId);
	});

	it('is not matched instead of a longer one whose amount differs', () => {
		const portal = [row('17/1', 100), { ...row('17/2', 50), accountNumber: 'RE17/1' }];
		const query = match
			.request(inputOf({ operation: 'match', text: 'RE17/1', amount: 100, currency: '' }))
			.query(0, 1);
		const [finding] = answeredBy(query, portal);
		expect(finding?.json).toMatchObject({ matched: false, code: 'AMOUNT_DIFFERS' });
	});
});

describe('The lines of a run', () => {
	const settled = (...lines: Finding[][]) => match.finish?.(lines).map(([one]) => one?.json) ?? [];

	it('are matched with a payment once: the second says so', () => {
		const [first, second, other] = settled(
			findings('14/1', 100),
			findings('nochmal 14/1', 100),
			findings('50/1', 77.7),
		);
		expect([first?.matched, other?.matched]).toEqual([true, true]);
		expect(second).toEqual({
			matched: false,
			code: 'MATCHED_BEFORE',
			reason:
				'Another line of this run is matched with 14/1: the money came twice, or the statement holds the line twice',
			candidates: [
				{ paymentId: 1401, accountNumber: '14/1', paid: 'N', sum: 100, currency: 'EUR' },
			],
		});
	});

	it('leave a payment to the line that says most of it, wherever it stands', () => {
		const [byOrder, byNumber] = settled(findings('Auftrag 50', 77.7), findings('50/1', 77.7));
		expect(byOrder).toMatchObject({ code: 'MATCHED_BEFORE' });
		expect(byNumber).toMatchObject({ matched: true, by: 'paymentNumber' });
		const [alone, named] = settled(
			findings('danke', 77.7, byAmount()),
			findings('Auftrag 50', 77.7),
		);
		expect([alone?.code, named?.matched]).toEqual(['MATCHED_BEFORE', true]);
	});

	it('that have the same amount and nothing else are matched with nothing', () => {
		const lines = settled(findings('danke', 77.7, byAmount()), findings('gruss', 77.7, byAmount()));
		expect(lines.map((one) => one?.code)).toEqual(['AMBIGUOUS', 'AMBIGUOUS']);
		expect(lines[0]?.reason).toContain('another line of this run may mean it');
	});

	it('are not matched by the amount with a payment that another line names in vain', () => {
		const [alone, named] = settled(findings('danke', 77.7, byAmount()), findings('50/1', 70));
		expect([alone?.code, named?.code]).toEqual(['AMBIGUOUS', 'AMOUNT_DIFFERS']);
	});

	it('are not matched by the amount with any payment that another line names, however many', () => {
		const orders = '20/1 20/2 41/2 60/1 60/2 80/1 80/2 70/1';
		const [alone, other] = settled(findings('danke', 500.01, byAmount()), findings(orders, 9));
		expect([alone?.code, other?.code]).toEqual(['AMBIGUOUS', 'AMOUNT_DIFFERS']);
		expect(other?.candidates).toHaveLength(5);
	});

	it('are matched by the amount although another line has it in another currency', () => {
		const [euros, dollars] = settled(
			findings('danke', 60, byAmount()),
			findings('thanks', 60, { ...byAmount(), currency: 'GBP' }),
		);
		expect([euros?.paymentId, dollars?.code]).toEqual([4102, 'CURRENCY_DIFFERS']);
	});

	it('may name a payment that another is matched with', () => {
		const [first, second] = settled(findings('14/1 50/1', 100), findings('50/1', 77.7));
		expect([first?.paymentId, second?.paymentId]).toEqual([1401, 5001]);
	});

	it.each<[string, string, IDataObject]>([
		['Rechnung 14/1', 'Rücklastschrift 14/1', {}],
		['Rechnung 14/1', 'Rückgabe Auftrag 14', {}],
		['Auftrag 14', 'Rückgabe 14/1', {}],
	])('are not matched where the money went out again: %s, %s', (text, back, more) => {
		for (const amount of ['-100', '100,00 S', -100]) {
			const lines = [findings(text, 100, more), findings(back, amount, more)];
			for (const one of [lines, [...lines].reverse()]) {
				const codes = settled(...one).map((json) => json?.code);
				expect(codes.sort()).toEqual(['AMBIGUOUS', 'OUTGOING']);
			}
		}
	});

	it('are matched where other money went out', () => {
		const codes = (text: string, amount: unknown) =>
			settled(findings('14/1', 100), findings(text, amount)).map((json) => json?.code);
		expect(codes('Rücklastschrift 14/1', '-90')).toEqual([undefined, 'OUTGOING']);
		expect(codes('Rücklastschrift 1814/1', '-100')).toEqual([undefined, 'OUTGOING']);
		expect(codes('14/1', '-100 USD')).toEqual([undefined, 'OUTGOING']);
		expect(codes('Miete', '-100')).toEqual([undefined, 'OUTGOING']);
	});

	it('are not matched by the amount where the same went out, whatever its text says', () => {
		const [alone] = settled(findings('danke', 77.7, byAmount()), findings('Miete', '-77,70'));
		expect(alone).toMatchObject({ code: 'AMBIGUOUS', candidates: [{ accountNumber: '50/1' }] });
		const [other] = settled(findings('danke', 77.7, byAmount()), findings('Miete', '-77,71'));
		expect(other?.by).toBe('amount');
	});

	it('are told in their order, with nothing where a line failed', () => {
		expect(match.finish?.([[], findings('14/1', 100), []])).toEqual([[], [expect.anything()], []]);
	});
});

describe('The numbers of a line that are looked up', () => {
	const looks = (text: string, together: number) => {
		const query = match
			.request(inputOf({ operation: 'match', text, amount: 1, currency: '' }))
			.query(0, together);
		return (query.next([]).value as Look[]).map((look) =>
			look.show === 'paymentsNumbered'
				? `payment ${look.number}`
				: look.show === 'paymentsOfOrder' && 'number' in look.order
					? `order ${look.order.number}`
					: '',
		);
	};

	it('are few where a run has many lines: what is likely first', () => {
		const text = 'Regal 77 Nr. 5037 Ware 12 Lager 13 und 5038/1, 14';
		expect(looks(text, 1)).toHaveLength(12);
		expect(looks(text, 1000)).toEqual([
			...['order 5037', 'payment 5038/1'],
			...['order 77', 'order 12', 'order 13'],
		]);
		expect(looks(text, 100_000)).toHaveLength(4);
	});

	it('are never more than sixty', () => {
		const text = Array.from({ length: 200 }, (_, index) => `${index + 1}/1`).join(', ');
		expect(looks(text, 1)).toHaveLength(60);
	});
});
