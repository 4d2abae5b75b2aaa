import { SEED, startPortal, type SandboxPortal } from '../../sandbox/portal';
import { DIALECTS, speak, type Body } from './documentation';
import { Sdk, type SdkClient } from './sdk';

/**
 * Bitrix24's own SDK against the sandbox portal: a client that nobody here wrote, so that portal
 * and node cannot agree on a protocol of their own.
 *
 * Not possible: the SDK's https (the portal is loopback http), its pauses at the portal's limits
 * (it sleeps in real time), and authorizing in a browser (it takes tokens only).
 */

let portal: SandboxPortal;
let sdk: Sdk;
let admin: SdkClient;
beforeAll(async () => {
	portal = await startPortal();
	admin = { webhook: portal.webhook };
	sdk = new Sdk();
});
afterAll(async () => {
	await sdk.close();
	await portal.close();
});
beforeEach(() => portal.reset());

const id = SEED.docsPay;

const call = async (method: string, params: Body) =>
	await sdk.value(admin, 'call', { method, params });

const result = async (method: string, params: Body) => (await call(method, params)).result;

const refusal = async (method: string, params: Body, client = admin) =>
	(await sdk.run(client, 'call', { method, params })).failure;

describe('single calls of the SDK over a webhook', () => {
	it('reads, pays, and finds the payment paid', async () => {
		expect(await result('crm.item.payment.get', { id })).toMatchObject({ id, paid: 'N' });
		expect(await result('crm.item.payment.pay', { id })).toBe(true);
		expect(await result('crm.item.payment.get', { id })).toMatchObject({ id, paid: 'Y' });
		expect(portal.ledger.payment(id)?.paid).toBe('Y');
	});

	it('unpays', async () => {
		await result('crm.item.payment.unpay', { id: SEED.alreadyPaid });
		expect(portal.ledger.payment(SEED.alreadyPaid)?.paid).toBe('N');
	});

	it('updates a payment and gets it back', async () => {
		const fields = { paySystemId: 1, comments: 'A & B #1 + "c" = 100 %', sum: 99.5 };
		const answer = await result('sale.payment.update', { id: SEED.docsUpdate, fields });
		expect(answer).toMatchObject({ payment: { id: SEED.docsUpdate, ...fields } });
	});

	it('pays via a payment system with a REST handler', async () => {
		const [payment = 0] = SEED.restHandler;
		const params = { PAYMENT_ID: payment, PAY_SYSTEM_ID: SEED.paySystems.restHandler };
		expect(await result('sale.paysystem.pay.payment', params)).toBe(true);
		expect(portal.ledger.payment(payment)?.paid).toBe('Y');
	});

	it('understands `time` and reports success', async () => {
		const answer = await call('crm.item.payment.pay', { id });
		expect(answer).toMatchObject({ isSuccess: true, status: 200, result: true });
		expect(answer.time).toMatchObject({ duration: expect.any(Number) });
	});

	it('reads the bare lists that have no pages', async () => {
		const ofDeal = { entityId: 25, entityTypeId: 2 };
		expect(await result('crm.item.payment.list', ofDeal)).toHaveLength(SEED.sharedOrder.length);
		expect(await result('sale.paysystem.list', {})).toContainEqual(
			expect.objectContaining({ ID: SEED.paySystems.restHandler, NAME: 'Acme Pay (REST)' }),
		);
	});

	it('adds query parameters of its own, which do not disturb the method', async () => {
		await call('crm.item.payment.pay', { id });
		expect(portal.requests.at(-1)?.path).toContain('bx24_sdk_type=b24-js-sdk');
		expect(portal.ledger.journal.at(-1)).toMatchObject({ paymentId: id, outcome: 'ok' });
	});
});

describe('batches of the SDK', () => {
	const ids = Array.from({ length: 50 }, (_, index) => 7000 + index);
	const batch = async (calls: object, halt: boolean) =>
		await sdk.value(admin, 'batch', { calls, halt });

	beforeEach(() => ids.forEach((payment) => portal.ledger.addPayment({ id: payment, sum: 5 })));

	it('pays fifty payments in one request', async () => {
		const calls = ids.map((payment) => ['crm.item.payment.pay', { id: payment }]);
		const { replies } = await batch(calls, true);
		expect(Object.values(replies).map(({ result: one }) => one)).toEqual(ids.map(() => true));
		expect(portal.requests).toHaveLength(1);
		expect(ids.every((payment) => portal.ledger.payment(payment)?.paid === 'Y')).toBe(true);
	});

	it('keeps named commands apart, texts and dates included', async () => {
		const text = 'A & B #1 + "c" = 100 % ä';
		const fields = { paySystemId: 1, comments: text, dateBill: '2024-04-10T10:00:00+03:00' };
		const { replies } = await batch(
			{
				change: { method: 'sale.payment.update', params: { id: SEED.docsUpdate, fields } },
				look: { method: 'crm.item.payment.get', params: { id } },
			},
			true,
		);
		expect(replies.look?.result).toMatchObject({ id });
		expect(portal.ledger.payment(SEED.docsUpdate)).toMatchObject({ comments: text });
		const { dateBill } = portal.ledger.payment(SEED.docsUpdate) ?? {};
		expect(Date.parse(String(dateBill))).toBe(Date.UTC(2024, 3, 10, 7));
	});

	it('refers to the result of an earlier command', async () => {
		await batch(
			{
				first: { method: 'crm.item.payment.get', params: { id } },
				second: { method: 'crm.item.payment.pay', params: { id: '$result[first][id]' } },
			},
			true,
		);
		expect(portal.ledger.payment(id)?.paid).toBe('Y');
	});

	it('goes on after a refused command without halt, and tells which one it was', async () => {
		const { replies } = await batch(
			{
				good: { method: 'crm.item.payment.pay', params: { id } },
				bad: { method: 'crm.item.payment.pay', params: { id: SEED.cancelledOrder } },
				after: { method: 'crm.item.payment.pay', params: { id: SEED.bankStatement[0] } },
			},
			false,
		);
		expect(replies.good).toMatchObject({ isSuccess: true, result: true });
		expect(replies.bad).toMatchObject({
			isSuccess: false,
			failure: { code: 'SALE_ORDER_PAID_ORDER_CANCELED' },
		});
		expect(portal.ledger.payment(SEED.bankStatement[0])?.paid).toBe('Y');
	});

	it('stops after a refused command with halt', async () => {
		const calls = [SEED.cancelledOrder, id].map((one) => ['crm.item.payment.pay', { id: one }]);
		expect((await batch(calls, true)).isSuccess).toBe(false);
		expect(portal.ledger.payment(id)?.paid).toBe('N');
	});

	it('walks through more than fifty commands in chunks', async () => {
		const calls = [...ids, ...ids].map((payment) => ['crm.item.payment.get', { id: payment }]);
		const { rows } = await sdk.value(admin, 'chunks', { calls });
		expect(rows).toHaveLength(100);
		expect(portal.requests.map(({ method }) => method)).toEqual(['batch', 'batch']);
	});
});

describe('lists of the SDK', () => {
	beforeEach(() => {
		for (let number = 0; number < 120; number += 1) {
			portal.ledger.addPayment({ id: 8000 + number, sum: 1 });
		}
	});

	it('collects all payments page by page, with the last id as its cursor', async () => {
		const { rows } = await sdk.value(admin, 'list', {
			method: 'sale.payment.list',
			params: { filter: { '>=id': 8000 }, select: ['id', 'paid'] },
			idKey: 'id',
			customKeyForResult: 'payments',
		});
		const expected = Array.from({ length: 120 }, (_, number) => 8000 + number);
		expect(rows.map((row) => row.id)).toEqual(expected);
		expect(portal.requests).toHaveLength(3);
	});

	it('turns the pages of a counted list with `next` and `total`', async () => {
		const task = { method: 'sale.payment.list', params: { filter: { '>=id': 8000 } } };
		const { total, pages } = await sdk.value(admin, 'pages', task);
		expect(total).toBe(120);
		const sizes = (pages as Array<{ payments: unknown[] }>).map(({ payments }) => payments.length);
		expect(sizes).toEqual([50, 50, 20]);
	});

	it.each([
		['classic', { method: 'crm.deal.list' }],
		[
			'universal',
			{
				method: 'crm.item.list',
				params: { entityTypeId: 2 },
				idKey: 'id',
				customKeyForResult: 'items',
			},
		],
	])('collects the deals of the %s list', async (_name, task) => {
		const { rows } = await sdk.value(admin, 'list', task);
		expect(rows).toHaveLength(SEED.deals);
	});
});

describe('errors as the SDK sees them', () => {
	it.each(Object.keys(DIALECTS) as Array<'docs' | 'code'>)(
		'recognises codes that are words: %s',
		async (dialect) => {
			speak(portal, dialect);
			const params = { PAYMENT_ID: 1, PAY_SYSTEM_ID: SEED.paySystems.unknown };
			expect(await refusal('sale.paysystem.pay.payment', params)).toEqual({
				code: 'ERROR_CHECK_FAILURE',
				status: 400,
				text: 'Pay system not found',
			});
			expect(await refusal('no.such.method', {})).toMatchObject({
				code: 'ERROR_METHOD_NOT_FOUND',
				status: 404,
			});
		},
	);

	it('recognises digits in a string and loses the code of digits as a number', async () => {
		const params = { id: SEED.unknown, fields: { paySystemId: 1 } };
		speak(portal, 'code');
		expect(await refusal('sale.payment.update', params)).toMatchObject({ code: '200640400001' });
		speak(portal, 'docs');
		expect(await refusal('sale.payment.update', params)).toMatchObject({
			code: 'ERR_BAD_REQUEST',
			status: 400,
		});
	});

	it('fails on code 0 in both dialects because of the HTTP status', async () => {
		for (const dialect of ['docs', 'code'] as const) {
			speak(portal, dialect);
			const failure = await refusal('crm.item.payment.pay', { id: SEED.unknown });
			expect(failure).toMatchObject({ status: 400 });
		}
	});

	it.each([
		['docs', true],
		['code', false],
	] as const)(
		'inside a batch takes the number 0 for success, not the string: %s, %p',
		async (dialect, isSuccess) => {
			speak(portal, dialect);
			const calls = { one: { method: 'crm.item.payment.pay', params: { id: SEED.unknown } } };
			const { replies } = await sdk.value(admin, 'batch', { calls, halt: false });
			expect(replies.one?.isSuccess).toBe(isSuccess);
		},
	);

	it.each([
		['docs', 403],
		['code', 401],
	] as const)('reports a missing scope: %s, %i', async (dialect, status) => {
		speak(portal, dialect);
		const client = { webhook: portal.webhookFor({ scopes: ['sale'] }) };
		expect(await refusal('crm.item.payment.pay', { id }, client)).toMatchObject({
			code: 'insufficient_scope',
			status,
		});
	});
});
