import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { SEED, startPortal, virtualClock, type SandboxPortal } from '../../sandbox/portal';
import {
	AUTH_KINDS,
	replay,
	shapeOf,
	speak,
	type Body,
	type DocumentedMethod,
} from './documentation';

/** The samples of the documentation's pages on orders, replayed as the pages show them. */

const page = (method: string) =>
	JSON.parse(
		readFileSync(join(__dirname, '../fixtures/orders', `${method}.json`), 'utf8'),
	) as DocumentedMethod;
const LIST = page('sale.order.list');
const DELETE = page('sale.order.delete');

let portal: SandboxPortal;
beforeAll(async () => {
	portal = await startPortal({
		clock: virtualClock(),
		latency: { perCommandMs: { '*': 130 } },
		payments: [
			{ id: 90, orderId: 9, sum: 1176, currency: 'USD', paySystemId: 2 },
			{ id: 50, orderId: 5, sum: 20, paySystemId: 2 },
			{ id: 130, orderId: 13, sum: 20, paySystemId: 2 },
		],
	});
});
afterAll(async () => await portal.close());
beforeEach(() => {
	portal.reset();
	speak(portal, 'docs');
	portal.dialect = { ...portal.dialect, operating: false };
});

const ordersIn = (body: Body) => (body.result as { orders: Body[] }).orders;

describe('the page of sale.order.list', () => {
	it.each(AUTH_KINDS)('answers the %s sample in the documented form', async (kind) => {
		const { status, body } = await replay(portal, LIST, { kind });
		const [documented] = ordersIn(LIST.success.body);
		expect(status).toBe(200);
		expect(Object.keys(body)).toEqual(Object.keys(LIST.success.body));
		expect(ordersIn(body).map(({ id }) => id)).toEqual([9, 5]);
		const [order] = ordersIn(body);
		expect(Object.keys(order ?? {})).toEqual(Object.keys(documented ?? {}));
		expect(shapeOf(order)).toEqual(shapeOf(documented));
		expect(shapeOf(body.time)).toEqual(shapeOf(LIST.success.body.time));
	});

	it('keeps to each part of the filter', async () => {
		portal.person.pays(90);
		const { body } = await replay(portal, LIST);
		expect(ordersIn(body).map(({ id }) => id)).toEqual([5]);
		const { filter, ...rest } = LIST.samples.webhook.body as { filter: Body };
		const others = { ...rest, filter: { ...filter, '@personTypeId': [4] } };
		expect(ordersIn((await replay(portal, LIST, { body: others })).body)).toEqual([]);
	});

	it('needs the documented scope', async () => {
		const poor = portal.webhookFor({ scopes: ['crm'] });
		expect(await replay(portal, LIST, { webhook: poor })).toMatchObject({
			status: 403,
			body: { error: 'insufficient_scope' },
		});
	});
});

describe('the page of sale.order.delete', () => {
	it.each(AUTH_KINDS)('answers the %s sample in the documented form', async (kind) => {
		const { status, body } = await replay(portal, DELETE, { kind });
		expect([status, body.result]).toEqual([200, true]);
		expect(shapeOf(body.time)).toEqual(shapeOf(DELETE.success.body.time));
		expect(portal.ledger.payment(50)).toBeUndefined();
		expect(portal.ledger.hasOrder(5)).toBe(false);
	});

	it('knows its errors', async () => {
		const errorOf = async (replacements: Parameters<typeof replay>[2]) =>
			String((await replay(portal, DELETE, replacements)).body.error);
		expect(await errorOf({ body: { id: 404 } })).toBe('200540400001');
		const sales = portal.webhookFor({ userId: SEED.users.sales });
		expect(await errorOf({ webhook: sales })).toBe('200040300020');
		portal.person.pays(50);
		expect(await errorOf({})).toBe('SALE_ORDER_CANCEL_PAYMENT_EXIST_ACTIVE');
		expect(portal.ledger.hasOrder(5)).toBe(true);
	});
});
