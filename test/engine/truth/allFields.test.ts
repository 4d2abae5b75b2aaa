import type { IDataObject } from 'n8n-workflow';

import { UPDATE_FIELDS } from '../../../nodes/Bitrix24Payments/parameters/updateFields';
import { add, ask, askOne, BOTH_MODES, jsonOf, meet, UPDATE, useRig, type Act } from './support';

/** One update of every field there is; what it has done once, it does not do again. */
const use = useRig();

const ALL: IDataObject = {
	version1c: '3',
	id1c: '1c-17',
	sum: 55.5,
	priceCod: 1.25,
	comments: 'All of it, ü 😀',
	xmlId: 'ext-17',
	externalPayment: 'F',
	dateBill: '2026-04-01T08:00:00',
	marked: true,
	empMarkedId: 2,
	paid: true,
	empPaidId: 2,
	datePayBefore: '2026-06-01T08:00:00',
	datePaid: '2026-04-10T10:00:00',
	payVoucherDate: '2026-04-09T00:00:00',
	payVoucherNum: 'B-17',
	psInvoiceId: 'inv-17',
	paySystemId: 4,
	psSum: 55.5,
	psCurrency: 'EUR',
	psResponseDate: '2026-04-10T10:00:01',
	psStatus: true,
	psStatusCode: '17',
	psStatusDescription: 'ok',
	psStatusMessage: 'done',
	reasonMarked: 'Check it',
	companyId: 12,
	isReturn: 'N',
	empResponsibleId: 2,
	responsibleId: 2,
	payReturnComment: 'none',
	payReturnDate: '2026-04-11',
	payReturnNum: 'R-17',
	empReturnId: 2,
	updated1c: true,
};

const ACT: Act = { ...UPDATE, parameters: { ...UPDATE.parameters, updateFields: ALL } };

/** Fields in which Bitrix24 enters the user of the credential, whatever is sent. */
const STAMPS = ['empMarkedId', 'empPaidId', 'empResponsibleId'];

it('These are all fields', () => {
	expect(Object.keys(ALL).sort()).toEqual(UPDATE_FIELDS.map(({ name }) => name).sort());
});

describe('An update of all fields', () => {
	it.each(['new dialect', 'old dialect'] as const)('writes once: %s', async (dialect) => {
		meet(use, ['by lists', dialect], ACT);
		const [id = 0] = add(use, ACT);
		const first = await askOne(use, ACT, id);
		expect(first).toMatchObject({ success: true, changed: true, verified: true });
		const reported = (first.notApplied ?? []) as Array<{ field: string }>;
		expect(reported.map(({ field }) => field).filter((field) => !STAMPS.includes(field))).toEqual(
			[],
		);
		for (let time = 0; time < 2; time++) {
			use.rig.clock.advance(60_000);
			expect(await askOne(use, ACT, id)).toMatchObject({ success: true, changed: false });
		}
		expect(use.ledger.executed(UPDATE.method)).toBe(1);
	});

	it.each(['new dialect', 'old dialect'] as const)(
		'is believed without a look afterwards with Verify off: %s',
		async (dialect) => {
			meet(use, ['by lists', dialect], ACT);
			const [id = 0] = add(use, ACT);
			const json = await askOne(use, ACT, id, { options: { verify: false } });
			expect(json).toMatchObject({ success: true, verified: false });
			expect(use.portal.requests).toHaveLength(2);
		},
	);

	it.each(BOTH_MODES)('writes each of several payments once: %s', async (onError) => {
		const ids = add(use, ACT, 3);
		const first = await ask(use, ACT, ids, { onError });
		expect(jsonOf(first.items).map(({ changed }) => changed)).toEqual([true, true, true]);
		const second = await ask(use, ACT, ids, { onError });
		expect(jsonOf(second.items).map(({ changed }) => changed)).toEqual([false, false, false]);
		expect(use.ledger.executed(UPDATE.method)).toBe(3);
	});

	it('stores every field that Bitrix24 does not set itself', async () => {
		const [id = 0] = add(use, ACT);
		await askOne(use, ACT, id);
		const stored = use.ledger.payment(id);
		for (const [field, value] of Object.entries(ALL)) {
			if (STAMPS.includes(field) || /date/i.test(field)) continue;
			const expected = value === true ? 'Y' : value;
			expect([field, stored?.[field as keyof typeof stored]]).toEqual([field, expected]);
		}
	});

	it('writes again where one field is different', async () => {
		const [id = 0] = add(use, ACT);
		await askOne(use, ACT, id);
		for (const field of ['comments', 'payReturnNum', 'psStatusCode'] as const) {
			use.ledger.change(id, { [field]: 'by hand' });
			expect(await askOne(use, ACT, id)).toMatchObject({ changed: true });
		}
		expect(use.ledger.executed(UPDATE.method)).toBe(4);
	});
});
