import type {
	IDataObject,
	INode,
	INodeExecutionData,
	NodeApiError,
	NodeOperationError,
} from 'n8n-workflow';

import type { ChangeOperation } from '../operations/change';
import type { Failure } from '../portal/failure';
import { simplified, type Payment } from '../records/payment';
import type { Entry, Outcome } from './entry';
import { nodeError } from './nodeErrors';
import type { RefusedItem } from './requests';

/** The output item of an entry that did not fail. */
export function outputItem(
	entry: Entry,
	outcome: Exclude<Outcome, { kind: 'failed' }>,
	operation: ChangeOperation,
): INodeExecutionData {
	const { payment, time } = outcome;
	const createdId = outcome.kind === 'done' ? outcome.paymentId : undefined;
	const paymentId = entry.change.paymentId ?? createdId;
	return {
		json: {
			...(paymentId === undefined ? {} : { paymentId }),
			operation: operation.option.value,
			...(entry.foundBy ? { foundBy: entry.foundBy } : {}),
			success: true,
			...(outcome.kind === 'done' ? operation.mark : {}),
			...findings(outcome),
			...(payment ? { payment: shown(payment, entry) } : {}),
			...(entry.options.simplify || !time ? {} : { time }),
		},
		pairedItem: { item: entry.index },
	};
}

function findings(outcome: Exclude<Outcome, { kind: 'failed' }>): IDataObject {
	if (outcome.kind === 'dryRun') {
		const { wouldChange, changes } = outcome;
		return { dryRun: true, wouldChange, changes: changes.map((change) => ({ ...change })) };
	}
	const { changed, verified, notApplied, warning } = outcome;
	return {
		...(changed === undefined ? {} : { changed }),
		verified,
		...(notApplied ? { notApplied: notApplied.map((difference) => ({ ...difference })) } : {}),
		...(warning ? { warning } : {}),
	};
}

function shown(payment: Payment, entry: Entry): IDataObject {
	return entry.options.simplify ? simplified(payment) : payment.fields;
}

/**
 * Adds `error`, because of which n8n sends an item to the error output. Were it an ordinary
 * property, n8n would then replace the item's whole `json` by the bare message: not enumerable, it
 * does not survive n8n's copy of the item, and code and cure arrive. It stays writable, because
 * n8n 1.120 clears it.
 */
function withError(
	item: INodeExecutionData,
	error: NodeApiError | NodeOperationError,
): INodeExecutionData {
	return Object.defineProperty(item, 'error', { value: error, writable: true, enumerable: false });
}

/** The output item of a failed entry, for Continue On Fail and the error output. */
export function failedItem(
	node: INode,
	index: number,
	failure: Failure,
	paymentId?: number,
): INodeExecutionData {
	const json: IDataObject = {
		error: failure.message,
		description: failure.description,
		code: failure.code,
		retryable: failure.retryable,
		...(failure.requiredScope ? { requiredScope: failure.requiredScope } : {}),
		...(paymentId === undefined ? {} : { paymentId }),
	};
	const pairedItem = { item: index };
	// On the regular output n8n does not copy the item, so that it would lose its json there.
	return node.onError === 'continueErrorOutput'
		? withError({ json, pairedItem }, nodeError(node, failure, index))
		: { json, pairedItem };
}

/** The output item for input that was refused before anything was sent. */
export function refusedItem(node: INode, item: RefusedItem): INodeExecutionData {
	return failedItem(node, item.index, item.failure, item.paymentId);
}

/** Items in the order of the input items that they come from. */
export function inInputOrder(items: readonly INodeExecutionData[]): INodeExecutionData[] {
	return [...items].sort((a, b) => inputIndex(a) - inputIndex(b));
}

function inputIndex({ pairedItem }: INodeExecutionData): number {
	return typeof pairedItem === 'object' && !Array.isArray(pairedItem) ? pairedItem.item : 0;
}
