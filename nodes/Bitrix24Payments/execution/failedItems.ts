import type {
	IDataObject,
	IExecuteFunctions,
	INode,
	INodeExecutionData,
	NodeApiError,
	NodeOperationError,
} from 'n8n-workflow';

import type { Failure } from '../portal/failure';
import { isObject } from '../portal/json';
import { masked } from '../portal/masking';
import type { Portal } from '../portal/portal';
import { nodeError } from './nodeErrors';

/** An item that did not come to what it asked for. */
export interface FailedItem {
	readonly index: number;
	readonly failure: Failure;
	/** Where it is known. */
	readonly paymentId?: number;
	/** Whose secrets its words must not hold; undefined where its credential cannot be used. */
	readonly portal?: Portal;
}

/**
 * The output item of a failure, for Continue On Fail and the error output. It always has the same
 * form, whatever failed, so that a workflow can route on `errorDetails.code`.
 */
export function failedItem(context: IExecuteFunctions, item: FailedItem): INodeExecutionData {
	const node = context.getNode();
	const { index } = item;
	const failure = inItsWords(item);
	const operation = context.getNodeParameter('operation', 0) as string;
	const json = inWords({ ...item, failure }, operation);
	const pairedItem = { item: index };
	// On the regular output n8n does not copy the item, so that it would lose its json there.
	if (node.onError !== 'continueErrorOutput') return { json, pairedItem };
	const beside = besideInput(json, context.getInputData()[index]?.json ?? {});
	return withError({ json: beside, pairedItem }, nodeError(node, failure, index));
}

/** The failure of an item that ends the run, as n8n shows it. */
export function itemError(
	node: INode,
	item: FailedItem,
	remark = '',
): NodeApiError | NodeOperationError {
	return nodeError(node, inItsWords(item), item.index, remark);
}

function inItsWords({ failure, paymentId, portal }: FailedItem): Failure {
	return masked(naming(failure, paymentId), portal);
}

function inWords({ failure, paymentId }: FailedItem, operation: string): IDataObject {
	const { code, message, description, retryable, bitrixCode, requiredScope, candidates } = failure;
	return {
		error: message,
		...(paymentId === undefined ? {} : { paymentId }),
		operation,
		success: false,
		errorDetails: {
			code,
			description,
			retryable,
			...(bitrixCode === undefined ? {} : { bitrixCode }),
			...(requiredScope ? { requiredScope } : {}),
			...(candidates ? { candidates: candidates.map((candidate) => ({ ...candidate })) } : {}),
		},
	};
}

/** Failures that concern the one payment, and not the credential or the portal. */
const OF_PAYMENT: ReadonlySet<string> = new Set([
	'ACCESS_DENIED',
	'GUARD_FAILED',
	'NOT_APPLIED',
	'NOT_EXECUTED',
	'NOT_PAID',
	'OUTCOME_UNKNOWN',
	'PARTLY_DONE',
	'PAYMENT_NOT_FOUND',
	'REFUSED',
]);

/** Where it stands first, nothing comes before it. */
const UNCHANGED = 'Nothing was changed';

/** Fifty errors in a list have to tell which payment each is about. */
function naming(failure: Failure, paymentId: number | undefined): Failure {
	const { code, message } = failure;
	if (paymentId === undefined || !OF_PAYMENT.has(code)) return failure;
	if (new RegExp(`\\bpayment ${paymentId}(?![\\w/])`, 'i').test(message)) return failure;
	const named = message.startsWith(UNCHANGED)
		? message.replace(UNCHANGED, `${UNCHANGED} in payment ${paymentId}`)
		: `Payment ${paymentId}: ${message}`;
	return failure.with({ message: named });
}

/**
 * n8n puts the columns of the input beside those of the failure, which would replace what has the
 * same name. A column of the user's own stays, and ours stands in `errorDetails` alone; one of that
 * very name gives way, because workflows route on `errorDetails.code`. What an
 * earlier node of this kind had to say of the item goes: it is about another step.
 */
function besideInput(ours: IDataObject, input: IDataObject): IDataObject {
	if (isFromThisNode(input)) {
		const outdated = OWN_COLUMNS.filter((name) => Object.hasOwn(input, name));
		return { ...Object.fromEntries(outdated.map((name) => [name, undefined])), ...ours };
	}
	const { errorDetails, ...others } = ours;
	const taken = Object.entries(others).filter(([name]) => Object.hasOwn(input, name));
	const free = Object.entries(others).filter(([name]) => !Object.hasOwn(input, name));
	const moved = taken.map(([name, value]) => [name === 'error' ? 'message' : name, value]);
	return {
		...(Object.fromEntries(free) as IDataObject),
		errorDetails: { ...(errorDetails as IDataObject), ...Object.fromEntries(moved) },
	};
}

/** What this node writes into an item, apart from what every failure has. */
const OWN_COLUMNS = [
	...['paymentId', 'foundBy', 'changed', 'verified', 'deleted', 'warning', 'notApplied'],
	...['payment', 'time', 'dryRun', 'wouldChange', 'changes'],
];

/** Others, too, say `operation` and `success`. */
function isFromThisNode({ operation, success, verified, dryRun, errorDetails }: IDataObject) {
	if (typeof operation !== 'string' || typeof success !== 'boolean') return false;
	const hasFailed = isObject(errorDetails) && typeof errorDetails.retryable === 'boolean';
	return hasFailed || typeof verified === 'boolean' || dryRun === true;
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
