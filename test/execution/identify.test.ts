import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import {
	identify,
	type Circumstances,
	type Identified,
} from '../../nodes/Bitrix24Payments/execution/identify';
import { Memory } from '../../nodes/Bitrix24Payments/execution/memory';
import type { RunContext } from '../../nodes/Bitrix24Payments/execution/runContext';
import type { AcceptedItem } from '../../nodes/Bitrix24Payments/execution/requests';
import type { ChangeRequest } from '../../nodes/Bitrix24Payments/operations/change';
import { create } from '../../nodes/Bitrix24Payments/operations/payment/create';
import { pay } from '../../nodes/Bitrix24Payments/operations/payment/pay';
import type { Guards } from '../../nodes/Bitrix24Payments/parameters/guards';
import { ORDER, type Mode } from '../../nodes/Bitrix24Payments/parameters/paymentRef';
import { invalidInput } from '../../nodes/Bitrix24Payments/portal/failure';
import { storeOf } from '../portal/store';
import { rig } from '../portal/support';
import { inputOf } from '../support/payments';

const PAYMENT = { sum: 100, currency: 'EUR' };

/** Deal 65 has a paid and an unpaid payment, deal 66 two paid ones. */
const STORE = storeOf({
	orders: [
		{ id: 17, accountNumber: 'A17' },
		{ id: 18, accountNumber: 'A18' },
	],
	payments: [
		{ ...PAYMENT, id: 1, orderId: 17, accountNumber: 'A17/1', paid: 'Y' },
		{ ...PAYMENT, id: 2, orderId: 17, accountNumber: 'A17/2', paid: 'N', sum: 70 },
		{ ...PAYMENT, id: 3, orderId: 18, accountNumber: 'A18/1', paid: 'Y' },
		{ ...PAYMENT, id: 4, orderId: 18, accountNumber: 'A18/2', paid: 'Y' },
	],
	orderEntity: [
		{ orderId: 17, ownerId: 65, ownerTypeId: 2 },
		{ orderId: 18, ownerId: 66, ownerTypeId: 2 },
	],
});

type Request = ChangeRequest & { readonly guards?: Guards };

/** An item that marks a payment as paid. */
function paying(mode: Mode, value: string, guards?: Guards): Request {
	return { ...pay.request(inputOf({ paymentId: { mode, value } })), guards };
}

function creating(entityTypeId: number, entityId: string): Request {
	return create.request(inputOf({ entityTypeId, entityId, paySystemId: 7 }));
}

const NODE = { id: '1', name: 'Payments', type: 'x', typeVersion: 1, position: [0, 0] };

/** The run of these items, and its portal. */
function runOf(requests: readonly Request[], isStopping = false) {
	const { portal, server } = rig();
	server.answer = STORE;
	const run: RunContext = {
		context: { getNode: () => NODE } as unknown as IExecuteFunctions,
		count: requests.length,
		options: { batchSize: 0, timeoutMs: 1, waits: { rate: 1, operating: 1 }, settleMs: 1 },
		stopAtFirstFailure: isStopping,
		portalOf: async () => portal,
		input: () => inputOf({}),
	};
	const accepted: Array<AcceptedItem<Request>> = requests.map((request, index) => ({
		index,
		portal,
		request,
	}));
	return { run, accepted, server, portal };
}

const TO_PAY: Circumstances = { aim: pay.aim };

async function identified(
	requests: readonly Request[],
	circumstances: Circumstances = TO_PAY,
): Promise<Identified<Request>> {
	const { run, accepted } = runOf(requests);
	return await identify(run, { accepted, refused: [] }, circumstances);
}

/** Which payment or order each item means; those that mean one. */
function idsOf({ accepted }: Identified<Request>): unknown[] {
	return accepted.map(({ index, found }) => [index, found?.id]);
}

const codesOf = ({ refused }: Identified<Request>) =>
	refused.map(({ index, failure: { code } }) => [index, code]);

describe('What the items of a run are about', () => {
	it('is known of payments, orders and deals, in the order of the items', async () => {
		const requests = [
			paying('number', 'A17/2'),
			creating(ORDER, 'A18'),
			creating(2, '65'),
			paying('id', '1038'),
			creating(ORDER, 'A17'),
		];
		const result = await identified(requests);
		expect(idsOf(result)).toEqual([
			[0, 2],
			[1, 18],
			[2, undefined],
			[3, 1038],
			[4, 17],
		]);
		expect(result.accepted.map(({ request }) => request)).toEqual(requests);
		expect([result.done, result.refused]).toEqual([[], []]);
	});

	it('is asked of the portal only where it has to be searched for', async () => {
		const { run, accepted, server } = runOf([paying('id', '7'), creating(2, '65')]);
		await identify(run, { accepted, refused: [] });
		expect(server.requests).toEqual([]);
	});

	it('is told with what the search has shown of it', async () => {
		const [item] = (await identified([paying('deal', '65')])).accepted;
		expect(item?.found?.seen?.reply).toMatchObject({ kind: 'value', value: { id: 2, paid: 'N' } });
	});
});

describe('Which of several payments is meant', () => {
	it('is the one that the operation can do something about', async () => {
		expect(idsOf(await identified([paying('deal', '65')]))).toEqual([[0, 2]]);
	});

	it('is not guessed where the operation does not tell', async () => {
		const result = await identified([paying('deal', '65')], {});
		expect(idsOf(result)).toEqual([]);
		expect(codesOf(result)).toEqual([[0, 'PAYMENT_AMBIGUOUS']]);
	});

	it('is the one that meets the conditions of its item', async () => {
		const requests = [paying('deal', '65', { amount: 70 }), paying('deal', '65', { amount: 100 })];
		expect(idsOf(await identified(requests, {}))).toEqual([
			[0, 2],
			[1, 1],
		]);
	});

	it('matters to nobody where all are as they should be', async () => {
		const result = await identified([paying('deal', '65'), paying('deal', '66')]);
		expect(idsOf(result)).toEqual([[0, 2]]);
		expect(result.done).toMatchObject([
			{ index: 1, remark: expect.stringMatching(/^Deal 66 has 2 payments: .*left to do$/) },
		]);
		expect(result.refused).toEqual([]);
	});
});

describe('What is not found', () => {
	const MISSING = [paying('deal', '66'), creating(ORDER, 'B'), paying('number', 'B/1')];

	it('is refused by itself, behind what was refused before', async () => {
		const { run, accepted, portal } = runOf([...MISSING, paying('id', '7')]);
		const earlier = { index: 9, failure: invalidInput('m', 'd'), portal };
		const result = await identify(run, { accepted, refused: [earlier] }, TO_PAY);
		expect(codesOf(result)).toEqual([
			[9, 'INVALID_INPUT'],
			[1, 'PAYMENT_NOT_FOUND'],
			[2, 'PAYMENT_NOT_FOUND'],
		]);
		expect(result.refused.map((item) => item.portal)).toEqual([portal, portal, portal]);
		expect(idsOf(result)).toEqual([[3, 7]]);
		expect(result.done.map(({ index }) => index)).toEqual([0]);
	});

	it('ends a run that stops at the first failure, before anything is sent', async () => {
		const { run, accepted } = runOf(MISSING, true);
		await expect(identify(run, { accepted, refused: [] }, TO_PAY)).rejects.toMatchObject({
			message: 'There is no order with the number B',
			description: expect.stringMatching(/so nothing was changed$/),
			context: { itemIndex: 1 },
		});
	});

	it('does not end it where everything is found or done', async () => {
		const { run, accepted } = runOf([paying('deal', '66'), paying('deal', '65')], true);
		const result = await identify(run, { accepted, refused: [] }, TO_PAY);
		expect(idsOf(result)).toEqual([[1, 2]]);
	});
});

describe('What an earlier try of the execution has found', () => {
	it('is meant by the next one, too, whatever has become of it by then', async () => {
		const kept: IDataObject = {};
		const requests = [paying('deal', '65'), paying('id', '7'), paying('deal', '66')];
		await identified(requests, { ...TO_PAY, memory: new Memory(kept, 0, true) });
		expect(Object.values(kept)).toStrictEqual([2]);
		const { run, accepted, server } = runOf(requests.slice(0, 2));
		server.answer = storeOf({});
		const result = await identify(
			run,
			{ accepted, refused: [] },
			{ ...TO_PAY, memory: new Memory(JSON.parse(JSON.stringify(kept)) as IDataObject, 0, true) },
		);
		expect(idsOf(result)).toEqual([
			[0, 2],
			[1, 7],
		]);
		expect(server.requests).toEqual([]);
	});

	it('is nothing where it was not found', async () => {
		const kept: IDataObject = {};
		const memory = new Memory(kept, 0, true);
		expect(codesOf(await identified([paying('number', 'B/1')], { memory }))).toEqual([
			[0, 'PAYMENT_NOT_FOUND'],
		]);
		expect(kept).toStrictEqual({});
	});
});
