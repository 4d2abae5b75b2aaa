import type { IDataObject } from 'n8n-workflow';

import { SEED } from '../../sandbox/portal';
import { pairs, startRig, type Rig } from '../support/rig';
import { detailsOf } from '../support/details';

const [open, second, third] = SEED.bankStatement;

let rig: Rig;
beforeAll(async () => {
	rig = await startRig();
});
afterAll(async () => await rig.close());
beforeEach(() => {
	rig.portal.reset();
	rig.useWebhook();
});

const methods = () => rig.portal.requests.map(({ method }) => method);
const getAll = async (parameters: IDataObject, items: IDataObject[] = [{}]) =>
	await rig.run({ operation: 'getAll', items, parameters });
const ids = (items: Array<{ json: IDataObject }>) => items.map(({ json }) => json.id);

describe('Get', () => {
	it('reads many payments in one request, at most ten fields each', async () => {
		const { items } = await rig.run({ operation: 'get', items: [{ id: open }, { id: second }] });
		expect(ids(items)).toEqual([open, second]);
		expect(pairs(items)).toEqual([0, 1]);
		expect(Object.keys(items[0]?.json ?? {}).length).toBeLessThanOrEqual(10);
		expect(methods()).toEqual(['sale.payment.list']);
	});

	it('reads all fields of the store with Simplify off', async () => {
		const { items } = await rig.run({
			operation: 'get',
			items: [{ id: open }],
			options: { simplify: false },
		});
		expect(items[0]?.json).toMatchObject({ id: open, orderId: expect.any(Number), psStatus: '' });
		expect(items[0]?.json.time).toBeDefined();
		expect(methods()).toEqual(['sale.payment.list']);
	});

	it('gives each item its own verdict', async () => {
		const result = await rig.run({
			operation: 'get',
			items: [{ id: SEED.unknown }, { id: 'x' }, { id: open }],
			onError: 'continueErrorOutput',
		});
		expect(pairs(result.items)).toEqual([2]);
		expect(result.errors.map(({ json, pairedItem }) => [detailsOf(json).code, pairedItem])).toEqual(
			[
				['PAYMENT_NOT_FOUND', { item: 0 }],
				['INVALID_INPUT', { item: 1 }],
			],
		);
	});

	it('stops at the first payment that cannot be read', async () => {
		const { error } = await rig.run({
			operation: 'get',
			items: [{ id: open }, { id: SEED.unknown }],
		});
		expect(error?.message).toContain('There is no payment with this ID');
		expect(error?.context?.itemIndex).toBe(1);
	});
});

describe('Get Many', () => {
	it('lists the payments of a deal', async () => {
		const { items } = await getAll({ entityTypeId: 2, entityId: 25, returnAll: true });
		expect(ids(items).sort()).toEqual([...SEED.sharedOrder].sort());
		expect(pairs(items)).toEqual([0, 0]);
		expect(methods()).toEqual(['crm.item.payment.list']);
	});

	it('lists the payments of an invoice by its link', async () => {
		const entityId = { __rl: true, mode: 'url', value: `${rig.portal.url}/crm/type/31/details/1/` };
		const { items } = await getAll({ entityTypeId: 31, entityId, returnAll: true });
		expect(ids(items)).toEqual([SEED.invoice]);
	});

	it('lists nothing for a deal without payments', async () => {
		const entityId = SEED.dealWithoutPayments;
		expect((await getAll({ entityTypeId: 2, entityId, returnAll: true })).items).toEqual([]);
	});

	it('refuses the link of a deal where an invoice is meant', async () => {
		const entityId = { __rl: true, mode: 'url', value: `${rig.portal.url}/crm/deal/details/25/` };
		const { error } = await getAll({ entityTypeId: 31, entityId });
		expect(error?.message).toBe("'Invoice' holds a link to a deal instead of an invoice");
	});

	it('finds payments of the whole portal by every filter', async () => {
		const find = async (filters: IDataObject) =>
			(await getAll({ entityTypeId: 0, returnAll: true, filters })).items;
		const row = rig.portal.ledger.payment(open);
		expect(ids(await find({ orderId: row?.orderId }))).toEqual([open]);
		expect(ids(await find({ paid: true }))).toContain(SEED.alreadyPaid);
		expect(ids(await find({ paid: true }))).not.toContain(open);
		expect(ids(await find({ paySystemId: SEED.paySystems.cash }))).toEqual([SEED.cash]);
		expect(ids(await find({ sumFrom: row?.sum, sumTo: row?.sum }))).toContain(open);
		expect(ids(await find({ text: '356/1' }))).toEqual([SEED.docsUpdate]);
		expect(ids(await find({ datePaidFrom: '2020-01-01T00:00:00', paid: true }))).toContain(
			SEED.alreadyPaid,
		);
		expect(await find({ datePaidTo: '2001-01-01T00:00:00' })).toEqual([]);
	});

	it('finds a text of the payments of a deal wherever it stands', async () => {
		const deal = { entityTypeId: 2, entityId: SEED.dealWithoutPayments };
		rig.portal.ledger.addPayment({ id: 8000, sum: 5, ...deal, payVoucherNum: 'B-17' });
		rig.portal.ledger.addPayment({ id: 8001, sum: 5, ...deal, comments: 'like B-17' });
		rig.portal.ledger.addPayment({ id: 8002, sum: 5, ...deal });
		rig.portal.ledger.addPayment({ id: 8003, sum: 5, payVoucherNum: 'B-17' });
		const found = await getAll({ ...deal, returnAll: true, filters: { text: 'b-17' } });
		expect(ids(found.items)).toEqual([8001, 8000]);
		expect(await getAll({ ...deal, filters: { text: 'C-18' } })).toMatchObject({ items: [] });
	});

	it('asks for the permission to search a text where it is missing, and finds nothing silently', async () => {
		rig.useWebhook(rig.portal.webhookFor({ scopes: ['crm'] }));
		const { error } = await getAll({ entityTypeId: 2, entityId: 25, filters: { text: 'B-17' } });
		expect(error?.message).toContain("'sale'");
	});

	it('refuses a filter that was added but is empty', async () => {
		const { error } = await getAll({
			entityTypeId: 0,
			filters: { orderId: '={{ $json.missing }}' },
		});
		expect(error?.message).toBe("The filter 'Order ID' is empty");
	});

	it('pages through thousands in few requests, newest first, each once', async () => {
		for (let id = 10_000; id < 12_345; id++) rig.portal.ledger.addPayment({ id, sum: 5 });
		const { items } = await getAll({ entityTypeId: 0, returnAll: true });
		const found = ids(items) as number[];
		expect(found).toHaveLength(rig.portal.ledger.payments().length);
		expect(new Set(found).size).toBe(found.length);
		expect(found[0]).toBe(12_344);
		expect(rig.portal.requests.length).toBeLessThanOrEqual(4);
	});

	it('reads no more pages than the limit needs', async () => {
		for (let id = 10_000; id < 10_500; id++) rig.portal.ledger.addPayment({ id, sum: 5 });
		const { items } = await getAll({ entityTypeId: 0, returnAll: false, limit: 60 });
		expect(items).toHaveLength(60);
		expect(methods()).toEqual(['sale.payment.list', 'sale.payment.list']);
	});

	it('names the permission that is missing', async () => {
		rig.useWebhook(rig.portal.webhookFor({ scopes: ['crm'] }));
		const { error } = await getAll({ entityTypeId: 0 });
		expect(error?.message).toBe("The credential lacks the permission 'sale' in Bitrix24");
	});
});

describe('Payment System > Get Many', () => {
	const list = async (parameters: IDataObject = { returnAll: true }, options = {}) =>
		await rig.run({ resource: 'paySystem', operation: 'getAll', items: [{}], parameters, options });

	it('lists active payment systems and tells which can be paid over REST', async () => {
		const { items } = await list();
		const byId = new Map(items.map(({ json }) => [json.id, json]));
		expect(byId.get(SEED.paySystems.restHandler)).toMatchObject({
			name: 'Acme Pay (REST)',
			payableOverRest: 'yes',
			active: true,
		});
		expect(byId.get(SEED.paySystems.cash)).toMatchObject({ payableOverRest: 'no', isCash: true });
		expect(byId.has(11)).toBe(false);
		expect(byId.has(10)).toBe(false);
	});

	it('lists inactive ones and other uses when asked to', async () => {
		const inactive = await list({ returnAll: true, filters: { includeInactive: true } });
		expect(ids(inactive.items)).toContain(11);
		const invoices = await list({ returnAll: true, filters: { entityType: 'CRM_INVOICE' } });
		expect(ids(invoices.items)).toEqual([10]);
	});

	it('explains who may list them', async () => {
		rig.useWebhook(rig.portal.webhookFor({ userId: SEED.users.sales }));
		const { error } = await list();
		expect(error?.message).toContain('The user of this credential may not do this in Bitrix24');
	});
});

describe('Get Payment Link', () => {
	const link = async (parameters: IDataObject = {}, items: IDataObject[] = [{ id: third }]) =>
		await rig.run({
			operation: 'getPublicUrl',
			items,
			parameters: { paymentId: '={{ $json.id }}', includeQrCode: true, ...parameters },
		});

	it('returns link and short link, with the QR code as a PNG file', async () => {
		const { items } = await link();
		expect(items[0]?.json).toEqual({
			paymentId: third,
			url: expect.stringContaining('http'),
			shortUrl: expect.stringContaining('http'),
		});
		const file = items[0]?.binary?.data;
		expect(file).toMatchObject({ mimeType: 'image/png', fileName: `payment-${third}.png` });
		expect(Buffer.from(String(file?.data), 'base64').subarray(1, 4).toString()).toBe('PNG');
	});

	it('leaves the picture out when it is switched off, and takes another field for it', async () => {
		expect((await link({ includeQrCode: false })).items[0]?.binary).toBeUndefined();
		expect((await link({ binaryPropertyName: 'qr' })).items[0]?.binary?.qr).toBeDefined();
	});

	it('explains a portal whose phone number is not confirmed', async () => {
		rig.portal.faults.add({ fault: 'phoneNotConfirmed' });
		const { error } = await link();
		expect(error?.message).toContain('after a phone number is confirmed');
	});

	it('gets many links in one request', async () => {
		const { items } = await link({}, [{ id: open }, { id: second }]);
		expect(pairs(items)).toEqual([0, 1]);
		expect(methods()).toEqual(['batch']);
		expect(items.every(({ binary }) => binary?.data)).toBe(true);
	});
});
