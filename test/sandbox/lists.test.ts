import { inflateSync } from 'node:zlib';
import { SEED } from '../../sandbox/portal';
import { call, usePortal } from './support';

const use = usePortal();
const rest = async (method: string, params: object = {}) =>
	await call(use.portal.webhook, method, params);
const ids = (items: Array<{ id: number }>) => items.map(({ id }) => id);

describe('crm.item', () => {
	test('list pages through all deals', async () => {
		const first = (await rest('crm.item.list', { entityTypeId: 2 })).body;
		expect([first.result.items.length, first.next, first.total]).toEqual([50, 50, SEED.deals]);
		const rest2 = (await rest('crm.item.list', { entityTypeId: 2, start: first.next })).body;
		expect(ids(rest2.result.items)).toEqual(
			Array.from({ length: SEED.deals - 50 }, (_, index) => 51 + index),
		);
		expect(rest2).not.toHaveProperty('next');
	});

	test.each([
		[{ '%title': 'nordwind' }, { id: 'asc' }, [2, 10, 18, 26, 34, 42, 50, 58]],
		[{ '=id': 7 }, {}, [7]],
		[{ '@id': [7, 3] }, { id: 'desc' }, [7, 3]],
		[{ '>opportunity': 6200 }, { opportunity: 'desc' }, [64, 63]],
		[{ '%title': 'НИЧЕГО' }, {}, []],
	])('filter %j', async (filter, order, expected) => {
		const { body } = await rest('crm.item.list', { entityTypeId: 2, filter, order });
		expect(ids(body.result.items)).toEqual(expected);
	});

	test('select, and invoices', async () => {
		const params = { entityTypeId: 31, select: ['id', 'title'], filter: { id: 1 } };
		const { body } = await rest('crm.item.list', params);
		expect(body.result.items).toEqual([{ id: 1, title: 'Invoice #1, Café Lumière' }]);
	});

	test('an unknown field or type is an error', async () => {
		const field = await rest('crm.item.list', { entityTypeId: 2, filter: { foo: 1 } });
		expect(field.body).toEqual({
			error: 'INVALID_ARG_VALUE',
			error_description: 'Invalid filter: field \u0027foo\u0027 is not allowed in filter',
		});
		expect((await rest('crm.item.list', { entityTypeId: 777 })).body.error).toBe('NOT_FOUND');
	});

	test.each([
		[4, { '%title': 'nordwind' }, [{ id: 12, title: 'Nordwind Logistics' }]],
		[3, { '%lastName': 'álvarez' }, [{ id: 31, name: 'José', lastName: 'Álvarez' }]],
	])('customers are items of type %d', async (entityTypeId, filter, items) => {
		const select = ['title', 'name', 'lastName'];
		const { body } = await rest('crm.item.list', { entityTypeId, filter, select });
		expect(body.result.items).toEqual(items);
	});

	test('conditions inside of conditions, one or all of which have to hold', async () => {
		const either = { logic: 'OR', 0: { '%name': 'mary' }, 1: { '%lastName': 'chen' } };
		const found = await rest('crm.item.list', { entityTypeId: 3, filter: { 0: either } });
		expect(ids(found.body.result.items)).toEqual([32, 34]);
		const both = { 0: either, 1: { '=id': 34 } };
		const fewer = await rest('crm.item.list', { entityTypeId: 3, filter: both });
		expect(ids(fewer.body.result.items)).toEqual([34]);
		const unknown = { 0: { logic: 'OR', 0: { '%title': 'x' } } };
		const refused = await rest('crm.item.list', { entityTypeId: 3, filter: unknown });
		expect(refused.body.error).toBe('INVALID_ARG_VALUE');
	});

	test('deals and invoices are found by their customer, who cannot have payments', async () => {
		const filter = { '@companyId': [12], '@contactId': [32] };
		const { body } = await rest('crm.item.list', { entityTypeId: 2, filter });
		expect(ids(body.result.items)).toEqual([42]);
		const { body: refused } = await rest('crm.item.payment.add', { entityTypeId: 4, entityId: 12 });
		expect(refused.error_description).toBe('Entity type 4 does not support payments');
	});

	test('get', async () => {
		const { body } = await rest('crm.item.get', { entityTypeId: 2, id: 5 });
		expect(body.result.item).toMatchObject({ id: 5, entityTypeId: 2, currencyId: 'EUR' });
		expect((await rest('crm.item.get', { entityTypeId: 2, id: 500 })).body.error).toBe('NOT_FOUND');
	});

	test('crm.deal.list is the classic relative', async () => {
		const params = { FILTER: { '@ID': [1, 2] }, SELECT: ['ID', 'TITLE'], ORDER: { ID: 'DESC' } };
		const { body } = await rest('crm.deal.list', params);
		expect(body.result).toEqual([
			{ ID: '2', TITLE: 'Annual service, Nordwind Logistics' },
			{ ID: '1', TITLE: 'Office furniture, Café Lumière' },
		]);
		expect(body.total).toBe(2);
	});
});

describe('orders', () => {
	test('from an invoice to its payment, as the documentation does it', async () => {
		const binding = await rest('crm.orderentity.list', {
			filter: { ownerId: 1, ownerTypeId: 31 },
			select: ['orderId'],
		});
		expect(binding.body.result.orderEntity).toEqual([{ orderId: 5035 }]);
		const payments = await rest('sale.payment.list', { filter: { '=orderId': 5035 } });
		expect(ids(payments.body.result.payments)).toEqual([SEED.invoice]);
	});

	test('get shows the payments', async () => {
		const { body } = await rest('sale.order.get', { id: 5037 });
		expect(body.result.order).toMatchObject({ id: 5037, price: 300, payed: 'N', canceled: 'N' });
		expect(ids(body.result.order.payments)).toEqual(SEED.sharedOrder);
		expect((await rest('sale.order.get', { id: 1 })).body.error).toBe('200540400001');
	});

	test('list', async () => {
		const { body } = await rest('sale.order.list', { filter: { canceled: 'Y' }, select: ['id'] });
		expect(body.result.orders).toEqual([{ id: 5031 }, { id: 5032 }]);
	});

	test('bindings of orders one may not read are left out', async () => {
		const sales = use.portal.webhookFor({ userId: SEED.users.sales });
		const filter = { ownerTypeId: 2, ownerId: 35 };
		const { body } = await call(sales, 'crm.orderentity.list', { filter });
		expect(body.result.orderEntity).toEqual([]);
	});
});

test('the payment link comes with a real picture', async () => {
	const { body } = await rest('salescenter.payment.getPublicUrl', { id: 1001 });
	const { url, shortUrl, qr } = body.result.payment;
	expect(url).toMatch(/\/pub\/payment\/5001\/1001\/[0-9a-f]{24}\/$/);
	expect(shortUrl).toMatch(/\/~[0-9a-f]{5}$/);
	const png = Buffer.from(qr, 'base64');
	expect(png.subarray(0, 8).toString('latin1')).toBe('\u0089PNG\r\n\u001a\n');
	const length = png.readUInt32BE(33);
	expect(inflateSync(png.subarray(41, 41 + length))).toHaveLength(84 * 85);
	const missing = await rest('salescenter.payment.getpublicurl', { id: SEED.unknown });
	expect(missing.body.error).toBe('200640400001');
});
