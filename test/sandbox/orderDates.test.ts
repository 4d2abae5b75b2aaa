import { SEED } from '../../sandbox/portal';
import { batch, call, usePortal } from './support';

/** An order's `dateUpdate`, as the server moves it (docs/bitrix24.md#order-dates). */

const use = usePortal();
const [FIRST, SECOND] = SEED.bankStatement;
const ORDER = 4000 + FIRST;
const SEEDED_ON = '2026-04-20T10:00:00+02:00';
const rest = async (method: string, params: object = {}) =>
	(await call(use.portal.webhook, method, params)).body;
const list = async (filter: object, more: object = {}) =>
	(await rest('sale.order.list', { filter, select: ['id', 'dateUpdate'], ...more })).result
		.orders as Array<{
		id: number;
		dateUpdate: string;
	}>;
const dateOf = async (id: number) => (await list({ '=id': id }))[0]?.dateUpdate;

/** The portal's present moment, as it writes it. */
function now(): string {
	return new Date(use.portal.clock.now() + 7_200_000).toISOString().slice(0, 19) + '+02:00';
}

describe('dateUpdate', () => {
	beforeEach(() => use.clock.advance(61_000));

	test.each<[string, () => unknown]>([
		['pay', () => rest('crm.item.payment.pay', { id: FIRST })],
		['delete', () => rest('crm.item.payment.delete', { id: FIRST })],
		['add', () => rest('crm.item.payment.add', { entityTypeId: 2, entityId: 1 })],
		[
			'sale.payment.update',
			() => rest('sale.payment.update', { id: FIRST, fields: { paySystemId: 2, comments: 'x' } }),
		],
		[
			'sale.payment.add',
			() => rest('sale.payment.add', { fields: { orderId: ORDER, paySystemId: 2 } }),
		],
		['sale.payment.delete', () => rest('sale.payment.delete', { id: FIRST })],
		['a person who pays', () => use.portal.person.pays(FIRST)],
		['a person who deletes', () => use.portal.person.deletes(FIRST)],
		['a person who does something else', () => use.portal.person.touchesOrder(ORDER)],
		['a change by hand', () => use.portal.ledger.change(FIRST, { comments: 'x' })],
	])('moves by %s, and no other order with it', async (_, change) => {
		expect(await dateOf(ORDER)).toBe(SEEDED_ON);
		await change();
		expect(await dateOf(ORDER)).toBe(now());
		expect(await dateOf(4000 + SECOND)).toBe(SEEDED_ON);
	});

	test.each<[string, () => unknown]>([
		['what changes nothing', () => rest('crm.item.payment.unpay', { id: FIRST })],
		['a refusal', () => rest('sale.payment.update', { id: FIRST, fields: {} })],
		['a look', () => rest('sale.order.get', { id: ORDER })],
	])('stays with %s', async (_, look) => {
		await look();
		expect(await dateOf(ORDER)).toBe(SEEDED_ON);
	});

	test('is that of the save, not that of the load', async () => {
		use.portal.when({ method: 'crm.item.payment.pay' }, 'saving', () => use.clock.advance(30_000));
		await rest('crm.item.payment.pay', { id: FIRST });
		expect(await dateOf(ORDER)).toBe(now());
	});

	test('goes with the order', async () => {
		expect(await rest('sale.order.delete', { id: ORDER })).toMatchObject({ result: true });
		expect(await list({ '=id': ORDER })).toEqual([]);
		expect((await rest('sale.payment.get', { id: FIRST })).error).toBe('200640400001');
		expect((await rest('crm.item.payment.list', { entityTypeId: 2, entityId: 1 })).result).toEqual(
			[],
		);
	});
});

describe('the list by dateUpdate', () => {
	test('filters by moments, whatever zone they are written in', async () => {
		use.clock.advance(60_000);
		use.portal.person.pays(FIRST);
		const utc = new Date(use.portal.clock.now()).toISOString().slice(0, 19) + '+00:00';
		expect((await list({ '>=dateUpdate': utc })).map(({ id }) => id)).toEqual([ORDER]);
		expect((await list({ '>=dateUpdate': now() })).map(({ id }) => id)).toEqual([ORDER]);
		expect(await list({ '>dateUpdate': now() })).toEqual([]);
		expect(await list({ '>=dateUpdate': utc, '<dateUpdate': utc })).toEqual([]);
	});

	test.each([
		[{ '>=dateUpdated': '2030-01-01T00:00:00+00:00' }],
		[{ '>=DATE_UPDATE': '2030-01-01T00:00:00+00:00' }],
		[{ '>=dateUpdate': 'soon' }],
		[{ '>=dateUpdate': '' }],
	])('drops %j without a word, and shows the whole portal', async (filter) => {
		expect(await list(filter)).toHaveLength((await list({})).length);
	});

	test('sorts by it, and by key within a batch', async () => {
		use.clock.advance(60_000);
		use.portal.person.pays(SECOND);
		const [newest] = await list({}, { order: { dateUpdate: 'desc' } });
		expect(newest?.id).toBe(4000 + SECOND);
		for (let count = 0; count < 60; count++) use.portal.ledger.addPayment({ sum: 1 });
		const pages = await batch(use.portal.webhook, {
			one: 'sale.order.list?order[id]=asc&select[0]=id',
			two: 'sale.order.list?order[id]=asc&select[0]=id&filter[>id]=$result[one][orders][49][id]',
		});
		const { one, two } = pages.body.result.result;
		expect(two.orders[0].id).toBeGreaterThan(one.orders[49].id);
	});
});
