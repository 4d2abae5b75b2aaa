import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { decoded, encoded } from '../../nodes/Bitrix24Payments/trigger/encoding';
import type { Shot } from '../../nodes/Bitrix24Payments/trigger/shot';
import {
	bounded,
	type KnownOrder,
	type Snapshot,
} from '../../nodes/Bitrix24Payments/trigger/snapshot';
import { restored, stored } from '../../nodes/Bitrix24Payments/trigger/state';

const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const moment = fc.integer({ min: 0, max: 4_000_000_000 });

const shot: fc.Arbitrary<Shot> = fc.record({
	paid: fc.constantFrom('Y' as const, 'N' as const),
	paidAt: orNull(moment),
	sum: orNull(fc.double({ noNaN: true, noDefaultInfinity: true }).map((sum) => sum + 0)),
	paySystemId: orNull(fc.integer({ min: 0, max: 1e6 })),
	fingerprint: fc.integer({ min: 0, max: 2 ** 32 - 1 }).map((hash) => hash.toString(36)),
});

const id = fc.integer({ min: 1, max: 1e9 });

const knownOrder: fc.Arbitrary<KnownOrder> = fc.record(
	{
		changedAt: moment,
		isFresh: fc.constant(true),
		payments: fc.array(fc.tuple(id, shot), { maxLength: 4 }).map((shots) => new Map(shots)),
	},
	{ requiredKeys: ['changedAt', 'payments'] },
);

const snapshot: fc.Arbitrary<Snapshot> = fc
	.array(fc.tuple(id, knownOrder), { maxLength: 6 })
	.map((orders) => new Map(orders));

describe('The memory as text', () => {
	it('reads back as it was written', () => {
		fc.assert(fc.property(snapshot, (orders) => expect(decoded(encoded(orders))).toEqual(orders)));
	});

	it('takes about 40 characters per order with one payment', () => {
		const one: Shot = {
			paid: 'Y',
			paidAt: 1_780_000_000,
			sum: 1234.5,
			paySystemId: 12,
			fingerprint: '1x8f3k2',
		};
		const orders = Array.from({ length: 100 }, (_, index): [number, KnownOrder] => [
			900_000 + index,
			{ changedAt: 1_780_000_000, payments: new Map([[1_200_000 + index, one]]) },
		]);
		const perOrder = encoded(new Map(orders)).length / 100;
		expect(perOrder).toBeGreaterThan(30);
		expect(perOrder).toBeLessThan(50);
	});

	it.each([
		'x',
		'1,2/3',
		'1,2/3,Y,1,1,1',
		'1,2/3,Q,1,1,1,a',
		',2',
		'1,',
		'1,2/3,Y,1,abc,1,a',
		'1,2;',
	])('%j is none of ours', (text) => {
		expect(decoded(text)).toBeUndefined();
	});

	it('does not mind any text', () => {
		fc.assert(fc.property(fc.string(), (text) => void decoded(text)));
	});
});

const ORDER: KnownOrder = {
	changedAt: 5,
	payments: new Map([
		[1, { paid: 'N', paidAt: null, sum: 1, paySystemId: 2, fingerprint: '1x8f3k2' }],
	]),
};

const STATE = {
	portal: 'acme.bitrix24.com',
	from: 1,
	since: 1,
	offset: 120,
	newestPayment: 1,
};

describe('What is stored', () => {
	const fixture = (name: string) =>
		JSON.parse(
			readFileSync(join(__dirname, '../fixtures/trigger', `${name}.json`), 'utf8'),
		) as IDataObject;

	it('in version 1 is read for good', () => {
		const found = restored(fixture('state.v1'));
		if (found.kind !== 'state') throw new Error('It cannot be read any more');
		expect(found.state).toEqual({
			portal: 'acme.bitrix24.com',
			from: 1_778_745_300,
			since: 1_778_745_300,
			offset: 120,
			newestPayment: 1039,
			orders: new Map([
				[
					5037,
					{
						changedAt: 1_778_745_000,
						payments: new Map([
							[
								1037,
								{
									paid: 'Y',
									paidAt: 1_778_744_999,
									sum: 100,
									paySystemId: 2,
									fingerprint: '1x8f3k2',
								},
							],
							[1039, { paid: 'N', paidAt: null, sum: 200.5, paySystemId: null, fingerprint: 'z' }],
						]),
					},
				],
				[5038, { changedAt: 1_778_740_000, payments: new Map() }],
			]),
		});
		expect(stored(found.state)).toMatchObject(fixture('state.v1'));
	});

	it('is not read where a part of it is missing, also a whole order', () => {
		const data = stored({ ...STATE, orders: new Map([5037, 5038].map((id) => [id, ORDER])) });
		expect(restored(data).kind).toBe('state');
		const [first = '', second = ''] = String(data.orders).split(';');
		for (const orders of [first, `${first};${second.slice(0, -1)}`, '']) {
			expect(restored({ ...data, orders }).kind).toBe('unreadable');
		}
	});

	it.each<[string, unknown, string]>([
		['nothing', undefined, 'nothing'],
		['null', null, 'nothing'],
		['a text', 'x', 'unreadable'],
		['a later version', { ...fixture('state.v1'), version: 2 }, 'unreadable'],
		['a lost number', { ...fixture('state.v1'), from: undefined }, 'unreadable'],
		['a number as text', { ...fixture('state.v1'), newestPayment: '5' }, 'unreadable'],
		['no portal', { ...fixture('state.v1'), portal: undefined }, 'unreadable'],
		['broken orders', { ...fixture('state.v1'), orders: '1,2/3' }, 'unreadable'],
	])('%s', (_, data, kind) => {
		expect(restored(data).kind).toBe(kind);
	});
});

describe('The bounds', () => {
	const orderOf = (changedAt: number, payments: number): KnownOrder => ({
		changedAt,
		payments: new Map(Array.from({ length: payments }, (_, index) => [index + 1, {} as Shot])),
	});
	const orders = new Map(Array.from({ length: 10 }, (_, at) => [at + 1, orderOf(at + 1, 2)]));
	const idsWithin = (from: number, bounds: { orders: number; payments: number }) =>
		[...bounded(orders, from, undefined, bounds).keys()].sort((one, other) => one - other);

	it('keep the orders that changed last', () => {
		expect(idsWithin(100, { orders: 3, payments: 99 })).toEqual([8, 9, 10]);
		expect(idsWithin(100, { orders: 99, payments: 4 })).toEqual([9, 10]);
		expect(idsWithin(100, { orders: 99, payments: 99 })).toHaveLength(10);
	});

	it('never drop an order that will be shown again', () => {
		expect(idsWithin(5, { orders: 3, payments: 99 })).toEqual([5, 6, 7, 8, 9, 10]);
		expect(idsWithin(5, { orders: 99, payments: 4 })).toEqual([5, 6, 7, 8, 9, 10]);
	});
});
