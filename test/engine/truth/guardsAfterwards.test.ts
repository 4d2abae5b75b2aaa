import type { IDataObject } from 'n8n-workflow';

import {
	add,
	ask,
	askOne,
	BOTH_MODES,
	jsonOf,
	meet,
	named,
	PAY,
	PAY_SYSTEM_PAY,
	STOP,
	UNPAY,
	UPDATE,
	useRig,
	WAYS,
	type Act,
} from './support';

/** Conditions of 'Only If' that held when the payment was read and do not hold any more afterwards. */
const use = useRig();

const AMOUNT = 100;
const OTHER = 9999;
const onlyIf = { amount: AMOUNT };

/** Somebody changes the payment between the read and the write. */
const between = (act: Act, id: number | undefined, fields: IDataObject) =>
	use.portal.when({ method: act.method, id }, 'before', () =>
		use.ledger.change(id ?? 0, fields as Partial<ReturnType<typeof row>>),
	);

const row = (id: number) => {
	const found = use.ledger.payment(id);
	if (found === undefined) throw new Error(`There is no payment ${id}`);
	return found;
};

describe.each(named(PAY, UNPAY, UPDATE, PAY_SYSTEM_PAY))('%s of a payment', (_, act) => {
	it('whose amount changed meanwhile says so', async () => {
		const [id] = add(use, act);
		between(act, id, { sum: OTHER });
		const json = await askOne(use, act, id, { options: { onlyIf } });
		expect(json).toMatchObject({ success: true, payment: { sum: OTHER } });
		expect(json.warning).toMatch(/Only If/);
		expect(json.warning).toContain(String(OTHER));
		expect(json.warning).not.toContain('Nothing was changed');
	});

	it('whose amount stayed the same says nothing', async () => {
		const [id] = add(use, act);
		const json = await askOne(use, act, id, { options: { onlyIf } });
		expect(json).toMatchObject({ success: true, payment: { sum: AMOUNT } });
		expect(json).not.toHaveProperty('warning');
	});

	it.each([
		['currency', { currency: 'EUR' }, { currency: 'USD' }, 'USD'],
		['payment system', { paySystemId: 4 }, { paySystemId: 3 }, '3'],
	])('whose %s changed meanwhile says so', async (_what, condition, fields, word) => {
		// An update writes the payment system that it has read, and so puts it back.
		if (act === UPDATE && 'paySystemId' in fields) return expectPutBack(fields);
		const [id] = add(use, act);
		if (act === PAY_SYSTEM_PAY) changeAfterwards(id, fields);
		else between(act, id, fields);
		const json = await askOne(use, act, id, { options: { onlyIf: condition } });
		expect(json.success).toBe(true);
		expect(json.warning).toContain(word);
	});

	function changeAfterwards(id: number | undefined, fields: IDataObject): void {
		use.portal.when({ method: act.method, id }, 'after', () => use.ledger.change(id ?? 0, fields));
	}

	async function expectPutBack(fields: IDataObject): Promise<void> {
		const [id] = add(use, act);
		between(act, id, fields);
		const json = await askOne(use, act, id, { options: { onlyIf: { paySystemId: 4 } } });
		expect(json).toMatchObject({ success: true });
		expect(row(id ?? 0).paySystemId).toBe(4);
	}

	it.each(WAYS)('says so of one of several, read %s, %s', async (...way) => {
		meet(use, way, act);
		const ids = add(use, act, 3);
		between(act, ids[1], { sum: OTHER });
		const { items } = await ask(use, act, ids, { options: { onlyIf } });
		expect(jsonOf(items).map(({ warning }) => /Only If/.test(String(warning)))).toEqual([
			false,
			true,
			false,
		]);
	});

	it.each(BOTH_MODES)('says so of all of them: %s', async (onError) => {
		const ids = add(use, act, 2);
		for (const id of ids) between(act, id, { sum: OTHER });
		const { items } = await ask(use, act, ids, { options: { onlyIf }, onError });
		expect(items).toHaveLength(2);
		for (const { warning } of jsonOf(items)) expect(warning).toContain(String(OTHER));
	});
});

describe('A condition that does not hold afterwards', () => {
	it('is told beside a lost answer', async () => {
		const [id] = add(use, PAY);
		use.portal.faults.add({ fault: 'resetAfter', method: 'batch' });
		between(PAY, id, { sum: OTHER });
		const json = await askOne(use, PAY, id, { options: { onlyIf } });
		expect(json.warning).toContain(String(OTHER));
		expect(json.warning).toContain('lost');
		expect(json).not.toHaveProperty('changed');
	});

	it('is told beside a refusal after the save', async () => {
		const [id] = add(use, PAY);
		use.portal.faults.add({ fault: 'refusedAfterSave', method: PAY.method });
		between(PAY, id, { sum: OTHER });
		const json = await askOne(use, PAY, id, { options: { onlyIf } });
		expect(json.warning).toContain(String(OTHER));
		expect(json.warning).toContain('getId()');
	});

	it('is none where the update itself changed the amount', async () => {
		const [id] = add(use, UPDATE);
		const act: Act = {
			...UPDATE,
			parameters: { ...UPDATE.parameters, updateFields: { sum: OTHER } },
		};
		const json = await askOne(use, act, id, { options: { onlyIf } });
		expect(json).toMatchObject({ changed: true, payment: { sum: OTHER } });
		expect(json).not.toHaveProperty('warning');
	});

	it('keeps the write back as long as it is known before', async () => {
		const [id] = add(use, PAY);
		use.portal.when({ method: PAY.read, id }, 'before', () =>
			use.ledger.change(id ?? 0, { sum: OTHER }),
		);
		const { error } = await ask(use, PAY, [id ?? 0], { options: { onlyIf }, onError: STOP });
		expect(error?.message).toContain(String(OTHER));
		expect(use.ledger.executed(PAY.method)).toBe(0);
	});

	it('is told with Verify off where the payment is read all the same, or nothing is claimed', async () => {
		const [id] = add(use, PAY);
		between(PAY, id, { sum: OTHER });
		const json = await askOne(use, PAY, id, { options: { onlyIf, verify: false } });
		expect(json).toMatchObject({ success: true, verified: false });
		expect(json).not.toHaveProperty('payment.sum', AMOUNT);
	});
});
