import type { IDataObject } from 'n8n-workflow';

import { notExecuted, type Reply } from '../../nodes/Bitrix24Payments/portal/command';
import { Failure } from '../../nodes/Bitrix24Payments/portal/failure';
import type { PagesLook } from '../../nodes/Bitrix24Payments/portal/look';
import {
	pageCommands,
	readPages,
	type PagesRead,
} from '../../nodes/Bitrix24Payments/portal/paymentPages';
import { numbers, row } from './looks';
import { rig } from './support';

const LOOK: PagesLook = { show: 'pages', filter: { '=paid': 'N' }, select: ['id'], pages: 3 };

/** Falling IDs, from this one on. */
function idsFrom(first: number, count: number): number[] {
	return numbers(count).map((index) => first + 1 - index);
}

function page(ids: readonly unknown[], about: { next?: number; total?: number } = {}): Reply {
	const payments = ids.map((id) => ({ id, paid: 'N' }));
	return { kind: 'value', value: { payments }, ...about };
}

/** A page that is full and names the next one. */
function fullPage(first: number): Reply {
	return page(idsFrom(first, 50), { next: 50, total: 120 });
}

function readAs(reply: Reply): PagesRead | undefined {
	if (reply.kind !== 'value') throw new Error('A value was expected');
	return reply.value as PagesRead | undefined;
}

function idsIn(reply: Reply): unknown[] | undefined {
	return readAs(reply)?.rows.map(({ id }) => id);
}

describe('The calls for some pages', () => {
	it('begin each behind the last row of the page before', () => {
		const [first, second, third] = pageCommands({ ...LOOK, below: 500 });
		expect(first).toEqual({
			method: 'sale.payment.list',
			params: {
				select: ['id'],
				filter: { '=paid': 'N', '<id': 500 },
				order: { id: 'desc' },
				start: 0,
			},
		});
		expect(third).toEqual(second);
		const bound = (second?.params.filter as { '<id': { reference(key: string): string } })['<id'];
		expect(bound.reference('ckey')).toBe('$result[ckey][payments][49][id]');
	});

	it('have no filter and no selection where there is none', () => {
		const [only] = pageCommands({ show: 'pages', filter: {}, select: [], pages: 1 });
		expect(only?.params).toEqual({ order: { id: 'desc' }, start: 0 });
	});

	it('are sent in one request, as one group', async () => {
		const { portal, server } = rig();
		const pages = [fullPage(120), fullPage(70), page(idsFrom(20, 20))];
		server.answer = () => ({
			result: (pages[server.executed.length - 1] as { value: unknown }).value,
		});
		const [reply] = await portal.reader.see([LOOK]);
		expect(server.batchSizes).toEqual([3]);
		expect(server.executed[1]?.params.filter).toMatchObject({
			'<id': expect.stringMatching(/^\$result\[cnonce\w*0\]\[payments\]\[49\]\[id\]$/),
		});
		expect(reply && idsIn(reply)).toEqual(idsFrom(120, 120));
	});
});

describe('Pages put together', () => {
	it('are all rows up to a page that is not full and names no next one', () => {
		const reply = readPages(LOOK, [fullPage(120), fullPage(70), page(idsFrom(20, 20))]);
		expect(readAs(reply)).toMatchObject({ isEnd: true, total: 120 });
		expect(idsIn(reply)).toEqual(idsFrom(120, 120));
	});

	it('do not end with a full page, whatever the portal counts', () => {
		const reply = readPages(LOOK, [page(idsFrom(50, 50), { total: 50 })]);
		expect(readAs(reply)).toMatchObject({ isEnd: false });
	});

	it('do not end with a page that names a next one', () => {
		expect(readAs(readPages(LOOK, [page([3, 2, 1], { next: 50 })]))?.isEnd).toBe(false);
	});

	it('do not end where the portal counts more rows than it shows', () => {
		expect(readAs(readPages(LOOK, [page([3, 2, 1], { total: 4 })]))?.isEnd).toBe(false);
		expect(readAs(readPages(LOOK, [page([3, 2, 1], { total: 3 })]))?.isEnd).toBe(true);
		expect(readAs(readPages(LOOK, [page([3, 2, 1], { total: 0 })]))?.isEnd).toBe(true);
	});

	it('may be none at all', () => {
		expect(readAs(readPages(LOOK, [page([])]))).toMatchObject({ rows: [], isEnd: true });
	});

	it('hold nothing of pages behind the end', () => {
		const reply = readPages(LOOK, [page([9, 8]), page([7, 6])]);
		expect(idsIn(reply)).toEqual([9, 8]);
	});

	it.each<[string, Reply]>([
		['that was refused', { kind: 'refused', failure: failure() }],
		['that is none', { kind: 'value', value: [] }],
		['with rows that were read already', page([71, 70])],
		['with newer rows, as if nobody had filled in where it begins', page(idsFrom(120, 50))],
		['with rows out of order', page([5, 7, 6])],
		['with a row without an ID', page([7, null])],
		['without rows', page([])],
	])('break off before a page %s', (_what, broken) => {
		const reply = readPages(LOOK, [fullPage(120), broken, page([1])]);
		expect(idsIn(reply)).toEqual(idsFrom(120, 50));
		expect(readAs(reply)?.isEnd).toBe(false);
	});

	it.each<[string, Reply]>([
		['rows out of order', page([1, 2])],
		['a row twice', page([2, 2])],
		['a row that is not below the bound', page([500])],
		['a row without an ID', page([''])],
		['another form', { kind: 'value', value: [row(1)] }],
	])('are nothing when the first has %s', (_what, broken) => {
		expect(readAs(readPages({ ...LOOK, below: 500 }, [broken]))).toBeUndefined();
	});

	it.each([[null], ['row'], [[2]]])('are none where one row is none: %j', (row) => {
		const payments = [{ id: 3 }, row, { id: 1 }];
		expect(readPages(LOOK, [{ kind: 'value', value: { payments } }])).toEqual({
			kind: 'value',
			value: undefined,
		});
	});

	it('are the first one’s failure when that failed, and nothing without any', () => {
		const failed = notExecuted(failure());
		expect(readPages(LOOK, [failed, page([1])])).toBe(failed);
		expect(readAs(readPages(LOOK, []))).toBeUndefined();
	});

	it('have the time of the first answer', () => {
		const time: IDataObject = { operating: 0.5 };
		expect(readPages(LOOK, [{ ...page([1]), time } as Reply])).toMatchObject({ time });
	});
});

function failure(): Failure {
	return new Failure({ code: 'ACCESS_DENIED', message: 'm', description: 'd' });
}
