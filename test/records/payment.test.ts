import fc from 'fast-check';

import {
	numberOf,
	orderOf,
	paymentFrom,
	simplified,
} from '../../nodes/Bitrix24Payments/records/payment';
import { payment } from '../support/payments';

/** What the order of a payment is called when a read shows these fields. */
function namesFor(fields: object): string[] | undefined {
	const names = orderOf(payment({ accountNumber: '', ...fields }));
	return names && [...names];
}

describe('The order of a payment', () => {
	it.each([
		['its ID', { orderId: 25 }, ['order 25']],
		['its ID as a text', { orderId: '25' }, ['order 25']],
		['the number of the payment', { accountNumber: '356/1' }, ['number 356']],
		['both', { orderId: 25, accountNumber: '356/1' }, ['order 25', 'number 356']],
		['a number that holds a slash itself', { accountNumber: 'A/12/3' }, ['number a/12']],
		['a number in other letters', { accountNumber: 'АБ-7/2' }, ['number аб-7']],
		['a number with spaces', { accountNumber: ' 356 / 1 ' }, ['number 356']],
		['a number that ends with a slash', { accountNumber: '356/' }, ['number 356']],
	])('is named by %s', (_what, fields, names) => {
		expect(namesFor(fields)).toEqual(names);
	});

	it.each([
		['nothing', {}],
		['a number without a slash', { accountNumber: '356' }],
		['a number that is a number', { accountNumber: 356 }],
		['a slash with nothing before it', { accountNumber: '/1' }],
		['a slash with spaces before it', { accountNumber: '  /1' }],
		['an empty ID', { orderId: '' }],
		['an ID of null', { orderId: null }],
		['an ID that is none', { orderId: 'x' }],
	])('is not known from %s', (_what, fields) => {
		expect(namesFor(fields)).toBeUndefined();
	});

	it('has a name in common, however much of it was read', () => {
		const number = fc.stringMatching(/^[A-Z0-9/ -]{1,8}[A-Z0-9]$/);
		fc.assert(
			fc.property(fc.integer({ min: 1 }), number, (orderId, order) => {
				const full = namesFor({ orderId, accountNumber: `${order}/1` }) ?? [];
				const short = namesFor({ accountNumber: `${order.toLowerCase()}/2` }) ?? [];
				expect(full.some((name) => short.includes(name))).toBe(true);
			}),
		);
	});
});

describe('A payment', () => {
	const FIELDS = { id: 5, paid: 'Y', sum: '100.5000', paySystemId: '7', currency: 'EUR' };

	it.each([
		['bare', FIELDS],
		['inside `payment`', { payment: FIELDS }],
		['with its ID as a text', { ...FIELDS, id: '5' }],
	])('is read %s', (_how, value) => {
		expect(paymentFrom(value, 5)).toMatchObject({
			id: 5,
			paid: 'Y',
			datePaid: null,
			sum: 100.5,
			currency: 'EUR',
			paySystemId: 7,
			paySystemName: '',
		});
	});

	it.each([
		['another one', { ...FIELDS, id: 6 }],
		['one without an ID', { paid: 'Y' }],
		['one that does not tell whether it is paid', { id: 5 }],
		['one that tells it in an unknown way', { ...FIELDS, paid: true }],
		['a list', [FIELDS]],
		['true', true],
		['null', null],
		['another one inside `payment`', { id: 5, paid: 'Y', payment: { ...FIELDS, id: 6 } }],
	])('is not read from %s', (_what, value) => {
		expect(paymentFrom(value, 5)).toBeUndefined();
	});

	it('is simplified to nine fields, and its order where that was read', () => {
		const short = simplified(payment({ empPaidId: '1' }));
		expect(Object.keys(short)).toHaveLength(9);
		expect(short).toMatchObject({ id: 1038, accountNumber: '356/1', empPaidId: 1 });
		expect(simplified(payment({ orderId: '25' }))).toMatchObject({ orderId: 25 });
	});
});

describe('A number in an answer', () => {
	it.each([
		[5, 5],
		['5.5', 5.5],
		['0', 0],
		['', null],
		[null, null],
		[undefined, null],
		['x', null],
		[Infinity, null],
	])('%p is %p', (value, number) => {
		expect(numberOf(value)).toBe(number);
	});
});
