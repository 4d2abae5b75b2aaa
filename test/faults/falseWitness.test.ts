import type { IDataObject } from 'n8n-workflow';

import { SEED } from '../../sandbox/portal';
import { happenAfter } from '../support/happenAfter';
import { startRig, type Rig } from '../support/rig';
import { expectNoOverlaps } from './support/overlaps';
import { detailsOf } from '../support/details';

/** Things that look like proof of a change and are none. */
let rig: Rig;

beforeEach(async () => {
	rig = await startRig();
});

expectNoOverlaps(() => [rig.portal]);
afterEach(async () => await rig.close());

const onError = 'continueRegularOutput' as const;

async function update(updateFields: IDataObject, payment: IDataObject = {}): Promise<IDataObject> {
	const id = rig.portal.ledger.addPayment({ id: 8000, sum: 5, paySystemId: 5, ...payment });
	const { items } = await rig.run({
		operation: 'update',
		items: [{ id }],
		parameters: { paymentId: '={{ $json.id }}', updateFields },
		onError,
	});
	return items[0]?.json ?? {};
}

describe('A field that was as sent before', () => {
	it.each([
		[{ comments: 'same', empResponsibleId: 9 }, { comments: 'same' }],
		[{ marked: false, reasonMarked: 'bank refused' }, {}],
	])('is no proof that a lost update arrived: %j', async (fields, before) => {
		rig.portal.faults.add({ fault: 'resetBefore', method: 'batch' });
		const json = await update(fields, before);
		expect(rig.portal.faults.struck).toHaveLength(1);
		expect(rig.portal.ledger.executed('sale.payment.update')).toBe(0);
		expect(json).toMatchObject({
			errorDetails: expect.objectContaining({ code: 'OUTCOME_UNKNOWN', retryable: true }),
		});
	});

	it('is enough where only a stamp of Bitrix24 differs, which is told', async () => {
		const json = await update({ paid: true, empPaidId: 9 }, { paid: 'Y', empPaidId: 1 });
		expect(rig.portal.ledger.executed('sale.payment.update')).toBe(0);
		expect(json).toMatchObject({
			changed: false,
			notApplied: [{ field: 'empPaidId', sent: 9, stored: 1 }],
		});
	});

	it('is no proof against a refusal', async () => {
		rig.portal.faults.add({ fault: 'errorCode', method: 'sale.payment.update', code: '0' });
		const json = await update({ comments: 'same', empResponsibleId: 9 }, { comments: 'same' });
		expect(rig.portal.ledger.executed('sale.payment.update')).toBe(0);
		expect(json).not.toHaveProperty('success', true);
	});
});

describe('A payment that this user may not see', () => {
	beforeEach(() => {
		rig.portal.dialect = { ...rig.portal.dialect, crmErrors: 'old' };
		rig.useWebhook(rig.portal.webhookFor({ userId: SEED.users.sales }));
	});

	it.each([['refused'], ['lost']])('is not deleted because it is hidden: %s', async (how) => {
		if (how === 'lost') {
			rig.portal.faults.add({ fault: 'html502' });
		}
		const { items } = await rig.run({
			operation: 'delete',
			items: [{ id: SEED.adminOnlyOrder }],
			options: { verify: false },
			onError,
		});
		expect(rig.portal.ledger.payment(SEED.adminOnlyOrder)).toBeDefined();
		expect(items[0]?.json).not.toHaveProperty('success', true);
		expect(detailsOf(items[0]?.json).code).toBe(
			how === 'lost' ? 'OUTCOME_UNKNOWN' : 'ACCESS_DENIED',
		);
	});
});

describe('A payment that appears while the answer to Create is missing', () => {
	const deal = { entityTypeId: 2, entityId: SEED.dealWithoutPayments };

	it.each([
		['has an amount', { sum: 777, paySystemId: 4 }],
		['uses another payment system', { sum: 0, paySystemId: 3 }],
		['is paid', { sum: 0, paySystemId: 4, paid: 'Y' }],
	])('is not taken for the new one when it %s', async (_how, payment) => {
		rig.portal.faults.add({ fault: 'resetBefore', method: 'batch' });
		happenAfter(rig, 20_000, () => {
			rig.portal.ledger.addPayment({ id: 8000, ...deal, ...payment });
		});
		const { items } = await rig.run({
			operation: 'create',
			items: [{}],
			parameters: { ...deal, additionalFields: { paySystemId: 4 } },
			onError,
		});
		expect(rig.portal.ledger.executed('crm.item.payment.add')).toBe(0);
		expect(items[0]?.json).toMatchObject({
			errorDetails: expect.objectContaining({ code: 'OUTCOME_UNKNOWN', retryable: false }),
		});
		expect(detailsOf(items[0]?.json).description).toContain('8000');
	});

	it('is named and not claimed when it looks as the new one does', async () => {
		rig.portal.faults.add({ fault: 'resetAfter', method: 'batch' });
		const { items } = await rig.run({
			operation: 'create',
			items: [{}],
			parameters: { ...deal, additionalFields: { paySystemId: 4 } },
			onError,
		});
		const [newest] = rig.portal.ledger.payments().slice(-1);
		expect(rig.portal.ledger.executed('crm.item.payment.add')).toBe(1);
		expect(items[0]?.json).toMatchObject({
			errorDetails: expect.objectContaining({ code: 'OUTCOME_UNKNOWN', retryable: false }),
		});
		expect(detailsOf(items[0]?.json).description).toContain(`had ${newest?.id} as a new`);
	});
});

describe('A refund of which nobody knows', () => {
	it.each([
		['html502', 'batch'],
		['nullResult', 'sale.payment.update'],
	] as const)('is not called safe to run again: %s', async (fault, method) => {
		rig.portal.faults.add({ fault, method });
		const json = await update({ isReturn: 'P' }, { paid: 'Y' });
		expect(rig.portal.faults.struck).toHaveLength(1);
		expect(json).toMatchObject({ errorDetails: expect.objectContaining({ retryable: false }) });
		expect(json).not.toHaveProperty('success', true);
	});

	it.each([
		['html502', 'batch'],
		['resetThenFinish', 'batch'],
		['nullResult', 'sale.payment.update'],
	] as const)('is not started again by a later item of the run: %s', async (fault, method) => {
		const id = rig.portal.ledger.addPayment({ id: 8000, sum: 5, paySystemId: 5, paid: 'Y' });
		rig.portal.faults.add({ fault, method });
		const { items } = await rig.run({
			operation: 'update',
			items: [{ id }, { id }],
			parameters: { paymentId: '={{ $json.id }}', updateFields: { isReturn: 'P' } },
			options: { settleTime: 0 },
			onError,
		});
		expect(rig.portal.faults.struck).toHaveLength(1);
		const [first, second] = items.map(({ json }) => json);
		expect(detailsOf(first)).toMatchObject({ retryable: false });
		expect(first).not.toHaveProperty('success', true);
		expect(second).toMatchObject({
			paymentId: id,
			errorDetails: { code: 'NOT_EXECUTED', retryable: false },
		});
		expect(detailsOf(second).description).toMatch(/refund in the payment system itself/);
		const sent = rig.portal.requests.filter(({ rawBody }) => rawBody.includes('isReturn'));
		expect(sent).toHaveLength(1);
	});

	it('comes with the advice to ask the payment system', async () => {
		rig.portal.faults.add({ fault: 'html502', method: 'batch' });
		const { description } = detailsOf(await update({ isReturn: 'P' }, { paid: 'Y' }));
		expect(description).toMatch(/refund in the payment system itself/);
		expect(description).not.toMatch(/running again is safe/i);
	});
});
