import type { INodeExecutionData } from 'n8n-workflow';

import type { ChangeOperation } from '../operations/change';
import { itemOptions } from '../parameters/options';
import { Failure, RunCancelled } from '../portal/failure';
import { carryOut, type ChangeRun } from './changes';
import { fail, isOpen, type Entry } from './entry';
import { summary } from './hint';
import { nodeError } from './nodeErrors';
import { failedItem, inInputOrder, outputItem, refusedItem } from './output';
import { readRequests } from './requests';
import type { RunContext } from './runContext';
import { settleTimes, whatToDo } from './settle';

/** Runs an operation that changes something, on all items. */
export async function runChanges(
	operation: ChangeOperation,
	run: RunContext,
): Promise<INodeExecutionData[]> {
	const { accepted, refused } = await readRequests(run, (input) => ({
		change: operation.request(input),
		options: itemOptions(input),
	}));
	const entries: Entry[] = accepted.map(({ index, portal, request }) => ({
		index,
		portal,
		...request,
	}));
	await carryOutWhateverHappens(entries, {
		batched: operation.batched,
		readBackApart: operation.readBackApart ?? false,
		stopAtFirstFailure: run.stopAtFirstFailure,
		times: settleTimes(run.options),
	});
	if (run.stopAtFirstFailure) throwFirstFailure(entries, run);
	const message = summary(entries, refused.length, operation.words);
	if (run.count > 1 && message) {
		run.context.addExecutionHints({ message, location: 'outputPane' });
	}
	return inInputOrder([
		...entries.map((entry) => itemOf(entry, operation, run)),
		...refused.map((item) => refusedItem(run.context.getNode(), item)),
	]);
}

/** Keeps the outcomes that are known when something breaks that nobody foresaw. */
async function carryOutWhateverHappens(
	entries: readonly Entry[],
	changeRun: ChangeRun,
): Promise<void> {
	const fault = await carryOut(entries, changeRun).then(
		() => undefined,
		(error: unknown) => error ?? new Error(),
	);
	if (fault instanceof RunCancelled) throw new RunCancelled(rerunAdvice(entries));
	if (fault) for (const entry of entries.filter(isOpen)) fail(entry, interrupted(fault, entry));
}

function throwFirstFailure(entries: readonly Entry[], { context, count }: RunContext): void {
	const failed = entries.find((entry) => entry.outcome?.kind === 'failed');
	if (failed?.outcome?.kind !== 'failed') return;
	const done = entries.filter((entry) => entry.outcome?.kind === 'done').length;
	const others = entries.filter((entry) => entry !== failed);
	const notStarted = others.filter((entry) => isOpen(entry) || wasNotSent(entry)).length;
	const again = rerunAdvice(entries);
	const remark =
		count > 1 ? `Done: ${done} of ${count} payments. Not started: ${notStarted}. ${again}` : '';
	throw nodeError(context.getNode(), failed.outcome.failure, failed.index, remark);
}

function wasNotSent({ outcome }: Entry): boolean {
	return outcome?.kind === 'failed' && outcome.failure.code === 'NOT_EXECUTED';
}

/** For a run that ended before all was done. */
function rerunAdvice(entries: readonly Entry[]): string {
	const risk = entries.find(({ change }) => change.rerunRisk)?.change.rerunRisk;
	if (risk) {
		return `Look at ${risk.lookAt} and remove from the input what is done: running it again would ${risk.would}`;
	}
	return entries.some(wouldBeSentUnseen)
		? "Switch on 'Verify' before running again: payments that are done are left alone then"
		: 'Running again is safe: what is done is not done twice';
}

/** It is done or may be at work still, and nobody would look before it is sent once more. */
function wouldBeSentUnseen({ options, outcome, doubt, wasLeftBehind }: Entry): boolean {
	const isDoneUnseen = outcome?.kind === 'done' && !outcome.verified;
	return !options.verify && (isDoneUnseen || !!doubt || !!wasLeftBehind);
}

function itemOf(entry: Entry, operation: ChangeOperation, run: RunContext): INodeExecutionData {
	const { outcome, index, change } = entry;
	if (outcome && outcome.kind !== 'failed') return outputItem(entry, outcome, operation);
	// No entry should be without an outcome; if one is, the item must not silently be missing.
	const failure = outcome?.failure ?? neverStarted('Nothing was changed. Run again');
	return failedItem(run.context.getNode(), index, failure, change.paymentId);
}

function interrupted(fault: unknown, { change, doubt, wasLeftBehind }: Entry): Failure {
	const reason = `The run was interrupted (${fault instanceof Error ? fault.name : 'unknown reason'})`;
	if (!doubt && !wasLeftBehind) {
		return neverStarted(`${reason} before this payment was sent. Nothing was changed. Run again`);
	}
	return new Failure({
		code: 'OUTCOME_UNKNOWN',
		message: 'It is not known whether the payment was changed',
		description: `${reason}. ${whatToDo(change.rerunRisk)}`,
		retryable: !change.rerunRisk,
	});
}

function neverStarted(description: string): Failure {
	return new Failure({
		code: 'NOT_EXECUTED',
		message: 'This payment was not started',
		description,
		retryable: true,
	});
}
