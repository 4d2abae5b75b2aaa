import { Failure } from '../../nodes/Bitrix24Payments/portal/failure';
import { ofOwners } from '../../nodes/Bitrix24Payments/portal/paymentSearch';
import { filtersOf, lineTo, refusing, storeOf, type Stock } from './store';

const DEAL = 2;
const INVOICE = 31;

const STOCK: Stock = {
	orderEntity: [
		{ orderId: 17, ownerId: 65, ownerTypeId: DEAL },
		{ orderId: 18, ownerId: 65, ownerTypeId: DEAL },
		{ orderId: 19, ownerId: 66, ownerTypeId: DEAL },
		{ orderId: 20, ownerId: 65, ownerTypeId: INVOICE },
	],
	payments: [
		{ id: 1, orderId: 17, paid: 'N', comments: 'Of no concern' },
		{ id: 2, orderId: 18, paid: 'Y' },
		{ id: 3, orderId: 17, paid: 'N' },
		{ id: 4, orderId: 20, paid: 'N' },
		{ id: 5, orderId: 21, paid: 'N' },
	],
};

async function seek(typeId: number, ids: readonly number[], answer = storeOf(STOCK)) {
	const { sent, send } = lineTo(answer);
	return { found: await ofOwners(typeId, ids, send), sent };
}

async function idsOf(typeId: number, ...ids: number[]): Promise<unknown> {
	const { found } = await seek(typeId, ids);
	if (found instanceof Failure) throw found;
	return found.map((payments) => payments.map(({ id }) => id));
}

describe('The payments of deals and invoices by way of their orders', () => {
	it('are those of all orders of each, newest first', async () => {
		expect(await idsOf(DEAL, 65)).toStrictEqual([[3, 2, 1]]);
	});

	it('are none where an order has no payment, or where there is no order', async () => {
		expect(await idsOf(DEAL, 66, 67, 65)).toStrictEqual([[], [], [3, 2, 1]]);
	});

	it('are not those of an invoice with the ID of the deal', async () => {
		expect(await idsOf(INVOICE, 65)).toStrictEqual([[4]]);
	});

	it('show the fields of the short form', async () => {
		const { found } = await seek(INVOICE, [65]);
		expect(found).toStrictEqual([[{ id: 4, orderId: 20, paid: 'N' }]]);
	});

	it('cost two requests', async () => {
		const { sent } = await seek(DEAL, [65, 66]);
		expect(filtersOf(sent)).toStrictEqual([
			[['crm.orderentity.list', { '=ownerTypeId': DEAL, '=ownerId': ['65', '66'] }]],
			[['sale.payment.list', { '=orderId': ['17', '18', '19'] }]],
		]);
	});

	it.each([['crm.orderentity.list'], ['sale.payment.list']])(
		'are not to be had where %s is refused',
		async (method) => {
			const { found } = await seek(DEAL, [65], refusing(method, storeOf(STOCK)));
			expect(found).toBeInstanceOf(Failure);
			expect((found as Failure).code).toBe('SCOPE_MISSING');
		},
	);

	it.each<[string, Stock['orderEntity']]>([
		['a deal that was not asked for', [{ orderId: 17, ownerId: 64, ownerTypeId: DEAL }]],
		['an invoice for a deal', [{ orderId: 17, ownerId: 65, ownerTypeId: INVOICE }]],
	])('are not to be had where the list shows %s', async (_what, orderEntity) => {
		const { found, sent } = await seek(DEAL, [65], () => ({ result: { orderEntity } }));
		expect(found).toBeInstanceOf(Failure);
		expect((found as Failure).code).toBe('BAD_RESPONSE');
		expect(sent).toHaveLength(1);
	});
});
