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
	const [, node] = workflowOf({ operation: 'getAll', items: [], parameters }).nodes;
	if (!node) throw new Error('The workflow has no second node');
	return await rig.engine.search(method, node, text, page);
};
const values = (found: { results: Array<{ value: unknown }> }) =>
	found.results.map(({ value }) => value);

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

	it.each([
		['an ID with what cannot be seen', () => '\u200b25\u00a0'],
		['the name that robots send', () => 'DEAL_25'],
		['a pasted link', () => `${rig.portal.url}/crm/deal/details/25/`],
	])('finds by %s', async (_, text) => {
		const found = await search('searchDealsOrInvoices', { entityTypeId: 2 }, text());
		expect(values(found)).toEqual(['25']);
	});

	it.each([
		['of another portal', 'https://other.bitrix24.com/crm/deal/details/25/', /another portal/],
		['of an invoice', '/crm/type/31/details/3/', /a link to an invoice instead of a deal/],
	])('refuses a link %s', async (_, text, words) => {
		await expect(search('searchDealsOrInvoices', { entityTypeId: 2 }, text)).rejects.toThrow(words);
	});

	it.each(['%title', '=id'])('shows nothing else where the portal drops %s', async (key) => {
		rig.portal.faults.add({
			fault: 'ignoredFilter',
			method: 'crm.item.list',
			value: key,
			times: Infinity,
		});
		expect(values(await search('searchDealsOrInvoices', { entityTypeId: 2 }, '25'))).toEqual([
			'25',
		]);
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
		expect(values(await search('searchPaySystems', {}, '\u200bacme\u00a0pay'))).toEqual(['4']);
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
