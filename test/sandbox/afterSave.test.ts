import { SEED, type FaultName, type FaultRule } from '../../sandbox/portal';
import { batch, call, usePortal } from './support';

const use = usePortal();
const DEAL = { entityTypeId: 2, entityId: SEED.dealWithoutPayments };
const row = (id: number) => use.portal.ledger.payment(id);
const send = async (method: string, params: object = {}) =>
	await call(use.portal.webhook, method, params);
const arrange = (fault: FaultName, rule: Partial<FaultRule> = {}) =>
	use.portal.faults.add({ fault, ...rule });

interface Write {
	readonly method: string;
	readonly query: string;
	isDone(): boolean;
}

const newest = () => use.portal.ledger.payments().at(-1);

const WRITES: readonly Write[] = [
	{ method: 'crm.item.payment.pay', query: 'id=1001', isDone: () => row(1001)?.paid === 'Y' },
	{ method: 'crm.item.payment.unpay', query: 'id=1004', isDone: () => row(1004)?.paid === 'N' },
	{
		method: 'crm.item.payment.update',
		query: 'id=1001&fields[paySystemId]=3',
		isDone: () => row(1001)?.paySystemId === 3,
	},
	{
		method: 'crm.item.payment.add',
		query: `entityTypeId=2&entityId=${DEAL.entityId}`,
		isDone: () => newest()?.sum === 0,
	},
	{
		method: 'crm.item.payment.delete',
		query: 'id=1001',
		isDone: () => row(1001) === undefined,
	},
	{
		method: 'sale.payment.update',
		query: 'id=1001&fields[paySystemId]=2&fields[comments]=seen',
		isDone: () => row(1001)?.comments === 'seen',
	},
	{
		method: 'sale.payment.add',
		query: 'fields[orderId]=5037&fields[paySystemId]=2&fields[sum]=77',
		isDone: () => newest()?.sum === 77,
	},
	{ method: 'sale.payment.delete', query: 'id=1001', isDone: () => row(1001) === undefined },
	{
		method: 'sale.paysystem.pay.payment',
		query: 'PAYMENT_ID=1020&PAY_SYSTEM_ID=4',
		isDone: () => row(1020)?.paid === 'Y',
	},
];
const NAMED = WRITES.map((write) => [write.method, write] as const);

const alone = async ({ method, query }: Write) =>
	await call(use.portal.webhook, `${method}?${query}`);
const inBatch = async ({ method, query }: Write) =>
	(await batch(use.portal.webhook, { write: `${method}?${query}`, next: 'scope' })).body.result;

describe('refusedAfterSave', () => {
	const error = { error: '0', error_description: 'Call to a member function getId() on null' };

	test.each(NAMED)('%s is stored and then refused', async (_, write) => {
		arrange('refusedAfterSave', { method: write.method });
		const { status, body } = await alone(write);
		expect([status, body, write.isDone()]).toEqual([400, error, true]);
		expect(use.portal.ledger.journal).toMatchObject([{ outcome: 'refused', changed: true }]);
	});

	test.each(NAMED)('%s inside a batch, which goes on', async (_, write) => {
		arrange('refusedAfterSave', { method: write.method });
		const result = await inBatch(write);
		expect([result.result_error, write.isDone()]).toEqual([{ write: error }, true]);
		expect(Object.keys(result.result)).toEqual(['next']);
	});

	test('any code, text and status, at the payment and time that is asked for', async () => {
		const rule = { code: 'SALE_X', value: 'Later', status: 500 };
		arrange('refusedAfterSave', { ...rule, method: /pay$/, paymentId: 1002, skip: 1 });
		const codes = [];
		for (const id of [1001, 1002, 1002]) {
			codes.push((await send('crm.item.payment.pay', { id })).body.error);
		}
		expect(codes).toEqual([undefined, undefined, 'SALE_X']);
		expect((await send('crm.item.payment.pay', { id: 1002 })).status).toBe(200);
	});
});

describe('bareBatchError', () => {
	test.each([[undefined, null] as const, ['Ошибка', 'Ошибка'] as const])(
		'%j stands in result_error although the command was carried out',
		async (body, printed) => {
			const write = WRITES[0]!;
			arrange('bareBatchError', { method: write.method, body });
			const result = await inBatch(write);
			expect([result.result_error, write.isDone()]).toEqual([{ write: printed }, true]);
			expect(result.result).not.toHaveProperty('write');
		},
	);

	test('a batch that halts stops there', async () => {
		arrange('bareBatchError');
		const cmd = { a: 'crm.item.payment.pay?id=1001', b: 'crm.item.payment.pay?id=1002' };
		await batch(use.portal.webhook, cmd, { halt: 1 });
		expect([row(1001)?.paid, row(1002)?.paid]).toEqual(['Y', 'N']);
	});

	test('leaves single calls alone', async () => {
		arrange('bareBatchError', { times: Infinity });
		expect((await alone(WRITES[0]!)).body.result).toBe(true);
	});
});

describe('lateBooking', () => {
	/** What every read says of a payment: missing, or whether it is paid. */
	async function shown(id: number, orderId: number, entityId: number): Promise<unknown[]> {
		const crm = await send('crm.item.payment.get', { id });
		const sale = await send('sale.payment.get', { id });
		const crmList = await send('crm.item.payment.list', { entityTypeId: 2, entityId });
		const saleList = await send('sale.payment.list', { filter: { '=id': [id] } });
		const order = await send('sale.order.get', { id: orderId });
		const ofList = (rows: Array<{ id: number; paid: string }> = []) =>
			rows.find((one) => one.id === id)?.paid;
		return [
			crm.body.result?.paid,
			sale.body.result?.payment.paid,
			ofList(crmList.body.result),
			ofList(saleList.body.result.payments),
			ofList(order.body.result.order.payments),
		];
	}

	const five = (value: unknown) => Array.from({ length: 5 }, () => value);

	test('is answered at once and seen by reads later', async () => {
		arrange('lateBooking', { method: 'crm.item.payment.pay', delayMs: 3000 });
		expect((await send('crm.item.payment.pay', { id: 1037 })).body.result).toBe(true);
		expect(row(1037)?.paid).toBe('Y');
		expect(await shown(1037, 5037, 25)).toEqual(five('N'));
		use.clock.advance(2999);
		expect(await shown(1037, 5037, 25)).toEqual(five('N'));
		use.clock.advance(1);
		expect(await shown(1037, 5037, 25)).toEqual(five('Y'));
	});

	test('happens once however often it is asked for', async () => {
		arrange('lateBooking', { method: 'crm.item.payment.pay' });
		await send('crm.item.payment.pay', { id: 1001 });
		await send('crm.item.payment.pay', { id: 1001 });
		expect(use.portal.ledger.effects(1001)).toMatchObject({ triggers: 1, receipts: 1 });
		expect((await send('crm.item.payment.get', { id: 1001 })).body.result.paid).toBe('N');
		use.clock.advance(5000);
		expect((await send('crm.item.payment.get', { id: 1001 })).body.result.paid).toBe('Y');
	});

	test('of several changes each is seen at its own time', async () => {
		const comments = async () => (await send('sale.payment.get', { id: 1001 })).body.result.payment;
		const update = async (text: string) =>
			await send('sale.payment.update', { id: 1001, fields: { paySystemId: 2, comments: text } });
		arrange('lateBooking', { delayMs: 10_000 });
		const { body } = await update('first');
		expect(body.result.payment.comments).toBe('first');
		use.clock.advance(4000);
		arrange('lateBooking', { delayMs: 8000 });
		await update('second');
		expect((await comments()).comments).toBe('');
		use.clock.advance(6000);
		expect((await comments()).comments).toBe('first');
		use.clock.advance(2000);
		expect((await comments()).comments).toBe('second');
	});

	test('of a new payment', async () => {
		arrange('lateBooking', { method: 'crm.item.payment.add' });
		const id = (await send('crm.item.payment.add', { ...DEAL, entityId: 25 })).body.result;
		expect(await shown(id, 5037, 25)).toEqual(five(undefined));
		use.clock.advance(5000);
		expect(await shown(id, 5037, 25)).toEqual(five('N'));
	});

	test('of a deletion', async () => {
		arrange('lateBooking', { method: 'crm.item.payment.delete' });
		await send('crm.item.payment.delete', { id: 1037 });
		expect(row(1037)).toBeUndefined();
		expect(await shown(1037, 5037, 25)).toEqual(five('N'));
		use.clock.advance(5000);
		expect(await shown(1037, 5037, 25)).toEqual(five(undefined));
	});

	test('inside a batch, for the read that follows it there', async () => {
		arrange('lateBooking', { method: 'crm.item.payment.pay', paymentId: 1002 });
		const { body } = await batch(use.portal.webhook, {
			a: 'crm.item.payment.pay?id=1001',
			b: 'crm.item.payment.pay?id=1002',
			list: 'sale.payment.list?filter[%3Did][]=1001&filter[%3Did][]=1002',
		});
		expect(body.result.result).toMatchObject({
			a: true,
			b: true,
			list: { payments: [{ paid: 'Y' }, { paid: 'N' }] },
		});
	});

	test('ends with a reset', async () => {
		arrange('lateBooking');
		await send('crm.item.payment.delete', { id: 1001 });
		use.portal.reset();
		await send('crm.item.payment.pay', { id: 1001 });
		expect((await send('crm.item.payment.get', { id: 1001 })).body.result.paid).toBe('Y');
	});
});
