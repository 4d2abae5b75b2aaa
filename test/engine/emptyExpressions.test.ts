import type { IDataObject } from 'n8n-workflow';

import { SEED } from '../../sandbox/portal';
import { startRig, type Rig } from '../support/rig';
import { detailsOf } from '../support/details';

/** An expression that came out empty must never mean more than what the user asked for. */
let rig: Rig;

beforeAll(async () => {
	rig = await startRig();
});

afterAll(async () => await rig.close());

beforeEach(() => rig.portal.reset());

const onError = 'continueRegularOutput' as const;

describe('An empty expression', () => {
	it.each([
		['Dry Run', { dryRun: '={{ $json.nothing }}' }],
		['Verify', { verify: '={{ null }}' }],
		['Settle Time', { settleTime: '={{ $json.nothing }}' }],
		['Only If', { onlyIf: { amount: '={{ $json.nothing }}' } }],
	])('in place of %s pays nothing (%j)', async (label, options) => {
		const { items } = await rig.run({
			operation: 'pay',
			items: [{ id: 1001 }],
			options: options as IDataObject,
			onError,
		});
		expect(items[0]?.json).toMatchObject({
			errorDetails: expect.objectContaining({ code: 'INVALID_INPUT' }),
		});
		expect(items[0]?.json.error).toContain(label);
		expect(rig.portal.ledger.payment(1001)?.paid).toBe('N');
	});

	it.each([
		[{}],
		[{ sum: 1 }],
		['={{ ({ amount: 1 }) }}'],
		['={{ $json.nothing }}'],
		['={{ null }}'],
		['amount'],
		[[{ amount: 1 }]],
	])('of which n8n leaves no condition in Only If pays nothing (%j)', async (onlyIf) => {
		const { items } = await rig.run({
			operation: 'pay',
			items: [{ id: 1001 }],
			options: { onlyIf } as IDataObject,
			onError,
		});
		expect(items[0]?.json).toMatchObject({
			errorDetails: expect.objectContaining({ code: 'INVALID_INPUT' }),
		});
		expect(items[0]?.json.error).toContain("'Only If'");
		expect(rig.portal.ledger.payment(1001)?.paid).toBe('N');
	});

	it.each([
		[{ text: '={{ $json.nothing }}' }],
		[{ text: '' }],
		[{ text: '  ' }],
		[{ paid: '={{ $json.nothing }}' }],
		[{ orderId: '={{ $json.nothing }}' }],
	])('among the filters does not list all payments (%j)', async (filters) => {
		const { items } = await rig.run({
			operation: 'getAll',
			items: [{}],
			parameters: { entityTypeId: 0, returnAll: true, filters },
			onError,
		});
		expect(items.map(({ json }) => detailsOf(json).code)).toEqual(['INVALID_INPUT']);
	});

	it.each([[{ paySystemId: '={{ $json.nothing }}' }], [{ paySystemId: '={{ null }}' }]])(
		'among the additional fields creates nothing (%j)',
		async (additionalFields) => {
			const { items } = await rig.run({
				operation: 'create',
				items: [{}],
				parameters: {
					entityTypeId: 2,
					entityId: SEED.dealWithoutPayments,
					additionalFields: additionalFields as IDataObject,
				},
				onError,
			});
			expect(items[0]?.json).toMatchObject({
				errorDetails: expect.objectContaining({ code: 'INVALID_INPUT' }),
			});
			expect(rig.portal.ledger.executed('crm.item.payment.add')).toBe(0);
		},
	);

	it.each([
		['payment', { entityTypeId: 0 }],
		['paySystem', {}],
	])('in place of Return All does not cut the list short: %s', async (resource, parameters) => {
		const { items } = await rig.run({
			resource,
			operation: 'getAll',
			items: [{}],
			parameters: { ...parameters, returnAll: '={{ $json.nothing }}' },
			onError,
		});
		expect(items.map(({ json }) => json.error)).toEqual(["'Return All' is empty"]);
	});

	it('attaches the QR code nowhere', async () => {
		const { items } = await rig.run({
			operation: 'getPublicUrl',
			items: [{ id: 1001 }],
			parameters: {
				paymentId: '={{ $json.id }}',
				includeQrCode: true,
				binaryPropertyName: '={{ $json.nothing }}',
			},
			onError,
		});
		expect(items[0]?.json).toMatchObject({
			errorDetails: expect.objectContaining({ code: 'INVALID_INPUT' }),
		});
	});
});

describe('An expression that works for no item', () => {
	const options = { dryRun: "={{ $('Ghost').first().json.a }}" };

	it('is said to be one, also where it stands in the options', async () => {
		const { items } = await rig.run({
			operation: 'pay',
			items: [{ id: 1001 }, { id: 1002 }],
			options,
			onError,
		});
		for (const { json } of items) {
			expect(json.error).toMatch(/^A parameter could not be evaluated: /);
			expect(detailsOf(json).code).toBe('INVALID_INPUT');
		}
		expect(items).toHaveLength(2);
	});

	it('stops a run with a word on how to mend it', async () => {
		const { error } = await rig.run({ operation: 'pay', items: [{ id: 1001 }], options });
		expect(error?.message).toMatch(/^A parameter could not be evaluated: /);
		expect(error?.description).toMatch(/^Check the expressions/);
		expect(rig.portal.ledger.payment(1001)?.paid).toBe('N');
	});
});

describe('An expression that does not work for the first item', () => {
	it('fails that item alone', async () => {
		const amount = "={{ $itemIndex === 0 ? $('Ghost').first().json.a : $json.sum }}";
		const sum = rig.portal.ledger.payment(1002)?.sum;
		const { items } = await rig.run({
			operation: 'pay',
			items: [{ id: 1001 }, { id: 1002, sum }],
			options: { onlyIf: { amount } },
			onError,
		});
		expect(items[0]?.json).toMatchObject({
			errorDetails: expect.objectContaining({ code: 'INVALID_INPUT' }),
		});
		expect(items[1]?.json).toMatchObject({ success: true, changed: true });
	});
});
