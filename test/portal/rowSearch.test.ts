import type { IDataObject } from 'n8n-workflow';

import type { Command, Reply } from '../../nodes/Bitrix24Payments/portal/command';
import { Failure } from '../../nodes/Bitrix24Payments/portal/failure';
import { search } from '../../nodes/Bitrix24Payments/portal/paymentSearch';
import { having, searchRows, type Table } from '../../nodes/Bitrix24Payments/portal/rowSearch';

const TABLE: Table = { method: 'sale.payment.list', key: 'payments', id: 'id', select: ['id'] };

const NO = new Failure({ code: 'ACCESS_DENIED', message: 'No', description: 'No' });

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
		['a row without a number', [{ id: 1 }]],
		['something else than rows', ['14/1']],
		['no list', null],
	])('relies on nothing where the answer holds %s', async (_what, rows) => {
		const found = await seek(() => rows, ['14/1']);
		expect(found).toBeInstanceOf(Failure);
		expect((found as Failure).code).toBe('BAD_RESPONSE');
	});

	it('says that nothing was changed and what to do where it relies on nothing', async () => {
		expect(await seek(() => numbered([1, '15/1']), ['14/1'])).toMatchObject({
			code: 'BAD_RESPONSE',
			message: 'Bitrix24 answered with something else than what was searched for',
			description:
				'Nothing was changed. The portal may be ignoring conditions of a search. Give the payment by its ID, or run again',
			retryable: true,
		});
	});

	it.each<[string, readonly Reply[]]>([
		['there is no answer', []],
		['an answer is no object', [{ kind: 'value', value: null }]],
	])('relies on nothing where %s', async (_what, replies) => {
		const [found] = await searchRows([having(TABLE, 'accountNumber', ['14/1'])], async () => [
			...replies,
		]);
		expect((found as Failure).code).toBe('BAD_RESPONSE');
	});

	it.each(['refused', 'complained', 'notExecuted', 'uncertain'] as const)(
		'fails as its list did: %s',
		async (kind) => {
			const [found] = await searchRows([having(TABLE, 'accountNumber', ['14/1'])], async () => [
				{ kind, failure: NO },
			]);
			expect(found).toBe(NO);
		},
	);

	it('asks for the fields of the table, by ID, of rows that have a value and all else', async () => {
		const { sent, send } = portal(() => []);
		const also = { paid: 'N', currency: 'EUR' };
		await searchRows([having(TABLE, 'accountNumber', ['14/1', 'A/1', '14/1', ' a/1'], also)], send);
		expect(sent).toEqual([
			[
				{
					method: 'sale.payment.list',
					params: {
						select: ['id'],
						filter: { '=paid': 'N', '=currency': 'EUR', '=accountNumber': ['14/1', ' a/1'] },
						order: { id: 'asc' },
						start: -1,
					},
				},
			],
		]);
	});

	it.each<[string, IDataObject, boolean]>([
		['all that it has to be', { paid: 'n', currency: ' EUR' }, true],
		['one thing only that it has to be', { paid: 'N', currency: 'USD' }, false],
		['less than it shows', { paid: 'N' }, false],
	])('relies on a row that is %s: %j (%p)', async (_what, fields, isReliable) => {
		const { send } = portal(() => [{ id: 1, accountNumber: '14/1', ...fields }]);
		const also = { paid: 'N', currency: 'EUR' };
		const [found] = await searchRows([having(TABLE, 'accountNumber', ['14/1'], also)], send);
		expect(Array.isArray(found)).toBe(isReliable);
	});

	it.each([[null], [''], [0], [-1], [undefined]])('relies on no row with the ID %j', async (id) => {
		const { send } = portal(() => [{ id, accountNumber: '14/1' }]);
		const [found] = await searchRows([having(TABLE, 'accountNumber', ['14/1'])], send);
		expect(found).toBeInstanceOf(Failure);
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

	it.each([
		[49, 1],
		[50, 2],
	])('takes a page of %d rows for one of %d', async (count, pages) => {
		const all = Array.from({ length: count }, (_, index) => ({
			id: index + 1,
			accountNumber: '14/1',
		}));
		const { sent, send } = portal((filter) => ('>id' in filter ? [] : all));
		const [found] = await searchRows([having(TABLE, 'accountNumber', ['14/1'])], send);
		expect(found).toEqual(all);
		expect(sent).toHaveLength(pages);
	});

	it('reads on in those lists only that are full', async () => {
		const values = Array.from({ length: 60 }, (_, index) => `${index + 1}/1`);
		const full = Array.from({ length: 50 }, (_, index) => ({
			id: index + 1,
			accountNumber: '1/1',
		}));
		const { sent, send } = portal((filter) => {
			if ('>id' in filter) return numbered([51, '2/1']);
			return (filter['=accountNumber'] as string[]).includes('1/1') ? full : numbered([7, '60/1']);
		});
		const [found] = await searchRows([having(TABLE, 'accountNumber', values)], send);
		expect(found).toEqual([...full, ...numbered([7, '60/1'], [51, '2/1'])]);
		expect(sent.map(({ length }) => length)).toEqual([2, 1]);
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

	it.each([[[0]], [[1]], [[0, 1]]])(
		'has failed where one of its lists has, and reads no further: %j',
		async (failing) => {
			const values = Array.from({ length: 60 }, (_, index) => `${index + 1}/1`);
			const replies: Reply[] = [
				{ kind: 'value', value: { payments: numbered([1, '1/1']) } },
				{ kind: 'value', value: { payments: numbered([60, '60/1']) } },
			];
			let requests = 0;
			const [found] = await searchRows([having(TABLE, 'accountNumber', values)], async () => {
				requests += 1;
				return replies.map((reply, index) =>
					failing.includes(index) ? { kind: 'refused', failure: NO } : reply,
				);
			});
			expect(found).toBe(NO);
			expect(requests).toBe(1);
		},
	);

	it('that is refused leaves the others alone', async () => {
		const send = async (commands: readonly Command[]): Promise<Reply[]> =>
			commands.map(({ method }) =>
				method === 'sale.order.list'
					? {
							kind: 'refused',
							failure: NO,
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
