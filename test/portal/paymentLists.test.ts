import type { IDataObject } from 'n8n-workflow';

import { notExecuted, uncertain, type Reply } from '../../nodes/Bitrix24Payments/portal/command';
import { Failure } from '../../nodes/Bitrix24Payments/portal/failure';
import { answerOf, type Look } from '../../nodes/Bitrix24Payments/portal/look';
import { listsFor, readList, type Listed } from '../../nodes/Bitrix24Payments/portal/paymentLists';
import { idsAsked, listOf, lookAt, numbers, row } from './looks';

function shortLooks(ids: readonly number[]): Look[] {
	return ids.map((id) => lookAt(id));
}

function fullLooks(ids: readonly number[]): Look[] {
	return ids.map((id) => lookAt(id, 'full'));
}

function sizesFor(looks: readonly Look[]): number[] {
	return listsFor(looks).map(({ command }) => idsAsked(command).length);
}

describe('The lists for looks', () => {
	it('ask for fifty payments each', () => {
		expect(sizesFor(shortLooks(numbers(120)))).toEqual([50, 50, 20]);
		expect(sizesFor(fullLooks(numbers(51)))).toEqual([50, 1]);
		expect(sizesFor([])).toEqual([]);
	});

	it('leave one payment in its short form to a single call, which needs fewer rights', () => {
		expect(sizesFor(shortLooks([1]))).toEqual([]);
		expect(sizesFor(shortLooks([1, 2]))).toEqual([2]);
		expect(sizesFor(fullLooks([1]))).toEqual([1]);
		expect(listsFor(shortLooks([1]), true).map(({ command }) => idsAsked(command))).toEqual([[1]]);
	});

	it('ask for ten fields where the short form is wanted, and for all where the full one is', () => {
		const [short] = listsFor(shortLooks([5, 3]));
		expect(short?.command).toEqual({
			method: 'sale.payment.list',
			params: {
				select: [
					'id',
					'orderId',
					'accountNumber',
					'paid',
					'datePaid',
					'empPaidId',
					'sum',
					'currency',
					'paySystemId',
					'paySystemName',
				],
				filter: { '=id': [5, 3] },
				order: { id: 'asc' },
				start: -1,
			},
		});
		const [full] = listsFor(fullLooks([5, 3]));
		expect(full?.command.params).not.toHaveProperty('select');
		expect(full?.command.params).toMatchObject({ filter: { '=id': [5, 3] }, start: -1 });
	});

	it('are apart for the two forms, whatever order they come in', () => {
		const looks = [lookAt(1), lookAt(2, 'full'), lookAt(3), lookAt(4, 'full'), lookAt(5, 'full')];
		const lists = listsFor(looks);
		expect(lists.map(({ command }) => idsAsked(command))).toEqual([
			[1, 3],
			[2, 4, 5],
		]);
		expect(lists.map((list) => list.looks.map(({ position }) => position))).toEqual([
			[0, 2],
			[1, 3, 4],
		]);
	});

	it('ask for a payment once, however many looks it has', () => {
		const [list] = listsFor(shortLooks([7, 8, 7, 7]));
		expect(idsAsked(list?.command ?? { method: '', params: {} })).toEqual([7, 8]);
		expect(list?.looks.map(({ position }) => position)).toEqual([0, 1, 2, 3]);
	});

	it('leave out what no list can show, and what is wanted singly', () => {
		const looks: Array<Look | undefined> = [
			answerOf('scope'),
			undefined,
			{ ...lookAt(1), singly: true },
			{ show: 'paymentsOf', entityTypeId: 2, entityId: 5 },
			{ ...lookAt(2, 'full'), singly: true },
			lookAt(3, 'full'),
		];
		expect(listsFor(looks).map((list) => list.looks.map(({ position }) => position))).toEqual([
			[5],
		]);
	});
});

/** What a list shows of payments 1, 2 and 3 when it is answered like this. */
function shown(reply: Reply, ids: readonly number[] = [1, 2, 3]): Listed {
	const [list] = listsFor(shortLooks(ids));
	if (!list) throw new Error('There is no list');
	return readList(list, reply);
}

function positionsIn(listed: Listed): number[] | 'refused' {
	return listed.kind === 'rows' ? [...listed.replies.keys()] : 'refused';
}

describe('The answer to a list', () => {
	it('is a row for each look, in any order of rows, with the time of the answer', () => {
		const time = { operating: 0.1 };
		const listed = shown({ ...listOf([row(3), row(1), row(2)]), time } as Reply);
		expect(listed).toEqual({
			kind: 'rows',
			replies: new Map([
				[0, { kind: 'value', value: row(1), time }],
				[1, { kind: 'value', value: row(2), time }],
				[2, { kind: 'value', value: row(3), time }],
			]),
		});
	});

	it('gives one row to several looks at the same payment', () => {
		expect(positionsIn(shown(listOf([row(1), row(2)]), [1, 2, 1]))).toEqual([0, 1, 2]);
	});

	it('accepts IDs that are texts, as older portals send them', () => {
		expect(positionsIn(shown(listOf([row(1, { id: '1' }), row(2, { id: '2' })])))).toEqual([0, 1]);
	});

	it('shows nothing of a payment that it lacks', () => {
		expect(positionsIn(shown(listOf([row(1), row(3)])))).toEqual([0, 2]);
		expect(positionsIn(shown(listOf([])))).toEqual([]);
	});

	it.each<[string, IDataObject]>([
		['does not tell whether it is paid', { id: 2 }],
		['tells it in an unknown way', row(2, { paid: true })],
	])('shows nothing of a payment whose row %s', (_what, incomplete) => {
		expect(positionsIn(shown(listOf([row(1), incomplete, row(3)])))).toEqual([0, 2]);
	});

	it.each<[string, unknown]>([
		['a payment that was not asked for', [row(1), row(2), row(3), row(4)]],
		[
			'only foreign payments, because the filter was dropped',
			numbers(50, 100).map((id) => row(id)),
		],
		['the same payment twice', [row(1), row(2), row(2)]],
		['a row without an ID', [row(1), { paid: 'N' }]],
		['a row with an empty ID', [row(1, { id: null })]],
		['a row with a list for an ID', [row(1, { id: [1] })]],
		['a row with an ID that cannot be read', [row(1, { id: { toString: 1 } })]],
		['a row that is none', [row(1), 2]],
		['a row of null', [null]],
		['no rows', undefined],
		['rows as an object, as PHP writes a list with gaps', { 0: row(1), 2: row(3) }],
	])('is not believed with %s', (_what, rows) => {
		expect(positionsIn(shown(listOf(rows)))).toBe('refused');
	});

	it.each([[true], [null], ['text'], [[row(1)]], [{}]])(
		'is not believed when it is %j',
		(value) => {
			expect(positionsIn(shown({ kind: 'value', value }))).toBe('refused');
		},
	);
});

describe('A list that was not answered with rows', () => {
	const failure = new Failure({ code: 'REFUSED', message: 'm', description: 'd' });

	it.each(['refused', 'complained'] as const)('is one that may not be had when %s', (kind) => {
		expect(positionsIn(shown({ kind, failure }))).toBe('refused');
	});

	it.each([
		notExecuted(failure),
		uncertain(failure.with({ code: 'CONNECTION_FAILED' })),
		uncertain(failure.with({ code: 'BAD_RESPONSE' })),
	])('says the same of all its looks when it did not come: %#', (reply) => {
		expect(shown(reply)).toEqual({
			kind: 'rows',
			replies: new Map([
				[0, reply],
				[1, reply],
				[2, reply],
			]),
		});
	});

	it('shows nothing when the portal broke off: one payment may have been the reason', () => {
		const broken = uncertain(failure.with({ code: 'BAD_RESPONSE', bitrixCode: 'WRONG_ENCODING' }));
		expect(positionsIn(shown(broken))).toEqual([]);
	});
});
