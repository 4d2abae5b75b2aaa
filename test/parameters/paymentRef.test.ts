import fc from 'fast-check';

import {
	paymentNumber,
	paymentRef,
	refInWords,
	type Mode,
} from '../../nodes/Bitrix24Payments/parameters/paymentRef';
import { Failure } from '../../nodes/Bitrix24Payments/portal/failure';
import { HOST, refusal } from '../support/payments';

const refOf = (mode: unknown, value: unknown) =>
	paymentRef({ __rl: true, mode, value }, 'Payment', HOST);

/** The ID where the value says it by itself. */
function read(value: unknown, host = HOST): number {
	const ref = paymentRef(value, 'Payment', host);
	return ref.by === 'id' ? ref.id : NaN;
}

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
		['id', PAYMENT_LINK.replace('https', 'http'), { by: 'id', id: 1038 }],
		['list', '1038', { by: 'id', id: 1038 }],
		['list', PAYMENT_LINK, { by: 'id', id: 1038 }],
		['url', PAYMENT_LINK, { by: 'id', id: 1038 }],
		['url', '/shop/orders/payment/details/1038/', { by: 'id', id: 1038 }],
		['number', '356/1', { by: 'number', number: '356/1' }],
		['number', 356, { by: 'number', number: '356' }],
		['number', '356 / 1', { by: 'number', number: '356/1' }],
		['number', '356 /1', { by: 'number', number: '356/1' }],
		['number', '356/ 1', { by: 'number', number: '356/1' }],
		['number', 'no  356/1', { by: 'number', number: 'no  356/1', bare: '356/1' }],
		['number', 'A№5', { by: 'number', number: 'A№5', bare: 'A# 5' }],
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
		['id', 'see 356/1', /is not an ID/],
		['id', '356/1 there', /is not an ID/],
		['deal', `https://${HOST}/crm/deal/details/25x/`, /another kind of page$/],
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

describe('A payment ID', () => {
	it.each([
		['a number', 1038],
		['a text', '1038'],
		['a text with spaces around', '  1038\n'],
		['a text with what cannot be seen', '\u200b1038\u00a0\ufeff'],
		['wide digits', '１０３８'],
		[
			'a link behind what cannot be seen',
			`\u200e https://${HOST}/shop/orders/payment/details/1038/`,
		],
		['a resource locator by ID', { __rl: true, mode: 'id', value: '1038' }],
		['a resource locator with a number', { __rl: true, mode: 'list', value: 1038 }],
		['the link of the payment', `https://${HOST}/shop/orders/payment/details/1038/`],
		['a link without the last slash', `https://${HOST}/shop/orders/payment/details/1038`],
		['a link with a query', `https://${HOST}/shop/orders/payment/details/1038/?IFRAME=Y#top`],
		['a link with spaces around', ` https://${HOST}/shop/orders/payment/details/1038/ `],
		['a link in another case', `HTTPS://${HOST.toUpperCase()}/Shop/Orders/Payment/Details/1038/`],
		['a link without the host', '/shop/orders/payment/details/1038/'],
		['a link with a parameter', `https://${HOST}/crm/deal/details/5/?payment_id=1038`],
		['a link with a parameter in camel case', `https://${HOST}/pay/?paymentId=1038`],
		[
			'a resource locator by URL',
			{ __rl: true, mode: 'url', value: `https://${HOST}/shop/orders/payment/details/1038/` },
		],
	])('comes from %s', (_what, value) => {
		expect(read(value)).toBe(1038);
	});

	it('may be as large as a safe integer', () => {
		expect(read(Number.MAX_SAFE_INTEGER)).toBe(Number.MAX_SAFE_INTEGER);
		expect(read('9007199254740991')).toBe(Number.MAX_SAFE_INTEGER);
	});

	it.each([
		['nothing', undefined],
		['null', null],
		['an empty text', ''],
		['spaces', '   '],
		['what cannot be seen', '\u200b'],
		['an empty resource locator', { mode: 'id', value: '' }],
		['a resource locator without a value', { mode: 'id' }],
	])('is called empty when it is %s', (_what, value) => {
		expect(refusal(() => read(value)).message).toBe("'Payment' is empty");
	});

	it.each([
		['zero', 0],
		['zero as text', '0'],
		['minus zero', -0],
		['a negative number', -5],
		['a negative text', '-5'],
		['a fraction', 1038.5],
		['a fraction as text', '1038.7'],
		['a whole fraction as text', '1038.0'],
		['a leading zero', '01038'],
		['a plus sign', '+1038'],
		['an exponent', '1e3'],
		['a hexadecimal number', '0x40e'],
		['a thousands separator', '1,038'],
		['text behind', '1038abc'],
		['a number sign', '#1038'],
		['two numbers', '1038 1039'],
		['a list of numbers', '1038,1039'],
		['digits of another script', '١٠٣٨'],
		['a raised digit', '103⁸'],
		['not a number', NaN],
		['infinity', Infinity],
		['a number that is not safe', 2 ** 53],
		['a text that is not safe', '99999999999999999999'],
		['true', true],
		['false', false],
		['a list', [1038]],
		['an empty list', []],
		['an object', { id: 1038 }],
		['a locator in a locator', { mode: 'id', value: { mode: 'id', value: 1038 } }],
		['a big integer', 1038n],
		['a function', () => 1038],
	])('is not %s', (_what, value) => {
		expect(refusal(() => read(value)).message).toMatch(/^'Payment' is /);
	});

	it.each([
		['https://other.bitrix24.com/shop/orders/payment/details/1038/', 'other.bitrix24.com'],
		[`https://${HOST}.example/shop/orders/payment/details/1038/`, `${HOST}.example`],
		[`https://${HOST}:8443/shop/orders/payment/details/1038/`, `${HOST}:8443`],
		[`https://${HOST}@other.example/shop/orders/payment/details/1038/`, 'other.example'],
	])('is not taken from a link to another portal: %s', (link, host) => {
		expect(refusal(() => read(link)).message).toBe(
			`'Payment' holds a link to another portal (${host})`,
		);
	});

	it('is taken from a link of a portal with a port', () => {
		const link = 'https://intranet.example:8443/shop/orders/payment/details/1038/';
		expect(read(link, 'intranet.example:8443')).toBe(1038);
	});

	it.each([
		`https://${HOST}/shop/orders/payment/details/0/`,
		`https://${HOST}/shop/orders/payment/details/99999999999999999999/`,
		`https://${HOST}/pay/?payment_id=abc`,
		`https://${HOST}/pay/?payment_id=`,
		'https://',
		'https://:x/',
	])('is not taken from a link without a usable number: %s', (link) => {
		expect(refusal(() => read(link)).message).toMatch(/^'Payment' /);
	});

	it('is shown in the complaint in short', () => {
		const failure = refusal(() => read('x'.repeat(5000)));
		expect(failure.message.length).toBeLessThan(100);
		expect(refusal(() => read({ token: 'abc' })).message).toBe("'Payment' is an object");
		expect(refusal(() => read([1, 2])).message).toBe("'Payment' is a list");
	});

	it('is a positive safe integer or INVALID_INPUT, whatever the value is', () => {
		const anything = fc.oneof(
			fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true }),
			fc.string({ unit: 'binary' }),
			fc.double(),
			fc.webUrl(),
			fc.webPath().map((path) => `https://${HOST}${path}`),
			fc.bigInt({ min: -10n, max: 10n ** 20n }).map(String),
			fc.record({ mode: fc.constantFrom('id', 'url', 'list'), value: fc.anything() }),
			fc.nat().map((id) => `https://${HOST}/shop/orders/payment/details/${id}/`),
		);
		fc.assert(
			fc.property(anything, (value) => {
				let id: number;
				try {
					id = read(value);
				} catch (error) {
					expect(error).toBeInstanceOf(Failure);
					expect((error as Failure).code).toBe('INVALID_INPUT');
					return;
				}
				expect(Number.isSafeInteger(id)).toBe(true);
				expect(id).toBeGreaterThan(0);
			}),
			{ numRuns: 1000 },
		);
	});
});
