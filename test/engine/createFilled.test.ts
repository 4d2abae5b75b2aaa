import type { IDataObject } from 'n8n-workflow';

import { SEED } from '../../sandbox/portal';
import { detailsOf } from '../support/details';
import { pairs, startRig, type Rig, type RunSettings } from '../support/rig';

/** Create with an amount and other fields, for deals, invoices and orders of the store. */
let rig: Rig;
beforeAll(async () => {
	rig = await startRig();
});
afterAll(async () => await rig.close());
beforeEach(() => {
	rig.portal.reset();
	rig.useWebhook();
});

const deal = SEED.dealWithoutPayments;
const FIELDS = { sum: 120.5, comments: 'Second half', paySystemId: 2 };
const ORDER = 5037;

const methods = () => rig.portal.requests.map(({ method }) => method);
const added = () =>
	rig.portal.ledger.executed('crm.item.payment.add') +
	rig.portal.ledger.executed('sale.payment.add');

async function create(parameters: IDataObject, settings: Partial<RunSettings> = {}) {
	const { items } = await rig.run({
		operation: 'create',
		items: [{}],
		parameters,
		onError: 'continueRegularOutput',
		...settings,
	});
	return items.map(({ json }) => json);
}

const forDeal = async (additionalFields: IDataObject, settings: Partial<RunSettings> = {}) =>
	(await create({ entityTypeId: 2, entityId: deal, additionalFields }, settings))[0] ?? {};

const forOrder = async (parameters: IDataObject, settings: Partial<RunSettings> = {}) =>
	(await create({ entityTypeId: 14, entityId: ORDER, ...parameters }, settings))[0] ?? {};

describe('A payment of a deal, with fields', () => {
	it('is created and filled in one step, read back and shown', async () => {
		const json = await forDeal(FIELDS);
		expect(json).toMatchObject({
			operation: 'create',
			success: true,
			changed: true,
			verified: true,
			payment: { id: json.paymentId, sum: 120.5, paySystemId: 2, paid: 'N' },
		});
		expect(json).not.toHaveProperty('warning');
		expect(rig.portal.ledger.payment(Number(json.paymentId))).toMatchObject(FIELDS);
		expect(methods()).toHaveLength(5);
	});

	it.each([
		['an invoice', { entityTypeId: 31, entityId: 2 }],
		['a deal by its link', { entityTypeId: 2, entityId: '/crm/deal/details/60/' }],
	])('belongs to %s as well', async (_what, owner) => {
		const [json] = await create({ ...owner, additionalFields: FIELDS });
		expect(json).toMatchObject({ success: true, payment: { sum: 120.5 } });
	});

	it('is not refunded before it exists', async () => {
		const json = await forDeal({ ...FIELDS, isReturn: 'P' });
		expect(detailsOf(json).code).toBe('INVALID_INPUT');
		expect(json.error).toMatch(/'Refund' cannot be asked for with a new payment/);
		expect(methods()).toEqual([]);
	});

	it('can be created paid', async () => {
		const json = await forDeal({ ...FIELDS, paid: true });
		const id = Number(json.paymentId);
		expect(json).toMatchObject({ success: true, payment: { paid: 'Y', sum: 120.5 } });
		expect(rig.portal.ledger.effects(id)).toMatchObject({ paidTransitions: 1 });
	});

	it('takes an amount as banks write it', async () => {
		expect(await forDeal({ ...FIELDS, sum: '1.250,50' })).toMatchObject({
			payment: { sum: 1250.5 },
		});
	});

	it('reports what Bitrix24 stored differently, as Update does', async () => {
		const json = await forDeal({ ...FIELDS, responsibleId: 2, empResponsibleId: 3 });
		expect(json).toMatchObject({
			success: true,
			notApplied: [{ field: 'empResponsibleId', sent: 3, stored: 1 }],
		});
	});

	it('is two payments for two items of one deal, each with its own amount', async () => {
		const result = await rig.run({
			operation: 'create',
			items: [{ sum: 10 }, { sum: 20 }, { sum: 20 }],
			parameters: {
				entityTypeId: 2,
				entityId: deal,
				additionalFields: { sum: '={{ $json.sum }}', paySystemId: 2 },
			},
		});
		expect(pairs(result.items)).toEqual([0, 1, 2]);
		expect(result.items.map(({ json }) => (json.payment as IDataObject).sum)).toEqual([10, 20, 20]);
		expect(new Set(result.items.map(({ json }) => json.paymentId)).size).toBe(3);
		expect(result.hints[0]?.message).toBe('3 created');
		expect(added()).toBe(3);
	});

	it('needs the permission crm alone where only the payment system is given', async () => {
		rig.useWebhook(rig.portal.webhookFor({ scopes: ['crm'] }));
		const json = await forDeal({ paySystemId: 4 });
		expect(json).toMatchObject({ success: true, payment: { paySystemId: 4 } });
		expect(methods()).toEqual(['crm.item.payment.list', 'batch']);
	});

	it('is verified by what Bitrix24 said alone with Verify off', async () => {
		const json = await forDeal(FIELDS, { options: { verify: false } });
		expect(json).toMatchObject({ success: true, verified: false });
		expect(json).not.toHaveProperty('changed');
		expect(rig.portal.ledger.payment(Number(json.paymentId))).toMatchObject(FIELDS);
	});

	it('is only announced in a dry run, with its fields', async () => {
		const json = await forDeal(FIELDS, { options: { dryRun: true } });
		expect(json).toMatchObject({
			dryRun: true,
			wouldChange: true,
			changes: [
				{ field: 'payment', from: null, to: 'new' },
				{ field: 'sum', from: null, to: 120.5 },
				{ field: 'comments', from: null, to: 'Second half' },
				{ field: 'paySystemId', from: null, to: 2 },
			],
		});
		expect(added()).toBe(0);
	});
});

describe('A payment that is not complete', () => {
	it('is called empty, and its missing payment system is said with the way out', async () => {
		const json = await forDeal({});
		expect(json).toMatchObject({ success: true });
		expect(json.warning).toMatch(/The payment is empty: its amount is 0\. Set it with Update/);
		expect(json.warning).toMatch(/left its payment system empty\. Set it with Update/);
	});

	it('is called empty although other fields are set', async () => {
		const json = await forDeal({ paySystemId: 2, comments: 'x' });
		expect(json.warning).toBe(
			'The payment is empty: its amount is 0. Set it with Update, or add products to the payment in Bitrix24',
		);
	});

	it('is partly done where Bitrix24 left the payment system empty, which an update needs', async () => {
		const json = await forDeal({ sum: 120.5 });
		const id = Number(json.paymentId);
		expect(json).toMatchObject({ success: false, paymentId: id });
		expect(json.error).toContain(`Payment ${id} was created`);
		expect(detailsOf(json)).toMatchObject({ code: 'PARTLY_DONE', retryable: false });
		expect(detailsOf(json).description).toMatch(/Add the field 'Payment System'/);
		expect(detailsOf(json).description).toContain(`Go on with Update for payment ${id}`);
		expect(rig.portal.ledger.payment(id)).toMatchObject({ sum: 0 });
	});

	it('is none at all where the credential could not fill it in', async () => {
		rig.useWebhook(rig.portal.webhookFor({ scopes: ['crm'] }));
		const json = await forDeal(FIELDS);
		expect(detailsOf(json)).toMatchObject({ code: 'SCOPE_MISSING', requiredScope: 'sale' });
		expect(json.error).toMatch(/^No payment was created, because it could not be filled in/);
		expect(added()).toBe(0);
	});

	it('is one, not as many as there are items, where the right to change payments is missing', async () => {
		rig.useWebhook(rig.portal.webhookFor({ userId: SEED.users.sales }));
		const results = await create(
			{ entityTypeId: 2, entityId: deal, additionalFields: FIELDS },
			{ items: Array.from({ length: 5 }, () => ({})) },
		);
		expect(results.map((json) => detailsOf(json).code)).toEqual([
			'PARTLY_DONE',
			...Array.from({ length: 4 }, () => 'ACCESS_DENIED'),
		]);
		expect(added()).toBe(1);
	});
});

describe('A payment of an order', () => {
	it('is created with all its fields in one write', async () => {
		const json = await forOrder({ paySystemId: 2, additionalFields: { sum: 15, comments: 'x' } });
		expect(json).toMatchObject({
			success: true,
			changed: true,
			verified: true,
			payment: { accountNumber: `${ORDER}/3`, orderId: ORDER, sum: 15, paySystemId: 2 },
		});
		expect(json).not.toHaveProperty('warning');
		expect(rig.portal.ledger.payment(Number(json.paymentId))).toMatchObject({ comments: 'x' });
		expect(rig.portal.ledger.executed('sale.payment.update')).toBe(0);
	});

	it.each([
		['its number', { mode: 'number', value: '356' }],
		['its ID', { mode: 'id', value: '200' }],
		['its link', { mode: 'url', value: '/shop/orders/details/200/' }],
	])('is found by %s', async (_what, locator) => {
		const entityId = { __rl: true, ...locator };
		const json = await forOrder({ entityId, paySystemId: 2, additionalFields: { sum: 15 } });
		expect(json).toMatchObject({ success: true, payment: { orderId: 200, currency: 'USD' } });
	});

	it('says that it is empty without an amount', async () => {
		expect((await forOrder({ paySystemId: 2 })).warning).toMatch(/^The payment is empty/);
	});

	it.each([
		['no payment system', { paySystemId: '={{ $json.none }}' }, /'Payment System' is empty/],
		['two of them', { paySystemId: 2, additionalFields: { paySystemId: 3 } }, /given twice/],
		[
			'the link of a deal',
			{ entityId: '/crm/deal/details/25/', paySystemId: 2 },
			/a link to a deal/,
		],
		['nothing', { entityId: '={{ $json.order }}', paySystemId: 2 }, /'Order' is empty/],
	])('is refused for %s, before anything is sent', async (_what, parameters, words) => {
		const json = await forOrder(parameters);
		expect(detailsOf(json).code).toBe('INVALID_INPUT');
		expect(json.error).toMatch(words);
		expect(methods()).toEqual([]);
	});

	it('is not created, nor any other, where an order does not exist', async () => {
		const { error } = await rig.run({
			operation: 'create',
			items: [{ order: ORDER }, { order: 99_999 }],
			parameters: { entityTypeId: 14, entityId: '={{ $json.order }}', paySystemId: 2 },
		});
		expect(error?.message).toBe('There is no order with the number 99999');
		expect(added()).toBe(0);
	});

	it('is announced in a dry run', async () => {
		const json = await forOrder({ paySystemId: 2 }, { options: { dryRun: true } });
		expect(json).toMatchObject({ dryRun: true, wouldChange: true });
		expect(added()).toBe(0);
	});

	it('is created for many orders in few requests', async () => {
		const items = Array.from({ length: 40 }, (_, index) => {
			rig.portal.ledger.addPayment({ id: 7001 + index, orderId: 9000 + index, sum: 1 });
			return { order: 9000 + index };
		});
		const results = await create(
			{
				entityTypeId: 14,
				entityId: '={{ $json.order }}',
				paySystemId: 2,
				additionalFields: { sum: 5 },
			},
			{ items },
		);
		expect(results.every(({ success }) => success === true)).toBe(true);
		expect(methods().length).toBeLessThan(15);
	});
});

describe('Payments of deals, invoices and orders in one run', () => {
	const items = [
		{ type: 2, id: deal },
		{ type: 31, id: 'SMART_INVOICE_2' },
		{ type: 14, id: ORDER },
	];
	const parameters = { entityTypeId: '={{ $json.type }}', entityId: '={{ $json.id }}' };

	it('all get the payment system that stands beside the order', async () => {
		const additionalFields = { comments: 'Mixed' };
		const all = await create({ ...parameters, paySystemId: 2, additionalFields }, { items });
		expect(
			all.map(({ success, payment }) => [success, (payment as IDataObject).paySystemId]),
		).toEqual(items.map(() => [true, 2]));
		for (const { paymentId } of all) {
			expect(rig.portal.ledger.payment(Number(paymentId))).toMatchObject(additionalFields);
		}
	});

	it('do without it where it is left open and none is needed', async () => {
		// n8n itself asks for one as soon as an order is possible, but not for each item.
		const paySystemId = { __rl: true, mode: 'id', value: '={{ $json.system }}' };
		const all = await create({ ...parameters, paySystemId }, { items });
		expect(all.map(({ success }) => success)).toEqual([true, true, false]);
		expect(all[2]?.error).toBe("'Payment System' is empty");
	});

	it('are not created where it is contradicted', async () => {
		const additionalFields = { paySystemId: 4 };
		const all = await create({ ...parameters, paySystemId: 2, additionalFields }, { items });
		expect(all.map(({ error }) => String(error))).toEqual(
			items.map(() => expect.stringContaining('given twice')),
		);
		expect(added()).toBe(0);
	});
});
