import { SEED } from '../../sandbox/portal';
import { call, usePortal } from './support';

const use = usePortal();
const sale = async (action: string, params: object) =>
	await call(use.portal.webhook, `sale.payment.${action}`, params);
const update = async (fields: object, id: unknown = 1001) => await sale('update', { id, fields });
const row = (id = 1001) => use.portal.ledger.payment(id);

describe('update: what is checked, and in which order (docs/bitrix24.md#update)', () => {
	test('right, then payment, then fields, then required fields', async () => {
		const sales = use.portal.webhookFor({ userId: SEED.users.sales });
		const denied = await call(sales, 'sale.payment.update', {});
		expect(denied.body).toEqual({ error: '200040300020', error_description: 'Access Denied' });
		const unknown = await sale('update', { id: SEED.unknown });
		expect(unknown.body).toEqual({
			error: '200640400001',
			error_description: 'payment is not exists',
		});
		expect((await sale('update', { fields: {} })).body.error_description).toBe(
			'Could not find value for parameter {id}',
		);
		expect((await sale('update', { id: 1001 })).body.error).toBe('100');
		expect((await update({})).body).toEqual({
			error: '0',
			error_description: 'Required fields: paySystemId',
		});
	});

	test.each([{ PAY_SYSTEM_ID: 2 }, { ID: 1, sum: 2 }])('%j lacks paySystemId', async (fields) => {
		const { body } = await update(fields);
		expect(body.error_description).toBe('Required fields: paySystemId');
	});

	test.each([{ pay_system_id: 2 }, { paySystemID: 2 }])('%j names it well enough', async (f) => {
		expect((await update(f)).status).toBe(200);
	});

	test('null is present, and fails later', async () => {
		expect((await update({ paySystemId: null })).body.error).toBe(
			'SALE_PAYMENT_PAYMENT_SERVICE_EMPTY',
		);
	});

	test('a pay system that does not exist', async () => {
		const { body } = await update({ paySystemId: 999 });
		expect(body.error).toBe('SALE_PAYMENT_WRONG_PAYMENT_SERVICE');
	});

	test('the id is cast by the database', async () => {
		expect((await update({ paySystemId: 2 }, '1001abc')).body.result.payment.id).toBe(1001);
	});

	test('unknown, read-only and immutable fields are dropped without a word', async () => {
		const fields = { paySystemId: 2, nonsense: 1, accountNumber: 'x', orderId: 1, currency: 'USD' };
		expect((await update(fields)).status).toBe(200);
		expect(row()).toMatchObject({ accountNumber: '5001/1', orderId: 5001, currency: 'EUR' });
		expect(use.portal.ledger.effects(1001).savedEvents).toBe(0);
	});

	test('the answer has all 44 fields, sorted', async () => {
		const { payment } = (await update({ paySystemId: 2 })).body.result;
		const names = Object.keys(payment);
		expect(names).toHaveLength(44);
		expect(names).toEqual([...names].sort());
	});
});

describe('update: paid', () => {
	test('Y pays with the same effects as pay', async () => {
		await update({ paySystemId: 2, paid: 'Y', empPaidId: 3 });
		expect(row()).toMatchObject({ paid: 'Y', empPaidId: 1 });
		expect(use.portal.ledger.effects(1001)).toMatchObject({ triggers: 1, receipts: 1, mails: 1 });
	});

	test('a given date is kept', async () => {
		await update({ paid: 'Y', datePaid: '2024-04-10T10:00:00+03:00', paySystemId: 2 });
		expect(row()?.datePaid).toBe('2024-04-10T09:00:00+02:00');
	});

	test.each([[true], [1], ['y'], ['true'], [''], [false], ['N']])('%j unpays', async (paid) => {
		await update({ paySystemId: 2, paid }, SEED.alreadyPaid);
		expect(row(SEED.alreadyPaid)?.paid).toBe('N');
	});

	test('absent or null leaves it as it is', async () => {
		await update({ paySystemId: 2 }, SEED.alreadyPaid);
		await update({ paySystemId: 2, paid: null }, SEED.alreadyPaid);
		expect(row(SEED.alreadyPaid)?.paid).toBe('Y');
	});

	test('the sum of a paid payment cannot change, not even together with paid N', async () => {
		const { status, body } = await update({ paySystemId: 2, sum: 5, paid: 'N' }, SEED.alreadyPaid);
		expect([status, body.error]).toEqual([400, '0']);
		expect(row(SEED.alreadyPaid)).toMatchObject({ paid: 'Y', sum: 2300.5 });
		expect((await update({ paySystemId: 2, sum: 2300.5 }, SEED.alreadyPaid)).status).toBe(200);
	});

	test('a cancelled order', async () => {
		const paid = await update({ paySystemId: 2, paid: 'Y' }, SEED.cancelledOrder);
		const sum = await update({ paySystemId: 2, sum: 5 }, SEED.cancelledOrder);
		expect([paid.body.error, sum.body.error]).toEqual([
			'SALE_ORDER_PAID_ORDER_CANCELED',
			'SALE_ORDER_PAID_ORDER_CANCELED',
		]);
	});
});

describe('update: values', () => {
	test.each([
		['2024-04-10T10:00:00', '2024-04-10T10:00:00+02:00'],
		['2024-04-10', '2024-04-10T00:00:00+02:00'],
		['10.04.2024', '2024-04-10T00:00:00+02:00'],
	])('date %s', async (given, stored) => {
		await update({ paySystemId: 2, dateBill: given });
		expect(row()?.dateBill).toBe(stored);
	});

	test.each([[''], ['soon'], ['2024-13-40'], ['2024-04-10T10:00:00 03:00'], [null]])(
		'date %j is dropped: dates cannot be cleared',
		async (given) => {
			await update({ paySystemId: 2, dateBill: '2024-01-01' });
			await update({ paySystemId: 2, dateBill: given });
			expect(row()?.dateBill).toBe('2024-01-01T00:00:00+02:00');
		},
	);

	test('a comma is a decimal separator, money is rounded', async () => {
		await update({ paySystemId: 2, sum: '12,345', psSum: 7.006 });
		expect(row()).toMatchObject({ sum: 12.35, psSum: 7.01 });
	});

	test('strings become numbers where the column is one, and the other way round', async () => {
		await update({ paySystemId: '2', companyId: '7', psInvoiceId: 1, empReturnId: '' });
		expect(row()).toMatchObject({ companyId: 7, psInvoiceId: '1', empReturnId: null });
	});

	test('a new responsible user is stamped with the caller', async () => {
		await update({ paySystemId: 2, responsibleId: 3, empResponsibleId: 2 });
		expect(row()).toMatchObject({
			responsibleId: 3,
			empResponsibleId: 1,
			dateResponsibleId: '2026-05-14T10:00:00+02:00',
		});
	});

	test('marking stamps, unmarking clears the reason', async () => {
		await update({ paySystemId: 2, marked: 'Y', reasonMarked: 'x'.repeat(300) });
		expect(row()).toMatchObject({
			marked: 'Y',
			empMarkedId: 1,
			dateMarked: '2026-05-14T10:00:00+02:00',
			reasonMarked: 'x'.repeat(255),
		});
		await update({ paySystemId: 2, marked: 'N' });
		expect(row()).toMatchObject({ marked: 'N', reasonMarked: '' });
	});

	test('isReturn gives money back where that is possible', async () => {
		const refused = await update({ paySystemId: 2, isReturn: 'P' }, SEED.alreadyPaid);
		expect(refused.body.error).toBe('SALE_ORDER_PAYMENT_RETURN_NO_SUPPORTED');
		await update({ paySystemId: 2, isReturn: 'Y' }, SEED.alreadyPaid);
		expect(row(SEED.alreadyPaid)).toMatchObject({ isReturn: 'Y', paid: 'N', empReturnId: 1 });
		expect(use.portal.ledger.effects(SEED.alreadyPaid)).toMatchObject({
			refunds: 1,
			unpaidTransitions: 1,
		});
	});

	test('warnings are errors although the data is stored', async () => {
		use.portal.dialect = { ...use.portal.dialect, warningsAreErrors: true };
		const { status, body } = await update({ paySystemId: 2, comments: 'stored' });
		expect([status, body.error]).toEqual([400, '0']);
		expect(row()?.comments).toBe('stored');
		expect(use.portal.ledger.executed('sale.payment.update', 1001)).toBe(1);
	});
});

describe('list (docs/bitrix24.md#dropped-filters)', () => {
	const ids = (body: { result: { payments: Array<{ id: number }> } }) =>
		body.result.payments.map(({ id }) => id);

	test('filters, selects and sorts by camelCase names', async () => {
		const params = {
			filter: { '@id': [1001, 1003] },
			select: ['id', 'sum'],
			order: { sum: 'asc' },
		};
		const { body } = await sale('list', params);
		expect(body.result.payments).toEqual([
			{ id: 1003, sum: 410 },
			{ id: 1001, sum: 1250 },
		]);
		expect(body.total).toBe(2);
	});

	test.each([{ ORDER_ID: 5037 }, { nonsense: 1 }, { '>=datePaid': 'soon' }])(
		'%j is dropped: all payments of the portal come back',
		async (filter) => {
			const { body } = await sale('list', { filter });
			expect(body.total).toBe(use.portal.ledger.payments().length);
		},
	);

	test.each([
		[{ '=orderId': 5037 }, [1037, 1039]],
		[{ orderId: 5037, '>sum': 100 }, [1039]],
		[{ '>=datePaid': '2026-05-10' }, [1023]],
		[{ marked: 'Y' }, [1024]],
	])('%j finds %j', async (filter, expected) => {
		expect(ids((await sale('list', { filter })).body)).toEqual(expected);
	});

	test('pages of 50; start=-1 switches counting off', async () => {
		for (let count = 0; count < 30; count += 1) use.portal.ledger.addPayment({ sum: 1 });
		const total = use.portal.ledger.payments().length;
		const first = (await sale('list', {})).body;
		expect([ids(first).length, first.next, first.total]).toEqual([50, 50, total]);
		const second = (await sale('list', { start: 99 })).body;
		expect([ids(second).length, second.next]).toEqual([total - 50, undefined]);
		const uncounted = (await sale('list', { start: -1 })).body;
		expect(ids(uncounted)).toHaveLength(50);
		expect(uncounted).not.toHaveProperty('total');
		expect(uncounted).not.toHaveProperty('next');
	});
});

describe('the rest of sale.payment', () => {
	test('get types every field', async () => {
		const { payment } = (await sale('get', { id: SEED.docsUpdate })).body.result;
		expect(payment).toMatchObject({
			id: 144,
			accountNumber: '356/1',
			orderId: 200,
			psSum: null,
			psStatus: '',
			paySystemName: 'Bank Transfer (Company)',
		});
	});

	test('getFields describes them', async () => {
		const { payment } = (await sale('getFields', {})).body.result;
		expect(Object.keys(payment)).toHaveLength(44);
		expect(payment.orderId).toEqual({
			isImmutable: true,
			isReadOnly: false,
			isRequired: true,
			type: 'integer',
		});
	});

	test('add needs order and pay system', async () => {
		const missing = await sale('add', { fields: { sum: 1 } });
		expect(missing.body.error_description).toBe('Required fields: orderId, paySystemId');
		const fields = { orderId: 5037, paySystemId: 2, sum: 15, paid: 'Y' };
		const { payment } = (await sale('add', { fields })).body.result;
		expect(payment).toMatchObject({ orderId: 5037, sum: 15, paid: 'Y', accountNumber: '5037/3' });
		const other = await sale('add', { fields: { ...fields, orderId: 1 } });
		expect(other.body.error).toBe('200540400001');
	});

	test('delete', async () => {
		const paid = await sale('delete', { id: SEED.alreadyPaid });
		expect(paid.body.error).toBe('SALE_PAYMENT_DELETE_EXIST_PAID');
		expect((await sale('delete', { id: 1001 })).body.result).toBe(true);
		expect((await sale('delete', { id: 1001 })).body.error).toBe('200640400001');
	});
});
