import type { IDataObject } from 'n8n-workflow';

import { add, ask, askOne, jsonOf, meet, STOP, UPDATE, useRig, wordsOf, type Act } from './support';

/**
 * "Is it done already?" and "was it stored?" are one comparison, at the precision at which Bitrix24
 * keeps a value: what counts as stored counts as done the next time.
 */
const use = useRig();

const withFields = (updateFields: IDataObject): Act => ({
	...UPDATE,
	parameters: { ...UPDATE.parameters, updateFields },
});

const saves = () => use.ledger.executed(UPDATE.method);

/** The same update again and again; what each run said. */
async function again(act: Act, id: number, times = 3): Promise<IDataObject[]> {
	const said: IDataObject[] = [];
	for (let time = 0; time < times; time++) {
		said.push(await askOne(use, act, id));
		use.rig.clock.advance(60_000);
	}
	return said;
}

describe('An amount that Bitrix24 rounds', () => {
	it.each([
		['sum', '={{ 100 / 3 }}', 33.33],
		['sum', '={{ 200 / 3 }}', 66.67],
		['sum', '={{ 0.1 + 0.2 }}', 0.3],
		['sum', '={{ 1000000 / 7 }}', 142857.14],
		['psSum', '={{ 10 / 3 }}', 3.33],
		['priceCod', '={{ 2 / 3 }}', 0.67],
		['sum', '33.333333', 33.33],
		['sum', 19.999, 20],
	])('is stored once and then counts as done: %s %s', async (field, value, stored) => {
		const [id = 0] = add(use, UPDATE);
		const [first, second, third] = await again(withFields({ [field]: value }), id);
		expect(first).toMatchObject({ success: true, changed: true });
		expect(second).toMatchObject({ success: true, changed: false });
		expect(third).toMatchObject({ success: true, changed: false });
		expect(saves()).toBe(1);
		expect(use.ledger.payment(id)).toMatchObject({ [field]: stored });
	});

	it('is named once, where it was rounded', async () => {
		const [id = 0] = add(use, UPDATE);
		const [first, second] = await again(withFields({ sum: '={{ 100 / 3 }}' }), id);
		expect(JSON.stringify([first?.warning, first?.notApplied])).toContain('33.33');
		expect(second).not.toHaveProperty('warning');
	});

	it('is not named where nothing was rounded but the dust of adding', async () => {
		const [id = 0] = add(use, UPDATE);
		const [first] = await again(withFields({ sum: '={{ 0.1 + 0.2 }}' }), id, 1);
		expect(first).not.toHaveProperty('warning');
		expect(first).not.toHaveProperty('notApplied');
	});

	it('is another amount a cent away', async () => {
		const [id = 0] = add(use, UPDATE);
		await askOne(use, withFields({ sum: 33.33 }), id);
		expect(await askOne(use, withFields({ sum: 33.34 }), id)).toMatchObject({ changed: true });
		expect(await askOne(use, withFields({ sum: 33.335 }), id)).toMatchObject({ success: true });
		expect(use.ledger.payment(id)?.sum).toBeCloseTo(33.34, 2);
	});

	it('counts as done in the middle of many', async () => {
		const ids = add(use, UPDATE, 4);
		const act = withFields({ sum: '={{ 100 / 3 }}' });
		await ask(use, act, ids);
		const { items } = await ask(use, act, ids, { onError: STOP });
		expect(jsonOf(items).map(({ changed }) => changed)).toEqual([false, false, false, false]);
		expect(saves()).toBe(4);
	});

	it('of a paid payment is no other amount', async () => {
		const [id = 0] = add(use, { ...UPDATE, seed: { sum: 33.33, paySystemId: 4, paid: 'Y' } });
		const json = await askOne(use, withFields({ sum: '={{ 100 / 3 }}' }), id);
		expect(json).toMatchObject({ success: true, changed: false });
	});
});

describe('A day on a server west of Greenwich', () => {
	const act = withFields({ payReturnDate: '2026-04-11' });

	it.each(['2026-04-10T19:00:00-05:00', '2026-04-10T17:00:00-07:00', '2026-04-11T00:00:00+00:00'])(
		'comes back as %s and is the same day',
		async (shown) => {
			const ids = add(use, act, 2);
			use.portal.when({ method: UPDATE.method, nth: 'every' }, 'after', () => {
				for (const id of ids) use.ledger.change(id, { payReturnDate: shown });
			});
			const first = await ask(use, act, ids);
			expect(jsonOf(first.items)).toMatchObject([{ changed: true }, { changed: true }]);
			expect(JSON.stringify(jsonOf(first.items))).not.toContain('notApplied');
			const second = await ask(use, act, ids);
			expect(jsonOf(second.items)).toMatchObject([{ changed: false }, { changed: false }]);
			expect(saves()).toBe(2);
		},
	);

	it('is another day when it is one', async () => {
		const [id = 0] = add(use, act);
		await askOne(use, act, id);
		const other = withFields({ payReturnDate: '2026-04-12' });
		expect(await askOne(use, other, id)).toMatchObject({ changed: true });
		expect(saves()).toBe(2);
	});
});

describe('A text that some portals show as a number', () => {
	/** The documentation's dialect: what looks like a number is one. */
	const showAsNumber = (id: number) =>
		use.portal.when({ method: UPDATE.method, nth: 'every' }, 'after', () => {
			const text = use.ledger.payment(id)?.psInvoiceId ?? '';
			use.ledger.change(id, { psInvoiceId: Number(text) as unknown as string });
		});

	it.each(['0038', '1e3', '38', '12345678901234567890', '0.50'])(
		'is stored as it was sent: %s',
		async (text) => {
			const [id = 0] = add(use, UPDATE);
			showAsNumber(id);
			const [first, second] = await again(withFields({ psInvoiceId: text }), id, 2);
			expect(first).toMatchObject({ success: true, changed: true });
			expect(first).not.toHaveProperty('notApplied');
			expect(second).toMatchObject({ changed: false });
			expect(saves()).toBe(1);
		},
	);

	it.each(['0038', '1e3', '12345678901234567890', ' 7', '0x10'])(
		'is stored as it was sent where texts stay texts: %s',
		async (text) => {
			const [id = 0] = add(use, UPDATE);
			const said = await again(withFields({ psInvoiceId: text }), id, 2);
			expect(said).toMatchObject([{ changed: true }, { changed: false }]);
			expect(use.ledger.payment(id)?.psInvoiceId).toBe(text);
		},
	);

	it('is another text when it is another number', async () => {
		const [id = 0] = add(use, UPDATE);
		showAsNumber(id);
		await askOne(use, withFields({ psInvoiceId: '0038' }), id);
		const json = await askOne(use, withFields({ psInvoiceId: '0039' }), id);
		expect(json).toMatchObject({ changed: true });
		expect(saves()).toBe(2);
	});
});

describe("A text that holds the credential's own code", () => {
	const secret = () => use.portal.webhook.split('/')[5] ?? '';

	it.each(['comments', 'xmlId', 'psStatusMessage', 'payVoucherNum'] as const)(
		'is stored, is told so, and is not shown: %s',
		async (field) => {
			const text = `see ${secret()}, and ${encodeURIComponent(use.portal.webhook)}`;
			const [id = 0] = add(use, UPDATE);
			const act = withFields({ [field]: text });
			const said = await again(act, id, 2);
			expect(use.ledger.payment(id)?.[field]).toBe(text);
			expect(said).toMatchObject([
				{ success: true, changed: true },
				{ success: true, changed: false },
			]);
			expect(said[0]).not.toHaveProperty('notApplied');
			expect(saves()).toBe(1);
			expect(JSON.stringify(said)).not.toContain(secret());
		},
	);

	it.each([
		['a token', () => String(tokens().access_token)],
		['a client secret', () => use.portal.oauth.clientSecret],
	])('is stored also when it is %s', async (_, text) => {
		use.rig.useOAuth();
		const [id = 0] = add(use, UPDATE);
		const said = await again(withFields({ comments: text() }), id, 2);
		expect(said).toMatchObject([{ changed: true }, { changed: false }]);
		expect(JSON.stringify(said)).not.toContain(text());
	});

	const tokens = () => use.rig.engine.credentials.read('credential').oauthTokenData as IDataObject;

	it('is called not stored when it is not', async () => {
		const [id = 0] = add(use, UPDATE);
		use.portal.faults.add({ fault: 'lyingTrue', method: UPDATE.method });
		const { items } = await ask(use, withFields({ comments: secret() }), [id]);
		expect(items[0]?.json).toMatchObject({
			errorDetails: expect.objectContaining({ code: 'NOT_APPLIED' }),
		});
		expect(wordsOf({ items })).not.toContain(secret());
	});
});

describe('A value in the older dialect', () => {
	it('is compared alike', async () => {
		const act = withFields({ sum: '={{ 100 / 3 }}', comments: 'ü ß', paid: true });
		meet(use, ['by lists', 'old dialect'], act);
		const [id = 0] = add(use, act);
		const said = await again(act, id);
		expect(said.map(({ changed }) => changed)).toEqual([true, false, false]);
	});
});
