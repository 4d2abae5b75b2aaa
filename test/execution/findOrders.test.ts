import { findOrders } from '../../nodes/Bitrix24Payments/execution/findOrders';
import { Failure } from '../../nodes/Bitrix24Payments/portal/failure';
import type { OrderName } from '../../nodes/Bitrix24Payments/portal/paymentSearch';
import { filtersOf, refusing, storeOf, type Stock } from '../portal/store';
import { rig, type PortalRig } from '../portal/support';

const SAME = [31, 32, 33, 34, 35, 36].map((id) => ({ id, accountNumber: 'B' }));

const STOCK: Stock = {
	orders: [{ id: 17, accountNumber: 'A17' }, { id: 18, accountNumber: '17' }, ...SAME],
	payments: [{ id: 1, orderId: 17, accountNumber: 'A17/1', paid: 'N' }],
};

function stocked(answer = storeOf(STOCK)): PortalRig {
	const one = rig();
	one.server.answer = answer;
	return one;
}

async function found(orders: readonly OrderName[], { portal } = stocked()) {
	return await findOrders(orders.map((order) => ({ portal, order })));
}

async function failureFor(order: OrderName, answer?: ReturnType<typeof storeOf>) {
	const [result] = await found([order], stocked(answer));
	if (!(result instanceof Failure)) throw new Error('It was found');
	const { code, message, description, retryable, notFound } = result;
	return { code, message, description, retryable, notFound };
}

describe('The orders that items are about', () => {
	it('are found by number or ID, in the order of the items', async () => {
		expect(await found([{ number: '17' }, { id: 17 }, { number: 'a17' }, { id: 18 }])).toEqual([
			{ id: 18 },
			{ id: 17 },
			{ id: 17 },
			{ id: 18 },
		]);
	});

	it('are looked for once, and together', async () => {
		const one = stocked();
		const names = [{ id: 18 }, { number: 'A17' }, { id: 18 }, { number: 'A17' }];
		expect(await found(names, one)).toEqual([{ id: 18 }, { id: 17 }, { id: 18 }, { id: 17 }]);
		expect(filtersOf([one.server.executed])).toEqual([
			[
				['sale.order.list', { '=accountNumber': ['A17'] }],
				['sale.order.list', { '=id': ['18'] }],
				['sale.payment.list', { '=orderId': ['17', '18'] }],
			],
		]);
	});

	it('are those of the portal of their item', async () => {
		const here = stocked();
		const there = stocked(storeOf({ orders: [{ id: 900, accountNumber: 'A17' }] }));
		const items = [here, there, here].map(({ portal }) => ({ portal, order: { number: 'A17' } }));
		expect(await findOrders(items)).toEqual([{ id: 17 }, { id: 900 }, { id: 17 }]);
	});

	it('are not looked for where no item is about one', async () => {
		expect(await findOrders([])).toEqual([]);
	});
});

describe('An order that is not to be found', () => {
	const MAY_DIFFER =
		'Nothing was changed. Check the order in Bitrix24. The number of an order and its ID may differ';

	it.each<[OrderName, string, string]>([
		[{ number: '99' }, 'There is no order with the number 99', MAY_DIFFER],
		[{ id: 99 }, 'There is no order with the ID 99', MAY_DIFFER],
		[
			{ number: 'A17/1' },
			'There is no order with the number A17/1',
			"Nothing was changed. The number of a payment is that of its order with a slash and a number behind it: leave them out, if it is one. Otherwise check the order's number",
		],
	])('is told with what may have been mixed up: %j', async (order, message, description) => {
		expect(await failureFor(order)).toEqual({
			code: 'PAYMENT_NOT_FOUND',
			message,
			description,
			retryable: false,
			notFound: 'surely',
		});
	});

	it('is none of several that have its number, five of which are named', async () => {
		expect(await failureFor({ number: 'b' })).toEqual({
			code: 'PAYMENT_AMBIGUOUS',
			message: 'There are 6 orders with the number b',
			description:
				'Nothing was changed. Their IDs are 31, 32, 33, 34, 35. Give the order by its ID or its link',
			retryable: false,
			notFound: undefined,
		});
	});

	it('is not taken for another one beside which there is a row that cannot be read', async () => {
		const answer = storeOf({ orders: [{ accountNumber: 'A17', id: '' }, ...(STOCK.orders ?? [])] });
		expect(await failureFor({ number: 'A17' }, answer)).toEqual({
			code: 'BAD_RESPONSE',
			message: 'Bitrix24 answered with something else than what was searched for',
			description:
				'Nothing was changed. The portal may be ignoring conditions of a search. Give the payment by its ID, or run again',
			retryable: true,
			notFound: undefined,
		});
	});

	it.each<[OrderName, string]>([
		[{ number: 'A17' }, 'order A17'],
		[{ id: 17 }, 'order with the ID 17'],
	])('is told to be unknown where the search fails: %j', async (order, words) => {
		const failure = await failureFor(order, refusing('sale.order.list', storeOf(STOCK)));
		expect(failure.code).toBe('SCOPE_MISSING');
		expect(
			failure.description.startsWith(`Nothing was changed: ${words} could not be looked for. `),
		).toBe(true);
	});
});
