import type { IDataObject } from 'n8n-workflow';

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

const search = async (method: string, parameters: IDataObject, text?: string, page?: string) => {
	const [, node] = workflowOf({ operation: 'pay', items: [], parameters }).nodes;
	if (!node) throw new Error('The workflow has no second node');
	return await rig.engine.search(method, node, text, page);
};
const values = (found: { results: Array<{ value: unknown }> }) =>
	found.results.map(({ value }) => value);

describe('The list of payments', () => {
	it('shows number, amount, state and payment system, with a link to the payment', async () => {
		const { results } = await search('searchPayments', { entityTypeId: 0 }, '356/1');
		expect(results).toEqual([
			{
				name: '356/1 (ID 144) · 100.00 USD · unpaid · Bank Transfer (Company)',
				value: '144',
				url: `${rig.portal.url}/shop/orders/payment/details/144/`,
			},
		]);
	});

	it('offers the latest payments of the portal, page by page', async () => {
		for (let id = 10_000; id < 10_120; id++) rig.portal.ledger.addPayment({ id, sum: 5 });
		const first = await search('searchPayments', { entityTypeId: 0 });
		expect(values(first)).toHaveLength(50);
		expect(values(first)[0]).toBe('10119');
		const second = await search(
			'searchPayments',
			{ entityTypeId: 0 },
			'',
			first.paginationToken as string,
		);
		expect(values(second)[0]).toBe('10069');
		expect(new Set([...values(first), ...values(second)]).size).toBe(100);
	});

	it.each([
		['an ID', '1009', '1009'],
		['an amount', '640', '1009'],
		['a payment system', 'Cash', '1009'],
	])('finds a payment by %s', async (_what, text, found) => {
		expect(values(await search('searchPayments', { entityTypeId: 0 }, text))).toContain(found);
	});

	it('offers only the payments of the chosen deal', async () => {
		const entityId = { __rl: true, mode: 'list', value: '25' };
		const found = await search('searchPayments', { entityTypeId: 2, entityId });
		expect(values(found).sort()).toEqual(SEED.sharedOrder.map(String).sort());
		const paid = await search('searchPayments', { entityTypeId: 2, entityId }, 'unpaid');
		expect(paid.results.length).toBeGreaterThan(0);
	});

	it('says which permission is missing and that the ID can be entered', async () => {
		rig.useWebhook(rig.portal.webhookFor({ scopes: ['crm'] }));
		await expect(search('searchPayments', { entityTypeId: 0 })).rejects.toMatchObject({
			message: "The credential lacks the permission 'sale' in Bitrix24",
			description: expect.stringContaining("switch this field to 'By ID'"),
		});
	});

	it('asks for the deal before it can list its payments', async () => {
		await expect(
			search('searchPayments', { entityTypeId: 2, entityId: { mode: 'list', value: '' } }),
		).rejects.toMatchObject({ message: "'Deal or Invoice' is empty" });
	});
});

describe('The list of deals and invoices', () => {
	it('pages through deals, newest first', async () => {
		const first = await search('searchDealsOrInvoices', { entityTypeId: 2 });
		expect(values(first)).toHaveLength(50);
		expect(values(first)[0]).toBe(String(SEED.deals));
		const rest = await search(
			'searchDealsOrInvoices',
			{ entityTypeId: 2 },
			'',
			first.paginationToken as string,
		);
		expect(values(rest)).toHaveLength(SEED.deals - 50);
		expect(rest.paginationToken).toBeUndefined();
	});

	it('finds by ID and by part of the title', async () => {
		const byId = await search('searchDealsOrInvoices', { entityTypeId: 2 }, '25');
		const deal = byId.results.find(({ value }) => value === '25');
		expect(deal?.url).toBe(`${rig.portal.url}/crm/deal/details/25/`);
		const title = String(deal?.name).split(' (ID')[0] ?? '';
		const byTitle = await search('searchDealsOrInvoices', { entityTypeId: 2 }, title.slice(0, 12));
		expect(values(byTitle)).toContain('25');
	});

	it('lists invoices', async () => {
		const { results } = await search('searchDealsOrInvoices', { entityTypeId: 31 });
		expect(results).toHaveLength(SEED.invoices);
		expect(results.at(-1)?.url).toBe(`${rig.portal.url}/crm/type/31/details/1/`);
	});

	it('is empty for the whole portal', async () => {
		expect(await search('searchDealsOrInvoices', { entityTypeId: 0 })).toEqual({ results: [] });
	});
});

describe('The list of payment systems', () => {
	it('tells which can be paid over REST', async () => {
		const { results } = await search('searchPaySystems', {});
		expect(results).toContainEqual({
			name: 'Acme Pay (REST) (ID 4) · works with Pay via Payment System',
			value: '4',
		});
		expect(results).toContainEqual({
			name: 'Cash (ID 3) · not for Pay via Payment System',
			value: '3',
		});
	});

	it('searches what it shows', async () => {
		expect(values(await search('searchPaySystems', {}, 'acme'))).toEqual(['4']);
	});

	it('names the right that is missing', async () => {
		rig.useWebhook(rig.portal.webhookFor({ userId: SEED.users.sales }));
		await expect(search('searchPaySystems', {})).rejects.toMatchObject({
			message: 'The user of this credential may not do this in Bitrix24',
		});
	});
});

describe('Every list', () => {
	it('works over OAuth and refreshes an expired token', async () => {
		rig.useOAuth();
		rig.portal.oauth.expireAccessTokens();
		expect(values(await search('searchPaySystems', {}))).toContain('4');
		expect(rig.portal.oauth.refreshes).toBe(1);
	});

	it('advises to enter the ID only where the list alone is missing', async () => {
		rig.useOAuth();
		rig.portal.oauth.expireAccessTokens();
		rig.portal.oauth.revokeRefreshTokens();
		await expect(search('searchPaySystems', {})).rejects.toMatchObject({
			message: 'The connection to Bitrix24 has to be renewed',
			description: expect.not.stringContaining('By ID'),
		});
	});

	it('explains a credential that cannot be used', async () => {
		rig.useWebhook('https://portal.example/');
		await expect(search('searchPaySystems', {})).rejects.toMatchObject({
			message: "The 'Webhook URL' of the credential has no '/rest/' part after the host",
		});
	});
});
