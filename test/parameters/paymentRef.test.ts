import {
	paymentNumber,
	paymentRef,
	refInWords,
	type Mode,
} from '../../nodes/Bitrix24Payments/parameters/paymentRef';
import { HOST, refusal } from '../support/payments';

const refOf = (mode: unknown, value: unknown) =>
	paymentRef({ __rl: true, mode, value }, 'Payment', HOST);

const PAYMENT_LINK = `https://${HOST}/shop/orders/payment/details/1038/`;
const ORDER_LINK = `https://${HOST}/shop/orders/details/5038/`;
const DEAL_LINK = `https://${HOST}/crm/deal/details/25/`;
const INVOICE_LINK = `https://${HOST}/crm/type/31/details/12/`;

const deal = (entityId: number) => ({ by: 'deal', entityTypeId: 2, entityId });
const invoice = (entityId: number) => ({ by: 'invoice', entityTypeId: 31, entityId });

describe('A payment is meant', () => {
	it.each<[Mode, unknown, unknown]>([
		['id', 1038, { by: 'id', id: 1038 }],
		['id', ' 1038 ', { by: 'id', id: 1038 }],
		['id', '\u200b1038', { by: 'id', id: 1038 }],
		['id', PAYMENT_LINK, { by: 'id', id: 1038 }],
		['list', '1038', { by: 'id', id: 1038 }],
		['list', PAYMENT_LINK, { by: 'id', id: 1038 }],
		['url', PAYMENT_LINK, { by: 'id', id: 1038 }],
		['url', '/shop/orders/payment/details/1038/', { by: 'id', id: 1038 }],
		['number', '356/1', { by: 'number', number: '356/1' }],
		['number', 356, { by: 'number', number: '356' }],
		['number', '356 / 1', { by: 'number', number: '356/1' }],
		['number', '№ 356/1', { by: 'number', number: '№ 356/1', bare: '356/1' }],
		['number', '№356/1', { by: 'number', number: '№356/1', bare: '356/1' }],
		['number', '#356/1', { by: 'number', number: '#356/1', bare: '356/1' }],
		['number', 'Nr. 356/1', { by: 'number', number: 'Nr. 356/1', bare: '356/1' }],
		['number', 'Nr.356/1', { by: 'number', number: 'Nr.356/1', bare: '356/1' }],
		['number', 'no 356/1', { by: 'number', number: 'no 356/1', bare: '356/1' }],
		['number', 'n° 356/1', { by: 'number', number: 'n° 356/1', bare: '356/1' }],
		['number', 'na 356/1', { by: 'number', number: 'na 356/1' }],
		['number', 'na. 356/1', { by: 'number', number: 'na. 356/1' }],
		['number', 'NO356/1', { by: 'number', number: 'NO356/1' }],
		['number', 'UN Nr. 356/1', { by: 'number', number: 'UN Nr. 356/1' }],
		['number', '9'.repeat(100), { by: 'number', number: '9'.repeat(100) }],
		['order', '5038', { by: 'order', order: { number: '5038' } }],
		['order', ORDER_LINK, { by: 'order', order: { id: 5038 } }],
		['deal', 25, deal(25)],
		['deal', '25', deal(25)],
		['deal', DEAL_LINK, deal(25)],
		['deal', 'DEAL_25', deal(25)],
		['deal', 'd_25', deal(25)],
		['invoice', '12', invoice(12)],
		['invoice', INVOICE_LINK, invoice(12)],
		['invoice', 'DYNAMIC_31_12', invoice(12)],
		['invoice', 'SMART_INVOICE_12', invoice(12)],
		['invoice', 'T1F_12', invoice(12)],
	])('%s %j', (mode, value, ref) => {
		expect(refOf(mode, value)).toEqual(ref);
	});

	it('by its ID where the value is bare', () => {
		expect(paymentRef('1038', 'Payment', HOST)).toEqual({ by: 'id', id: 1038 });
	});
});

describe('What is plainly something else is refused with the name of the right mode', () => {
	it.each<[Mode, string, string]>([
		['deal', PAYMENT_LINK, 'By URL'],
		['invoice', PAYMENT_LINK, 'By URL'],
		['order', PAYMENT_LINK, 'By URL'],
		['number', PAYMENT_LINK, 'By URL'],
		['id', ORDER_LINK, 'Of Order'],
		['url', ORDER_LINK, 'Of Order'],
		['deal', ORDER_LINK, 'Of Order'],
		['id', DEAL_LINK, 'Of Deal'],
		['invoice', DEAL_LINK, 'Of Deal'],
		['order', 'DEAL_25', 'Of Deal'],
		['number', 'D_25', 'Of Deal'],
		['id', 'DEAL_25', 'Of Deal'],
		['url', INVOICE_LINK, 'Of Invoice'],
		['deal', 'SMART_INVOICE_12', 'Of Invoice'],
		['id', '356/1', 'By Number'],
		['id', '356 / 1', 'By Number'],
		['id', 'A356 /12', 'By Number'],
		['list', '356/ 12', 'By Number'],
		['url', '356/1', 'By Number'],
		['deal', '356/1', 'By Number'],
		['invoice', 'ORD-2026/14', 'By Number'],
	])('%s %j: %s', (mode, value, right) => {
		const failure = refusal(() => refOf(mode, value));
		expect(failure.code).toBe('INVALID_INPUT');
		expect(failure.description).toBe(`Change the mode of 'Payment' to ${right}`);
	});

	it('in words that name both', () => {
		expect(refusal(() => refOf('id', DEAL_LINK)).message).toBe(
			"'Payment' holds the link of a deal, and its mode is By ID",
		);
		expect(refusal(() => refOf('deal', 'T1F_12')).message).toBe(
			"'Payment' holds the name of an invoice, and its mode is Of Deal",
		);
		expect(refusal(() => refOf('invoice', '356/1')).message).toBe(
			"'Payment' holds the number of a payment, and its mode is Of Invoice",
		);
	});
});

describe('What cannot be meant is refused', () => {
	it.each([undefined, null, '', '  ', '\u200b'])('an empty value: %j', (value) => {
		const { message, description } = refusal(() => refOf('deal', value));
		expect(message).toBe("'Payment' is empty");
		expect(description).toMatch(/^An expression may have come out empty/);
	});

	it.each<[Mode, unknown, RegExp]>([
		['id', {}, /^'Payment' is an object$/],
		['id', [1038], /^'Payment' is a list$/],
		['deal', true, /^'Payment' is true$/],
		['id', '/', /^'Payment' has nothing before its slash/],
		['number', '/ 1', /^'Payment' has nothing before its slash/],
		['number', '/12', /^'Payment' has nothing before its slash/],
		['id', '0', /is not an ID: '0'$/],
		['id', '-5', /is not an ID: '-5'$/],
		['id', '01038', /is not an ID/],
		['id', '1038a', /is not an ID/],
		['deal', '1.5', /is not an ID/],
		['invoice', '12/', /is not an ID/],
		['id', '9007199254740993', /is not an ID/],
		['deal', 'LEAD_25', /is not an ID/],
		['deal', 'XDEAL_25', /is not an ID/],
		['deal', 'DEAL_25x', /is not an ID/],
		['deal', 'DEAL_x', /is not an ID/],
		['id', 'see 356/1 there', /is not an ID/],
		['number', '9'.repeat(101), /^'Payment' is no number/],
		['url', `https://${HOST}/crm/contact/details/7/`, /holds a link to another kind of page$/],
		['order', `https://${HOST}/shop/catalog/7/`, /holds a link to another kind of page$/],
		['deal', 'https://other.bitrix24.com/crm/deal/details/25/', /another portal \(other/],
		['deal', `https://${HOST}/crm/type/1036/details/7/`, /holds the link of a CRM record of type/],
	])('%s %j', (mode, value, message) => {
		const failure = refusal(() => refOf(mode, value));
		expect(failure.code).toBe('INVALID_INPUT');
		expect(failure.message).toMatch(message);
	});

	it.each([undefined, 7, 'bogus', 'constructor'])('a mode that there is not: %j', (mode) => {
		const { message, description } = refusal(() => refOf(mode, '1038'));
		expect(message).toMatch(/^'Payment' has no mode /);
		expect(description).toBe('Its modes are list, number, deal, invoice, order, id, url');
	});
});

describe('The number of a payment', () => {
	it.each([
		['№ 356/1', '356/1'],
		[' 356 / 1 ', '356/1'],
		[356, '356'],
	])('%j is %s', (value, number) => {
		expect(paymentNumber(value, 'Number')).toBe(number);
	});

	it.each([undefined, null, '', ' \u200b', {}, [], true])('is empty: %j', (value) => {
		expect(refusal(() => paymentNumber(value, 'Number')).message).toBe("'Number' is empty");
	});
});

describe('What was looked for, in words', () => {
	it.each<[Mode, string, string]>([
		['id', '1038', 'payment 1038'],
		['number', '356/1', 'payment number 356/1'],
		['deal', '25', 'deal 25'],
		['invoice', '12', 'invoice 12'],
		['order', '5038', 'order 5038'],
		['order', ORDER_LINK, 'order with the ID 5038'],
	])('%s %s: %s', (mode, value, words) => {
		expect(refInWords(refOf(mode, value))).toBe(words);
	});
});
