import type { INodeExecutionData } from 'n8n-workflow';

import type { ChangeOperation } from '../operations/change';
import type { Input } from '../parameters/input';
import { itemOptions } from '../parameters/options';
import { Failure, RunCancelled } from '../portal/failure';
import { isObject } from '../portal/json';
import type { ChangeRun } from './changeRun';
import { carryOut } from './changes';
import { interrupted, neverStarted, rerunAdvice, tally, untold } from './endedEarly';
import { fail, isOpen, paymentIdOf, type Entry, type Outcome } from './entry';
import { failedItem, itemError, type FailedItem } from './failedItems';
import { summary } from './hint';
import type { Found } from './find';
import { identify, type IdentifiedItem } from './identify';
import { memoryOf } from './memory';
import { inInputOrder, outputItem } from './output';
import { readRequests, type AcceptedItem } from './requests';
import type { RunContext } from './runContext';
import { settleTimes } from './settle';
import { waitsInWords } from './waits';

/** Runs an operation that changes something, on all items. */
export async function runChanges(
	operation: ChangeOperation,
	run: RunContext,
): Promise<INodeExecutionData[]> {
	const requests = await readRequests(run, (input) => requestOf(operation, input));
	const memory = memoryOf(run.context);
	const { accepted, done, refused } = await identify(run, requests, {
		aim: operation.aim,
		memory,
	});
	const entries = lookingAtRepeats(accepted.map(entryOf));
	await carryOutWhateverHappens(entries, {
		batched: operation.batched,
		readBackApart: operation.readBackApart ?? false,
		stopAtFirstFailure: run.stopAtFirstFailure,
		times: settleTimes(run.options),
		memory,
		perilous: new Set(),
	});
	const all = [...entries, ...done.map(entryOfDone)];
	if (run.stopAtFirstFailure) throwFirstFailure(all, run);
	try {
		tellWhatCameOfIt(all, refused.length, operation, run);
		return inInputOrder([
			...all.map((entry) => itemOf(entry, operation, run)),
			...refused.map((item) => failedItem(run.context, item)),
		]);
	} catch (fault) {
		throw untold(fault);
	}
}

/** The hint of the run: what became of several items, and what it waited for. */
function tellWhatCameOfIt(
	all: readonly Entry[],
	refused: number,
	operation: ChangeOperation,
	{ context, count }: RunContext,
): void {
	const waits = waitsInWords(new Set(all.map(({ portal }) => portal)));
	const counts = count > 1 ? summary(all, refused, operation.words) : '';
	const message = [counts, waits].filter(Boolean).join('. ');
	if (message) context.addExecutionHints({ message, location: 'outputPane' });
}

function requestOf(operation: ChangeOperation, input: Input) {
	const { ref, order, change } = operation.request(input);
	const given = itemOptions(input);
	const options = operation.guarded ? given : { ...given, guards: {} };
	return { ref, order, change, options, guards: options.guards };
}

function entryOf(item: IdentifiedItem<ReturnType<typeof requestOf>>): Entry {
	const { index, portal, request, found } = item;
	const { ref, options } = request;
	const isNumbered = ref?.by === 'number' && options.verify;
	return {
		index,
		portal,
		change: request.change(found?.id ?? 0),
		// A number that was looked up is looked at again with the read before the write.
		options: isNumbered
			? {
					...options,
					guards: { accountNumber: storedNumber(found) ?? ref.number, ...options.guards },
				}
			: options,
		...(ref && ref.by !== 'id' ? { foundBy: ref.by } : {}),
		...(found?.seen ? { foundState: found.seen } : {}),
		// An earlier try has searched for it and seen it; this one would not know what is done.
		mustBeSeen: !!ref && ref.by !== 'id' && !found?.seen,
	};
}

/** The same payment further down in the input: what the first item came to is seen in any case. */
function lookingAtRepeats(entries: readonly Entry[]): Entry[] {
	const named = new Set<string>();
	return entries.map((entry) => {
		const { portal, change } = entry;
		if (change.paymentId === undefined) return entry;
		// Other portals have payments of the same IDs.
		const name = `${portal.host} ${change.paymentId}`;
		if (named.has(name)) return { ...entry, mustBeSeen: true };
		named.add(name);
		return entry;
	});
}

/** As the search showed it. */
function storedNumber(found: Found | undefined): string | undefined {
	const { reply } = found?.seen ?? {};
	const number = reply?.kind === 'value' && isObject(reply.value) && reply.value.accountNumber;
	return typeof number === 'string' ? number : undefined;
}

/** Of several payments that are all as they should be, none is named. */
function entryOfDone(
	item: AcceptedItem<ReturnType<typeof requestOf>> & { readonly remark: string },
): Entry {
	const entry = entryOf(item);
	const change = { ...entry.change, paymentId: undefined };
	const outcome: Outcome = item.request.options.dryRun
		? { kind: 'dryRun', wouldChange: false, changes: [] }
		: { kind: 'done', changed: false, verified: true, warning: item.remark };
	return { ...entry, change, outcome };
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
	const remark = count > 1 ? `${tally(entries, failed)} ${rerunAdvice(entries)}` : '';
	throw itemError(context.getNode(), failedFrom(failed, failed.outcome.failure), remark);
}

function itemOf(entry: Entry, operation: ChangeOperation, run: RunContext): INodeExecutionData {
	const { outcome } = entry;
	if (outcome && outcome.kind !== 'failed') return outputItem(entry, outcome, operation);
	// No entry should be without an outcome; if one is, the item must not silently be missing.
	const failure = outcome?.failure ?? neverStarted('Nothing was changed. Run again');
	return failedItem(run.context, failedFrom(entry, failure));
}

function failedFrom(entry: Entry, failure: Failure): FailedItem {
	const { index, portal } = entry;
	return { index, failure, paymentId: paymentIdOf(entry), portal };
}
