import type { Entry } from '../../nodes/Bitrix24Payments/execution/entry';
import { unpay } from '../../nodes/Bitrix24Payments/operations/payment/unpay';
import { about, beside, carriedOut, changed, stage, type Stage } from './changing';

const STOP = { stopAtFirstFailure: true };

/** Two portals whose requests are noted in one list, as in "a pay, get". */
function twoPortals(first: Stage, host?: string): { a: Stage; b: Stage; log: () => string[] } {
	const b = beside(first, host);
	const order: Array<[string, Stage]> = [];
	for (const [name, one] of [
		['a', first],
		['b', b],
	] as const) {
		const { line } = one.server;
		one.server.line = (request, deliver) => {
			order.push([name, one]);
			return line(request, deliver);
		};
	}
	const log = () => {
		const told = { a: [...first.books.told], b: [...b.books.told] };
		return order.map(([name]) => `${name} ${told[name as 'a' | 'b'].shift()}`);
	};
	return { a: first, b, log };
}

function numbered(...entries: Entry[]): Entry[] {
	return entries.map((entry, index) => ({ ...entry, index }));
}

function one(all: Stage, id: number): Entry {
	const [entry] = about(all, [id]);
	if (!entry) throw new Error('There is no item');
	return entry;
}

describe('Items of several portals', () => {
	const OTHER = 'other.example';

	it('share requests portal by portal, wherever they stand', async () => {
		const { a, b, log } = twoPortals(stage(), OTHER);
		const entries = numbered(one(a, 1), one(b, 1), one(a, 2), one(b, 2));
		expect(await carriedOut(a, entries)).toEqual(['done', 'done', 'done', 'done']);
		expect(log()).toEqual(['a list', 'a 2 pay, list', 'b list', 'b 2 pay, list']);
	});

	it('are dealt with in the order of the input where the run stops at a failure', async () => {
		const { a, b, log } = twoPortals(stage({ run: STOP }), OTHER);
		const entries = numbered(one(a, 1), one(a, 2), one(b, 1), one(a, 3));
		expect(await carriedOut(a, entries)).toEqual(['done', 'done', 'done', 'done']);
		expect(log()).toEqual([
			'a list',
			'a 2 pay, list',
			'b get',
			'b pay, get',
			'a get',
			'a pay, list',
		]);
	});

	it('are not dealt with behind a failure at another portal where the run stops', async () => {
		const { a, b } = twoPortals(stage({ run: STOP }), OTHER);
		const entries = numbered(one(a, 1), one(b, 1), one(b, 2), one(a, 2));
		b.books.rows.delete(2);
		expect(await carriedOut(a, entries)).toEqual(['done', 'done', 'PAYMENT_NOT_FOUND', 'open']);
		expect(a.books.sent(/pay$/)).toBe(1);
	});

	it('are dealt with behind a failure at another portal otherwise', async () => {
		const { a, b } = twoPortals(stage(), OTHER);
		const entries = numbered(one(b, 1), one(a, 2));
		b.books.rows.clear();
		expect(await carriedOut(a, entries)).toEqual(['PAYMENT_NOT_FOUND', 'done']);
	});

	it('do not wait for payments of the same ID at the other', async () => {
		const { a, b, log } = twoPortals(stage(), OTHER);
		const entries = numbered(one(a, 1), one(b, 1), one(a, 1));
		await carriedOut(a, entries);
		expect(entries.map(changed)).toEqual([true, true, false]);
		expect(log()).toEqual(['a get', 'a pay, get', 'b get', 'b pay, get']);
	});
});

describe('Items of several credentials of one portal', () => {
	it('change the same payment in the order of the input', async () => {
		const { a, b, log } = twoPortals(stage());
		const entries = numbered(one(a, 1), one(b, 1), one(a, 2), one(a, 1), one(b, 2));
		await carriedOut(a, entries);
		expect(log()).toEqual(['a list', 'a 2 pay, list', 'b list', 'b 2 pay, list', 'a get']);
	});

	it('share requests where they change different payments', async () => {
		const { a, b, log } = twoPortals(stage());
		const entries = numbered(one(a, 1), one(b, 2), one(a, 3));
		await carriedOut(a, entries);
		expect(log()).toEqual(['a list', 'a 2 pay, list', 'b get', 'b pay, get']);
	});

	it('change one payment in one go where nothing of another credential stands between', async () => {
		const { a, b, log } = twoPortals(stage());
		const entries = numbered(one(a, 1), ...about(a, [1], unpay), one(b, 2), one(a, 3));
		await carriedOut(a, entries);
		expect(log()).toEqual(['a list', 'a 2 pay, list', 'a unpay, list', 'b get', 'b pay, get']);
	});
});
