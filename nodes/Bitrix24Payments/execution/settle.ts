import { Failure } from '../portal/failure';
import { isoTime } from '../portal/words';
import type { WritablePortal } from '../portal/writablePortal';
import { knownFacts, look, notAsWanted } from './conclude';
import { reconsider } from './decide';
import { claimOf, isOpen, fail, type Entry } from './entry';
import { whatToDo } from './whatToDo';

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 15_000;

/** After this long a cloud portal has ended the script of a request (docs/bitrix24.md#time-of-a-request). */
const CLOUD_SCRIPT_MS = 60_000;

/** Elsewhere nobody knows; few servers let a script run longer. */
const OTHER_SCRIPT_MS = 300_000;

/** How late the portal may show what it has answered to have done. */
const LATENESS_MS = 10_000;

/** In ms. */
export interface SettleTimes {
	/** How long a payment in doubt is watched. */
	readonly settleMs: number;
	/** How long a request may go on at a cloud portal after its answer was lost. */
	readonly scriptMs: number;
}

/** Who lets requests take longer has a portal whose scripts may run longer. */
export function settleTimes(options: { settleMs: number; timeoutMs: number }): SettleTimes {
	const { settleMs, timeoutMs } = options;
	return { settleMs, scriptMs: Math.max(CLOUD_SCRIPT_MS, timeoutMs) };
}

/** How long a write that was left behind may be at work, in ms. */
export function longestScript({ isCloud }: WritablePortal, { scriptMs }: SettleTimes): number {
	return isCloud ? scriptMs : Math.max(OTHER_SCRIPT_MS, scriptMs);
}

/**
 * Settles payments in doubt by looking at them again and again: a few seconds for what was
 * answered, within `settleMs` for what was lost, because that request may still be running
 * (docs/money-rules.md#never-one-look).
 *
 * @returns the entries whose write surely had no effect and may be sent once more; all others
 * have an outcome afterwards
 */
export async function settle(
	entries: readonly Entry[],
	portal: WritablePortal,
	times: SettleTimes,
): Promise<Entry[]> {
	const begin = portal.ticks();
	const deadlineOf = ({ doubt }: Entry) =>
		begin + (doubt?.kind === 'lost' ? times.settleMs : LATENESS_MS);
	// From now on, so that it holds even if the user stops the execution while it waits.
	for (const entry of entries.filter(isLost)) keepBusy(entry, portal, times);
	const repeatable: Entry[] = [];
	let open = entries.filter(isOpen);
	for (let pause = FIRST_PAUSE_MS; open.length > 0; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
		const lookedAt = await lookAtAll(open, portal, Math.max(...open.map(deadlineOf)));
		for (const entry of open.filter(isOpen)) {
			// One that shows nothing would hardly show more if it were begun anew.
			const lastLookAt = entry.blindness ? portal.ticks() : lookedAt;
			if (lastLookAt < deadlineOf(entry)) continue;
			if (surelyHadNoEffect(entry, times)) repeatable.push(entry);
			else fail(entry, verdictOn(entry));
		}
		open = open.filter((entry) => isOpen(entry) && !repeatable.includes(entry));
		const left = Math.min(...open.map(deadlineOf)) - portal.ticks();
		if (open.length > 0) await portal.sleep(Math.max(0, Math.min(pause, left)));
	}
	letGoOf(entries.filter(isLost), portal);
	return repeatable;
}

/** What is done has ended, but for orders on which another write may still be at work. */
function letGoOf(lost: readonly Entry[], portal: WritablePortal): void {
	const hasEnded = ({ outcome }: Entry) => outcome?.kind === 'done';
	const atWork = claimOf(lost.filter((entry) => !hasEnded(entry)));
	const ended = claimOf(lost.filter(hasEnded));
	if (atWork && ended) portal.haveEnded(new Set([...ended].filter((key) => !atWork.has(key))));
}

function isLost({ doubt }: Entry): boolean {
	return doubt?.kind === 'lost';
}

function keepBusy(entry: Entry, portal: WritablePortal, times: SettleTimes): void {
	const since = entry.doubt?.since ?? portal.ticks();
	const left = since + longestScript(portal, times) - portal.ticks();
	if (left > 0) portal.mayGoOnFor(claimOf([entry]), left);
}

/**
 * Some may be seen long before the others, where a limit keeps a part of the looks back: what they
 * show is taken to be as old as the first of them.
 *
 * @param deadline in ticks; a look that begins by then may be late by a short wait for limits, and
 * is not repeated later
 * @returns when it began, in ticks
 */
async function lookAtAll(
	entries: readonly Entry[],
	portal: WritablePortal,
	deadline: number,
): Promise<number> {
	const when = { at: portal.ticks(), time: portal.now() };
	const left = Math.max(0, deadline - portal.ticks());
	const patience = portal.patienceFor(left + LONGEST_PAUSE_MS);
	const looks = entries.map(({ change }) => change.lookAfter ?? change.look);
	const replies = await portal.reader.see(looks, { patience, validUntil: deadline });
	entries.forEach((entry, position) => {
		const reply = replies[position];
		if (reply) look(entry, reply, when);
	});
	return when.at;
}

/**
 * The last look has to be later than any moment at which the lost request could have acted, which
 * only the cloud's limit of a minute tells. Who does not want to watch a payment that long never
 * has a change sent again, however long a look took.
 */
function surelyHadNoEffect(entry: Entry, { scriptMs, settleMs }: SettleTimes): boolean {
	const { change, seen, before, doubt, portal } = entry;
	if (entry.repeated || !change.repeatable || !seen || doubt?.kind !== 'lost') return false;
	if (!portal.isCloud || settleMs < scriptMs) return false;
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
	const earlier = new Map(entries.map((entry) => [entry, entry.seen]));
	await lookAtAll(entries, portal, portal.ticks());
	for (const entry of entries.filter(isOpen)) {
		const { seen } = entry;
		const isSeen = seen !== undefined && seen !== earlier.get(entry);
		if (isSeen && surelyHadNoEffect(entry, times)) reconsider(entry, seen.state);
		else fail(entry, verdictOn(entry));
	}
	return entries.filter(isOpen);
}

/** What can be said of a write that nobody has seen the effect of by now. */
function verdictOn(entry: Entry): Failure {
	const { seen, doubt, blindness } = entry;
	return doubt?.kind !== 'lost' && seen && !blindness ? notAsWanted(entry) : outcomeUnknown(entry);
}

function outcomeUnknown(entry: Entry): Failure {
	const { doubt, change } = entry;
	const facts = [doubt?.failure?.message, knownFacts(entry), ...sights(entry)];
	return new Failure({
		code: 'OUTCOME_UNKNOWN',
		message: doubt?.confirmation
			? 'Bitrix24 confirmed the change, but it could not be verified'
			: 'It is not known whether the payment was changed',
		description: `${facts.filter(Boolean).join('. ')}. ${whatToDo(change.rerunRisk)}`,
		retryable: !change.rerunRisk,
	});
}

/** What the looks at a payment came to that do not tell what became of its write. */
function sights({ seen, before, blindness, change }: Entry): string[] {
	const why = blindness ? `: ${blindness}` : '';
	if (!seen) return [`The payment could not be read afterwards${why}`];
	const state = change.inWords(seen.state, before);
	const doesNotTell = 'which does not tell whether the change took or will take effect';
	return [
		`At ${isoTime(seen.time)} ${state}, ${doesNotTell}`,
		...(blindness ? [`After that it could not be read${why}`] : []),
	];
}
