import type { IDataObject } from 'n8n-workflow';

import { SEED } from '../../sandbox/portal';
import { startRig, type Rig } from '../support/rig';

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

const update = async (updateFields: IDataObject, options: IDataObject = {}, id: number = open) =>
	await rig.run({
		operation: 'update',
		items: [{ id }],
		parameters: { paymentId: '={{ $json.id }}', updateFields },
		options,
	});
const writes = (method: string) =>
	rig.portal.requests
		.flatMap(({ commands, method: single }) => commands ?? [single])
		.filter((command) => command.startsWith(method)).length;

describe('Money rules', () => {
	it('do not promise that creating again is safe', async () => {
		rig.portal.faults.add({ fault: 'resetBefore', method: 'batch' });
		const { items } = await rig.run({
			operation: 'create',
			items: [{}],
			parameters: { entityTypeId: 2, entityId: 60 },
			onError: 'continueRegularOutput',
		});
		expect(items[0]?.json).toMatchObject({
			errorDetails: expect.objectContaining({
				code: 'OUTCOME_UNKNOWN',
				retryable: false,
				description: expect.stringContaining('which would create another payment'),
			}),
		});
	});

	it('start a refund once, also when the payment system is given and Verify is off', async () => {
		const fields = { isReturn: 'Y', paySystemId: SEED.paySystems.inner };
		const id = SEED.innerAccount;
		rig.portal.ledger.change(id, { paid: 'Y' });
		await update(fields, { verify: false }, id);
		await update(fields, { verify: false }, id);
		expect(writes('sale.payment.update')).toBe(1);
	});

	it('let an update that is done pass its own guard when it is run again', async () => {
		const sum = rig.portal.ledger.payment(open)?.sum;
		await update({ sum: 777 }, { onlyIf: { amount: sum } });
		const { items, error } = await update({ sum: 777 }, { onlyIf: { amount: sum } });
		expect(error).toBeUndefined();
		expect(items[0]?.json).toMatchObject({ changed: false });
	});

	it('call a booking with the old payment date booked, and report the date', async () => {
		const datePaid = '2026-04-10T10:00:00+02:00';
		rig.portal.ledger.change(open, { datePaid });
		const { items } = await update({ paid: true, datePaid });
		expect(items[0]?.json).toMatchObject({
			success: true,
			payment: { paid: 'Y' },
			notApplied: [{ field: 'datePaid' }],
		});
	});

	it('leave an innocent link in a comment alone', async () => {
		const comments = 'see https://wiki.example/rest/12/manual';
		const { items } = await update({ comments }, { simplify: false });
		expect(items[0]?.json).toMatchObject({ changed: true, payment: { comments } });
	});

	it('take a delete for done on a portal that does not tell "gone" from "not allowed"', async () => {
		rig.portal.dialect = { ...rig.portal.dialect, crmErrors: 'old' };
		const { items } = await rig.run({ operation: 'delete', items: [{ id: second }] });
		expect(items[0]?.json).toMatchObject({ deleted: true, changed: true });
		const again = await rig.run({ operation: 'delete', items: [{ id: SEED.unknown }] });
		expect(again.error?.message).toContain(
			'There is no payment with this ID, or the user may not change it',
		);
	});

	it('delete many in few requests although each read-back says "not found"', async () => {
		const ids = Array.from({ length: 20 }, (_, index) =>
			rig.portal.ledger.addPayment({ id: 7000 + index, sum: 1 }),
		);
		await rig.run({ operation: 'delete', items: ids.map((id) => ({ id })) });
		expect(ids.some((id) => rig.portal.ledger.payment(id))).toBe(false);
		expect(rig.portal.requests.length).toBeLessThanOrEqual(5);
	});

	it('say that a new payment needs a deal or invoice', async () => {
		const { error } = await rig.run({
			operation: 'create',
			items: [{}],
			parameters: { entityTypeId: 0 },
		});
		expect(error?.message).toBe("'Add Payment To' names no deal, invoice or order");
	});

	it('repeat a lost write only after a minute, whatever the time-out has used up', async () => {
		rig.portal.faults.add({ fault: 'resetBefore', method: 'batch' });
		const { items } = await rig.run({
			operation: 'pay',
			items: [{ id: open }],
			options: { settleTime: 59 },
			onError: 'continueRegularOutput',
		});
		expect(items[0]?.json).toMatchObject({
			errorDetails: expect.objectContaining({ code: 'OUTCOME_UNKNOWN' }),
		});
		expect(writes('crm.item.payment.pay')).toBe(1);
	});

	it('name the reason when the portal of a refreshed token is another one', async () => {
		rig.useOAuth();
		rig.portal.oauth.expireAccessTokens();
		const { credentials } = rig.engine;
		const read = credentials.getDecrypted.bind(credentials);
		let reads = 0;
		jest.spyOn(credentials, 'getDecrypted').mockImplementation(async (...args) => {
			reads += 1;
			const data = await read(...args);
			const token = { access_token: 'another-token', client_endpoint: 'https://new.example/rest/' };
			return reads === 1 ? data : { ...data, oauthTokenData: token as never };
		});
		const { items } = await rig.run({
			operation: 'pay',
			items: [{ id: open }],
			onError: 'continueRegularOutput',
		});
		jest.restoreAllMocks();
		expect(items[0]?.json).toMatchObject({
			error: expect.stringContaining('connected to another portal'),
			errorDetails: expect.objectContaining({ code: 'CONNECTION_FAILED' }),
		});
	});
});
