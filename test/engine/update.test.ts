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

const id = { __rl: true, mode: 'id', value: '={{ $json.id }}' };
const update = async (updateFields: IDataObject, ids: unknown[] = [open], rest = {}) =>
	await rig.run({
		operation: 'update',
		items: ids.map((value) => ({ id: value }) as IDataObject),
		parameters: { paymentId: id, updateFields },
		...rest,
	});

describe('Update', () => {
	it('fills in the payment system that the API demands and changes only the given fields', async () => {
		const before = rig.portal.ledger.payment(open);
		const { items } = await update({ comments: 'Bank line 17', payVoucherNum: 'B-17' });
		expect(items[0]?.json).toMatchObject({ changed: true, verified: true });
		expect(rig.portal.ledger.payment(open)).toMatchObject({
			...before,
			comments: 'Bank line 17',
			payVoucherNum: 'B-17',
		});
		const sent = rig.portal.ledger.journal.find(({ method }) => method === 'sale.payment.update');
		expect(sent?.params).toMatchObject({
			fields: {
				paySystemId: String(before?.paySystemId),
				comments: 'Bank line 17',
				payVoucherNum: 'B-17',
			},
		});
	});

	it('sends nothing when all fields are as wanted', async () => {
		await update({ comments: 'Same' });
		const { items } = await update({ comments: 'Same' });
		expect(items[0]?.json).toMatchObject({ changed: false });
		expect(rig.portal.ledger.executed('sale.payment.update')).toBe(1);
	});

	it('sends paid only when it was set', async () => {
		await update({ comments: 'x' }, [SEED.alreadyPaid]);
		expect(rig.portal.ledger.payment(SEED.alreadyPaid)?.paid).toBe('Y');
	});

	it.each([
		[true, 'Y'],
		['Y', 'Y'],
		[false, 'N'],
	])('turns the switch %p into %s', async (value, stored) => {
		const payment = value === false ? SEED.alreadyPaid : open;
		await update({ paid: value }, [payment]);
		expect(rig.portal.ledger.payment(payment)?.paid).toBe(stored);
	});

	it('sends dates with the offset of the workflow time zone', async () => {
		const { items } = await update({
			datePaid: '2026-04-10T10:00:00',
			payReturnDate: '2026-04-11T00:00:00',
		});
		expect(items[0]?.json.changed).toBe(true);
		const stored = rig.portal.ledger.payment(open);
		expect(Date.parse(String(stored?.datePaid))).toBe(Date.parse('2026-04-10T10:00:00+02:00'));
		expect(String(stored?.payReturnDate)).toContain('2026-04-11');
	});

	it('keeps special characters on their way through a batch', async () => {
		const text = 'a+b & c=d #1 50% "quoted" <b>ü€😀</b>\nline two';
		const { items } = await update({ comments: text }, [open, second]);
		expect(pairs(items)).toEqual([0, 1]);
		expect(rig.portal.ledger.payment(second)?.comments).toBe(text);
	});

	it('sends text that looks like a batch reference by itself, unaltered', async () => {
		const text = 'see $result[c0][id] for details';
		await update({ comments: text }, [open, second]);
		expect(rig.portal.ledger.payment(open)?.comments).toBe(text);
		expect(rig.portal.ledger.payment(second)?.comments).toBe(text);
	});

	it.each([
		[{ datePaid: '' }, "'Payment Date' is empty"],
		[{ datePaid: 'soon' }, "'Payment Date' is not a date: 'soon'"],
		[{ sum: 'a lot' }, "'Amount' is not an amount: 'a lot'"],
		[{ empPaidId: 0 }, "'Paid By User ID' is not an ID: 0"],
		[{ paid: 1 }, "'Paid' is neither on nor off: 1"],
		[{ isReturn: 'X' }, "'Refund' has a value that Bitrix24 does not know: 'X'"],
		[{ reasonMarked: 'x'.repeat(256) }, "'Reason for Marking' is longer than 255 characters"],
		[{}, "'Update Fields' is empty"],
	])('refuses %j before anything is sent', async (fields, message) => {
		const { error } = await update(fields);
		expect(error?.message).toBe(message);
		expect(rig.portal.requests).toHaveLength(0);
	});

	it('refuses to change the amount of a paid payment', async () => {
		const { error } = await update({ sum: 5 }, [SEED.alreadyPaid]);
		expect(error?.message).toBe('The amount of a paid payment cannot be changed');
		expect(rig.portal.ledger.executed('sale.payment.update')).toBe(0);
	});

	it('counts an update as done that was stored in spite of a complaint', async () => {
		rig.portal.faults.add({ fault: 'savedWithWarning', method: 'sale.payment.update' });
		const { items } = await update({ comments: 'stored' });
		expect(items[0]?.json).toMatchObject({
			success: true,
			verified: true,
			warning: expect.any(String),
		});
		expect(items[0]?.json).not.toHaveProperty('changed');
		expect(rig.portal.ledger.payment(open)?.comments).toBe('stored');
	});

	it('fails when the portal says yes and stores nothing', async () => {
		rig.portal.faults.add({ fault: 'lyingTrue', method: 'sale.payment.update' });
		const { error } = await update({ comments: 'lost' });
		expect(error?.message).toContain('Bitrix24 accepted the update but stored nothing of it');
		expect(error?.description).toContain('Comments: sent lost, stored nothing');
	});

	it('reports fields that Bitrix24 stamps itself', async () => {
		const { items } = await update({ paid: true, empPaidId: 2 });
		expect(items[0]?.json).toMatchObject({
			success: true,
			notApplied: [{ field: 'empPaidId', sent: 2, stored: 1 }],
		});
	});

	it('never repeats a refund whose answer was lost', async () => {
		rig.portal.faults.add({ fault: 'resetBefore', method: 'batch' });
		const { error } = await update({ isReturn: 'Y' }, [SEED.alreadyPaid]);
		expect(error?.message).toContain('It is not known whether the payment was changed');
		expect(rig.portal.requests.filter(({ method }) => method === 'batch')).toHaveLength(1);
	});

	it('needs an administrator and says so', async () => {
		rig.useWebhook(rig.portal.webhookFor({ userId: SEED.users.sales }));
		const { error } = await update({ comments: 'x' });
		expect(error?.message).toContain(
			'The user of this credential may not change payments of the store',
		);
	});
});
