import { SEED, type FaultRule, type WrongPage } from '../../sandbox/portal';
import { batch, call, usePortal } from './support';

const use = usePortal();
const LIST = 'sale.payment.list';
const DEALS = 'crm.item.list';
const list = async (params: object, method = LIST) =>
	await call(use.portal.webhook, method, params);
const deals = async (start = 0) => (await list({ entityTypeId: 2, start }, DEALS)).body;
const arrange = (rule: FaultRule) => use.portal.faults.add(rule);
const wrong = (page: WrongPage, rule: Partial<FaultRule> = {}) =>
	arrange({ fault: 'wrongPage', method: DEALS, page, ...rule });

describe('wrongPage', () => {
	test.each([3, 0, -1, '64', null])('total %j although there is a next', async (total) => {
		wrong({ total });
		const body = await deals();
		expect([body.total, body.next, body.result.items.length]).toEqual([total, 50, 50]);
		expect((await deals()).total).toBe(SEED.deals);
	});

	test('no total although there is a next', async () => {
		wrong({ without: ['total'] });
		const body = await deals();
		expect(body).not.toHaveProperty('total');
		expect(body.next).toBe(50);
	});

	test.each(['50', 0, -50, 'abc', [50]])('next %j', async (next) => {
		wrong({ next });
		expect((await deals()).next).toEqual(next);
	});

	test('a next where there is none, on the last page and on one that was not counted', async () => {
		wrong({ next: 100 }, { times: 2 });
		expect((await deals(50)).next).toBe(100);
		expect((await deals(-1)).next).toBe(100);
	});

	test.each([49, 1, 0])('%d rows and a next', async (rows) => {
		wrong({ rows });
		const body = await deals();
		expect([body.result.items.length, body.next, body.total]).toEqual([rows, 50, SEED.deals]);
	});

	test('of one command of a batch', async () => {
		wrong({ total: 0, next: '50', rows: 2 }, { skip: 1 });
		const command = `${DEALS}?entityTypeId=2`;
		const { result } = (await batch(use.portal.webhook, { a: command, b: command })).body;
		expect(result.result_total).toEqual({ a: SEED.deals, b: 0 });
		expect(result.result_next).toEqual({ a: 50, b: '50' });
		expect([result.result.a.items.length, result.result.b.items.length]).toEqual([50, 2]);
	});

	test('of a list without pages', async () => {
		wrong({ rows: 1, next: 50 }, { method: 'crm.item.payment.list' });
		const { body } = await list({ entityTypeId: 2, entityId: 25 }, 'crm.item.payment.list');
		expect([body.result.length, body.next]).toEqual([1, 50]);
	});
});

describe('ignoredFilter', () => {
	const filter = { '=id': [1001, 1002], '=paid': 'Y' };
	const idsOf = (rows: Array<{ id: number }>) => rows.map(({ id }) => id);

	test('the whole portal is listed', async () => {
		arrange({ fault: 'ignoredFilter', method: LIST });
		expect((await list({ filter })).body.total).toBe(use.portal.ledger.payments().length);
		expect((await list({ filter })).body.total).toBe(0);
	});

	test('or only one key is dropped', async () => {
		arrange({ fault: 'ignoredFilter', method: LIST, value: '=paid' });
		expect(idsOf((await list({ filter })).body.result.payments)).toEqual([1001, 1002]);
	});

	test('in a batch, and in a classic list', async () => {
		arrange({ fault: 'ignoredFilter', times: 2 });
		const { result } = (
			await batch(use.portal.webhook, {
				orders: 'sale.order.list?filter[canceled]=Y',
				systems: 'sale.paysystem.list?FILTER[ID]=3',
			})
		).body.result;
		expect(result.orders.orders.length).toBeGreaterThan(2);
		expect(result.systems).toHaveLength(11);
	});
});

describe('a list that asks for payments by their ids', () => {
	test.each([{ '=id': [1001, '1002'] }, { '@id': [1002] }, { id: 1002 }])(
		'%j concerns them',
		async (filter) => {
			arrange({ fault: 'error500', method: LIST, paymentId: 1002 });
			expect((await list({ filter })).status).toBe(500);
		},
	);

	test.each([{ '=id': [1001] }, { '!=id': [1002] }, { '>id': 1002 }, { '=orderId': 1002 }])(
		'%j does not concern others',
		async (filter) => {
			arrange({ fault: 'error500', method: LIST, paymentId: 1002 });
			expect((await list({ filter })).status).toBe(200);
		},
	);

	test('inside a batch as well', async () => {
		const command = `${LIST}?filter[%3Did][]=1001&filter[%3Did][]=1002`;
		arrange({ fault: 'errorCode', method: LIST, paymentId: 1002, code: 'X' });
		const first = await batch(use.portal.webhook, { list: command });
		expect(first.body.result.result_error.list.error).toBe('X');
		arrange({ fault: 'error500', method: 'batch', paymentId: 1002 });
		expect((await batch(use.portal.webhook, { list: command })).status).toBe(500);
	});
});
