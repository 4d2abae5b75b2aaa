import type { IDataObject } from 'n8n-workflow';

import type { WrongPage } from '../../../sandbox/portal';
import { BOTH_MODES, CONTINUE, jsonOf, useRig, wordsOf } from './support';

/** Lists that say something wrong of themselves: all rows are found, or the list fails loudly. */
const use = useRig();

const FIRST_ID = 10_000;
const LIST = 'sale.payment.list';

const add = (count: number) =>
	Array.from({ length: count }, (_, index) =>
		use.ledger.addPayment({ id: FIRST_ID + index, sum: 5, comments: 'Bank line' }),
	);

async function getAll(parameters: IDataObject = {}) {
	return await use.rig.run({
		operation: 'getAll',
		items: [{}],
		parameters: { entityTypeId: 0, returnAll: true, ...parameters },
	});
}

const idsOf = (items: Awaited<ReturnType<typeof getAll>>['items']) =>
	jsonOf(items).map(({ id }) => Number(id));

const everyId = () =>
	use.ledger
		.payments()
		.map(({ id }) => id)
		.sort((a, b) => b - a);

const PAGES: ReadonlyArray<[string, WrongPage]> = [
	['total too small', { total: 10 }],
	['total of one page', { total: 50 }],
	['total of 0', { total: 0 }],
	['negative total', { total: -1 }],
	['total too large', { total: 100_000 }],
	['total as a text', { total: '345' }],
	['total that is no number', { total: null }],
	['missing total', { without: ['total'] }],
	['missing next', { without: ['next'] }],
	['missing total and next', { without: ['total', 'next'] }],
	['next as a text', { next: '50' }],
	['next as a text and no total', { next: '50', without: ['total'] }],
	['next of 0', { next: 0 }],
	['next that is always the same', { next: 50 }],
	['page of 30 rows with a next', { rows: 30 }],
	['page of 1 row with a next', { rows: 1 }],
	['page of 49 rows and no total', { rows: 49, without: ['total'] }],
];

describe.each(PAGES)('A list with a %s', (_, page) => {
	it('is read to its end', async () => {
		add(120);
		use.portal.faults.add({ fault: 'wrongPage', method: LIST, times: Infinity, page });
		const { items, error } = await getAll();
		expect(error).toBeUndefined();
		expect(idsOf(items)).toEqual(everyId());
	});

	it('is read to its end although only one page says so', async () => {
		add(260);
		use.portal.faults.add({ fault: 'wrongPage', method: LIST, skip: 1, page });
		const { items, error } = await getAll();
		expect(error).toBeUndefined();
		expect(idsOf(items)).toEqual(everyId());
	});

	it('is read as far as the limit needs', async () => {
		add(120);
		use.portal.faults.add({ fault: 'wrongPage', method: LIST, times: Infinity, page });
		const { items } = await getAll({ returnAll: false, limit: 70 });
		expect(idsOf(items)).toEqual(everyId().slice(0, 70));
	});

	it('is searched to its end for a text', async () => {
		const ids = add(120);
		use.portal.faults.add({ fault: 'wrongPage', method: LIST, times: Infinity, page });
		const { items } = await getAll({ filters: { text: 'bank line' } });
		expect(idsOf(items)).toEqual([...ids].reverse());
	});
});

describe('A server that drops a filter', () => {
	it.each([...BOTH_MODES])('is not read for ever, nor believed: %s', async (onError) => {
		add(120);
		use.portal.faults.add({
			fault: 'ignoredFilter',
			method: LIST,
			times: Infinity,
			value: '<id',
		});
		const { items, error } = await use.rig.run({
			operation: 'getAll',
			items: [{}],
			parameters: { entityTypeId: 0, returnAll: true },
			onError,
		});
		expect(use.portal.requests.length).toBeLessThanOrEqual(10);
		if (wordsOf({ items, error }) === '') expect(idsOf(items)).toEqual(everyId());
		else expect(items.every(({ json }) => 'error' in json)).toBe(true);
	});

	it('brings no paid payment among the unpaid ones', async () => {
		const ids = add(120);
		for (const id of ids.slice(0, 60)) use.ledger.change(id, { paid: 'Y' });
		use.portal.faults.add({ fault: 'ignoredFilter', method: LIST, times: Infinity });
		const { items } = await use.rig.run({
			operation: 'getAll',
			items: [{}],
			parameters: { entityTypeId: 0, returnAll: true, filters: { paid: false } },
			onError: CONTINUE,
		});
		expect(jsonOf(items).filter(({ paid }) => paid === 'Y')).toEqual([]);
	});
});

describe('A list of more than one page', () => {
	it.each([49, 50, 51, 99, 100, 101, 1000, 1001])('is whole with %d more rows', async (count) => {
		add(count);
		const { items } = await getAll();
		expect(idsOf(items)).toEqual(everyId());
	});
});
