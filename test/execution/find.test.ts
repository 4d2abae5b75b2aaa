import type { IDataObject } from 'n8n-workflow';

import { NothingToDo } from '../../nodes/Bitrix24Payments/execution/choose';
import { find, type Sought } from '../../nodes/Bitrix24Payments/execution/find';
import { pay } from '../../nodes/Bitrix24Payments/operations/payment/pay';
import type { Guards } from '../../nodes/Bitrix24Payments/parameters/guards';
import type { Mode } from '../../nodes/Bitrix24Payments/parameters/paymentRef';
import { Failure } from '../../nodes/Bitrix24Payments/portal/failure';
import { storeOf, type Stock } from '../portal/store';
import { rig, type PortalRig } from '../portal/support';
import { inputOf } from '../support/payments';

const PAYMENT = { paid: 'N', sum: 100, currency: 'EUR' };

const STOCK: Stock = {
	orders: [
		{ id: 17, accountNumber: 'A17' },
		{ id: 18, accountNumber: '18' },
		{ id: 19, accountNumber: '19' },
		{ id: 20, accountNumber: 'B' },
		{ id: 21, accountNumber: 'b' },
	],
	payments: [
		{ ...PAYMENT, id: 1, orderId: 17, accountNumber: 'A17/1' },
		{ ...PAYMENT, id: 2, orderId: 18, accountNumber: '18/1' },
		{ ...PAYMENT, id: 3, orderId: 18, accountNumber: '18/2', sum: 50, paid: 'Y' },
		{ ...PAYMENT, id: 4, orderId: 18, accountNumber: '18/3', sum: 70 },
		{ ...PAYMENT, id: 5, orderId: 20, accountNumber: 'B/1' },
	],
	orderEntity: [
		{ orderId: 17, ownerId: 65, ownerTypeId: 2 },
		{ orderId: 20, ownerId: 66, ownerTypeId: 2 },
		{ orderId: 18, ownerId: 65, ownerTypeId: 31 },
	],
};

function stocked(stock: Stock = STOCK): PortalRig {
	const one = rig();
	one.server.answer = storeOf(stock);
	return one;
}

/** An item that marks a payment as paid. */
function item({ portal }: PortalRig, mode: Mode, value: string, guards: Guards = {}): Sought {
	const { ref } = pay.request(inputOf({ paymentId: { mode, value } }));
	if (!ref) throw new Error('It refers to no payment');
	return { portal, ref, aim: pay.aim, guards };
}

const idsOf = (results: Awaited<ReturnType<typeof find>>) =>
	results.map((result) => ('id' in result ? result.id : result));

async function failureOf(sought: Sought): Promise<Failure> {
	const [result] = await find([sought]);
	if (!(result instanceof Failure)) throw new Error('It was found');
	return result;
}

describe('The payments that items mean', () => {
	it('are found in every way that they can be given, and told in the order of the items', async () => {
		const one = stocked();
		const results = await find([
			item(one, 'order', 'A17'),
			item(one, 'id', '1038'),
			item(one, 'number', '18/2'),
			item(one, 'deal', '66'),
			item(one, 'invoice', '65', { amount: 70 }),
			item(one, 'number', 'a17/1'),
			item(one, 'deal', '65'),
		]);
		expect(idsOf(results)).toStrictEqual([1, 1038, 3, 5, 4, 1, 1]);
	});

	it('are not looked for where they are given by their IDs', async () => {
		const one = stocked();
		const results = await find([item(one, 'id', '7'), item(one, 'id', '8')]);
		expect(results).toEqual([{ id: 7 }, { id: 8 }]);
		expect(one.server.requests).toEqual([]);
	});

	it('are found by the shorter reading of a number where nothing has the longer one', async () => {
		const one = stocked();
		expect(idsOf(await find([item(one, 'number', '#18/1')]))).toStrictEqual([2]);
	});

	it('are asked for once, and together', async () => {
		const one = stocked();
		const items = ['number', 'number', 'deal', 'deal'].map((mode, index) =>
			item(one, mode as Mode, ['18/1', '18/1', '65', '65'][index] ?? ''),
		);
		expect(idsOf(await find(items))).toStrictEqual([2, 2, 1, 1]);
		expect(one.server.executed.map(({ method }) => method).sort()).toEqual([
			'crm.item.payment.list',
			'sale.payment.list',
		]);
	});

	it('are those of the portal of their item', async () => {
		const [here, there] = [
			stocked(),
			stocked({ payments: [{ ...PAYMENT, id: 900, orderId: 5, accountNumber: '18/1' }] }),
		];
		const results = await find([
			item(here, 'number', '18/1'),
			item(there, 'number', '18/1'),
			item(there, 'id', '3'),
			item(here, 'number', '18/2'),
		]);
		expect(idsOf(results)).toStrictEqual([2, 900, 3, 3]);
	});

	it('are shown as the search saw them, with the moment of the question', async () => {
		const one = stocked();
		const { portal, server, clock } = one;
		const time = { operating: 0.1 };
		const store = storeOf(STOCK);
		server.answer = (command) => ({ ...store(command), time });
		server.msPerCommand = 300;
		const askedAt = portal.ticks();
		expect(await find([item(one, 'deal', '65')])).toEqual([
			{
				id: 1,
				seen: {
					askedAt,
					ticket: portal.ticket(),
					reply: { kind: 'value', value: STOCK.payments?.[0], time },
				},
			},
		]);
		expect(clock.ticks()).toBeGreaterThan(askedAt);
	});
});

describe('A search that leaves open which payment is meant', () => {
	it('fails where several may be, and where none fits the conditions', async () => {
		const one = stocked();
		expect(await failureOf(item(one, 'order', '18'))).toMatchObject({
			code: 'PAYMENT_AMBIGUOUS',
			candidates: [{ paymentId: 2 }, { paymentId: 4 }],
		});
		const guarded = item(one, 'order', '18', { amount: 1 });
		expect((await failureOf(guarded)).code).toBe('GUARD_FAILED');
	});

	it('finds nothing to do where all of them are as wanted', async () => {
		const paid = { ...PAYMENT, orderId: 18, paid: 'Y' };
		const one = stocked({ ...STOCK, payments: [1, 2].map((id) => ({ ...paid, id })) });
		const [result] = await find([item(one, 'order', '18')]);
		expect(result).toBeInstanceOf(NothingToDo);
	});

	it('fails where several orders have the number, whatever payments they have', async () => {
		expect(await failureOf(item(stocked(), 'order', 'B'))).toMatchObject({
			code: 'PAYMENT_AMBIGUOUS',
			message: 'There are 2 orders with the number of order B',
		});
	});

	it('tells an order that does not exist from one without payments', async () => {
		const one = stocked();
		expect((await failureOf(item(one, 'order', '99'))).message).toBe('There is no order 99');
		expect((await failureOf(item(one, 'order', '19'))).message).toBe(
			'There is no payment of order 19',
		);
	});

	it.each<[string, IDataObject, string]>([
		['has no state', { paid: null }, 'Bitrix24 answered a search in an unexpected form'],
		['has no ID', { id: null }, 'Bitrix24 answered with something else than what was searched for'],
	])('relies on nothing where a payment %s', async (_what, fields, message) => {
		const [broken, ...others] = STOCK.payments ?? [];
		const payments = [{ ...broken, orderId: 18, ...fields }, ...others];
		expect(await failureOf(item(stocked({ ...STOCK, payments }), 'order', '18'))).toMatchObject({
			code: 'BAD_RESPONSE',
			message,
			description: expect.stringMatching(/^Nothing was changed\. .*run again$/),
			retryable: true,
		});
	});

	it.each([[null], [true], [{}], [{ payments: 'none' }]])(
		'relies on no answer that is no list: %j',
		async (result) => {
			const one = stocked();
			one.server.answer = () => ({ result });
			expect((await failureOf(item(one, 'deal', '65'))).code).toBe('BAD_RESPONSE');
		},
	);
});
