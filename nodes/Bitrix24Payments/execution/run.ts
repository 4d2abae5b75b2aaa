import {
	NodeApiError,
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';

import { findOperation, type Operation } from '../operations';
import type { Input } from '../parameters/input';
import { runOptions, type RunOptions } from '../parameters/options';
import { processEnvironment, type Environment } from '../portal/environment';
import { Failure, RunCancelled } from '../portal/failure';
import { masked } from '../portal/masking';
import type { Portal } from '../portal/portal';
import { readable } from '../portal/words';
import { nodeError } from './nodeErrors';
import { failedItem } from './failedItems';
import { maskOf, portalsOf } from './portals';
import { asFailure } from './requests';
import { runChanges } from './runChanges';
import type { RunContext } from './runContext';
import { runQueries } from './runQueries';

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
	} catch (thrown) {
		// What the user entered as an option is quoted before any portal is known.
		const error =
			thrown instanceof Failure
				? masked(thrown, { masked: await maskOf(context, environment) })
				: thrown;
		if (!context.continueOnFail() || error instanceof RunCancelled) {
			throw asNodeError(context, error);
		}
		// When a node throws and has to continue, n8n passes its input on as if all had gone well.
		return [failAll(context, items.length, beforeAnythingWasSent(error))];
	}
}

async function runItems(
	context: IExecuteFunctions,
	count: number,
	environment: Environment,
): Promise<INodeExecutionData[]> {
	const operation = chosenOperation(context);
	const runContext = openRun(context, count, environment);
	return operation.kind === 'change'
		? await runChanges(operation, runContext)
		: await runQueries(operation, runContext);
}

function chosenOperation(context: IExecuteFunctions): Operation {
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

/** @throws Failure when an option cannot be used */
function openRun(context: IExecuteFunctions, count: number, environment: Environment): RunContext {
	const input = (index: number, portal?: Portal): Input => ({
		parameter: (name) => context.getNodeParameter(name, index, null) ?? undefined,
		timezone: context.getTimezone(),
		portalHost: portal?.host ?? '',
		isTool: isTool(context),
		masked: (text) => portal?.masked(text) ?? text,
	});
	const options = optionsOfRun(input, count);
	return {
		context,
		count,
		input,
		options,
		stopAtFirstFailure: !context.continueOnFail(),
		portalOf: portalsOf(context, count, environment, options),
	};
}

/** n8n makes a node of a type of its own for agents, whose name ends so. */
function isTool(context: IExecuteFunctions): boolean {
	return context.getNode().type.endsWith('Tool');
}

/** They are the same for all items; but an item's own expressions beside them may not work. */
function optionsOfRun(input: (index: number) => Input, count: number): RunOptions {
	let problem: unknown;
	for (let index = 0; index < count; index++) {
		try {
			return runOptions(input(index));
		} catch (error) {
			problem ??= error;
		}
	}
	throw asFailure(problem);
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
		description: `Payments that were changed before stay changed. ${error.advice}`,
	});
}

function beforeAnythingWasSent(error: unknown): Failure {
	if (error instanceof Failure) return error;
	return new Failure({
		code: 'NOT_EXECUTED',
		message: error instanceof Error ? readable(error.message) : 'The run could not begin',
		description: 'Nothing was changed. Check the credential and the settings of this node',
	});
}

/** A failure that concerns the whole run, such as a credential that cannot be used. */
function failAll(
	context: IExecuteFunctions,
	count: number,
	failure: Failure,
): INodeExecutionData[] {
	return Array.from({ length: count }, (_, index) => failedItem(context, { index, failure }));
}
