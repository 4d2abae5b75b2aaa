import type { IDataObject } from 'n8n-workflow';

import { SEED, type SeedPayment } from '../../../sandbox/portal';
import { detailsOf } from '../../support/details';
import { CONTINUE, jsonOf, sent, useRig } from '../truth/support';
import { addToDeal, PAID, payBy, paidOf, type Mode } from './support';

const use = useRig();

const DEAL = SEED.dealWithoutPayments;

function add(payment: Partial<SeedPayment>): number {
	return use.ledger.addPayment({ sum: 100, paySystemId: 2, ...payment } as SeedPayment);
}

describe('What looks like a mark before a number', () => {
	it.each(['NR17/1', 'No17/1', '#17/1', '№17/1', 'nr. 17/1'])(
		'is a part of it where there is such a number: %s',
		async (number) => {
			const own = add({ id: 7001, accountNumber: number, orderId: 8001 });
			const other = add({ id: 7002, accountNumber: '17/1', orderId: 8002 });
			const { items } = await payBy(use, 'number', [number]);
			expect(items[0]?.json).toMatchObject({ paymentId: own, success: true });
			expect(paidOf(use, [own, other])).toEqual([own]);
		},
	);

	it('is one of people where there is none: letters that cling to a number never are', async () => {
		const id = add({ id: 7002, accountNumber: '17/1', orderId: 8002 });
		const { items } = await payBy(use, 'number', ['NR17/1', '#17/1', 'Nr. 17/1']);
		expect(jsonOf(items).map(({ paymentId }) => paymentId)).toEqual([undefined, id, id]);
	});

	it('counts in Only If as well', async () => {
		const id = add({ id: 7002, accountNumber: '17/1', orderId: 8002 });
		const options = { onlyIf: { accountNumber: 'NR17/1' } };
		const { items } = await payBy(use, 'id', [id], { options });
		expect(detailsOf(items[0]?.json).code).toBe('GUARD_FAILED');
		expect(paidOf(use, [id])).toEqual([]);
	});
});

describe('Superscripts and the like', () => {
	it.each<[Mode, string]>([
		['number', '15/1²'],
		['id', '701²'],
		['deal', '6⁰'],
		['order', '815½'],
	])('are no digits (%s, %s)', async (mode, ref) => {
		const ids = [
			add({ id: 7012, accountNumber: '15/12', orderId: 8001 }),
			...addToDeal(use, DEAL, [{}]),
		];
		const { items } = await payBy(use, mode, [ref]);
		expect(items[0]?.json.success).toBe(false);
		expect(paidOf(use, ids)).toEqual([]);
	});
});

describe('A number that is there twice', () => {
	it('is ambiguous, also where one of the payments is paid', async () => {
		const ids = [
			add({ id: 7001, accountNumber: 'X-17/1', orderId: 8001, ...PAID }),
			add({ id: 7002, accountNumber: 'X-17/1', orderId: 8002 }),
		];
		const { items } = await payBy(use, 'number', ['X-17/1']);
		expect(detailsOf(items[0]?.json).code).toBe('PAYMENT_AMBIGUOUS');
		expect(paidOf(use, ids)).toEqual([7001]);
	});

	it('is ambiguous as that of an order, whatever payments the orders have', async () => {
		const ids = [
			add({ id: 7001, accountNumber: 'A1/1', orderId: 8001, ...PAID }),
			add({ id: 7002, accountNumber: 'a1/1', orderId: 8002 }),
		];
		const { items } = await payBy(use, 'order', ['A1']);
		expect(detailsOf(items[0]?.json)).toMatchObject({
			code: 'PAYMENT_AMBIGUOUS',
			description: expect.stringContaining('Paste the link of the order'),
		});
		expect(paidOf(use, ids)).toEqual([7001]);
	});
});

describe('A row that cannot be read', () => {
	it.each<[Mode, unknown]>([
		['deal', null],
		['deal', 'X'],
		['order', ''],
		['order', true],
	])('does not leave another one as the only one (%s, paid %p)', async (mode, paid) => {
		const [broken = 0, other = 0] = addToDeal(use, DEAL, [{}, {}]);
		Object.assign(use.ledger.payment(broken) as unknown as IDataObject, { paid });
		const { items } = await payBy(use, mode, [mode === 'deal' ? DEAL : 9000 + DEAL]);
		expect(detailsOf(items[0]?.json)).toMatchObject({ code: 'BAD_RESPONSE' });
		expect(detailsOf(items[0]?.json).description).toMatch(/^Nothing was changed/);
		expect(use.ledger.payment(other)?.paid).toBe('N');
	});
});

describe('An amount in another currency', () => {
	it('is not stored by Update', async () => {
		const id = add({ id: 7001, orderId: 8001 });
		const { items } = await use.rig.run({
			operation: 'update',
			items: [{ sum: '250 USD' }, { sum: '250 €' }],
			parameters: { paymentId: String(id), updateFields: { sum: '={{ $json.sum }}' } },
			onError: CONTINUE,
		});
		expect(detailsOf(items[0]?.json).code).toBe('INVALID_INPUT');
		expect(items[0]?.json.error).toContain('the payment is in EUR');
		expect(items[1]?.json).toMatchObject({ success: true });
		expect(use.ledger.payment(id)?.sum).toBe(250);
		expect(sent(use, 'sale.payment.update')).toBe(1);
	});

	it.each([
		{ entityTypeId: 2, entityId: DEAL, additionalFields: { sum: '250 USD', paySystemId: 2 } },
		{ entityTypeId: 14, entityId: 5037, paySystemId: 2, additionalFields: { sum: '250 USD' } },
	])('creates nothing: %j', async (parameters) => {
		const before = use.ledger.payments().length;
		const settings = { operation: 'create', items: [{}], parameters, onError: CONTINUE };
		const { items } = await use.rig.run(settings);
		expect(detailsOf(items[0]?.json).code).toBe('INVALID_INPUT');
		expect(use.ledger.payments()).toHaveLength(before);
	});

	it.each([
		{ amount: '105', amountMayDifferBy: '5 USD' },
		{ amount: '105 EUR', amountMayDifferBy: '5 USD' },
		{ amount: 105, currency: 'EUR', amountMayDifferBy: '5 USD' },
	])('is no difference of Only If: %j', async (onlyIf) => {
		const id = add({ id: 7001 });
		const { items } = await payBy(use, 'id', [id], { options: { onlyIf } });
		expect(detailsOf(items[0]?.json).code).toBe('INVALID_INPUT');
		expect(paidOf(use, [id])).toEqual([]);
	});
});

describe('A refund whose words are others in every try', () => {
	const RETRYING = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
	const updateFields = { isReturn: 'P', comments: '={{ "Refund " + Math.random() }}' };

	it('is sent once although its answer is lost', async () => {
		const id = add({ id: 7001, paySystemId: 5, ...PAID });
		use.portal.faults.add({ fault: 'resetThenFinish', method: 'batch', delayMs: 20_000 });
		await use.rig.run({
			operation: 'update',
			items: [{ id }],
			parameters: { paymentId: '={{ $json.id }}', updateFields },
			options: { settleTime: 5 },
			node: RETRYING,
		});
		await use.rig.clock.sleep(60_000);
		expect(sent(use, 'sale.payment.update')).toBe(1);
	});

	it('is asked for once although another item fails in every try', async () => {
		const id = add({ id: 7001, paySystemId: 5, ...PAID });
		await use.rig.run({
			operation: 'update',
			items: [{ id: 'oops' }, { id }],
			parameters: { paymentId: '={{ $json.id }}', updateFields },
			node: RETRYING,
			onError: CONTINUE,
		});
		expect(sent(use, 'sale.payment.update', 'isReturn')).toBe(1);
		expect(use.ledger.effects(id).refunds).toBe(1);
	});
});
