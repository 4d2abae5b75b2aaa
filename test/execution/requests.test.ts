import { NodeOperationError, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';

import {
	asFailure,
	givenPaymentId,
	readRequests,
} from '../../nodes/Bitrix24Payments/execution/requests';
import type { RunContext } from '../../nodes/Bitrix24Payments/execution/runContext';
import type { Input } from '../../nodes/Bitrix24Payments/parameters/input';
import { Failure, invalidInput } from '../../nodes/Bitrix24Payments/portal/failure';
import { rig } from '../portal/support';
import { inputOf } from '../support/payments';

const { portal: PORTAL } = rig();

const NODE = {
	id: '1',
	name: 'Bitrix24 Payments',
	type: 'bitrix24Payments',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

/** A run over items with these parameters. */
function runOf(items: readonly IDataObject[], own: Partial<RunContext> = {}): RunContext {
	return {
		context: { getNode: () => NODE } as unknown as IExecuteFunctions,
		count: items.length,
		options: { batchSize: 0, timeoutMs: 1, waits: { rate: 1, operating: 1 }, settleMs: 1 },
		stopAtFirstFailure: false,
		portalOf: async () => PORTAL,
		input: (index) => inputOf(items[index] ?? {}),
		...own,
	};
}

const NO_WISH = invalidInput('There is no wish', 'Wish for something');

/** An operation that wants to be told a wish. */
function wish(input: Input): unknown {
	const wished = input.parameter('wish');
	if (wished === undefined) throw NO_WISH;
	return wished;
}

/** The error that a run ends with before anything is sent. */
async function endOf(run: RunContext): Promise<NodeOperationError> {
	const problem: unknown = await readRequests(run, wish).catch((error: unknown) => error);
	if (!(problem instanceof NodeOperationError)) throw new Error('The run has gone on');
	return problem;
}

describe('The items of a run', () => {
	const ITEMS = [{ wish: 'a' }, { paymentId: 5 }, { wish: 'c' }, { paymentId: 7 }];

	it('are accepted in their order when all of them are right', async () => {
		const run = runOf([{ wish: 'a' }, { wish: 'b' }], { stopAtFirstFailure: true });
		expect(await readRequests(run, wish)).toEqual({
			accepted: [
				{ index: 0, portal: PORTAL, request: 'a' },
				{ index: 1, portal: PORTAL, request: 'b' },
			],
			refused: [],
		});
	});

	it('are read with the portal that their credential leads to', async () => {
		const other = rig().portal;
		const run = runOf([{}, {}], {
			portalOf: async (index) => (index === 0 ? PORTAL : other),
			input: (_index, portal) => inputOf({ wish: portal === other ? 'there' : 'here' }),
		});
		const { accepted } = await readRequests(run, wish);
		expect(accepted.map(({ portal }) => portal)).toEqual([PORTAL, other]);
		expect(accepted.map(({ request }) => request)).toEqual(['here', 'there']);
	});

	it('are refused one by one where the run goes on, with the payment that each is about', async () => {
		const { accepted, refused } = await readRequests(runOf(ITEMS), wish);
		expect(accepted.map(({ index }) => index)).toEqual([0, 2]);
		expect(refused).toEqual([
			{ index: 1, failure: NO_WISH, paymentId: 5, portal: PORTAL },
			{ index: 3, failure: NO_WISH, paymentId: 7, portal: PORTAL },
		]);
	});

	it('are refused also where their credential cannot be used', async () => {
		const unusable = new Failure({ code: 'CREDENTIAL_INVALID', message: 'm', description: 'd' });
		const portalOf = async () => await Promise.reject<typeof PORTAL>(unusable);
		const run = runOf([{ wish: 'a', paymentId: 5 }], { portalOf });
		expect(await readRequests(run, wish)).toEqual({
			accepted: [],
			refused: [{ index: 0, failure: unusable, paymentId: 5, portal: undefined }],
		});
	});
});

describe('A wrong item', () => {
	const stopAtFirstFailure = true;

	it('ends the run before anything is sent: the first of several', async () => {
		const error = await endOf(runOf([{ wish: 'a' }, {}, {}], { stopAtFirstFailure }));
		expect(error.message).toBe('There is no wish');
		expect(error.context.itemIndex).toBe(1);
		expect(error.description).toBe(
			'Wish for something. All items are checked before the first one is sent, so nothing was changed',
		);
	});

	it('says no more than what is wrong where it is the only one', async () => {
		const error = await endOf(runOf([{}], { stopAtFirstFailure }));
		expect(error.description).toBe('Wish for something');
	});
});

describe('The payment of an item that is refused', () => {
	it.each<[string, unknown, number | undefined]>([
		['its ID', '1038', 1038],
		['the number of a payment', { mode: 'number', value: '356/1' }, undefined],
		['nothing that makes sense', 'x', undefined],
	])('is known where the item gives %s', (_what, paymentId, id) => {
		expect(givenPaymentId(runOf([{ paymentId }] as IDataObject[]), 0, PORTAL)).toBe(id);
	});

	it('is unknown where its parameters cannot be evaluated', () => {
		const input = () => {
			throw new Error('Referenced node is unexecuted');
		};
		expect(givenPaymentId(runOf([{}], { input }), 0, undefined)).toBeUndefined();
	});
});

describe('A parameter that cannot be evaluated', () => {
	it.each<[unknown, string]>([
		[new Error('<b>Referenced</b> node is unexecuted'), 'Referenced node is unexecuted'],
		['x', 'unknown reason'],
	])('is told like any other wrong value: %s', (error, reason) => {
		expect(asFailure(error)).toMatchObject({
			code: 'INVALID_INPUT',
			message: `A parameter could not be evaluated: ${reason}`,
			description: 'Check the expressions in the parameters of this node',
			retryable: false,
		});
	});

	it('is told in the words of the node where it has some', () => {
		expect(asFailure(NO_WISH)).toBe(NO_WISH);
	});
});
