import type { IDataObject } from 'n8n-workflow';

import { SEED } from '../../sandbox/portal';
import { startRig, type Rig } from '../support/rig';

/** An empty output looks like one that was forgotten: a hint says what was looked for in vain. */
let rig: Rig;
beforeAll(async () => {
	rig = await startRig();
});
afterAll(async () => await rig.close());
beforeEach(() => rig.portal.reset());

const EMPTY = SEED.dealWithoutPayments;
const ORDER_WITHOUT = 4999;

async function hintFor(parameters: IDataObject, items: IDataObject[] = [{}]) {
	const { hints } = await rig.run({
		operation: 'getAll',
		items,
		parameters: { returnAll: true, ...parameters },
		onError: 'continueRegularOutput',
	});
	return hints.map(({ message }) => message);
}

const ofDeals = async (deals: Array<number | string>, filters: IDataObject = {}) =>
	await hintFor(
		{ entityTypeId: 2, entityId: '={{ $json.deal }}', filters },
		deals.map((deal) => ({ deal })),
	);

describe('A hint about what was looked for in vain', () => {
	it.each([
		['one deal', [EMPTY], 'The deal has no payments, or there is no such deal'],
		['two of three deals', [EMPTY, 25, EMPTY], '2 of 3 deals have no payments'],
		['one of three deals', [25, EMPTY, 25], '1 of 3 deals has no payments'],
		['all of two deals', [EMPTY, EMPTY], '2 of 2 deals have no payments'],
	])('counts %s', async (_what, deals, words) => {
		expect(await ofDeals(deals)).toEqual([words]);
	});

	it('does not come where everything was found', async () => {
		expect(await ofDeals([25, 25])).toEqual([]);
	});

	it('does not count items that failed', async () => {
		expect(await ofDeals([EMPTY, 'x', 25])).toEqual(['1 of 2 deals has no payments']);
	});

	it('speaks of the filters where there are some', async () => {
		const filters = { sumFrom: 1_000_000 };
		expect(await ofDeals([25], filters)).toEqual([
			'The deal has no payment that matches the filters, or there is no such deal',
		]);
		expect(await ofDeals([25, EMPTY], filters)).toEqual([
			'2 of 2 deals have no payments that match the filters',
		]);
		expect(await hintFor({ entityTypeId: 0, filters })).toEqual(['No payment matches the filters']);
		expect(await hintFor({ entityTypeId: 0, filters }, [{}, {}])).toEqual([
			'2 of 2 searches found no payments that match the filters',
		]);
	});

	it('speaks of invoices and orders as well', async () => {
		rig.portal.ledger.addPayment({ id: 8000, orderId: ORDER_WITHOUT, sum: 1 });
		await rig.run({ operation: 'delete', items: [{ id: 8000 }] });
		expect(await hintFor({ entityTypeId: 31, entityId: 9 })).toEqual([
			'The invoice has no payments, or there is no such invoice',
		]);
		expect(await hintFor({ entityTypeId: 14, entityId: ORDER_WITHOUT })).toEqual([
			'The order has no payments',
		]);
	});

	it('tells kinds apart in one run', async () => {
		const items = [
			{ type: 2, id: EMPTY },
			{ type: 31, id: 9 },
			{ type: 2, id: 25 },
		];
		const parameters = { entityTypeId: '={{ $json.type }}', entityId: '={{ $json.id }}' };
		expect(await hintFor(parameters, items)).toEqual([
			'1 of 2 deals has no payments. The invoice has no payments, or there is no such invoice',
		]);
	});
});
