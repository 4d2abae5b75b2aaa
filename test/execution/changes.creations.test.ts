import type { IDataObject } from 'n8n-workflow';

import type { Entry } from '../../nodes/Bitrix24Payments/execution/entry';
import { create } from '../../nodes/Bitrix24Payments/operations/payment/create';
import { RunCancelled } from '../../nodes/Bitrix24Payments/portal/failure';
import { carriedOut, changed, stage, whyFailed, type Stage } from './changing';
import { entryOf } from './support';

const STOP = { stopAtFirstFailure: true };
const FIELDS = { sum: 50, paySystemId: 7 };

/** Items that create a payment for each of these deals. */
function creations(
	{ portal }: Stage,
	deals: readonly number[],
	additionalFields: IDataObject = FIELDS,
): Entry[] {
	return deals.map((entityId, index) =>
		entryOf(create, { entityTypeId: 2, entityId, additionalFields }, index, portal),
	);
}

/** The deal and the amount of each payment there is. */
function sums({ books }: Stage): unknown[] {
	return [...books.rows.values()].map(({ dealId, sum }) => [dealId, Number(sum)]);
}

/** The portal answers this in place of a method, the given time. */
function answer(all: Stage, wanted: string, error: string, time = 1): void {
	let times = 0;
	all.books.instead = ({ method }) =>
		method === wanted && ++times === time ? { error, error_description: '' } : undefined;
}

describe('Payments that are created and filled in', () => {
	it('begin with one alone, to learn whether the credential may do both', async () => {
		const all = stage();
		const entries = creations(all, [25, 26, 27]);
		expect(await carriedOut(all, entries)).toEqual(['done', 'done', 'done']);
		expect(sums(all)).toEqual([
			[25, 50],
			[26, 50],
			[27, 50],
		]);
		expect(all.books.told).toEqual([
			'list',
			'get of deal',
			'add, get of deal',
			'list',
			'update, list',
			'2 get of deal',
			'2 add, 2 get of deal',
			'list',
			'2 update, list',
		]);
		expect(entries.every(changed)).toBe(true);
	});

	it('are whole one after the other where the run stops at a failure', async () => {
		const all = stage({ run: STOP });
		answer(all, 'sale.payment.update', 'SALE_ORDER_PAID_ORDER_CANCELED', 2);
		const entries = creations(all, [25, 26, 27]);
		expect(await carriedOut(all, entries)).toEqual(['done', 'PARTLY_DONE', 'open']);
		expect(sums(all)).toEqual([
			[25, 50],
			[26, 0],
		]);
	});

	it('go on behind one that could not be filled in otherwise', async () => {
		const all = stage();
		answer(all, 'sale.payment.update', 'SALE_ORDER_PAID_ORDER_CANCELED', 3);
		const entries = creations(all, [25, 26, 27, 28]);
		expect(await carriedOut(all, entries)).toEqual(['done', 'done', 'PARTLY_DONE', 'done']);
	});

	it('are filled in each, whatever becomes of another, also where the run stops', async () => {
		const all = stage({ run: STOP });
		answer(all, 'crm.item.payment.add', 'ACCESS_DENIED', 2);
		const entries = creations(all, [25, 26, 27]);
		expect(await carriedOut(all, entries)).toEqual(['done', 'ACCESS_DENIED', 'open']);
		expect(sums(all)).toEqual([[25, 50]]);
	});

	it('are none where the credential may not see payments of the store', async () => {
		const all = stage();
		all.books.canList = false;
		const entries = creations(all, [25, 26]);
		expect(await carriedOut(all, entries)).toEqual(['SCOPE_MISSING', 'SCOPE_MISSING']);
		expect(all.books.sent(/add$/)).toBe(0);
	});

	it('are no more than one where the credential cannot fill it in', async () => {
		const all = stage();
		answer(all, 'sale.payment.update', '200040300020');
		const entries = creations(all, [25, 26, 27]);
		expect(await carriedOut(all, entries)).toEqual([
			'PARTLY_DONE',
			'ACCESS_DENIED',
			'ACCESS_DENIED',
		]);
		expect(all.books.sent(/add$/)).toBe(1);
	});

	it('are created together where nothing has to be filled in', async () => {
		const all = stage();
		const entries = creations(all, [25, 26], {});
		expect(await carriedOut(all, entries)).toEqual(['done', 'done']);
		expect(all.books.told).toEqual(['2 get of deal', '2 add, 2 get of deal']);
	});

	it('are each filled in where others need not be', async () => {
		const all = stage();
		const entries = [...creations(all, [25], {}), ...creations(all, [26])];
		expect(await carriedOut(all, entries)).toEqual(['done', 'done']);
		expect(sums(all)).toEqual([
			[25, 0],
			[26, 50],
		]);
	});

	it('are told with their ID where the run is interrupted between both', async () => {
		const all = stage();
		const entries = creations(all, [25, 26]);
		all.books.onLook = (number) => {
			if (number === 3) throw new RunCancelled();
		};
		await expect(carriedOut(all, entries)).rejects.toBeInstanceOf(RunCancelled);
		expect(whyFailed(entries[0] as Entry)).toMatchObject({
			code: 'PARTLY_DONE',
			message: expect.stringContaining('Payment 1001 was created'),
		});
		expect(entries[1]?.outcome).toBeUndefined();
	});

	it('are told with the ID that an earlier try noted, where this one did not get to them', async () => {
		const all = stage();
		const entries = creations(all, [25, 26, 27]);
		all.books.add(900, { dealId: 27, sum: 0 });
		all.run.memory.note(entries[2] as Entry, { createdId: 900 });
		all.books.onWrite = () => {
			throw new RunCancelled();
		};
		await expect(carriedOut(all, entries)).rejects.toBeInstanceOf(RunCancelled);
		expect(whyFailed(entries[2] as Entry)).toMatchObject({
			code: 'PARTLY_DONE',
			message: expect.stringContaining('Payment 900 was created'),
		});
	});

	it('that an earlier try has created are filled in, and not created again', async () => {
		const all = stage();
		const entries = creations(all, [25]);
		all.books.add(900, { dealId: 25, sum: 0 });
		all.run.memory.note(entries[0] as Entry, { createdId: 900 });
		expect(await carriedOut(all, entries)).toEqual(['done']);
		expect(all.books.sent(/add$/)).toBe(0);
		expect(sums(all)).toEqual([[25, 50]]);
	});
});
