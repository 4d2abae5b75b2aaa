import type { RerunRisk } from '../operations/change';
import { Failure } from '../portal/failure';
import type { WritablePortal } from '../portal/writablePortal';
import { look } from './conclude';
import { reconsider } from './decide';
import { isOpen, fail, type Entry } from './entry';

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 15_000;

/** After this long a cloud portal has ended the script of a request (reference §5.1). */
const CLOUD_SCRIPT_MS = 60_000;

/** In ms. */
export interface SettleTimes {
	/** How long a payment in doubt is watched. */
	readonly settleMs: number;
	/** How long a request may go on at the portal after its answer was lost. */
	readonly scriptMs: number;
}

/** Who lets requests take longer has a portal whose scripts may run longer. */
export function settleTimes(options: { settleMs: number; timeoutMs: number }): SettleTimes {
	const { settleMs, timeoutMs } = options;
	return { settleMs, scriptMs: Math.max(CLOUD_SCRIPT_MS, timeoutMs) };
}

/**
 * Settles payments in doubt by reading them, again and again within `settleMs`, because a request
 * whose answer was lost may still be running (DESIGN §5, rule 5).
 *
 * @returns the entries whose write surely had no effect and may be sent once more; all others
 * have an outcome afterwards
 */
export async function settle(
	entries: readonly Entry[],
	portal: WritablePortal,
	times: SettleTimes,
): Promise<Entry[]> {
	const deadline = portal.now() + times.settleMs;
	let open = entries.filter(isOpen);
	// From now on, so that it holds even if the user stops the execution while it waits.
	for (const entry of open) keepBusy(entry, portal, times);
	for (let pause = FIRST_PAUSE_MS; open.length > 0; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
		await lookAtAll(open, portal, deadline);
		open = open.filter(isOpen);
		const left = deadline - portal.now();
		if (open.length === 0 || left <= 0) break;
		await portal.sleep(Math.min(pause, left));
	}
	const repeatable = open.filter((entry) => surelyHadNoEffect(entry, times));
	for (const entry of open) {
		if (!repeatable.includes(entry)) fail(entry, outcomeUnknown(entry));
	}
	const settled = entries.filter((entry) => entry.outcome?.kind === 'done');
	portal.isQuiet(settled.map((entry) => entry.change.target));
	return repeatable;
}

function keepBusy(
	{ doubt, change }: Entry,
	portal: WritablePortal,
	{ scriptMs }: SettleTimes,
): void {
	if (doubt?.kind === 'lost') {
		portal.mayGoOnUntil([change.target], doubt.since + scriptMs);
	}
}

/**
 * @param deadline in ms; a look that begins by then may be late by a short wait for limits, and is
 * not repeated later
 */
async function lookAtAll(
	entries: readonly Entry[],
	portal: WritablePortal,
	deadline: number,
): Promise<void> {
	const left = Math.max(0, deadline - portal.now());
	const patience = portal.newPatience(left + LONGEST_PAUSE_MS);
	const looks = entries.map((entry) => entry.change.look);
	const replies = await portal.reader.see(looks, { patience, validUntil: deadline });
	entries.forEach((entry, position) => {
		const reply = replies[position];
		if (reply) look(entry, reply, portal.now());
	});
}

/**
 * The last look has to be later than any moment at which the lost request could have acted. Who
 * does not want to watch a payment that long never has a change sent again, however long a look took.
 */
function surelyHadNoEffect(entry: Entry, { scriptMs, settleMs }: SettleTimes): boolean {
	const { change, seen, before, doubt } = entry;
	if (entry.repeated || !change.repeatable || !seen || doubt?.kind !== 'lost') return false;
	if (settleMs < scriptMs) return false;
	return seen.at - doubt.since >= scriptMs && change.isUntouched(seen.state, before);
}

/**
 * Looks once more, right before a write is sent a second time: what was decided a while ago may
 * hold no longer.
 *
 * @returns the entries that are still untouched and still to be changed; all others have an outcome
 */
export async function confirmUntouched(
	entries: readonly Entry[],
	portal: WritablePortal,
	times: SettleTimes,
): Promise<Entry[]> {
	const lookedFrom = portal.now();
	await lookAtAll(entries, portal, lookedFrom);
	for (const entry of entries.filter(isOpen)) {
		const { seen } = entry;
		const isSeen = seen !== undefined && seen.at >= lookedFrom;
		if (isSeen && surelyHadNoEffect(entry, times)) reconsider(entry, seen.state);
		else fail(entry, outcomeUnknown(entry));
	}
	return entries.filter(isOpen);
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
		description: `${why}${what}.${repeated ? ' It was sent twice.' : ''} ${whatToDo(change.rerunRisk)}`,
		retryable: !change.rerunRisk,
	});
}

/** Also for a run that was interrupted in some other way. */
export function whatToDo(risk: RerunRisk | undefined): string {
	return risk
		? `Look at ${risk.lookAt} in Bitrix24 before running again, which would ${risk.would}`
		: "Look at the payment in Bitrix24. Running again is safe while 'Verify' is on: the payment is read first";
}
