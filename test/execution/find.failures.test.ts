import { find, notSearched } from '../../nodes/Bitrix24Payments/execution/find';
import { pay } from '../../nodes/Bitrix24Payments/operations/payment/pay';
import type { Mode } from '../../nodes/Bitrix24Payments/parameters/paymentRef';
import { Failure, type OwnCode } from '../../nodes/Bitrix24Payments/portal/failure';
import { filtersOf, refusing, storeOf, type Stock } from '../portal/store';
import { portalError, REFUSED_CONNECTION, rig } from '../portal/support';
import { inputOf } from '../support/payments';

const PAYMENT = { paid: 'N', sum: 100, currency: 'EUR' };

const STORE = storeOf({
	orders: [
		{ id: 17, accountNumber: '17' },
		{ id: 18, accountNumber: 'A/18' },
	],
	payments: [
		{ ...PAYMENT, id: 1, orderId: 17, accountNumber: '17/1' },
		{ ...PAYMENT, id: 2, orderId: 17, accountNumber: '17/2', paid: 'Y' },
		{ ...PAYMENT, id: 3, orderId: 18, accountNumber: 'A/18/1', sum: 50 },
	],
});

/** Its first payment is neither paid nor unpaid. */
const BROKEN: Stock = {
	orders: [{ id: 17, accountNumber: '17' }],
	payments: [
		{ ...PAYMENT, id: 1, orderId: 17, accountNumber: '17/1', paid: null },
		{ ...PAYMENT, id: 2, orderId: 17, accountNumber: '17/2' },
	],
};

/** Why none of these is found, and what was asked. */
async function failed(mode: Mode, values: readonly string[], answer = STORE) {
	const { portal, server } = rig();
	server.answer = answer;
	const items = values.map((value) => {
		const { ref } = pay.request(inputOf({ paymentId: { mode, value } }));
		if (!ref) throw new Error('It refers to no payment');
		return { portal, ref, aim: pay.aim, guards: {} };
	});
	const failures = (await find(items)).map((result) => {
		if (!(result instanceof Failure)) throw new Error('It was found');
		return result;
	});
	return { failures, asked: filtersOf([server.executed])[0], server };
}

const NOT_FOUND =
	'Nothing was changed. Check the number. If it is the number of an order, choose Of Order';

describe('The number of a payment that does not exist', () => {
	it('is told with the payments that its order has', async () => {
		const { failures } = await failed('number', ['17/9', 'A/18/7', '#17/8']);
		const ofFirst = 'Order 17 has 2 payments: 17/1 (100 EUR, unpaid), 17/2 (100 EUR, paid)';
		expect(failures.map(({ message, description }) => [message, description])).toEqual([
			['There is no payment with the number 17/9', `${NOT_FOUND}. ${ofFirst}`],
			[
				'There is no payment with the number A/18/7',
				`${NOT_FOUND}. Order A/18 has one payment: A/18/1 (50 EUR, unpaid)`,
			],
			['There is no payment with the number #17/8', `${NOT_FOUND}. ${ofFirst}`],
		]);
		expect(failures.map(({ code, candidates }) => [code, candidates?.length])).toEqual([
			['PAYMENT_NOT_FOUND', 2],
			['PAYMENT_NOT_FOUND', 1],
			['PAYMENT_NOT_FOUND', 2],
		]);
	});

	it('makes each order be looked for once', async () => {
		const { asked } = await failed('number', ['17/8', '17/9', '99/1']);
		expect(asked).toEqual([
			['sale.payment.list', { '=accountNumber': ['17/8', '17/9', '99/1'] }],
			['sale.order.list', { '=accountNumber': ['17', '99'] }],
			['sale.payment.list', { '=orderId': ['17'] }],
		]);
	});

	it.each([
		['its order does not exist, either', '99/1', STORE],
		['its order cannot be looked for', '17/9', refusing('sale.order.list', STORE)],
		['a payment of its order cannot be read', '17/9', storeOf(BROKEN)],
	])('is told without any where %s', async (_what, number, answer) => {
		const { failures } = await failed('number', [number], answer);
		expect(failures).toMatchObject([{ code: 'PAYMENT_NOT_FOUND', description: NOT_FOUND }]);
		expect(failures[0]?.candidates).toBeUndefined();
	});

	it('names no order where it has no slash', async () => {
		const { failures, asked } = await failed('number', ['171']);
		expect(failures[0]?.description).toBe(NOT_FOUND);
		expect(asked).toEqual([['sale.payment.list', { '=accountNumber': ['171'] }]]);
	});
});

describe('A deal or an order without payments', () => {
	it.each<[Mode, string]>([
		['deal', '65'],
		['order', '99/1'],
	])('makes nobody look for others: %s %s', async (mode, value) => {
		const { failures, server } = await failed(mode, [value]);
		expect(failures[0]?.code).toBe('PAYMENT_NOT_FOUND');
		expect(server.requests).toHaveLength(1);
	});
});

describe('A search that fails', () => {
	it('is told in the words of what was looked for, and makes nobody look for others', async () => {
		const { failures, server } = await failed(
			'number',
			['17/1'],
			refusing('sale.payment.list', STORE),
		);
		expect(failures[0]?.code).toBe('SCOPE_MISSING');
		expect(failures[0]?.description).toMatch(
			/^Nothing was changed: payment number 17\/1 could not be looked for\. /,
		);
		expect(server.requests).toHaveLength(1);
	});

	it.each([
		['the portal is not reached', REFUSED_CONNECTION, 'CONNECTION_FAILED'],
		['the portal is busy', portalError('QUERY_LIMIT_EXCEEDED', 503), 'RATE_LIMITED'],
		['a proxy answers', '<html>Bad gateway</html>', 'BAD_RESPONSE'],
	] as const)('does not speak of a change where %s', async (_what, exchange, code) => {
		const { portal, server } = rig();
		server.first = Array.from({ length: 400 }, () =>
			typeof exchange === 'string' ? { kind: 'answered', status: 502, text: exchange } : exchange,
		);
		const { ref } = pay.request(inputOf({ paymentId: { mode: 'deal', value: '65' } }));
		const [result] = ref ? await find([{ portal, ref, guards: {} }]) : [];
		expect(result).toMatchObject({
			code,
			retryable: true,
			message: expect.stringMatching(
				/^Nothing was changed, because deal 65 could not be looked for: /,
			),
			description: expect.stringMatching(
				/^Nothing was changed: deal 65 could not be looked for\. /,
			),
		});
		expect((result as Failure).description).not.toMatch(/this payment|so nothing was changed/);
	});
});

describe('The failure of a search', () => {
	const told = (code: OwnCode, description: string) => {
		const failure = new Failure({ code, message: 'What happened', description, retryable: true });
		const { message, description: words, retryable } = notSearched(failure, { by: 'id', id: 7 });
		return { message, words, retryable };
	};
	const PAYMENT_7 = 'payment 7 could not be looked for';

	it.each<[string, string]>([
		['Run again', 'Run again'],
		['Nothing was changed for this payment. Run again', 'Run again'],
		['Nothing was changed for this payment; run again', 'run again'],
		['Bitrix24 was busy, so nothing was changed. Run again', 'Bitrix24 was busy. Run again'],
		['Nothing was changed for this payment. It was busy, so nothing was changed', 'It was busy'],
	])('loses what it says of a change: %s', (description, kept) => {
		expect(told('REFUSED', description)).toEqual({
			message: 'What happened',
			words: `Nothing was changed: ${PAYMENT_7}. ${kept}`,
			retryable: true,
		});
	});

	it('stays as it is where it says at once that nothing was changed', () => {
		expect(told('BAD_RESPONSE', 'Nothing was changed. Run again')).toEqual({
			message: 'What happened',
			words: 'Nothing was changed. Run again',
			retryable: true,
		});
	});

	it('says later that nothing was changed, and then says so first as well', () => {
		expect(told('REFUSED', 'Run again. Nothing was changed').words).toBe(
			`Nothing was changed: ${PAYMENT_7}. Run again. Nothing was changed`,
		);
	});

	it.each<[OwnCode, boolean]>([
		['BAD_RESPONSE', true],
		['CONNECTION_FAILED', true],
		['RATE_LIMITED', true],
		['ACCESS_DENIED', false],
		['SCOPE_MISSING', false],
	])('is named in its message where that might be one of a change: %s (%p)', (code, isNamed) => {
		expect(told(code, 'Run again').message).toBe(
			isNamed ? `Nothing was changed, because ${PAYMENT_7}: What happened` : 'What happened',
		);
	});
});
