import { isOpen, fail, type Entry } from './entry';
import { look } from './conclude';
import { Failure } from '../portal/failure';
import type { Portal } from '../portal/portal';

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 15_000;

/** After this long the portal has ended the script of a request (reference §5.1). */
export const SCRIPT_LIMIT_MS = 60_000;

/**
 * Settles payments in doubt by reading them, again and again within `settleMs`, because a request
 * whose answer was lost may still be running (DESIGN §5, rule 5).
 *
 * @returns the entries whose write surely had no effect and may be sent once more; all others
 * have an outcome afterwards
 */
export async function settle(
	entries: readonly Entry[],
	portal: Portal,
	settleMs: number,
): Promise<Entry[]> {
	const deadline = portal.now() + settleMs;
	let open = entries.filter(isOpen);
	// From now on, so that it holds even if the user stops the execution while it waits.
	for (const entry of open) keepBusy(entry, portal);
	for (let pause = FIRST_PAUSE_MS; open.length > 0; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
		await lookAtAll(open, portal);
		open = open.filter(isOpen);
		const left = deadline - portal.now();
		if (open.length === 0 || left <= 0) break;
		await portal.sleep(Math.min(pause, left));
	}
	const repeatable = open.filter((entry) => mayRepeat(entry, portal.now()));
	for (const entry of open) {
		if (!repeatable.includes(entry)) fail(entry, outcomeUnknown(entry));
	}
	const settled = entries.filter((entry) => entry.outcome?.kind === 'done');
	portal.isQuiet(settled.map((entry) => entry.change.target));
	return repeatable;
}

function keepBusy({ doubt, change }: Entry, portal: Portal): void {
	if (doubt?.kind === 'lost') {
		portal.mayGoOnUntil([change.target], doubt.since + SCRIPT_LIMIT_MS);
	}
}

async function lookAtAll(entries: readonly Entry[], portal: Portal): Promise<void> {
	const replies = await portal.read(entries.map((entry) => entry.change.read));
	entries.forEach((entry, position) => {
		const reply = replies[position];
		if (reply) look(entry, reply, portal.now());
	});
}

function mayRepeat(entry: Entry, now: number): boolean {
	const { change, seen, before, doubt } = entry;
	if (entry.repeated || !change.repeatable || !seen || !doubt) return false;
	// The last look has to be later than any moment at which the first request could have acted.
	return (
		doubt.kind === 'lost' &&
		seen.at - doubt.since >= SCRIPT_LIMIT_MS &&
		now - seen.at < SCRIPT_LIMIT_MS &&
		change.isUntouched(seen.state, before)
	);
}

function outcomeUnknown(entry: Entry): Failure {
	const { seen, doubt, repeated, change } = entry;
	const what = seen
		? `At ${new Date(seen.at).toISOString()} ${change.inWords(seen.state)}, which does not tell whether the change took or will take effect`
		: 'The payment could not be read afterwards';
	const why = doubt?.failure ? `${doubt.failure.message}. ` : '';
	return new Failure({
		code: 'OUTCOME_UNKNOWN',
		message: 'It is not known whether the payment was changed',
		description: `${why}${what}.${repeated ? ' It was sent twice.' : ''} ${whatToDo(change.rerunnable)}`,
		retryable: change.rerunnable,
	});
}

/** Also for a run that was interrupted in some other way. */
export function whatToDo(rerunnable: boolean): string {
	return rerunnable
		? 'Look at the payment in Bitrix24. Running again is safe while Verify is on: the payment is read first'
		: 'Look at the deal or invoice in Bitrix24 before running again, which would create another payment';
}
