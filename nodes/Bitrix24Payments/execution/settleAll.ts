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
	let unsent = await settle(inDoubt(sent), portal, run.times);
	noteWhatWasHeard(sent, portal);
	while (unsent.length > 0) {
		if (mustStop()) unsent.forEach(leaveUndone);
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
		noteWhatWasHeard(entries, portal);
		unsent = unsent.filter(isOpen);
	}
	for (const entry of sent) remember(entry, run);
}

/** A portal that leaves one change after the other without an answer is not asked for ever. */
function noteWhatWasHeard(sent: readonly Entry[], { patience }: WritablePortal): void {
	const [first] = sent;
	const isUnheard = ({ doubt, outcome }: Entry) =>
		doubt?.kind === 'lost' && outcome?.kind !== 'done';
	if (!first) return;
	if (first.doubt?.failure && sent.every(isUnheard)) patience.hasNotHeard(first.doubt.failure);
	else patience.hasHeard();
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

/** The run stops at another item's failure before this one could be sent again. */
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
