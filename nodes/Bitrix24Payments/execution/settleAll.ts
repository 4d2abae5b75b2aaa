import { Failure } from '../portal/failure';
import type { WritablePortal } from '../portal/writablePortal';
import { act } from './act';
import type { ChangeRun } from './changeRun';
import { fail, hasFailed, isOpen, type Entry } from './entry';
import { confirmUntouched, settle } from './settle';

/** How long a look right before a write that is sent again is good for, in ms. */
const FRESH_MS = 20_000;

/** Settles doubts; a write that surely had no effect is sent once more and settled once more. */
export async function settleAll(
	sent: readonly Entry[],
	portal: WritablePortal,
	run: ChangeRun,
): Promise<void> {
	const mustStop = () => run.stopAtFirstFailure && sent.some(hasFailed);
	let unsent = await settle(inDoubt(sent), portal, run.times);
	while (unsent.length > 0) {
		if (mustStop()) unsent.forEach(leaveUndone);
		unsent = await confirmUntouched(unsent.filter(isOpen), portal, run.times);
		if (unsent.length === 0 || mustStop()) continue;
		const terms = { patience: portal.patience, validUntil: portal.ticks() + FRESH_MS };
		const room = run.batched ? portal.writer.roomFor(unsent.map(sendingOf)) : 1;
		const again = await act(unsent.slice(0, room).map(sendingOf), run, terms);
		const entries = again.dealtWith.map(({ entry }) => entry);
		for (const entry of entries) entry.repeated = true;
		await settle(inDoubt(entries), portal, run.times);
		unsent = unsent.filter(isOpen);
	}
	for (const entry of sent) rememberFailure(entry, run);
}

function inDoubt(entries: readonly Entry[]): Entry[] {
	return entries.filter((entry) => isOpen(entry) && entry.doubt);
}

function sendingOf(entry: Entry) {
	const { change, before, options } = entry;
	const write = change.write(before);
	return options.verify
		? { entry, write, look: change.lookAfter ?? change.look }
		: { entry, write };
}

function rememberFailure(entry: Entry, { memory }: ChangeRun): void {
	const { outcome, doubt } = entry;
	if (outcome?.kind !== 'failed' || !doubt) return;
	const createdId = doubt.confirmation?.createdId;
	memory.note(entry, { createdId, failure: outcome.failure });
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
