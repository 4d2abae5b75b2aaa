import { SEED } from '../../sandbox/portal';
import { batch, call, usePortal } from './support';

const use = usePortal();
const crm = async (action: string, params: object) =>
	await call(use.portal.webhook, `crm.item.payment.${action}`, params);
const NO_EFFECTS = {
	triggers: 0,
	receipts: 0,
	mails: 0,
	savedEvents: 0,
	paidTransitions: 0,
	unpaidTransitions: 0,
	refunds: 0,
	charges: 0,
	overlappingWrites: 0,
};

describe('pay and unpay (docs/bitrix24.md#pay-and-unpay)', () => {
	test('the first pay stamps the payment and triggers everything', async () => {
		expect((await crm('pay', { id: 1001 })).body.result).toBe(true);
		expect(use.portal.ledger.payment(1001)).toMatchObject({
			paid: 'Y',
			datePaid: '2026-05-14T10:00:00+02:00',
			empPaidId: 1,
		});
		expect(use.portal.ledger.effects(1001)).toEqual({
			...NO_EFFECTS,
			triggers: 1,
			receipts: 1,
			mails: 1,
			savedEvents: 1,
			paidTransitions: 1,
		});
	});

	test('paying again is a no-op that answers true', async () => {
		const before = use.portal.ledger.payment(SEED.alreadyPaid);
		expect((await crm('pay', { id: SEED.alreadyPaid })).body.result).toBe(true);
		expect(use.portal.ledger.payment(SEED.alreadyPaid)).toBe(before);
		expect(use.portal.ledger.effects(SEED.alreadyPaid)).toEqual(NO_EFFECTS);
		expect(use.portal.ledger.journal.at(-1)).toMatchObject({ outcome: 'ok', changed: false });
	});

	test('unpay keeps the date, prints a receipt and triggers nothing', async () => {
		const { datePaid } = use.portal.ledger.payment(SEED.alreadyPaid) ?? {};
		expect((await crm('unpay', { id: SEED.alreadyPaid })).body.result).toBe(true);
		expect(use.portal.ledger.payment(SEED.alreadyPaid)).toMatchObject({ paid: 'N', datePaid });
		expect(use.portal.ledger.effects(SEED.alreadyPaid)).toEqual({
			...NO_EFFECTS,
			receipts: 1,
			savedEvents: 1,
			unpaidTransitions: 1,
		});
	});

	test('a later pay sets a new date', async () => {
		await crm('unpay', { id: SEED.alreadyPaid });
		await crm('pay', { id: SEED.alreadyPaid });
		const { datePaid } = use.portal.ledger.payment(SEED.alreadyPaid) ?? {};
		expect(datePaid).toBe('2026-05-14T10:00:00+02:00');
	});

	test.each(['pay', 'unpay'])('%s of an unknown payment', async (action) => {
		const { status, body } = await crm(action, { id: SEED.unknown });
		expect([status, body]).toEqual([
			400,
			{ error: '0', error_description: 'Payment has not been found' },
		]);
	});

	test('a cancelled order lets paid change in neither direction', async () => {
		const refused = await crm('pay', { id: SEED.cancelledOrder });
		expect(refused.body.error).toBe('SALE_ORDER_PAID_ORDER_CANCELED');
		use.portal.ledger.change(SEED.cancelledOrder, { paid: 'Y' });
		const back = await crm('unpay', { id: SEED.cancelledOrder });
		expect(back.body.error).toBe('SALE_ORDER_PAID_ORDER_CANCELED');
		expect(use.portal.ledger.effects(SEED.cancelledOrder)).toEqual(NO_EFFECTS);
	});

	test('the inner account needs the money', async () => {
		expect((await crm('pay', { id: SEED.innerAccount })).body.result).toBe(true);
		const { status, body } = await crm('pay', { id: SEED.innerAccountEmpty });
		expect(status).toBe(400);
		expect(body.error).toBe('SALE_ORDER_PAYMENT_NOT_ENOUGH_USER_BUDGET_SYNCPAID');
		expect(use.portal.ledger.payment(SEED.innerAccountEmpty)?.paid).toBe('N');
	});

	test('two overlapping pays both take effect: there is no lock', async () => {
		use.portal.faults.add({ fault: 'overlap', method: 'crm.item.payment.pay' });
		const answers = await Promise.all([crm('pay', { id: 1001 }), crm('pay', { id: 1001 })]);
		expect(answers.map(({ body }) => body.result)).toEqual([true, true]);
		expect(use.portal.ledger.effects(1001)).toMatchObject({
			triggers: 2,
			receipts: 2,
			mails: 2,
			overlappingWrites: 1,
		});
	});
});

describe('get and list (docs/bitrix24.md#crm-get-and-list)', () => {
	test('get prints nine fields', async () => {
		expect((await crm('get', { id: SEED.alreadyPaid })).body.result).toEqual({
			id: 1004,
			accountNumber: '5004/1',
			paid: 'Y',
			datePaid: '2026-05-09T11:20:00+02:00',
			empPaidId: 1,
			paySystemId: 2,
			sum: 2300.5,
			currency: 'EUR',
			paySystemName: 'Bank Transfer',
		});
	});

	test('list is a bare array without paging', async () => {
		const { body } = await crm('list', { entityTypeId: 2, entityId: 25 });
		expect(body.result.map(({ id }: { id: number }) => id)).toEqual(SEED.sharedOrder);
		expect(body).not.toHaveProperty('total');
	});

	test.each([
		[{ '=paid': 'Y' }, [1039]],
		[{ '!PAID': 'Y' }, [1037]],
		[{ '@id': [1037, 5] }, [1037]],
		[{ '>=sum': 150 }, [1039]],
		[{ '%accountNumber': '5037' }, [1037, 1039]],
	])('list filters with %j', async (filter, expected) => {
		use.portal.ledger.change(1039, { paid: 'Y' });
		const { body } = await crm('list', { entityTypeId: 2, entityId: 25, filter });
		expect(body.result.map(({ id }: { id: number }) => id)).toEqual(expected);
	});

	test('list sorts', async () => {
		const params = { entityTypeId: 2, entityId: 25, order: { sum: 'desc' } };
		const { body } = await crm('list', params);
		expect(body.result.map(({ id }: { id: number }) => id)).toEqual([1039, 1037]);
	});

	test('list knows no unknown column', async () => {
		const params = { entityTypeId: 2, entityId: 25, filter: { orderNumber: 1 } };
		const { status, body } = await crm('list', params);
		expect(status).toBe(400);
		expect(body.error_description).toContain('Unknown field definition');
	});

	test('list answers an empty list for an entity that does not exist', async () => {
		const { text } = await crm('list', { entityTypeId: 2, entityId: 9999 });
		expect(text).toContain('"result":[]');
	});

	test('list of an invoice', async () => {
		const { body } = await crm('list', { entityTypeId: 31, entityId: 1 });
		expect(body.result).toMatchObject([{ id: SEED.invoice }]);
	});
});

describe('update (docs/bitrix24.md#crm-update)', () => {
	test.each([{ paySystemId: 3 }, { PAY_SYSTEM_ID: 3 }])('%j changes the pay system', async (f) => {
		expect((await crm('update', { id: 1001, fields: f })).body.result).toBe(true);
		expect(use.portal.ledger.payment(1001)).toMatchObject({
			paySystemId: 3,
			paySystemName: 'Cash',
			paySystemIsCash: 'Y',
			paid: 'N',
		});
	});

	test('other keys are dropped, nothing left is an error before the payment is looked up', async () => {
		const { body } = await crm('update', { id: SEED.unknown, fields: { sum: 5 } });
		expect(body.error_description).toBe('Empty fields');
		await crm('update', { id: 1001, fields: { paid: 'Y', sum: 5 } });
		expect(use.portal.ledger.payment(1001)).toMatchObject({ paid: 'Y', sum: 1250 });
	});

	test('an unknown pay system is refused', async () => {
		const { body } = await crm('update', { id: 1001, fields: { paySystemId: 999 } });
		expect(body.error_description).toBe('Payment system has not been found');
	});

	test.each([1001, SEED.alreadyPaid])('paid: true changes nothing on %i', async (id) => {
		const before = use.portal.ledger.payment(id)?.paid;
		expect((await crm('update', { id, fields: { paid: true } })).body.result).toBe(true);
		expect(use.portal.ledger.payment(id)?.paid).toBe(before);
	});
});

describe('add and delete (docs/bitrix24.md#create-and-delete)', () => {
	test('add makes a payment without sum, every time', async () => {
		const params = { entityId: 60, entityTypeId: 2, fields: { paySystemId: 2 } };
		const first = (await crm('add', params)).body.result;
		const second = (await crm('add', params)).body.result;
		expect(second).toBe(first + 1);
		expect(use.portal.ledger.payment(first)).toMatchObject({ sum: 0, paid: 'N', paySystemId: 2 });
		const { body } = await crm('list', { entityTypeId: 2, entityId: 60 });
		expect(body.result).toHaveLength(2);
	});

	test.each([
		[{ entityId: 1, entityTypeId: 1 }, 'does not support payments'],
		[{ entityId: 9999, entityTypeId: 2 }, 'not found'],
	])('add for %j: its own message with the status of a denial', async (params, text) => {
		const { status, body } = await crm('add', params);
		expect([status, body.error]).toEqual([403, '0']);
		expect(body.error_description).toContain(text);
	});

	test('a paid payment cannot be deleted, an open one once', async () => {
		const paid = await crm('delete', { id: SEED.alreadyPaid });
		expect(paid.body.error).toBe('SALE_PAYMENT_DELETE_EXIST_PAID');
		expect((await crm('delete', { id: 1001 })).body.result).toBe(true);
		expect((await crm('delete', { id: 1001 })).body.error).toBe('0');
		expect(use.portal.ledger.payment(1001)).toBeUndefined();
	});
});

test('the journal tells who did what', async () => {
	await batch(use.portal.webhook, { a: 'crm.item.payment.pay?id=1001', b: 'sale.payment.foo' });
	await crm('pay', { id: SEED.unknown });
	expect(use.portal.ledger.journal).toMatchObject([
		{
			method: 'crm.item.payment.pay',
			paymentId: 1001,
			params: { id: '1001' },
			outcome: 'ok',
			changed: true,
		},
		{ method: 'sale.payment.foo', outcome: 'refused', code: '22002' },
		{ paymentId: SEED.unknown, outcome: 'refused', code: '0', changed: false },
	]);
	expect(use.portal.ledger.executed('crm.item.payment.pay')).toBe(1);
	expect(use.portal.ledger.executed('crm.item.payment.pay', SEED.unknown)).toBe(0);
});
