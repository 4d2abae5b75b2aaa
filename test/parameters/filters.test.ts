import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { filterFrom } from '../../nodes/Bitrix24Payments/parameters/filters';
import { ignoresEmptyFilters } from '../../nodes/Bitrix24Payments/parameters/options';
import {
	fieldsSeen,
	matches,
	serverFilter,
	type PaymentFilter,
} from '../../nodes/Bitrix24Payments/parameters/paymentFilter';
import { inputOf, refusal } from '../support/payments';

const filterOf = (filters: IDataObject, ignoresEmpty = false): PaymentFilter =>
	filterFrom(inputOf({ filters }), ignoresEmpty);

const ROW = {
	id: 1038,
	orderId: 200,
	accountNumber: '356/1',
	xmlId: 'INV-1',
	paid: 'Y',
	datePaid: '2026-04-10T10:00:00+02:00',
	sum: 100.5,
	paySystemId: 7,
};

describe('Filters', () => {
	it('are read together', () => {
		expect(
			filterOf({
				orderId: '200',
				paid: 'unpaid',
				paySystemId: { __rl: true, mode: 'list', value: 7 },
				accountNumber: '№ 356 / 1',
				xmlId: ' INV-1 ',
				datePaidFrom: '2026-04-01',
				datePaidTo: '2026-04-10',
				sumFrom: '1.250,50',
				sumTo: 'EUR 2 000,00',
				text: ' Bank Line ',
			}),
		).toEqual({
			orderId: 200,
			paid: 'N',
			paySystemId: 7,
			accountNumber: '356/1',
			xmlId: 'INV-1',
			datePaidFrom: '2026-04-01T00:00:00+02:00',
			datePaidTo: '2026-04-10T23:59:59+02:00',
			sumFrom: 1250.5,
			sumTo: 2000,
			currencies: ['EUR'],
			text: 'bank line',
		});
	});

	it('find what was copied along with something that cannot be seen', () => {
		const row = { ...ROW, comments: 'Zahlung M\u00fcller\u00a0GmbH' };
		for (const filters of [
			{ text: '\u200b356/1' },
			{ text: 'Mu\u0308ller GmbH\ufeff' },
			{ xmlId: 'INV-1\u200b' },
			{ accountNumber: '356/1\u2060' },
			{ orderId: '200\u200b' },
			{ paid: 'paid\u200b' },
			{ sumFrom: '\u200b100' },
		]) {
			expect([filters, matches(filterOf(filters), row)]).toEqual([filters, true]);
		}
	});

	it.each([[{}], [{ paid: 'both' }]])('are none where there is no condition: %j', (filters) => {
		expect(filterOf(filters)).toEqual({});
	});

	it.each([
		[{ sumFrom: '1.250' }, /can be read in two ways/],
		[{ sumTo: -1 }, /negative/],
		[{ sumFrom: '5 EUR', sumTo: '100 USD' }, /different currencies/],
		[{ orderId: '356/1' }, /not an ID/],
		[{ datePaidTo: '10.04.2026' }, /not a date/],
		[{ paid: 'maybe' }, /neither paid, unpaid nor both/],
		[{ sum: 5 }, /knows no 'sum'/],
	])('are refused with the value that is wrong: %j', (filters, words) => {
		expect(refusal(() => filterOf(filters)).message).toMatch(words);
		expect(refusal(() => filterOf(filters, true)).message).toMatch(words);
	});

	it.each([[''], [' '], ['\u200b'], [null], [undefined], [{ __rl: true, mode: 'id', value: '' }]])(
		'that are empty are refused, or left out on purpose: %j',
		(paySystemId) => {
			const filters = { paySystemId } as IDataObject;
			expect(refusal(() => filterOf(filters)).message).toBe("The filter 'Payment System' is empty");
			expect(refusal(() => filterOf(filters)).description).not.toMatch(/date/);
			expect(filterOf(filters, true)).toEqual({});
		},
	);
});

describe('Ignore Empty Filters', () => {
	const isOn = (options: IDataObject, isTool: boolean) =>
		ignoresEmptyFilters(inputOf({ options }, { isTool }));

	it('is off for people, and on for a model that has to fill in every filter', () => {
		expect(isOn({}, false)).toBe(false);
		expect(isOn({}, true)).toBe(true);
	});

	it.each([true, false])('is what the option says, for both (%s)', (chosen) => {
		for (const isTool of [true, false]) {
			expect(isOn({ ignoreEmptyFilters: chosen }, isTool)).toBe(chosen);
		}
	});

	it('is refused when it is neither on nor off', () => {
		refusal(() => isOn({ ignoreEmptyFilters: '' }, true));
	});
});

describe('A row', () => {
	it.each<[PaymentFilter]>([
		[{}],
		[{ orderId: 200 }],
		[{ paid: 'Y' }],
		[{ paySystemId: 7 }],
		[{ accountNumber: '356/1' }],
		[{ xmlId: 'INV-1' }],
		[{ datePaidFrom: '2026-04-10T10:00:00+02:00', datePaidTo: '2026-04-10T08:00:00Z' }],
		[{ sumFrom: 100.5, sumTo: 100.5 }],
		[{ text: 'inv' }],
	])('is what was asked for: %j', (filter) => {
		expect(matches(filter, ROW)).toBe(true);
	});

	it.each<[PaymentFilter]>([
		[{ orderId: 201 }],
		[{ paid: 'N' }],
		[{ paySystemId: 8 }],
		[{ accountNumber: '356/11' }],
		[{ accountNumber: '56/1' }],
		[{ xmlId: 'inv-1' }],
		[{ xmlId: 'INV' }],
		[{ datePaidFrom: '2026-04-10T10:00:01+02:00' }],
		[{ datePaidTo: '2026-04-10T09:59:59+02:00' }],
		[{ sumFrom: 100.51 }],
		[{ sumTo: 100.49 }],
		[{ text: 'bank' }],
		[{ paid: 'Y', sumFrom: 200 }],
	])('is not what was asked for: %j', (filter) => {
		expect(matches(filter, ROW)).toBe(false);
	});

	it('without a value matches no condition on it', () => {
		for (const name of ['accountNumber', 'xmlId', 'datePaid', 'paySystemId', 'paid']) {
			const row = { ...ROW, [name]: null };
			const filter = { accountNumber: '356/1', xmlId: 'INV-1', paySystemId: 7, paid: 'Y' } as const;
			expect(matches({ ...filter, datePaidFrom: '2026-01-01T00:00:00Z' }, row)).toBe(false);
		}
	});

	it('counts an amount as the one that it is, whatever floating-point numbers make of it', () => {
		expect(matches({ sumFrom: 0.3, sumTo: 0.3 }, { sum: 0.1 + 0.2 })).toBe(true);
	});

	it('with a number never matches a longer or a shorter one', () => {
		const digits = fc.stringMatching(/^[0-9/]{1,6}$/);
		fc.assert(
			fc.property(digits, digits, digits, (before, accountNumber, behind) => {
				fc.pre(before + behind !== '');
				expect(matches({ accountNumber }, { accountNumber })).toBe(true);
				const longer = `${before}${accountNumber}${behind}`;
				fc.pre(longer !== accountNumber);
				expect(matches({ accountNumber }, { accountNumber: longer })).toBe(false);
				expect(matches({ accountNumber: longer }, { accountNumber })).toBe(false);
			}),
		);
	});
});

describe('What the portal is asked', () => {
	it('is everything that it can apply, by names that it knows', () => {
		expect(
			serverFilter({ accountNumber: '356/1', xmlId: 'A', paid: 'N', sumFrom: 5, text: 'x' }),
		).toEqual({ '=accountNumber': '356/1', '=xmlId': 'A', '=paid': 'N', '>=sum': 5 });
	});

	it('includes the fields that are checked afterwards', () => {
		expect(fieldsSeen({ paid: 'Y' })).toEqual([]);
		expect(fieldsSeen({ xmlId: 'A' })).toEqual(['xmlId']);
		expect(fieldsSeen({ xmlId: 'A', text: 'x' })).toContain('xmlId');
		expect(fieldsSeen({ text: 'x' })).toContain('comments');
	});
});
