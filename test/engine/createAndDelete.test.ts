import type { IDataObject } from 'n8n-workflow';

import { SEED } from '../../sandbox/portal';
import { pairs, startRig, type Rig } from '../support/rig';

const [open, second] = SEED.bankStatement;

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
const create = async (items: IDataObject[] = [{ deal }], rest: IDataObject = {}) =>
	await rig.run({
		operation: 'create',
		items,
		parameters: { entityTypeId: 2, entityId: '={{ $json.deal }}', ...rest },
		onError: 'continueRegularOutput',
	});
const remove = async (items: IDataObject[], onError = 'continueRegularOutput' as const) =>
	await rig.run({ operation: 'delete', items, onError });
const added = () => rig.portal.ledger.executed('crm.item.payment.add');

describe('Create', () => {
	it('adds a payment to a deal and shows it', async () => {
		const { items } = await create();
		const json: IDataObject = items[0]?.json ?? {};
		expect(json).toMatchObject({
			operation: 'create',
			success: true,
			changed: true,
			verified: true,
			payment: { id: json.paymentId, paid: 'N' },
		});
		expect(rig.portal.ledger.payment(Number(json.paymentId))).toBeDefined();
	});

	it('chooses the payment system', async () => {
		const { items } = await create([{ deal }], {
			additionalFields: { paySystemId: { __rl: true, mode: 'id', value: '4' } },
		});
		expect(items[0]?.json.payment).toMatchObject({ paySystemId: 4 });
	});

	it('adds two payments to one deal when two items ask for it', async () => {
		const { items } = await create([{ deal }, { deal }, { deal: 1 }]);
		expect(pairs(items)).toEqual([0, 1, 2]);
		expect(new Set(items.map(({ json }) => json.paymentId)).size).toBe(3);
		expect(added()).toBe(3);
	});

	it('names the payment that may be the one whose answer was lost, and adds no other', async () => {
		rig.portal.faults.add({ fault: 'resetAfter', method: 'batch' });
		const { items } = await create();
		const [newest] = rig.portal.ledger
			.payments()
			.map(({ id }) => id)
			.sort((a, b) => b - a);
		expect(items[0]?.json).toMatchObject({
			errorDetails: expect.objectContaining({
				code: 'OUTCOME_UNKNOWN',
				retryable: false,
				description: expect.stringContaining(`${newest} as a new and empty payment`),
			}),
		});
		expect(added()).toBe(1);
	});

	it('never sends a lost creation again', async () => {
		rig.portal.faults.add({ fault: 'resetBefore', method: 'batch' });
		const { items } = await create();
		expect(items[0]?.json).toMatchObject({
			errorDetails: expect.objectContaining({
				code: 'OUTCOME_UNKNOWN',
				description: expect.stringContaining('the deal or invoice had no new payment'),
			}),
		});
		expect(added()).toBe(0);
	});

	it('adds the next payment to the deal although it is not known what became of the first', async () => {
		rig.portal.faults.add({ fault: 'nullResult', method: 'crm.item.payment.add' });
		const { items } = await create([{ deal }, { deal }]);
		expect(items.map(({ json }) => json.success)).toEqual([false, true]);
		expect(added()).toBe(1);
	});

	it('writes nothing in a dry run', async () => {
		const { items } = await rig.run({
			operation: 'create',
			items: [{}],
			parameters: { entityTypeId: 2, entityId: deal },
			options: { dryRun: true },
		});
		expect(items[0]?.json).toMatchObject({ dryRun: true, wouldChange: true });
		expect(added()).toBe(0);
	});

	it('returns only the new ID when verification is off', async () => {
		const { items } = await rig.run({
			operation: 'create',
			items: [{}],
			parameters: { entityTypeId: 2, entityId: deal },
			options: { verify: false },
		});
		expect(items[0]?.json).toEqual({
			paymentId: expect.any(Number),
			operation: 'create',
			success: true,
			verified: false,
		});
	});
});

describe('Delete', () => {
	it('deletes an unpaid payment and reads that it is gone', async () => {
		const { items } = await remove([{ id: open }]);
		expect(items[0]?.json).toEqual({
			paymentId: open,
			operation: 'delete',
			success: true,
			deleted: true,
			changed: true,
			verified: true,
		});
		expect(rig.portal.ledger.payment(open)).toBeUndefined();
	});

	it('asks to unpay a paid payment first, before anything is sent', async () => {
		const { items } = await remove([{ id: SEED.alreadyPaid }]);
		expect(items[0]?.json).toMatchObject({
			error: expect.stringContaining('A paid payment cannot be deleted'),
			errorDetails: expect.objectContaining({
				bitrixCode: 'SALE_PAYMENT_DELETE_EXIST_PAID',
				description: 'Mark the payment as unpaid first, then delete it',
			}),
		});
		expect(rig.portal.ledger.executed('crm.item.payment.delete')).toBe(0);
	});

	it('counts a payment that is gone already as deleted, so that a repeated run is harmless', async () => {
		await remove([{ id: open }, { id: second }]);
		const { items, hints } = await remove([{ id: open }, { id: second }]);
		expect(items.map(({ json }) => [json.deleted, json.changed])).toEqual([
			[true, false],
			[true, false],
		]);
		expect(hints[0]?.message).toBe('2 already gone');
	});

	it.each(['resetAfter', 'html502After'] as const)(
		'takes a payment that is gone after a lost answer (%s) for deleted',
		async (fault) => {
			// The request that carries the deletion, alone or with the look after it.
			rig.portal.faults.add({ fault, method: /^(batch|crm\.item\.payment\.delete)$/ });
			const { items } = await remove([{ id: open }]);
			expect(items[0]?.json).toMatchObject({ deleted: true, verified: true });
			expect(items[0]?.json).not.toHaveProperty('changed');
			expect(items[0]?.json.warning).toContain('whether by this change or by somebody else');
			expect(rig.portal.ledger.executed('crm.item.payment.delete')).toBe(1);
		},
	);

	it('does not believe a portal that says true and deletes nothing', async () => {
		rig.portal.faults.add({ fault: 'lyingTrue', method: 'crm.item.payment.delete' });
		const { items } = await remove([{ id: open }]);
		expect(items[0]?.json).toMatchObject({
			errorDetails: expect.objectContaining({ code: 'NOT_APPLIED' }),
		});
	});
});
