import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { RunResult } from '../../support/rig';
import { detailsOf } from '../../support/details';

/**
 * How an item ended:
 * - `changed`: this run did it
 * - `doneByWhomever`: it is as wanted, and nobody says whose doing that is
 * - `unverified`: Bitrix24 said so and nobody looked
 */
export type Kind =
	| 'changed'
	| 'doneByWhomever'
	| 'unchanged'
	| 'unverified'
	| 'dryRun'
	| 'failed'
	| 'nonsense';

/** What the node says of one item. */
export interface Verdict {
	readonly index: number;
	readonly paymentId: number | undefined;
	readonly kind: Kind;
	/** Somebody looked at the payment after the write. */
	readonly verified: boolean;
	/** Of a failed item. */
	readonly code?: string;
	readonly retryable?: boolean;
	/** Of a failed item. */
	readonly text: string;
	/** Of one that did not fail. */
	readonly warning: string;
}

/** The error that stopped a run. */
export interface Stop {
	readonly itemIndex: number | undefined;
	readonly code: string;
	readonly message: string;
	readonly description: string;
}

export function verdictsOf(result: RunResult, items: readonly IDataObject[]): Verdict[] {
	return [...result.items, ...result.errors]
		.map((item) => verdictOf(item, items))
		.sort((left, right) => left.index - right.index);
}

function verdictOf({ json, pairedItem }: INodeExecutionData, items: readonly IDataObject[]) {
	const paired = typeof pairedItem === 'object' && 'item' in pairedItem ? pairedItem.item : NaN;
	const { code, retryable, description } = detailsOf(json);
	const verdict: Verdict = {
		index: paired,
		paymentId: numberOf(json.paymentId ?? items[paired]?.id),
		kind: kindOf(json),
		verified: json.verified === true,
		...(typeof code === 'string' ? { code } : {}),
		...(typeof retryable === 'boolean' ? { retryable } : {}),
		text: [json.error, description].join(' | '),
		warning: typeof json.warning === 'string' ? json.warning : '',
	};
	return verdict;
}

function kindOf(json: IDataObject): Kind {
	const { changed, verified } = json;
	if (typeof json.error === 'string' && json.success === false) {
		return typeof detailsOf(json).retryable === 'boolean' ? 'failed' : 'nonsense';
	}
	if (json.success !== true || json.error !== undefined) return 'nonsense';
	if (json.dryRun === true) return changed === undefined ? 'dryRun' : 'nonsense';
	if (verified === false) return changed === undefined ? 'unverified' : 'nonsense';
	if (verified !== true) return 'nonsense';
	if (changed === undefined) return 'doneByWhomever';
	return changed === true ? 'changed' : 'unchanged';
}

export function stopOf({ error }: RunResult): Stop | undefined {
	if (!error) return undefined;
	const { errorResponse } = error as { errorResponse?: { code?: string } };
	const itemIndex = error.context?.itemIndex;
	return {
		itemIndex: typeof itemIndex === 'number' ? itemIndex : undefined,
		code: errorResponse?.code ?? '',
		message: error.message,
		description: error.description ?? '',
	};
}

/** The ID of a well-formed payment ID, as the items of these tests write it. */
export function numberOf(value: unknown): number | undefined {
	const number = typeof value === 'string' && value.trim() ? Number(value) : value;
	return typeof number === 'number' && Number.isInteger(number) && number > 0 ? number : undefined;
}
