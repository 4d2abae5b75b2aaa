import { search, type OrderName } from '../../nodes/Bitrix24Payments/portal/paymentSearch';
import { filtersOf, lineTo, refusing, storeOf, type Stock } from './store';
import { failureOf } from './support';

const order = (id: number, accountNumber: string) => ({
	id,
	accountNumber,
	currency: 'EUR',
	price: 100,
	responsibleId: 1,
});
const paymentOf = (orderId: number, id: number) => ({
	id,
	orderId,
	accountNumber: `${orderId}/${id}`,
	paid: 'N',
	comments: 'Of no concern',
});

const STOCK: Stock = {
	orders: [order(17, 'A17'), order(18, '17'), order(19, 'B-1'), order(20, 'b-1'), order(21, '21')],
	payments: [
		paymentOf(17, 3),
		paymentOf(17, 1),
		paymentOf(18, 2),
		paymentOf(19, 4),
		paymentOf(20, 5),
		paymentOf(99, 6),
	],
};

/** What a search for the payments of these orders comes to, as IDs, and what it asked. */
async function seek(names: readonly OrderName[], answer = storeOf(STOCK)) {
	const { sent, send } = lineTo(answer);
	const looks = names.map((name) => ({ show: 'paymentsOfOrder', order: name }) as const);
	return { replies: await search(looks, send), sent };
}

async function found(...names: OrderName[]): Promise<unknown[]> {
	const { replies } = await seek(names);
	return replies.map((reply) => {
		if (reply.kind !== 'value') throw reply.failure;
		const { orders, payments } = reply.value as Record<string, Array<{ id: number }>>;
		return { orders: orders?.map(({ id }) => id), payments: payments?.map(({ id }) => id) };
	});
}

describe('A search for the payments of an order', () => {
	it('finds the order by its number and all of its payments, oldest first', async () => {
		expect(await found({ number: 'A17' })).toStrictEqual([{ orders: [17], payments: [1, 3] }]);
	});

	it('finds it by its ID, also where another order has that as its number', async () => {
		expect(await found({ id: 17 }, { number: '17' })).toStrictEqual([
			{ orders: [17], payments: [1, 3] },
			{ orders: [18], payments: [2] },
		]);
	});

	it('shows every order that has the number, whatever its case', async () => {
		expect(await found({ number: 'B-1' })).toStrictEqual([{ orders: [19, 20], payments: [4, 5] }]);
	});

	it('shows an order without payments, and no order where there is none', async () => {
		expect(await found({ id: 21 }, { number: '21' }, { id: 99 }, { number: '99' })).toStrictEqual([
			{ orders: [21], payments: [] },
			{ orders: [21], payments: [] },
			{ orders: [], payments: [] },
			{ orders: [], payments: [] },
		]);
	});

	it('takes the shorter reading of a number only where no order has the longer one', async () => {
		expect(await found({ number: '#17', bare: '17' }, { number: 'A17', bare: '17' })).toStrictEqual(
			[
				{ orders: [18], payments: [2] },
				{ orders: [17], payments: [1, 3] },
			],
		);
	});

	it('shows of an order and of a payment what is needed of them', async () => {
		const { replies } = await seek([{ id: 18 }]);
		expect(replies).toStrictEqual([
			{
				kind: 'value',
				value: {
					orders: [{ id: 18, accountNumber: '17', currency: 'EUR', price: 100 }],
					payments: [{ id: 2, orderId: 18, accountNumber: '18/2', paid: 'N' }],
				},
			},
		]);
	});

	it('costs two requests for all orders: one for them, one for their payments', async () => {
		const { sent } = await seek([
			{ number: 'A17', bare: '17' },
			{ id: 21 },
			{ number: 'a17' },
			{ id: 21 },
		]);
		expect(filtersOf(sent)).toStrictEqual([
			[
				['sale.order.list', { '=accountNumber': ['a17', '17'] }],
				['sale.order.list', { '=id': ['21'] }],
			],
			[['sale.payment.list', { '=orderId': ['17', '18', '21'] }]],
		]);
	});

	it('looks for no payments where there is no order', async () => {
		const { sent } = await seek([{ id: 99 }]);
		expect(filtersOf(sent)).toStrictEqual([[['sale.order.list', { '=id': ['99'] }]]]);
	});

	it.each([['sale.order.list'], ['sale.payment.list']])(
		'shows nothing where %s is refused, but why',
		async (method) => {
			const { replies } = await seek(
				[{ number: 'A17' }, { id: 18 }],
				refusing(method, storeOf(STOCK)),
			);
			expect(replies.map(({ kind }) => kind)).toStrictEqual(['refused', 'refused']);
			expect(replies.map((reply) => failureOf(reply).code)).toStrictEqual([
				'SCOPE_MISSING',
				'SCOPE_MISSING',
			]);
		},
	);

	it('asks for no payments where the list of orders is refused', async () => {
		const { sent } = await seek([{ id: 17 }], refusing('sale.order.list', storeOf(STOCK)));
		expect(sent).toHaveLength(1);
	});

	it('by its ID is not disturbed by a search by number that fails', async () => {
		const store = storeOf(STOCK);
		const { replies } = await seek([{ number: 'A17' }, { id: 18 }], (command) =>
			'=accountNumber' in (command.params.filter as object)
				? { error: 'insufficient_scope' }
				: store(command),
		);
		expect(replies).toMatchObject([
			{ kind: 'refused' },
			{ kind: 'value', value: { orders: [{ id: 18 }], payments: [{ id: 2 }] } },
		]);
	});
});
