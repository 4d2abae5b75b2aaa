import type { IDataObject } from 'n8n-workflow';

import { foundNothing, type Search } from '../../nodes/Bitrix24Payments/execution/foundNothing';
import { getAll } from '../../nodes/Bitrix24Payments/operations/payment/getAll';
import { inputOf } from '../support/payments';

const FILTERS = { sumFrom: 1000 };
const WHOLE_PORTAL = { entityTypeId: 0 };
const DEAL = { entityTypeId: 2, entityId: 25 };
const INVOICE = { entityTypeId: 31, entityId: 9 };
const ORDER = { entityTypeId: 14, entityId: 356 };

/** What an item of Get Many looked for with these parameters, and how many payments it found. */
function search(parameters: IDataObject, count = 0): Search {
	const { subject } = getAll.request(inputOf({ returnAll: true, ...parameters }));
	if (!subject) throw new Error('Get Many always looks for something');
	return { subject, count };
}

describe('What one item looked for in vain', () => {
	it.each<[string, IDataObject]>([
		['The deal has no payments, or there is no such deal', DEAL],
		['The invoice has no payments, or there is no such invoice', INVOICE],
		['The order has no payments', ORDER],
		[
			'The deal has no payment that matches the filters, or there is no such deal',
			{ ...DEAL, filters: FILTERS },
		],
		['The portal has no payments', WHOLE_PORTAL],
		['No payment matches the filters', { ...WHOLE_PORTAL, filters: FILTERS }],
	])('is told: %s', (words, parameters) => {
		expect(foundNothing([search(parameters)])).toBe(words);
	});
});

describe('What several items looked for in vain', () => {
	it.each<[string, number[], IDataObject]>([
		['2 of 3 deals have no payments', [0, 2, 0], DEAL],
		['1 of 3 deals has no payments', [1, 0, 1], DEAL],
		['2 of 2 orders have no payments', [0, 0], ORDER],
		['1 of 2 deals has no payments that match the filters', [0, 1], { ...DEAL, filters: FILTERS }],
		['1 of 2 searches found no payments', [0, 1], WHOLE_PORTAL],
		[
			'2 of 2 searches found no payments that match the filters',
			[0, 0],
			{ ...WHOLE_PORTAL, filters: FILTERS },
		],
	])('is counted: %s', (words, counts, parameters) => {
		expect(foundNothing(counts.map((count) => search(parameters, count)))).toBe(words);
	});

	it('is told of each kind of record apart, in the order of the items', () => {
		const searches = [search(INVOICE), search(DEAL), search(DEAL, 1), search(ORDER, 1)];
		expect(foundNothing(searches)).toBe(
			'The invoice has no payments, or there is no such invoice. 1 of 2 deals has no payments',
		);
	});

	it('is told apart where only some of them have filters', () => {
		expect(foundNothing([search(DEAL), search({ ...DEAL, filters: FILTERS }, 1)])).toBe(
			'The deal has no payments, or there is no such deal',
		);
	});
});

describe('Nothing is told', () => {
	it.each<[string, Search[]]>([
		['of a search that found something', [search(DEAL, 1)]],
		['of several that did', [search(DEAL, 1), search(DEAL, 3), search(INVOICE, 2)]],
		['where nothing was looked for', []],
	])('%s', (_what, searches) => {
		expect(foundNothing(searches)).toBe('');
	});
});
