import { NodeApiError, NodeOperationError, type IDataObject } from 'n8n-workflow';

import { failedItem } from '../../nodes/Bitrix24Payments/execution/failedItems';
import type { FailureDetails } from '../../nodes/Bitrix24Payments/portal/failure';
import { contextOf, failureOf } from './failing';

/** The item of payment 1038, which comes from the second of the input items. */
function itemOf(input: IDataObject, details: Partial<FailureDetails> = {}) {
	const context = contextOf('continueErrorOutput', [{ other: 'item' }, input]);
	return failedItem(context, { index: 1, failure: failureOf(details), paymentId: 1038 });
}

const FAILED = {
	error: 'Payment 1038: What happened',
	paymentId: 1038,
	operation: 'pay',
	success: false,
	errorDetails: { code: 'NOT_PAID', description: 'How to mend it', retryable: false },
};

describe('A failed item on the error output', () => {
	it('has the same form as on the regular one, and is of the same input item', () => {
		const { json, pairedItem } = itemOf({ line: 17 });
		expect(json).toStrictEqual(FAILED);
		expect(pairedItem).toEqual({ item: 1 });
	});

	it('has it also where the input item is gone', () => {
		const failure = failureOf();
		const context = contextOf('continueErrorOutput');
		expect(failedItem(context, { index: 0, failure, paymentId: 1038 }).json).toEqual(FAILED);
	});

	it('goes there by an error that n8n sees, may clear and does not copy', () => {
		const item = itemOf({});
		expect(item.error).toBeInstanceOf(NodeApiError);
		expect(item.error).toMatchObject({
			message: 'Payment 1038: What happened',
			description: 'How to mend it',
			context: { itemIndex: 1 },
		});
		expect({ ...item }).toEqual({ json: FAILED, pairedItem: { item: 1 } });
		item.error = undefined;
		expect(item.error).toBeUndefined();
		expect(itemOf({}, { code: 'GUARD_FAILED' }).error).toBeInstanceOf(NodeOperationError);
	});
});

describe('A column of the input', () => {
	it.each<[string, IDataObject, IDataObject]>([
		['operation', { operation: 'credit' }, { operation: 'pay' }],
		['success', { success: true }, { success: false }],
		['paymentId', { paymentId: 'pi_17' }, { paymentId: 1038 }],
		['error', { error: 'none' }, { message: 'Payment 1038: What happened' }],
		['error', { error: undefined }, { message: 'Payment 1038: What happened' }],
	])('keeps its value, and ours of that name moves: %s', (name, input, moved) => {
		const free = Object.entries(FAILED).filter(([column]) => column !== name);
		expect(itemOf(input).json).toStrictEqual({
			...Object.fromEntries(free),
			errorDetails: { ...FAILED.errorDetails, ...moved },
		});
	});

	it('called like our details gives way to them', () => {
		expect(itemOf({ errorDetails: 'of another service' }).json).toStrictEqual(FAILED);
	});
});

/** What a node of this kind writes into an item, which n8n puts beside the failure again. */
const EARLIER = {
	...{ paymentId: 17, operation: 'unpay', foundBy: 'number', success: true, changed: true },
	...{ verified: true, deleted: true, warning: 'w', notApplied: [], payment: { id: 17 } },
	...{ time: {}, dryRun: true, wouldChange: true, changes: [], error: 'e', errorDetails: {} },
};

describe('What an earlier node of this kind said', () => {
	it.each(Object.keys(EARLIER))('goes, as it is about another step: %s', (name) => {
		const { json } = itemOf({ line: 17, ...EARLIER });
		const expected: IDataObject = FAILED;
		expect(json).toHaveProperty(name, expected[name]);
	});

	it('goes also where this failure is about no payment', () => {
		const context = contextOf('continueErrorOutput', [EARLIER]);
		const { json } = failedItem(context, { index: 0, failure: failureOf() });
		expect(json).toHaveProperty('paymentId', undefined);
	});

	it('leaves no column behind that it did not have, nor one of the user’s', () => {
		const { json } = itemOf({ line: 17, operation: 'unpay', success: true, verified: true });
		expect(json).toStrictEqual({ ...FAILED, verified: undefined });
	});

	it.each<[string, IDataObject]>([
		['was verified', { verified: true }],
		['was not verified', { verified: false }],
		['was a dry run', { dryRun: true }],
		['failed', { errorDetails: { retryable: false } }],
	])('is known by its step, which %s', (_what, input) => {
		const { json } = itemOf({ operation: 'unpay', success: true, ...input });
		expect(json).toMatchObject(FAILED);
	});
});

describe('What another node said', () => {
	it.each<[string, IDataObject]>([
		['says no more than how it went', {}],
		['verified something by a word', { verified: 'yes' }],
		['made no dry run', { dryRun: false }],
		['has details in words', { errorDetails: 'none' }],
		['has details that are empty', { errorDetails: null }],
		['has a list of details', { errorDetails: [] }],
		['has details of another kind', { errorDetails: { retryable: 'no' } }],
		['counts its operations', { operation: 4, verified: true }],
		['tells of success in words', { success: 'yes', verified: true }],
	])('stays as it is, although it has an operation and a success: it %s', (_what, input) => {
		const foreign: IDataObject = { operation: 'credit', success: true, ...input };
		const { json } = itemOf(foreign);
		expect(json).not.toHaveProperty('operation');
		expect(json).not.toHaveProperty('success');
		expect(json.errorDetails).toEqual({
			...FAILED.errorDetails,
			operation: 'pay',
			success: false,
		});
	});
});
