import type { IDataObject } from 'n8n-workflow';

import type { Command, Reply } from '../../nodes/Bitrix24Payments/portal/command';
import { search, type SearchResult } from '../../nodes/Bitrix24Payments/portal/paymentSearch';
import { numbers } from './looks';
import { lineTo, refusing, storeOf } from './store';
import { failureOf } from './support';

const ROWS = [5, 10, 10.004, 10.01, 20, 30].map((sum, index) => ({
	id: index + 1,
	sum,
	paid: 'N',
}));
const STORE = storeOf({ payments: [...ROWS, { id: 99, sum: 10, paid: 'Y' }] });

const range = (least: number, most = least) => ({ show: 'unpaidBetween', least, most }) as const;
const ids = (reply: Reply | undefined) =>
	reply?.kind === 'value' ? (reply.value as SearchResult).payments.map(({ id }) => id) : reply;

/** What a list of one row comes to that claims to be within the range. */
async function shown(row: IDataObject, { least, most } = range(10)) {
	const { send } = lineTo(() => ({ result: { payments: [{ id: 1, paid: 'N', ...row }] } }));
	const [reply] = await search([range(least, most)], send);
	return reply;
}

function boundsOf(commands: readonly Command[] | undefined): unknown[] {
	return (commands ?? []).map(({ params }) => {
		const { '>=sum': least, '<=sum': most } = params.filter as IDataObject;
		return [least, most];
	});
}

describe('A search for unpaid payments by amount', () => {
	it('finds those within the range, exactly', async () => {
		const { send } = lineTo(STORE);
		const replies = await search([range(10), range(9.99, 10.01), range(11, 29), range(40)], send);
		expect(replies.map(ids)).toStrictEqual([[2], [2, 3, 4], [5], []]);
	});

	it('counts both ends of the range as within it, whatever a computer makes of decimals', async () => {
		const { send } = lineTo(STORE);
		const replies = await search([range(5, 10), range(10.01, 20), range(10.1 - 0.1)], send);
		expect(replies.map(ids)).toStrictEqual([[1, 2], [4, 5], [2]]);
	});

	it('asks for nothing but unpaid payments, with half of the last decimal to spare', async () => {
		const { sent, send } = lineTo(STORE);
		await search([range(9.99, 10.01)], send);
		expect(sent.map((commands) => commands.map(({ params }) => params.filter))).toStrictEqual([
			[{ '=paid': 'N', '>=sum': 9.98995, '<=sum': 10.01005 }],
		]);
	});

	it('reads many ranges as fifty lists', async () => {
		const { sent, send } = lineTo(STORE);
		const looks = Array.from({ length: 1000 }, (_, index) => range(index / 10));
		const replies = await search(looks, send);
		expect(sent.map(({ length }) => length)).toStrictEqual([50]);
		expect([50, 100, 200, 300].map((index) => ids(replies[index]))).toStrictEqual([
			[1],
			[2],
			[5],
			[6],
		]);
	});

	it('reads those ranges as one list that are near each other, in whatever order they come', async () => {
		const { sent, send } = lineTo(STORE);
		const amounts = numbers(100).map((one) => ((one * 37) % 100) * 10);
		await search(
			amounts.map((amount) => range(amount)),
			send,
		);
		expect(boundsOf(sent[0])).toStrictEqual(
			numbers(50, 0).map((one) => [20 * one - 0.00005, 20 * one + 10.00005]),
		);
	});

	it('shows a payment once that two of those lists have', async () => {
		const { sent, send } = lineTo(STORE);
		const replies = await search(
			[range(0, 50), ...numbers(51, 2).map((amount) => range(amount))],
			send,
		);
		expect(boundsOf(sent[0]).slice(0, 2)).toStrictEqual([
			[-0.00005, 50.00005],
			[2.99995, 4.00005],
		]);
		expect(ids(replies[0])).toStrictEqual([1, 2, 3, 4, 5, 6]);
		expect(ids(replies[19])).toStrictEqual([5]);
	});

	it.each<[string, IDataObject]>([
		['paid', { sum: 10, paid: 'Y' }],
		['neither paid nor unpaid', { sum: 10, paid: null }],
		['of a higher amount', { sum: 11 }],
		['of a lower amount', { sum: 9 }],
		['without an amount', {}],
	])('relies on nothing where a row is %s', async (_what, row) => {
		expect(failureOf(await shown(row)).code).toBe('BAD_RESPONSE');
	});

	it.each([[null], ['']])('does not take the amount %j for 0', async (sum) => {
		expect(failureOf(await shown({ sum }, range(0, 5))).code).toBe('BAD_RESPONSE');
		expect(ids(await shown({ sum: '0.0000' }, range(0, 5)))).toStrictEqual([1]);
	});

	it('shows nothing where the list is refused, but why', async () => {
		const { send } = lineTo(refusing('sale.payment.list', STORE));
		const [reply] = await search([range(10)], send);
		expect(reply?.kind).toBe('refused');
		expect(failureOf(reply).code).toBe('SCOPE_MISSING');
	});
});
