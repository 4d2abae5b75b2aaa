import type { Entry } from '../../nodes/Bitrix24Payments/execution/entry';
import { deletePayment } from '../../nodes/Bitrix24Payments/operations/payment/delete';
import { paySystemPay } from '../../nodes/Bitrix24Payments/operations/payment/paySystemPay';
import { unpay } from '../../nodes/Bitrix24Payments/operations/payment/unpay';
import { about, carriedOut, changed, stage, tryLists } from './changing';

const PAID = { paid: 'Y', datePaid: '2026-04-10T07:00:00+00:00' };
const ONE_BY_ONE = { batched: false };
const STOP = { stopAtFirstFailure: true };

function upTo(count: number): number[] {
	return Array.from({ length: count }, (_, index) => index + 1);
}

function unverified(entries: readonly Entry[]): Entry[] {
	return entries.map((entry) => ({ ...entry, options: { ...entry.options, verify: false } }));
}

describe('One payment', () => {
	it('is read, changed and read again', async () => {
		const all = stage();
		const [entry] = about(all, [1]) as [Entry];
		expect(await carriedOut(all, [entry])).toEqual(['done']);
		expect(entry.outcome).toMatchObject({ changed: true, verified: true });
		expect(all.books.told).toEqual(['get', 'pay, get']);
	});

	it('that is as wanted already is only read', async () => {
		const all = stage();
		all.books.add(1, PAID);
		const [entry] = about(all, [1]) as [Entry];
		expect(await carriedOut(all, [entry])).toEqual(['done']);
		expect(changed(entry)).toBe(false);
		expect(all.books.told).toEqual(['get']);
	});

	it('is changed without a look where the user wants none', async () => {
		const all = stage();
		const entries = unverified(about(all, [1]));
		expect(await carriedOut(all, entries)).toEqual(['done']);
		expect(all.books.told).toEqual(['pay']);
	});

	it('is read apart from its deletion only among others', async () => {
		const alone = stage({ run: { readBackApart: true } });
		expect(await carriedOut(alone, about(alone, [1], deletePayment))).toEqual(['done']);
		expect(alone.books.told).toEqual(['get', 'delete, get']);
		const all = stage({ run: { readBackApart: true } });
		expect(await carriedOut(all, about(all, [1, 2], deletePayment))).toEqual(['done', 'done']);
		expect(all.books.told).toEqual(['list', '2 delete', '2 get']);
	});

	it('that is changed twice is not read between, and its second change sees the first', async () => {
		const all = stage();
		const entries = [...about(all, [1]), ...about(all, [1], unpay)];
		expect(await carriedOut(all, entries)).toEqual(['done', 'done']);
		expect(entries.map(changed)).toEqual([true, true]);
		expect(all.books.told).toEqual(['get', 'pay, get', 'unpay, get']);
	});

	it('that is wanted twice is changed once', async () => {
		const all = stage();
		const entries = about(all, [1, 1]);
		await carriedOut(all, entries);
		expect(entries.map(changed)).toEqual([true, false]);
		expect(all.books.told).toEqual(['get', 'pay, get']);
	});

	it('is read again before its second change where the first was seen late', async () => {
		const all = stage();
		all.books.lateMs = 2500;
		const entries = [...about(all, [1]), ...about(all, [1], unpay)];
		expect(await carriedOut(all, entries)).toEqual(['done', 'done']);
		expect(all.books.told.slice(0, 5)).toEqual(['get', 'pay, get', 'get', 'get', 'get']);
		expect(all.books.told[5]).toBe('get');
		expect(all.books.told[6]).toBe('unpay, get');
	});

	it('is deleted once for two items where nobody can see afterwards that it is gone', async () => {
		const all = stage({ run: { readBackApart: true } });
		const hidden = { error: '0', error_description: 'Insufficient permissions' };
		all.books.instead = ({ params }) =>
			all.books.rows.has(Number(params.id)) ? undefined : hidden;
		const entries = about(all, [1, 1], deletePayment);
		expect(await carriedOut(all, entries)).toEqual(['done', 'done']);
		expect(entries.map(changed)).toEqual([true, false]);
		// That it could not be seen is not relied on: it is looked at again.
		expect(all.books.told).toEqual(['get', 'delete, get', 'get']);
	});
});

describe('Many payments', () => {
	it('are read and changed in few requests where the credential may list them', async () => {
		const all = stage();
		const entries = about(all, upTo(60));
		expect(new Set(await carriedOut(all, entries))).toEqual(new Set(['done']));
		expect(entries.every(changed)).toBe(true);
		expect(all.books.told).toEqual(['list', '5 pay, 2 list', '48 pay, 2 list', '7 pay, list']);
	});

	it('are read a thousand at once where there is nothing to change', async () => {
		const all = stage();
		for (const id of upTo(1055)) all.books.add(id, PAID);
		const entries = about(all, upTo(1055));
		await carriedOut(all, entries);
		expect(entries.map(changed)).not.toContain(undefined);
		expect(entries.some(changed)).toBe(false);
		expect(all.books.told).toEqual(['list', '20 list', 'list']);
	});

	it('are read fifty at once after a change, as more of it would become too old', async () => {
		const all = stage();
		// Nothing is seen along with the first change.
		all.books.instead = ({ method }) =>
			method === 'sale.payment.list' && all.books.traffic.length === 2
				? { result: { payments: [] } }
				: undefined;
		const entries = about(all, upTo(120));
		await carriedOut(all, entries);
		expect(entries.every(changed)).toBe(true);
		expect(all.books.told.slice(0, 2)).toEqual(['list', '5 pay, 2 list']);
		expect(all.books.told.slice(2, 5)).toEqual(['list', 'list', '48 pay, 2 list']);
	});

	it('are read far ahead at once where it is known that they may be listed', async () => {
		const all = stage();
		for (const id of upTo(120)) all.books.add(id, PAID);
		await tryLists(all);
		await carriedOut(all, about(all, upTo(120)));
		expect(all.books.told).toEqual(['list', '3 list']);
	});

	it('are read far ahead again after a round that changed nothing', async () => {
		const all = stage();
		for (const id of upTo(300)) if (id > 5) all.books.add(id, PAID);
		const entries = about(all, upTo(300));
		await carriedOut(all, entries);
		expect(entries.filter(changed)).toHaveLength(5);
		expect(all.books.told).toEqual(['list', '5 pay, 2 list', '5 list']);
	});

	it('are read as many at once as can be changed soon, where each is read by itself', async () => {
		const all = stage();
		all.books.canList = false;
		all.server.msPerCommand = 1000;
		const entries = about(all, upTo(40));
		await carriedOut(all, entries);
		expect(entries.every(changed)).toBe(true);
		// The first list is tried in vain. Five, then as many as fit into 20 seconds.
		expect(all.books.told.slice(0, 5)).toEqual([
			'list',
			'5 get',
			'5 pay, 5 get',
			'20 get',
			'10 pay, 10 get',
		]);
	});

	it('are not read again while enough of them is fresh for the next change', async () => {
		const all = stage({ portal: { batchSize: 3 } });
		all.books.canList = false;
		all.server.msPerCommand = 1000;
		await carriedOut(all, about(all, upTo(60)));
		// After 18 s the second three are still fresh, after 24 s the others are not.
		expect(all.books.told.slice(0, 8)).toEqual([
			'list',
			'3 get',
			'3 pay, 3 get',
			'12 get',
			'3 pay, 3 get',
			'3 pay, 3 get',
			'12 get',
			'3 pay, 3 get',
		]);
	});

	it('are changed together also where one of them had to be read by itself', async () => {
		const all = stage({ portal: { batchSize: 2 } });
		all.books.add(3, PAID);
		const entries = about(all, upTo(6));
		let lists = 0;
		all.books.instead = ({ method }) => {
			// The list of what comes next lacks the fifth.
			if (method !== 'sale.payment.list' || ++lists !== 3) return undefined;
			return { result: { payments: [3, 4, 6].map((id) => all.books.rows.get(id)) } };
		};
		await carriedOut(all, entries);
		expect(entries.map(changed)).toEqual([true, true, false, true, true, true]);
		expect(all.books.told).toEqual(['list', '2 pay, 2 list', 'get', '2 pay, 2 list', 'pay, list']);
	});

	it('are read all at once where they are changed one by one', async () => {
		const all = stage({ run: ONE_BY_ONE });
		all.books.canList = false;
		const entries = about(all, upTo(8), paySystemPay);
		await carriedOut(all, entries);
		expect(entries.every(changed)).toBe(true);
		expect(all.books.told).toEqual(['list', '8 get', ...upTo(8).map(() => 'charge'), '8 get']);
	});

	it('are changed as many at once as the user allows', async () => {
		const all = stage({ portal: { batchSize: 3 } });
		all.books.canList = false;
		await carriedOut(all, unverified(about(all, upTo(4))));
		expect(all.books.told).toEqual(['3 pay', 'pay']);
	});

	it('are seen ahead only as far as somebody wants to look', async () => {
		const all = stage({ portal: { batchSize: 2 } });
		const [first, second, ...rest] = about(all, [1, 2, 3, 1, 4]) as [Entry, Entry, ...Entry[]];
		const [third, again, last] = rest as [Entry, Entry, Entry];
		const entries = [first, second, ...unverified([third]), again, last];
		await carriedOut(all, entries);
		const asked = all.server.requests.map(({ commands, params }) =>
			[{ params }, ...commands].flatMap(({ params: { filter } }) =>
				filter ? [Object.values(filter)[0]] : [],
			),
		);
		expect(asked.slice(0, 2)).toEqual([[[1, 2]], [['1', '2'], ['4']]]);
	});

	it('are not seen ahead where they are changed one by one', async () => {
		const all = stage({ run: { ...ONE_BY_ONE, ...STOP } });
		const entries = about(all, [1, 2], paySystemPay);
		await carriedOut(all, entries);
		expect(all.books.told).toEqual(['list', 'charge', 'get', 'charge', 'get']);
	});
});
