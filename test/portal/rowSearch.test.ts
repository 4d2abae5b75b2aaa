import type { IDataObject } from 'n8n-workflow';

import type { Command, Reply } from '../../nodes/Bitrix24Payments/portal/command';
import { Failure } from '../../nodes/Bitrix24Payments/portal/failure';
import { search, type SearchResult } from '../../nodes/Bitrix24Payments/portal/paymentSearch';
import { having, searchRows, type Table } from '../../nodes/Bitrix24Payments/portal/rowSearch';

const TABLE: Table = { method: 'sale.payment.list', key: 'payments', id: 'id', select: ['id'] };

/** A portal that answers each list with the rows that a function gives. */
function portal(rowsFor: (filter: IDataObject) => unknown) {
	const sent: Command[][] = [];
	const send = async (commands: readonly Command[]): Promise<Reply[]> => {
		sent.push([...commands]);
		return commands.map(({ params }) => ({
			kind: 'value',
			value: { payments: rowsFor(params.filter as IDataObject) },
		}));
	};
	return { sent, send };
}

const numbered = (...rows: Array<[number, string]>) =>
	rows.map(([id, accountNumber]) => ({ id, accountNumber }));
const seek = async (rowsFor: (filter: IDataObject) => unknown, values: string[]) => {
	const { send } = portal(rowsFor);
	const [found] = await searchRows([having(TABLE, 'accountNumber', values)], send);
	return found;
};

describe('A search for rows', () => {
	it('finds those that have one of the values, without regard to case', async () => {
		const rows = numbered([1, 'A17/1'], [2, '14/1']);
		expect(await seek(() => rows, ['a17/1', '14/1'])).toEqual(rows);
	});

	it.each<[string, unknown]>([
		['a row of another number', numbered([1, '14/1'], [2, '15/1'])],
		['a row twice', numbered([1, '14/1'], [1, '14/1'])],
		['rows out of order', numbered([2, '14/1'], [1, '14/1'])],
		['a row without an ID', [{ accountNumber: '14/1' }]],
		['something else than rows', ['14/1']],
		['no list', null],
	])('relies on nothing where the answer holds %s', async (_what, rows) => {
		const found = await seek(() => rows, ['14/1']);
		expect(found).toBeInstanceOf(Failure);
		expect((found as Failure).code).toBe('BAD_RESPONSE');
	});

	it('takes a row that only its accents tell from what was asked for none of it', async () => {
		const { send } = portal(() => numbered([1, 'café/1']));
		const [reply] = await search([{ show: 'paymentsNumbered', number: 'cafe/1' }], send);
		expect(reply).toMatchObject({ kind: 'value', value: { payments: [] } });
	});

	it.each([
		['no17/1', '№17/1'],
		['14/1', '14\u200b/1'],
		['strasse/1', 'Straße/1'],
	])('fails for no row that a database takes for %s: %s', async (number, stored) => {
		const { send } = portal(() => numbered([1, stored]));
		const [reply] = await search([{ show: 'paymentsNumbered', number }], send);
		expect(reply).toMatchObject({ kind: 'value', value: { payments: [] } });
	});

	it('reads on behind the last row where a page is full', async () => {
		const all = Array.from({ length: 120 }, (_, index) => ({
			id: index + 1,
			accountNumber: '14/1',
		}));
		const { sent, send } = portal((filter) =>
			all.filter(({ id }) => id > Number(filter['>id'] ?? 0)).slice(0, 50),
		);
		const [found] = await searchRows([having(TABLE, 'accountNumber', ['14/1'])], send);
		expect(found).toEqual(all);
		expect(sent.map(([command]) => (command?.params.filter as IDataObject)['>id'])).toEqual([
			undefined,
			50,
			100,
		]);
	});

	it('does not rely on a page that shows rows of the page before', async () => {
		const all = Array.from({ length: 60 }, (_, index) => ({
			id: index + 1,
			accountNumber: '14/1',
		}));
		expect(await seek(() => all.slice(0, 50), ['14/1'])).toBeInstanceOf(Failure);
	});

	it('needs no second look where every value has one row', async () => {
		const values = Array.from({ length: 1000 }, (_, index) => `${index + 1}/1`);
		const { sent, send } = portal((filter) =>
			(filter['=accountNumber'] as string[]).map((accountNumber) => ({
				id: parseInt(accountNumber, 10),
				accountNumber,
			})),
		);
		const [found] = await searchRows([having(TABLE, 'accountNumber', values)], send);
		expect(found).toHaveLength(1000);
		expect(sent.map(({ length }) => length)).toEqual([21]);
	});

	it('that is refused leaves the others alone', async () => {
		const send = async (commands: readonly Command[]): Promise<Reply[]> =>
			commands.map(({ method }) =>
				method === 'sale.order.list'
					? {
							kind: 'refused',
							failure: new Failure({ code: 'ACCESS_DENIED', message: 'No', description: 'No' }),
						}
					: { kind: 'value', value: { payments: numbered([1, '14/1']) } },
			);
		const replies = await search(
			[
				{ show: 'paymentsNumbered', number: '14/1' },
				{ show: 'paymentsOfOrder', order: { number: '14' } },
			],
			send,
		);
		expect(replies.map(({ kind }) => kind)).toEqual(['value', 'refused']);
	});

	it('for nothing asks nothing', async () => {
		const { sent, send } = portal(() => []);
		expect(await searchRows([having(TABLE, 'accountNumber', [])], send)).toEqual([[]]);
		expect(sent).toEqual([]);
	});
});

describe('A search for unpaid payments by amount', () => {
	const ROWS = [5, 10, 10.004, 10.01, 20, 30].map((sum, index) => ({
		id: index + 1,
		sum,
		paid: 'N',
	}));
	const within = (filter: IDataObject) =>
		ROWS.filter(({ sum }) => sum >= Number(filter['>=sum']) && sum <= Number(filter['<=sum']));
	const range = (least: number, most = least) => ({ show: 'unpaidBetween', least, most }) as const;
	const ids = (reply: Reply | undefined) =>
		reply?.kind === 'value' ? (reply.value as SearchResult).payments.map(({ id }) => id) : reply;

	it('finds those within the range, exactly', async () => {
		const { send } = portal(within);
		const replies = await search([range(10), range(9.99, 10.01), range(11, 29), range(40)], send);
		expect(replies.map(ids)).toEqual([[2], [2, 3, 4], [5], []]);
	});

	it('reads many ranges as fifty lists', async () => {
		const { sent, send } = portal(within);
		const looks = Array.from({ length: 1000 }, (_, index) => range(index / 10));
		const replies = await search(looks, send);
		expect(sent.map(({ length }) => length)).toEqual([50]);
		expect([50, 100, 200, 300].map((index) => ids(replies[index]))).toEqual([[1], [2], [5], [6]]);
	});

	it.each<[string, object]>([
		['paid', { paid: 'Y' }],
		['of another amount', { sum: 11 }],
		['without an amount', { sum: null }],
	])('relies on nothing where a row is %s', async (_what, change) => {
		const { send } = portal(() => [{ id: 1, sum: 10, paid: 'N', ...change }]);
		const [reply] = await search([range(10)], send);
		expect(reply?.kind).toBe('refused');
	});
});
