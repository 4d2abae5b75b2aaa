import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { ChangeOperation } from '../operations/change';
import { simplified, type Payment } from '../records/payment';
import type { Entry, Outcome } from './entry';

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

/** Items in the order of the input items that they come from. */
export function inInputOrder(items: readonly INodeExecutionData[]): INodeExecutionData[] {
	return [...items].sort((a, b) => inputIndex(a) - inputIndex(b));
}

function inputIndex({ pairedItem }: INodeExecutionData): number {
	return typeof pairedItem === 'object' && !Array.isArray(pairedItem) ? pairedItem.item : 0;
}
