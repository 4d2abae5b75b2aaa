import { SEED } from '../../sandbox/portal';
import { startRig, workflowOf, type Rig } from '../support/rig';

let rig: Rig;
beforeAll(async () => {
	rig = await startRig();
});
afterAll(async () => await rig.close());
beforeEach(() => {
	rig.portal.reset();
	rig.useWebhook();
});

/** The list of payments as the editor asks for it, which knows nothing but what was typed. */
const search = async (text?: string, page?: string, { engine } = rig) => {
	const [, node] = workflowOf({ operation: 'pay', items: [], parameters: {} }).nodes;
	if (!node) throw new Error('The workflow has no second node');
	return await engine.search('searchPayments', node, text, page);
};
type Found = Awaited<ReturnType<typeof search>>;
const ids = ({ results }: Found) => results.map(({ value }) => Number(value));
const names = ({ results }: Found) => results.map(({ name }) => name);
const only = (...scopes: string[]) => rig.useWebhook(rig.portal.webhookFor({ scopes }));
const requests = () => rig.portal.requests.length;

/** Payments of deals with this customer, whose titles do not tell (deals 12, 27 and 42). */
const OF_MARY = [1026, 1012, 144];

describe('The list of payments', () => {
	it('shows number, amount, state and payment system, with a link to the payment', async () => {
		const { results } = await search('356/1');
		expect(results).toEqual([
			{
				name: '356/1 (ID 144) · 100.00 USD · unpaid · Bank Transfer (Company)',
				value: '144',
				url: `${rig.portal.url}/shop/orders/payment/details/144/`,
			},
		]);
		expect(requests()).toBe(1);
	});

	it('offers the latest payments of the portal, page by page, one request each', async () => {
		for (let id = 10_000; id < 10_120; id++) rig.portal.ledger.addPayment({ id, sum: 5 });
		const first = await search();
		expect(ids(first)).toEqual(Array.from({ length: 50 }, (_, index) => 10_119 - index));
		const second = await search('', first.paginationToken as string);
		expect(ids(second)).toEqual(Array.from({ length: 50 }, (_, index) => 10_069 - index));
		expect(requests()).toBe(2);
	});

	it.each([
		['the number of its payment', '5037/2', [1039]],
		['a number as it stands on paper', '№ 5037 / 2', [1039]],
		['the number of its order', '5037', [1039, 1037]],
		['an ID', '1009', [1009]],
		['an amount', '5400', [1010]],
		['an amount with cents', '1.999,99', [1006]],
		['an amount in its currency', '€ 1,250.00', [1001]],
		['an amount that can be read in two ways', '1.250', [1001]],
		['an amount in another currency', '$ 1,250.00', []],
		['a payment system', 'yookassa', [1025]],
		['invisible characters copied along', '\u200b5037/2\u00a0', [1039]],
		['what nothing has', 'zzz', []],
		['the name of a deal as robots send it', 'DEAL_25', [1039, 1037]],
	])('finds payments by %s', async (_what, text, expected) => {
		expect(ids(await search(text))).toEqual(expected);
	});

	it('finds payments by the title of their deal or invoice, in three requests', async () => {
		const deals = await search('ANNUAL service, nordwind');
		expect(ids(deals)).toEqual([1033, 1025, 1010, 1002, 144]);
		expect(names(deals)[1]).toBe(
			'5025/1 (ID 1025) · 520.00 EUR · unpaid · YooKassa · Annual service, Nordwind Logistics',
		);
		expect(requests()).toBe(3);
		expect(names(await search('INVOICE #1, café'))).toEqual([
			'5035/1 (ID 1035) · 640.00 EUR · unpaid · Bank Transfer · Invoice #1, Café Lumière',
		]);
	});

	it('finds payments by the customer of their deal, and shows both, in four requests', async () => {
		const found = await search('mary ann o\u2019connor');
		expect(ids(found)).toEqual(OF_MARY);
		expect(names(found)[0]).toBe(
			'5026/1 (ID 1026) · 521.00 EUR · unpaid · Stripe · Spare parts, O\u2019Neill & Sons · Mary Ann O\u2019Connor',
		);
		expect(requests()).toBe(4);
	});

	it('shows what is found in several ways once, newest first', async () => {
		rig.portal.ledger.addPayment({ id: 25, sum: 25, accountNumber: '25/25', entityId: 25 });
		const found = await search('25');
		expect(found.results.filter(({ value }) => value === '25')).toHaveLength(1);
		expect(ids(found)).toEqual([...ids(found)].sort((one, other) => other - one));
		expect(ids(found)).toEqual(expect.arrayContaining([1025, 25]));
	});

	it('pages through what a text finds, without repeating anything', async () => {
		for (let id = 2001; id <= 2070; id++) {
			const entityId = 100 + (id % 60);
			rig.portal.ledger.addPayment({ id, sum: 77, accountNumber: `spare-${id}/1`, entityId });
		}
		const first = await search('spare');
		const second = await search('spare', first.paginationToken as string);
		const both = [...ids(first), ...ids(second)];
		expect(new Set(both).size).toBe(both.length);
		expect(both.filter((id) => id > 2000 && id < 2100)).toHaveLength(70);
		expect(both).toEqual(expect.arrayContaining([1026, 1038]));
		expect(second.paginationToken).toBeUndefined();
	});

	it.each([
		['a payment', '/shop/orders/payment/details/1009/', [1009]],
		['a deal', '/crm/deal/details/25/', [1039, 1037]],
		['an invoice', '/crm/type/31/details/1/', [1035]],
		['an order', '/shop/orders/details/5037/', [1039, 1037]],
	])('understands the pasted link of %s', async (_what, path, expected) => {
		expect(ids(await search(`${rig.portal.url}${path}`))).toEqual(expected);
	});

	it('says that a pasted link is of another portal', async () => {
		await expect(search('https://other.bitrix24.com/crm/deal/details/25/')).rejects.toMatchObject({
			message: "'Payment' holds a link to another portal (other.bitrix24.com)",
		});
	});
});

describe('With the permission crm alone, the list of payments', () => {
	beforeEach(() => only('crm'));

	it('shows those of the latest deals and invoices, and goes on to older ones', async () => {
		const first = await search();
		expect(ids(first)).toEqual([1038, 1035, 144, 1]);
		expect(names(first)[0]).toContain('Spare parts, O\u2019Neill & Sons');
		expect(requests()).toBe(3);
		const second = await search('', first.paginationToken as string);
		expect(ids(second)).toEqual(expect.arrayContaining([1039, 1037, 1033, 1020]));
		const third = await search('', second.paginationToken as string);
		expect(ids(third)).toContain(1001);
		expect(third.paginationToken).toBeUndefined();
		const all = [first, second, third].flatMap(ids);
		expect(new Set(all).size).toBe(all.length);
	});

	it('finds those of deals with the text in their title, however old', async () => {
		expect(ids(await search('annual service, nordwind'))).toEqual([1033, 1025, 1010, 1002, 144]);
		expect(requests()).toBeLessThanOrEqual(4);
	});

	it('finds those of the customer', async () => {
		expect(ids(await search('mary ann'))).toEqual(OF_MARY);
	});

	it('finds numbers and amounts among the latest deals', async () => {
		expect(ids(await search('356/1'))).toEqual([144]);
		expect(ids(await search('$ 100'))).toEqual([144, 1]);
	});

	it('skips deals without payments', async () => {
		const quiet = await startRig({ payments: [{ id: 1, sum: 5, entityId: 3 }] });
		quiet.useWebhook(quiet.portal.webhookFor({ scopes: ['crm'] }));
		const found = await search('', undefined, quiet);
		await quiet.close();
		expect(ids(found)).toEqual([1]);
		expect(found.paginationToken).toBeUndefined();
	});

	it('leaves out a deal whose payments the user may not see', async () => {
		rig.useWebhook(rig.portal.webhookFor({ userId: SEED.users.sales, scopes: ['crm'] }));
		const found = ids(await search('spare parts'));
		expect(found).toEqual(expect.arrayContaining([1038, 1026]));
		expect(found).not.toContain(SEED.adminOnlyOrder);
	});
});

describe('A part of the search that is refused', () => {
	it('does not hide the payments when deals may not be searched', async () => {
		only('sale');
		expect(ids(await search('5037'))).toEqual([1039, 1037]);
		expect(ids(await search('annual service'))).toEqual([]);
	});

	it('does not hide what deals have when one list of payments breaks', async () => {
		rig.portal.faults.add({ fault: 'errorCode', method: 'sale.payment.list', code: 'ERROR_CORE' });
		expect(ids(await search('1009'))).toEqual([1009]);
	});

	it('is named when nothing can be searched, with what helps', async () => {
		only('pay_system');
		const refused = expect.objectContaining({
			message: "The credential lacks the permissions 'sale' and 'crm' in Bitrix24",
			description: expect.stringMatching(
				/With 'sale' all payments can be searched.*switch this field to 'By ID'/,
			),
		});
		await expect(search()).rejects.toEqual(refused);
		await expect(search('5037')).rejects.toEqual(refused);
	});
});

describe('A portal that ignores conditions', () => {
	it('lists nothing that was not asked for', async () => {
		rig.portal.faults.add({ fault: 'ignoredFilter', times: Infinity });
		expect(ids(await search('5037/2'))).toEqual([1039]);
		expect(ids(await search('annual service, nordwind'))).not.toContain(1001);
	});
});
