import type { Reply } from '../portal/command';
import { Failure } from '../portal/failure';
import type { Terms } from '../portal/patience';
import type { WritablePortal } from '../portal/writablePortal';
import type { WriteThenLook } from '../portal/writer';
import { conclude, wasKeptBack } from './conclude';
import { decide, needsRead } from './decide';
import { fail, hasFailed, isOpen, type Entry } from './entry';
import { byPortal } from './portals';
import { confirmUntouched, settle, whatToDo, type SettleTimes } from './settle';
import { windowsOf } from './windows';

/** A payment read longer ago than this is read again before it is written to. */
const FRESH_MS = 20_000;

/** What is the same for all items of a run. */
export interface ChangeRun {
	/** Whether writes of this operation may share a request. */
	readonly batched: boolean;
	/** Its read-backs are errors when all is well, so they are sent apart from the writes. */
	readonly readBackApart: boolean;
	/** Continue On Fail is off: nothing is sent after the first failed item. */
	readonly stopAtFirstFailure: boolean;
	readonly times: SettleTimes;
}

/** What is the same for the items of a window. */
interface WindowRun extends ChangeRun {
	readonly portal: WritablePortal;
}

/**
 * Read → decide → act → verify → settle (DESIGN §5), for as many items as there are. Gives every
 * entry its outcome, except those behind the first failure when the run stops there.
 */
export async function carryOut(entries: readonly Entry[], run: ChangeRun): Promise<void> {
	const perilous = new Set<string>();
	const isPerilous = ({ change }: Entry) => perilous.has(change.target);
	for (const window of windowsOf(inSendingOrder(entries, run))) {
		for (const entry of window) if (isPerilous(entry)) fail(entry, notAgain(entry));
		await changeInTurn(window.filter(isOpen), run);
		if (run.stopAtFirstFailure && window.some(hasFailed)) return;
		for (const { change } of window.filter(mustNotBeRepeated)) perilous.add(change.target);
	}
}

/** Without a first failure to stop at, items of one portal share requests wherever they stand. */
function inSendingOrder(entries: readonly Entry[], run: ChangeRun): readonly Entry[] {
	return run.stopAtFirstFailure ? entries : [...byPortal(entries).values()].flat();
}

async function changeInTurn(window: readonly Entry[], run: ChangeRun): Promise<void> {
	const portal = window[0]?.portal;
	if (!portal) return;
	const targets = window.map((entry) => entry.change.target);
	const release = await portal.takeTurns(targets);
	try {
		await portal.untilQuiet(targets);
		await changeWindow(window, { ...run, portal });
	} finally {
		release();
	}
}

/** Nobody knows what became of it, and a second one would not be harmless. */
function mustNotBeRepeated(entry: Entry): boolean {
	const { change, doubt } = entry;
	return hasFailed(entry) && !!doubt && !!change.rerunRisk && change.paymentId !== undefined;
}

/** For what is wanted of the same payment further down in the input. */
function notAgain({ change }: Entry): Failure {
	return new Failure({
		code: 'NOT_EXECUTED',
		message: 'Nothing was sent: an item before it, for the same payment, has an unclear outcome',
		description: whatToDo(change.rerunRisk),
	});
}

/** Reads and decides anew whenever so much time has passed that the last read says little. */
async function changeWindow(window: readonly Entry[], run: WindowRun): Promise<void> {
	const { portal } = run;
	let patience = portal.newPatience();
	for (let queue = window; queue.length > 0; ) {
		await readAndDecide(queue, run);
		const validUntil = queue.some(needsRead) ? portal.now() + FRESH_MS : Infinity;
		queue = upToFirstFailure(queue, run).filter(isOpen);
		while (queue.length > 0 && portal.now() <= validUntil) {
			const sent = await act(queue, run, { patience, validUntil });
			await settleAll(sent, run);
			if (run.stopAtFirstFailure && sent.some(hasFailed)) return;
			queue = queue.filter(isOpen);
			if (sent.length > 0) patience = portal.newPatience();
		}
	}
}

async function readAndDecide(window: readonly Entry[], run: WindowRun): Promise<void> {
	const toRead = window.filter(needsRead);
	const replies = await run.portal.reader.see(toRead.map((entry) => entry.change.look));
	toRead.forEach((entry, position) => {
		const reply = replies[position];
		if (reply) decide(entry, reply);
	});
}

/** What comes before a failed item is still done, as if the items had been sent one by one. */
function upToFirstFailure(entries: readonly Entry[], run: ChangeRun): readonly Entry[] {
	const failed = run.stopAtFirstFailure ? entries.findIndex(hasFailed) : -1;
	return failed === -1 ? entries : entries.slice(0, failed);
}

/**
 * Sends the writes of the first entries, as many as fit, and concludes what it can.
 *
 * @returns the entries that were dealt with: none if the terms did not allow it in time
 */
async function act(
	queue: readonly Entry[],
	run: WindowRun,
	terms: Terms,
): Promise<readonly Entry[]> {
	let isConcluded = false;
	const sentBefore = run.portal.sentRequests;
	try {
		const sent = await (run.batched ? actTogether : actOneByOne)(queue, run, terms);
		const dealtWith = concludeAll(sent, run);
		isConcluded = true;
		return dealtWith;
	} finally {
		// The user stopped the execution; what was sent is not called back by that.
		if (!isConcluded && run.portal.sentRequests !== sentBefore) leaveBehind(queue, run);
	}
}

function leaveBehind(entries: readonly Entry[], { portal, times }: WindowRun): void {
	const targets = entries.map((entry) => entry.change.target);
	portal.mayGoOnUntil(targets, portal.now() + times.scriptMs);
	for (const entry of entries) entry.wasLeftBehind = true;
}

async function actTogether(queue: readonly Entry[], run: WindowRun, terms: Terms): Promise<Sent[]> {
	const { portal, readBackApart, stopAtFirstFailure } = run;
	const changes = queue.map((entry) => writeThenLook(entry, readBackApart));
	const replies = await portal.writer.writeSome(changes, stopAtFirstFailure, terms);
	const sentAt = portal.lastSentAt;
	const sent = replies.flatMap(([write, readBack], position) => {
		const entry = queue[position];
		return entry && write && !wasKeptBack(write) ? [{ entry, write, readBack, sentAt }] : [];
	});
	return readBackApart ? await readBack(sent, run) : sent;
}

function writeThenLook({ change, before, options }: Entry, readBackApart: boolean): WriteThenLook {
	const write = change.write(before);
	return options.verify && !readBackApart ? { write, look: change.look } : { write };
}

/**
 * Writes that may not share a request. The read-backs do share one, unless the run has to stop at
 * the first failure and therefore to know of each write before the next.
 */
async function actOneByOne(
	queue: readonly Entry[],
	run: WindowRun,
	{ patience, validUntil }: Terms,
): Promise<Sent[]> {
	const { portal } = run;
	const sent: Sent[] = [];
	for (const entry of run.stopAtFirstFailure ? queue.slice(0, 1) : queue) {
		const terms = { validUntil, patience: sent.length === 0 ? patience : portal.newPatience() };
		const write = await portal.writer.writeAlone(entry.change.write(entry.before), terms);
		if (wasKeptBack(write)) break;
		sent.push({ entry, write, sentAt: portal.lastSentAt });
	}
	return await readBack(sent, run);
}

/** A write that went out, with what was answered. */
interface Sent {
	readonly entry: Entry;
	readonly write: Reply;
	readonly readBack?: Reply;
	readonly sentAt: number;
}

/** Reads the answered writes back, in one request. */
async function readBack(sent: readonly Sent[], { portal }: WindowRun): Promise<Sent[]> {
	const toVerify = sent.filter(
		({ entry, write }) => entry.options.verify && write.kind === 'value',
	);
	const replies = await portal.reader.see(toVerify.map(({ entry }) => entry.change.look));
	return sent.map((one) => ({ ...one, readBack: replies[toVerify.indexOf(one)] }));
}

function concludeAll(sent: readonly Sent[], { portal }: WindowRun): Entry[] {
	for (const { entry, write, readBack: reply, sentAt } of sent) {
		conclude(entry, write, reply, { sentAt, now: portal.now() });
	}
	return sent.map(({ entry }) => entry);
}

/** Settles doubts; a write that surely had no effect is sent once more and settled once more. */
async function settleAll(sent: readonly Entry[], run: WindowRun): Promise<void> {
	const { portal, times } = run;
	const inDoubt = (entries: readonly Entry[]) =>
		entries.filter((entry) => isOpen(entry) && entry.doubt);
	let patience = portal.newPatience();
	let unsent = await settle(inDoubt(sent), portal, times);
	while (unsent.length > 0) {
		if (run.stopAtFirstFailure && sent.some(hasFailed)) return unsent.forEach(leaveUndone);
		unsent = await confirmUntouched(unsent, portal, times);
		if (run.stopAtFirstFailure && sent.some(hasFailed)) continue;
		const again = await act(unsent, run, { patience, validUntil: portal.now() + FRESH_MS });
		for (const entry of again) entry.repeated = true;
		await settle(inDoubt(again), portal, times);
		if (again.length > 0) patience = portal.newPatience();
		unsent = unsent.filter(isOpen);
	}
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
