import fc from 'fast-check';

import { paymentId, recordId } from '../../nodes/Bitrix24Payments/parameters/ids';
import { Failure } from '../../nodes/Bitrix24Payments/portal/failure';
import { HOST, refusal } from '../support/payments';

function read(value: unknown, host = HOST): number {
	return paymentId(value, 'Payment', host);
}

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
		expect(refusal(() => read(value)).message).toMatch(/^'Payment' is not an ID: /);
	});

	it('is not the account number of a payment', () => {
		const failure = refusal(() => read(' 356/1 '));
		expect(failure.message).toBe(
			"'Payment' holds an account number (356/1) instead of a payment ID",
		);
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
		['/crm/deal/details/17/', 'a deal'],
		['/crm/type/2/details/17/', 'a deal'],
		['/crm/type/31/details/17/', 'an invoice'],
		['/shop/orders/details/200/', 'an order'],
		['/crm/contact/details/3/', 'a CRM record'],
		['/company/personal/user/1/', 'a page'],
		['/', 'a page'],
	])('is not taken from a link to something else: %s', (path, what) => {
		expect(refusal(() => read(`https://${HOST}${path}`)).message).toBe(
			`'Payment' holds a link to ${what}, not to a payment`,
		);
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
		expect(refusal(() => read({ token: 'abc' })).message).toBe("'Payment' is not an ID: an object");
		expect(refusal(() => read([1, 2])).message).toBe("'Payment' is not an ID: a list");
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

describe('The ID of another record', () => {
	it.each([[7], ['7'], [' 7 '], [{ mode: 'id', value: '7' }]])('comes from %j', (value) => {
		expect(recordId(value, 'Payment System')).toBe(7);
	});

	it.each([[0], [-1], [1.5], ['7a'], [true], [null], [''], [{}], [`https://${HOST}/7/`], ['7/1']])(
		'is not %j',
		(value) => {
			expect(refusal(() => recordId(value, 'Payment System')).message).toMatch(
				/^'Payment System' is (empty$|not an ID: )/,
			);
		},
	);
});
