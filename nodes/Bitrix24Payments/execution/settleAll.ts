import { Failure } from '../portal/failure';
import type { WritablePortal } from '../portal/writablePortal';
import { act, sendingOf } from './act';
import type { ChangeRun } from './changeRun';
import { fail, hasFailed, isOpen, type Entry } from './entry';
import { confirmUntouched, settle } from './settle';
import { FRESH_MS } from './sight';

/** Settles doubts; a write that surely had no effect is sent once more and settled once more. */
export async function settleAll(
	sent: readonly Entry[],
	portal: WritablePortal,
	run: ChangeRun,
): Promise<void> {
	const isVerifiedAlong = run.batched && !run.readBackApart;
	const mustStop = () => run.stopAtFirstFailure && sent.some(hasFailed);
	// After one that was not heard of, a second try would hardly fare better.
	let isWorthAnother = portal.patience.isHeard;
	let unsent = await settle(inDoubt(sent), portal, run.times);
	while (unsent.length > 0) {
		if (mustStop() || !isWorthAnother) unsent.forEach(leaveUndone);
		unsent = await confirmUntouched(unsent.filter(isOpen), portal, run.times);
		if (unsent.length === 0 || mustStop()) continue;
		const terms = { patience: portal.patience, validUntil: portal.ticks() + FRESH_MS };
		const room = run.batched
			? portal.writer.roomFor(unsent.map((entry) => sendingOf(entry, isVerifiedAlong)))
			: 1;
		const again = unsent.slice(0, room);
		for (const entry of again) entry.repeated = true;
		const { dealtWith } = await act(
			again.map((entry) => sendingOf(entry, isVerifiedAlong)),
			run,
			terms,
		);
		const entries = dealtWith.map(({ entry }) => entry);
		for (const entry of again) if (!entries.includes(entry)) entry.repeated = false;
		await settle(inDoubt(entries), portal, run.times);
		isWorthAnother = !areUnheard(entries);
		unsent = unsent.filter(isOpen);
	}
	noteWhatWasHeard(sent, portal);
	for (const entry of sent) remember(entry, run);
}

/**
 * A portal that leaves one change after the other without an answer is not asked for ever. One that
 * answers is, with whatever: a single record may have a fault that others have not.
 */
function noteWhatWasHeard(sent: readonly Entry[], { patience }: WritablePortal): void {
	const [first] = sent;
	if (!first) return;
	if (first.doubt?.failure && areUnheard(sent)) patience.hasNotHeard(first.doubt.failure);
	else patience.hasHeard();
}

/** Whether no answer came to any, and none is done. */
function areUnheard(entries: readonly Entry[]): boolean {
	const isUnheard = ({ doubt, outcome }: Entry) =>
		doubt?.failure?.code === 'CONNECTION_FAILED' && outcome?.kind !== 'done';
	return entries.length > 0 && entries.every(isUnheard);
}

function inDoubt(entries: readonly Entry[]): Entry[] {
	return entries.filter((entry) => isOpen(entry) && entry.doubt);
}

/** What is done, and shows that it is, needs no memory where a later try looks before it writes. */
function remember(entry: Entry, { memory }: ChangeRun): void {
	const { outcome, doubt, change, options } = entry;
	const isShown = outcome?.kind === 'done' && outcome.verified;
	if (isShown && options.verify && !change.rerunRisk?.evenIfDone) memory.forget(entry);
	if (outcome?.kind === 'done' && !change.rerunRisk && !showsWhatIsDone(entry)) {
		memory.noteDone(entry);
	}
	if (outcome?.kind !== 'failed' || !doubt) return;
	const createdId = doubt.confirmation?.createdId;
	memory.note(entry, { createdId, failure: outcome.failure });
}

/** Whether a later try looks, and sees that nothing is left to do. */
function showsWhatIsDone({ change, options, seen }: Entry): boolean {
	return options.verify && (!seen || change.isDone(seen.state));
}

/** It is not sent again: the run stops at another item's failure, or the portal does not answer. */
function leaveUndone(entry: Entry): void {
	fail(
		entry,
		new Failure({
			code: 'NOT_EXECUTED',
			message: 'The change did not reach Bitrix24',
			description:
				'Its answer was lost, and the payment was read afterwards: nothing has changed. Run again',
			retryable: true,
		}),
	);
}
