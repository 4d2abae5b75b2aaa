import type { IDataObject } from 'n8n-workflow';

import { SEED } from '../../../sandbox/portal';
import { relayed, withRows, type Relay } from '../../support/relay';
import { detailsOf } from '../../support/details';
import { BOTH_MODES, CONTINUE, jsonOf, useRig, wordsOf } from './support';

/**
 * Lists with rows that nobody can read, or twice: what is missing then would be missing without a
 * word, so the list fails. "There are no payments" is said only of a list that is empty.
 */
const use = useRig();

let relay: Relay | undefined;
afterEach(() => relay?.close());

const isPayment = (row: object) => 'accountNumber' in row && 'sum' in row;
const isPaySystem = (row: object) => 'ACTION_FILE' in row;

async function spoil(change: (rows: unknown[]) => unknown): Promise<void> {
	const isRow = (row: object) => isPayment(row) || isPaySystem(row);
	relay = await relayed(use.rig, (answer) => withRows(answer, isRow, change));
}

const LISTS: ReadonlyArray<[string, string, IDataObject]> = [
	['the portal', 'payment', { entityTypeId: 0 }],
	['the portal with a filter', 'payment', { entityTypeId: 0, filters: { paid: false } }],
	['a deal', 'payment', { entityTypeId: 2, entityId: 25 }],
	['a deal with a filter', 'payment', { entityTypeId: 2, entityId: 25, filters: { paid: false } }],
	['a deal with a text', 'payment', { entityTypeId: 2, entityId: 25, filters: { text: '5037' } }],
	['an order', 'payment', { entityTypeId: 14, entityId: '5037' }],
	['payment systems', 'paySystem', {}],
];

async function list(
	resource: string,
	parameters: IDataObject,
	onError: 'stopWorkflow' | typeof CONTINUE,
) {
	return await use.rig.run({
		resource,
		operation: 'getAll',
		items: [{}],
		parameters: { returnAll: true, ...parameters },
		onError,
	});
}

const without = (row: unknown, ...names: string[]) =>
	Object.fromEntries(Object.entries(row as object).filter(([name]) => !names.includes(name)));

const SPOILT: ReadonlyArray<[string, (rows: unknown[]) => unknown]> = [
	['null at the end', (rows) => [...rows.slice(0, -1), null]],
	['null beside them', (rows) => [...rows, null]],
	['a text', (rows) => ['row', ...rows]],
	['lists', (rows) => rows.map((row) => [row])],
	['one without an ID', ([first, ...rows]) => [without(first, 'id', 'ID'), ...rows]],
	['each within another', (rows) => rows.map((row) => ({ payment: row }))],
	['each twice', (rows) => rows.flatMap((row) => [row, row])],
];

describe.each(LISTS)('A list of %s', (_, resource, parameters) => {
	it.each(SPOILT)('fails with rows that are %s', async (_what, change) => {
		await spoil(change);
		for (const onError of BOTH_MODES) {
			const { items, error, hints } = await list(resource, parameters, onError);
			expect(wordsOf({ items, error })).toMatch(/unexpected form|something else/);
			expect(jsonOf(items).map((json) => detailsOf(json).code)).toEqual(
				onError === CONTINUE ? ['BAD_RESPONSE'] : [],
			);
			expect(hints.filter(({ message }) => /no payments/.test(message))).toEqual([]);
		}
	});
});

describe.each(LISTS.slice(0, 6))('A list of %s', (_, resource, parameters) => {
	it.each([
		['not there', (row: unknown) => without(row, 'paid')],
		['true', (row: unknown) => ({ ...(row as object), paid: true })],
	])('fails where whether a payment is paid is %s', async (_what, change) => {
		await spoil((rows) => rows.map(change));
		const { items } = await list(resource, parameters, CONTINUE);
		expect(jsonOf(items).map((json) => detailsOf(json).code)).toEqual(['BAD_RESPONSE']);
	});
});

describe('A row without the field that a filter is about', () => {
	it.each<[string, IDataObject]>([
		['orderId', { orderId: 5001 }],
		['sum', { sumTo: 5000 }],
		['currency', { sumFrom: '1 EUR' }],
		['paySystemId', { paySystemId: 2 }],
		['datePaid', { datePaidFrom: '2020-01-01' }],
		['accountNumber', { accountNumber: '5001/1' }],
		['xmlId', { xmlId: 'A-1' }],
	])('cannot be judged: %s', async (field, filters) => {
		use.ledger.addPayment({
			id: 9001,
			sum: 5,
			xmlId: 'A-1',
			datePaid: '2026-01-01T10:00:00+02:00',
		});
		await spoil((rows) => rows.map((row) => without(row, field)));
		const { items, hints } = await list('payment', { entityTypeId: 0, filters }, CONTINUE);
		expect(jsonOf(items).map((json) => detailsOf(json).code)).toEqual(['BAD_RESPONSE']);
		expect(hints).toEqual([]);
	});
});

describe('A text that is looked for among the payments of a deal', () => {
	it('is not called missing where the list that could show it lacks a payment', async () => {
		use.ledger.change(1037, { comments: 'Bank line 17' });
		relay = await relayed(use.rig, (answer) =>
			withRows(
				answer,
				(row) => 'comments' in row,
				(rows) => rows.slice(0, 1),
			),
		);
		const parameters = { entityTypeId: 2, entityId: 25, filters: { text: 'line 17' } };
		const { items, hints } = await list('payment', parameters, CONTINUE);
		expect(jsonOf(items).map((json) => detailsOf(json).code)).toEqual(['BAD_RESPONSE']);
		expect(hints).toEqual([]);
	});
});

describe('A payment that was created, in a row that cannot be read', () => {
	const isNew = (row: unknown) => Number((row as { id: number }).id) > 1039;

	it.each<[string, IDataObject]>([
		['a deal', { entityTypeId: 2, entityId: 25 }],
		['a deal that had none', { entityTypeId: 2, entityId: SEED.dealWithoutPayments }],
		['an invoice', { entityTypeId: 31, entityId: 2 }],
		['an order', { entityTypeId: 14, entityId: '5037', paySystemId: 4 }],
	])('is not called missing: %s', async (_, parameters) => {
		for (const spoilt of [null, { paid: true }, { id: undefined }]) {
			use.portal.reset();
			relay?.close();
			await spoil((rows) =>
				rows.map((row) => (isNew(row) ? spoilt && { ...(row as object), ...spoilt } : row)),
			);
			const { items } = await use.rig.run({
				operation: 'create',
				items: [{}],
				parameters,
				onError: CONTINUE,
			});
			expect(items[0]?.json).toMatchObject({ paymentId: 1040, success: false });
			expect(detailsOf(items[0]?.json).code).toBe('OUTCOME_UNKNOWN');
			expect(wordsOf({ items })).toMatch(/answered with the new payment 1040/);
			expect(wordsOf({ items })).not.toMatch(/does not list it/);
		}
	});
});

describe('An amount that is no number', () => {
	it.each([[false], [[]], [''], ['  '], [{}], [true]])(
		'is none, and not 0 or 1: %j',
		async (sum) => {
			await spoil((rows) => rows.map((row) => ({ ...(row as object), sum })));
			const { items } = await list('payment', { entityTypeId: 2, entityId: 25 }, CONTINUE);
			expect(jsonOf(items).map((json) => json.sum)).toEqual([null, null]);
			const guarded = await use.rig.run({
				operation: 'pay',
				items: [{ id: 1001 }],
				options: { onlyIf: { amount: sum === true ? 1 : 0 } },
				onError: CONTINUE,
			});
			expect(detailsOf(guarded.items[0]?.json).code).toBe('GUARD_FAILED');
			expect(use.ledger.payment(1001)?.paid).toBe('N');
		},
	);
});
