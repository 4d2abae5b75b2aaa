import {
	NodeApiError,
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';

import { findOperation } from '../operations';
import type { Input } from '../operations/input';
import { itemOptions, runOptions, type RunOptions } from '../operations/options';
import type { PaymentChangeOperation } from '../operations/paymentChange';
import { openConnection, type Connection } from '../portal/connection';
import { processEnvironment, type Environment } from '../portal/environment';
import { Failure, RunCancelled } from '../portal/failure';
import { createPost } from '../portal/http';
import { Portal } from '../portal/portal';
import { changePayments, type ChangeRun } from './changePayments';
import { fail, isOpen, type Entry } from './entry';
import { summary } from './hint';
import { nodeError } from './nodeErrors';
import { failedItem, outputItem } from './output';

/** An item whose parameters are wrong; it never becomes an entry. */
interface Refused {
	readonly index: number;
	readonly failure: Failure;
}

/**
 * The node's execution: input items → requests → outcomes → output items, in input order.
 *
 * @param environment time, chance and what the process shares; tests bring their own
 */
export async function run(
	context: IExecuteFunctions,
	environment: Environment = processEnvironment,
): Promise<INodeExecutionData[][]> {
	const items = context.getInputData();
	if (items.length === 0) return [[]];
	try {
		return [await runItems(context, items.length, environment)];
	} catch (error) {
		if (!context.continueOnFail() || error instanceof RunCancelled) {
			throw asNodeError(context, error);
		}
		// When a node throws and has to continue, n8n passes its input on as if all had gone well.
		return [failAll(context, items.length, beforeAnythingWasSent(error))];
	}
}

function asNodeError(
	context: IExecuteFunctions,
	error: unknown,
): NodeApiError | NodeOperationError {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
	if (error instanceof Failure) return nodeError(context.getNode(), error, 0);
	if (!(error instanceof RunCancelled)) {
		return new NodeOperationError(context.getNode(), error as Error);
	}
	return new NodeOperationError(context.getNode(), 'The execution was stopped', {
		description: 'Payments that were changed before stay changed. Running again is safe',
	});
}

async function runItems(
	context: IExecuteFunctions,
	count: number,
	environment: Environment,
): Promise<INodeExecutionData[]> {
	const operation = chosenOperation(context);
	const connection = await openConnection(context as never, environment.clock);
	const { entries, refused, options } = readItems(context, count, operation, connection);
	const stopAtFirstFailure = !context.continueOnFail();
	const [firstRefused] = refused;
	if (stopAtFirstFailure && firstRefused) throw refusedBeforeStart(context, firstRefused, count);
	const portal = openPortal(context, connection, environment, options, count);
	const change = {
		portal,
		batched: operation.batched,
		stopAtFirstFailure,
		settleMs: options.settleMs,
	};
	await (stopAtFirstFailure
		? changePayments(entries, change)
		: changePaymentsWhateverHappens(entries, change));
	const text = summary(entries, refused.length, operation.words);
	if (stopAtFirstFailure) throwFirstFailure(context, entries, count);
	if (count > 1 && text) context.addExecutionHints({ message: text, location: 'outputPane' });
	return outputItems(context, entries, refused, operation);
}

/** Keeps the outcomes that are known when something breaks that nobody foresaw. */
async function changePaymentsWhateverHappens(
	entries: readonly Entry[],
	change: ChangeRun,
): Promise<void> {
	const fault = await changePayments(entries, change).then(
		() => undefined,
		(error: unknown) => error,
	);
	if (fault instanceof RunCancelled) throw fault;
	if (fault) for (const entry of entries.filter(isOpen)) fail(entry, interrupted(fault));
}

function chosenOperation(context: IExecuteFunctions): PaymentChangeOperation {
	const resource = context.getNodeParameter('resource', 0) as string;
	const name = context.getNodeParameter('operation', 0) as string;
	const operation = findOperation(resource, name);
	if (operation) return operation;
	throw new Failure({
		code: 'INVALID_INPUT',
		message: `The operation '${name}' does not exist for '${resource}'`,
		description:
			"Choose an operation from the list. 'Custom API Call' cannot be used with this node",
	});
}

function openPortal(
	context: IExecuteFunctions,
	connection: Connection,
	environment: Environment,
	options: RunOptions,
	count: number,
): Portal {
	const signal = context.getExecutionCancelSignal();
	const post = createPost(context, options.timeoutMs, signal);
	return new Portal(connection, post, environment, { ...options, plain: count === 1, signal });
}

/** Validates every item before anything is sent (DESIGN §5, rule 1). */
function readItems(
	context: IExecuteFunctions,
	count: number,
	operation: PaymentChangeOperation,
	connection: Connection,
): { entries: Entry[]; refused: Refused[]; options: RunOptions } {
	const entries: Entry[] = [];
	const refused: Refused[] = [];
	const options = runOptions(itemInput(context, 0, connection));
	for (let index = 0; index < count; index++) {
		const input = itemInput(context, index, connection);
		try {
			entries.push({ index, change: operation.request(input), options: itemOptions(input) });
		} catch (error) {
			refused.push({ index, failure: asFailure(error) });
		}
	}
	return { entries, refused, options };
}

function itemInput(context: IExecuteFunctions, index: number, connection: Connection): Input {
	return {
		parameter: (name) => context.getNodeParameter(name, index, undefined),
		timezone: context.getTimezone(),
		portalHost: connection.host,
	};
}

/** An expression that cannot be evaluated is the item's failure like any other bad value. */
function asFailure(error: unknown): Failure {
	if (error instanceof Failure) return error;
	return new Failure({
		code: 'INVALID_INPUT',
		message: `A parameter could not be evaluated: ${error instanceof Error ? error.message : 'unknown reason'}`,
		description: 'Check the expressions in the parameters of this node',
	});
}

function refusedBeforeStart(
	context: IExecuteFunctions,
	{ index, failure }: Refused,
	count: number,
) {
	const remark =
		count > 1 ? 'All items are checked before the first one is sent, so nothing was changed' : '';
	return nodeError(context.getNode(), failure, index, remark);
}

function throwFirstFailure(context: IExecuteFunctions, entries: readonly Entry[], count: number) {
	const failed = entries.find((entry) => entry.outcome?.kind === 'failed');
	if (failed?.outcome?.kind !== 'failed') return;
	const done = entries.filter((entry) => entry.outcome?.kind === 'done').length;
	const remark =
		count > 1
			? `${done} of ${count} payments are done, ${entries.filter(isOpen).length} were not started. Running again is safe: what is done is not done twice`
			: '';
	throw nodeError(context.getNode(), failed.outcome.failure, failed.index, remark);
}

function outputItems(
	context: IExecuteFunctions,
	entries: readonly Entry[],
	refused: readonly Refused[],
	operation: PaymentChangeOperation,
): INodeExecutionData[] {
	const node = context.getNode();
	const name = operation.option.value as string;
	const outputs = [
		...entries.map((entry) => ({ index: entry.index, item: entryItem(entry) })),
		...refused.map(({ index, failure }) => ({
			index,
			item: failedItem(node, index, failure, undefined),
		})),
	];
	return outputs.sort((a, b) => a.index - b.index).map(({ item }) => item);

	function entryItem(entry: Entry): INodeExecutionData {
		const { outcome } = entry;
		if (outcome && outcome.kind !== 'failed') return outputItem(entry, outcome, name);
		const failure = outcome?.failure ?? neverStarted();
		return failedItem(node, entry.index, failure, entry.change.paymentId);
	}
}

function beforeAnythingWasSent(error: unknown): Failure {
	if (error instanceof Failure) return error;
	return new Failure({
		code: 'NOT_EXECUTED',
		message: error instanceof Error ? error.message : 'The run could not begin',
		description: 'Nothing was changed. Check the credential and the settings of this node',
	});
}

function interrupted(fault: unknown): Failure {
	return new Failure({
		code: 'OUTCOME_UNKNOWN',
		message: 'It is not known whether the payment was changed',
		description: `The run was interrupted (${fault instanceof Error ? fault.name : 'unknown reason'}). Look at the payment in Bitrix24. Running again is safe while Verify is on: the payment is read first`,
		retryable: true,
	});
}

/** No entry should come to this; if one does, the item must not silently be missing. */
function neverStarted(): Failure {
	return new Failure({
		code: 'NOT_EXECUTED',
		message: 'This payment was not started',
		description: 'Nothing was changed. Run again',
		retryable: true,
	});
}

/** A failure that concerns the whole run, such as a credential that cannot be used. */
function failAll(
	context: IExecuteFunctions,
	count: number,
	failure: Failure,
): INodeExecutionData[] {
	const node = context.getNode();
	return Array.from({ length: count }, (_, index) => failedItem(node, index, failure, undefined));
}
