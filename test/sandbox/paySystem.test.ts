import { SEED } from '../../sandbox/portal';
import { call, usePortal } from './support';

const use = usePortal();
const pay = async (params: object) =>
	await call(use.portal.webhook, 'sale.paysystem.pay.payment', params);
const payWith = async (id: number, more: object = {}) =>
	await pay({ PAYMENT_ID: id, PAY_SYSTEM_ID: use.portal.ledger.payment(id)?.paySystemId, ...more });
const row = (id: number) => use.portal.ledger.payment(id);

describe('checks of sale.paysystem.pay.payment (docs/bitrix24.md#pay-via-payment-system)', () => {
	test.each([
		[{}, 'Empty field PAY_SYSTEM_ID!'],
		[{ PAY_SYSTEM_ID: 0 }, 'Empty field PAY_SYSTEM_ID!'],
		[{ paymentId: 1020, paySystemId: 4 }, 'Empty field PAY_SYSTEM_ID!'],
		[{ PAY_SYSTEM_ID: 999 }, 'Pay system not found'],
		[{ PAY_SYSTEM_ID: 4 }, 'Empty field PAYMENT_ID'],
		[{ PAY_SYSTEM_ID: 4, PAYMENT_ID: 1001 }, 'Payment with ID=1001 and PAY_SYSTEM_ID=4 not found'],
	])('%j: %s', async (params, text) => {
		const { status, body } = await pay(params);
		expect([status, body]).toEqual([
			400,
			{ error: 'ERROR_CHECK_FAILURE', error_description: text },
		]);
	});

	test('names are case-insensitive', async () => {
		expect((await pay({ payment_id: '1020', Pay_System_Id: '4' })).body.result).toBe(true);
		expect(row(1020)?.paid).toBe('Y');
	});
});

describe('kinds of handlers', () => {
	test('a REST handler pays and writes the pay system data', async () => {
		const more = { PS_SUM: '150.5', ps_invoice_id: 'inv-1', PS_STATUS_CODE: '' };
		expect((await payWith(1020, more)).body.result).toBe(true);
		expect(row(1020)).toMatchObject({
			paid: 'Y',
			psStatus: 'Y',
			psStatusCode: 'Y',
			psSum: 150.5,
			psInvoiceId: 'inv-1',
			psResponseDate: '2026-05-14T10:00:00+02:00',
			payVoucherDate: '2026-05-14T00:00:00+02:00',
		});
		expect(use.portal.ledger.effects(1020)).toMatchObject({ triggers: 1, savedEvents: 1 });
	});

	test('already paid: the status stays, the data is overwritten', async () => {
		const { datePaid } = row(SEED.restHandlerPaid) ?? {};
		await payWith(SEED.restHandlerPaid);
		expect(row(SEED.restHandlerPaid)).toMatchObject({ paid: 'Y', datePaid, psStatusCode: 'Y' });
		expect(use.portal.ledger.effects(SEED.restHandlerPaid)).toMatchObject({
			triggers: 0,
			receipts: 0,
			savedEvents: 1,
		});
	});

	test.each([1001, SEED.cash, SEED.innerAccount, SEED.silentFail])(
		'%i: true is answered and nothing happens',
		async (id) => {
			const before = row(id);
			expect((await payWith(id)).body.result).toBe(true);
			expect(row(id)).toBe(before);
			expect(use.portal.ledger.effects(id).savedEvents).toBe(0);
		},
	);

	test('a native handler refuses and marks the payment', async () => {
		const { status, body } = await payWith(SEED.nativePsp);
		expect([status, body.error]).toEqual([400, 'ERROR_PROCESS_REQUEST_RESULT']);
		expect(row(SEED.nativePsp)).toMatchObject({ paid: 'N', marked: 'Y', empMarkedId: 1 });
		expect(use.portal.ledger.journal.at(-1)).toMatchObject({ outcome: 'refused', changed: true });
	});

	test('a handler that does not recognise the payment does not mark it', async () => {
		const { body } = await payWith(SEED.nativeUnrecognised);
		expect(body.error).toBe('ERROR_PROCESS_REQUEST_RESULT');
		expect(row(SEED.nativeUnrecognised)?.marked).toBe('N');
	});

	test('a handler that prints its own text', async () => {
		const { status, text, body } = await payWith(SEED.nativePrintsText);
		expect([status, text, body]).toEqual([200, 'ERR: request could not be verified', undefined]);
		expect(row(SEED.nativePrintsText)?.paid).toBe('N');
		expect(use.portal.ledger.effects(SEED.nativePrintsText).charges).toBe(1);
	});

	test('that handler takes the money each time, answered or not, and no other does', async () => {
		use.portal.faults.add({ fault: 'resetAfter' });
		await payWith(SEED.nativePrintsText).catch(() => undefined);
		await payWith(SEED.nativePrintsText);
		expect(use.portal.ledger.effects(SEED.nativePrintsText).charges).toBe(2);
		const others = [1020, SEED.cash, SEED.nativePsp, SEED.nativeUnrecognised, SEED.silentFail];
		for (const id of others) {
			await payWith(id);
			expect(use.portal.ledger.effects(id).charges).toBe(0);
		}
	});

	test('a cancelled order is refused by handlers that do something', async () => {
		const { body } = await payWith(SEED.cancelledOrderRest);
		expect(body.error).toBe('ERROR_PROCESS_REQUEST_RESULT');
		expect((await payWith(SEED.cancelledOrder)).body.result).toBe(true);
	});
});

describe('sale.paysystem.list (docs/bitrix24.md#payment-systems)', () => {
	const list = async (params: object = {}) =>
		await call(use.portal.webhook, 'sale.paysystem.list', params);

	test('is a bare array without paging', async () => {
		const { body } = await list();
		expect(body.result).toHaveLength(11);
		expect(body).not.toHaveProperty('total');
		expect(body.result[3]).toMatchObject({
			ID: 4,
			NAME: 'Acme Pay (REST)',
			ACTION_FILE: 'acme_pay',
			ACTIVE: 'Y',
			IS_CASH: 'N',
			ENTITY_REGISTRY_TYPE: 'ORDER',
			DESCRIPTION: null,
		});
	});

	test.each([
		[{ select: ['id', 'name'], filter: { id: 3 } }, [{ ID: 3, NAME: 'Cash' }]],
		[{ SELECT: ['ID'], FILTER: { '@ID': [1, 2] } }, [{ ID: 1 }, { ID: 2 }]],
		[{ SELECT: ['ID'], FILTER: { '!ACTIVE': 'N' } }, [{ ID: 11 }]],
		[{ SELECT: ['ID'], FILTER: { '>ID': 9 } }, [{ ID: 9 }]],
		[
			{ SELECT: ['ID'], FILTER: { IS_CASH: 'N', ID: [2, 5] }, ORDER: { ID: 'DESC' } },
			[{ ID: 5 }, { ID: 2 }],
		],
	])('%j: operators count as equality', async (params, expected) => {
		expect((await list(params)).body.result).toEqual(expected);
	});

	test.each([
		[{ SELECT: ['FOO'] }, 'FOO not allowed for select'],
		[{ FILTER: { FOO: 1 } }, 'FOO not allowed for filter'],
		[{ ORDER: { FOO: 'ASC' } }, 'FOO not allowed for order'],
	])('%j is refused', async (params, text) => {
		const { body } = await list(params);
		expect(body).toEqual({ error: 'ERROR_CHECK_FAILURE', error_description: text });
	});
});
