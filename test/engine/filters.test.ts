import type { IDataObject } from 'n8n-workflow';

import { SEED } from '../../sandbox/portal';
import { NODE_TYPE } from '../../sandbox/names';
import { detailsOf } from '../support/details';
import { pairs, startRig, type Rig, type RunSettings } from '../support/rig';

/** The filters of Get Many, and whose payments it lists. */
let rig: Rig;
beforeAll(async () => {
	rig = await startRig();
});
afterAll(async () => await rig.close());
beforeEach(() => {
	rig.portal.reset();
	rig.useWebhook();
});

const methods = () => rig.portal.requests.map(({ method }) => method);

async function find(parameters: IDataObject, settings: Partial<RunSettings> = {}) {
	return await rig.run({
		operation: 'getAll',
		items: [{}],
		parameters: { entityTypeId: 0, returnAll: true, ...parameters },
		onError: 'continueRegularOutput',
		...settings,
	});
}

const idsFor = async (filters: IDataObject, parameters: IDataObject = {}) =>
	(await find({ filters, ...parameters })).items.map(({ json }) => json.id);

describe('Payments of an order', () => {
	it.each([
		['its number', '356'],
		['its number inside a locator', { __rl: true, mode: 'number', value: ' № 356 ' }],
		['its ID', { __rl: true, mode: 'id', value: 200 }],
		['its link', { __rl: true, mode: 'url', value: '/shop/orders/details/200/' }],
	])('are found by %s', async (_what, entityId) => {
		expect(await idsFor({}, { entityTypeId: 14, entityId })).toEqual([SEED.docsUpdate]);
	});

	it('are found for many items together', async () => {
		const items = [{ order: 5037 }, { order: '356' }, { order: 5037 }];
		const result = await find({ entityTypeId: 14, entityId: '={{ $json.order }}' }, { items });
		expect(pairs(result.items)).toEqual([0, 0, 1, 2, 2]);
		expect(methods().length).toBeLessThanOrEqual(4);
	});

	it('show all their fields with Simplify off', async () => {
		const parameters = { entityTypeId: 14, entityId: '356' };
		const { items } = await find(parameters, { options: { simplify: false } });
		expect(items[0]?.json).toMatchObject({ id: SEED.docsUpdate, psStatus: '' });
	});

	it('are filtered like any other', async () => {
		const order = { entityTypeId: 14, entityId: '5037' };
		const [first, second] = SEED.sharedOrder;
		expect(await idsFor({ accountNumber: '5037/2' }, order)).toEqual([second]);
		expect(await idsFor({ sumTo: 100 }, order)).toEqual([first]);
	});

	it.each([
		['99999', /no order with the number 99999/, /number of an order and its ID may differ/],
		['356/1', /no order with the number 356\/1/, /with a slash and a number behind it/],
	])('are not none where there is no such order: %s', async (entityId, message, cure) => {
		const { items } = await find({ entityTypeId: 14, entityId });
		expect(detailsOf(items[0]?.json)).toMatchObject({
			code: 'PAYMENT_NOT_FOUND',
			description: expect.stringMatching(cure),
		});
		expect(items[0]?.json.error).toMatch(message);
	});

	it('are not those of another order where the portal ignores what it is asked', async () => {
		rig.portal.faults.add({ fault: 'ignoredFilter', method: 'sale.payment.list', times: Infinity });
		const { items } = await find({ entityTypeId: 14, entityId: '356' });
		for (const { json } of items.filter((one) => one.json.success !== false)) {
			expect(json.orderId).toBe(200);
		}
	});

	it('need another permission than those of a deal, which is named', async () => {
		rig.useWebhook(rig.portal.webhookFor({ scopes: ['crm'] }));
		const { items } = await find({ entityTypeId: 14, entityId: '356' });
		expect(detailsOf(items[0]?.json)).toMatchObject({
			code: 'SCOPE_MISSING',
			requiredScope: 'sale',
		});
	});
});

describe('Exact filters', () => {
	beforeEach(() => {
		rig.portal.ledger.addPayment({ id: 8001, orderId: 14, accountNumber: '14/1', xmlId: 'INV-1' });
		rig.portal.ledger.addPayment({
			id: 8002,
			orderId: 15,
			accountNumber: '14/12',
			xmlId: 'INV-12',
		});
		rig.portal.ledger.addPayment({
			id: 8003,
			orderId: 16,
			accountNumber: '1814/1',
			xmlId: 'inv-1',
		});
	});

	it.each([
		[{ accountNumber: '14/1' }, [8001]],
		[{ accountNumber: ' № 14 / 12 ' }, [8002]],
		[{ accountNumber: '14' }, []],
		[{ xmlId: 'INV-1' }, [8001]],
		[{ xmlId: 'inv-1' }, [8003]],
		[{ xmlId: 'INV' }, []],
		[{ accountNumber: '14/1', xmlId: 'INV-12' }, []],
	])('%j finds %j and nothing else', async (filters, expected) => {
		expect(await idsFor(filters)).toEqual(expected);
	});

	it('are applied by the portal, and to every row that it answers', async () => {
		await idsFor({ accountNumber: '14/1', xmlId: 'INV-1' });
		expect(decodeURIComponent(rig.portal.requests[0]?.rawBody ?? '')).toMatch(/=accountNumber/);
		rig.portal.faults.add({ fault: 'ignoredFilter', method: 'sale.payment.list', times: Infinity });
		expect(await idsFor({ xmlId: 'INV-1' })).toEqual([8001]);
		expect(await idsFor({ accountNumber: '14/1' })).toEqual([8001]);
	});

	it('work for a deal, too', async () => {
		const deal = { entityTypeId: 2, entityId: 40 };
		rig.portal.ledger.addPayment({ id: 8010, entityId: 40, orderId: 40, xmlId: 'A' });
		rig.portal.ledger.addPayment({ id: 8011, entityId: 40, orderId: 40, xmlId: 'B' });
		expect(await idsFor({ xmlId: 'B' }, deal)).toEqual([8011]);
		expect(await idsFor({ accountNumber: '40/1' }, deal)).toEqual([8010]);
	});
});

describe('The payment status', () => {
	it.each([
		['Paid', [true, 'Y', 'true', 'paid', ' Paid ', 'PAID'], (paid: string) => paid === 'Y'],
		['Unpaid', [false, 'N', 'false', 'unpaid', 'UNPAID'], (paid: string) => paid === 'N'],
		['Both', ['both', 'Both'], () => true],
	])('%s is read from %j, also as a switch saved it once', async (_name, values, isFound) => {
		const expected = rig.portal.ledger
			.payments()
			.filter(({ paid }) => isFound(paid))
			.map(({ id }) => id)
			.sort((one, other) => other - one);
		for (const paid of values) expect(await idsFor({ paid })).toEqual(expected);
	});

	it.each([['yes'], [1], [{}]])('is not read from %j', async (paid) => {
		const { items } = await find({ filters: { paid: `={{ ${JSON.stringify(paid)} }}` } });
		expect(detailsOf(items[0]?.json).code).toBe('INVALID_INPUT');
		expect(items[0]?.json.error).toMatch(/neither paid, unpaid nor both/);
	});
});

describe('The last day of a period', () => {
	const [id] = SEED.bankStatement;
	const paidAt = (datePaid: string) => rig.portal.ledger.change(id, { paid: 'Y', datePaid });
	const isFound = async (datePaidTo: string) =>
		(await idsFor({ datePaidFrom: '2026-04-01', datePaidTo })).includes(id);

	/** In the time zone of the workflow, which is Berlin's. */
	const inBerlin = (time: string) => `${time}+02:00`;

	it.each(['2026-04-10', '2026-04-10T00:00:00', '2026-04-10 00:00'])(
		'is a whole day where no time is given: %s',
		async (day) => {
			for (const time of ['00:00:00', '12:30:00', '23:59:59']) {
				paidAt(inBerlin(`2026-04-10T${time}`));
				expect([time, await isFound(day)]).toEqual([time, true]);
			}
			paidAt(inBerlin('2026-04-11T00:00:00'));
			expect(await isFound(day)).toBe(false);
		},
	);

	it('ends at the time that is given', async () => {
		paidAt('2026-04-10T10:00:00+02:00');
		expect(await isFound('2026-04-10T09:59:59+02:00')).toBe(false);
		expect(await isFound('2026-04-10T10:00:00+02:00')).toBe(true);
	});

	it('is meant by the midnight that $today is', async () => {
		paidAt('2026-04-10T10:00:00+02:00');
		expect(await isFound('2026-04-10T00:00:00.000+02:00')).toBe(true);
		expect(await isFound('2026-04-09T00:00:00.000+02:00')).toBe(false);
	});
});

describe('A filter that comes out empty', () => {
	const EMPTY: IDataObject = { xmlId: '={{ $json.none }}' };
	const ALL = ['sumFrom', 'sumTo', 'xmlId', 'orderId', 'datePaidFrom', 'datePaidTo'].concat([
		'accountNumber',
		'paid',
		'paySystemId',
		'text',
	]);

	it.each(ALL)('is refused in words about filters: %s', async (name) => {
		for (const value of ['={{ $json.none }}', '={{ null }}', '={{ " " }}']) {
			const { items } = await find({ filters: { [name]: value } });
			expect(items).toHaveLength(1);
			expect(detailsOf(items[0]?.json)).toMatchObject({
				code: 'INVALID_INPUT',
				description: expect.stringContaining("'Ignore Empty Filters'"),
			});
			expect(items[0]?.json.error).toMatch(/^The filter '[^']+' is empty$/);
		}
		expect(methods()).toEqual([]);
	});

	it.each(ALL)('is left out with Ignore Empty Filters: %s', async (name) => {
		const filters = { [name]: '={{ $json.none }}', sumFrom: 9000 };
		if (name === 'sumFrom') filters.sumFrom = '={{ $json.none }}' as never;
		const { items } = await find({ filters }, { options: { ignoreEmptyFilters: true } });
		const all = rig.portal.ledger.payments();
		expect(items).toHaveLength(name === 'sumFrom' ? all.length : 1);
	});

	it('leaves the others in force', async () => {
		const options = { ignoreEmptyFilters: true };
		const { items } = await find({ filters: { ...EMPTY, accountNumber: '356/1' } }, { options });
		expect(items.map(({ json }) => json.id)).toEqual([SEED.docsUpdate]);
	});

	it('is left out in a tool of an AI agent, unless the option says otherwise', async () => {
		const node = { type: `${NODE_TYPE}Tool` };
		const filters = { ...EMPTY, accountNumber: '356/1' };
		const { items } = await find({ filters }, { node });
		expect(items.map(({ json }) => json.id)).toEqual([SEED.docsUpdate]);
		const refused = await find({ filters }, { node, options: { ignoreEmptyFilters: false } });
		expect(detailsOf(refused.items[0]?.json).code).toBe('INVALID_INPUT');
	});

	it('that is wrong is refused all the same', async () => {
		const options = { ignoreEmptyFilters: true };
		const { items } = await find({ filters: { sumFrom: 'a lot' } }, { options });
		expect(detailsOf(items[0]?.json).code).toBe('INVALID_INPUT');
	});
});

describe('Amounts in filters', () => {
	it.each([['9.000,00'], ['EUR 9000'], ['9,000.00'], [9000]])(
		'are read as banks write them: %p',
		async (sumFrom) => {
			expect(await idsFor({ sumFrom: `={{ ${JSON.stringify(sumFrom)} }}` })).toEqual([
				SEED.innerAccountEmpty,
			]);
		},
	);

	it('find nothing in another currency', async () => {
		expect(await idsFor({ sumFrom: 'USD 9000' })).toEqual([]);
	});
});
