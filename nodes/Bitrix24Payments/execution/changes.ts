import type { Command, Reply } from '../portal/command';
import { Failure } from '../portal/failure';
import type { Portal } from '../portal/portal';
import { conclude } from './conclude';
import { decide, needsRead } from './decide';
import { fail, hasFailed, isOpen, type Entry } from './entry';
import { SCRIPT_LIMIT_MS, settle } from './settle';
import { windowsOf } from './windows';

/** A payment read longer ago than this is read again before it is written to. */
const FRESH_MS = 15_000;

export interface ChangeRun {
	readonly portal: Portal;
	/** Whether writes of this operation may share a request. */
	readonly batched: boolean;
	/** Its read-backs are errors when all is well, so they are sent apart from the writes. */
	readonly readBackApart: boolean;
	/** Continue On Fail is off: nothing is sent after the first failed item. */
	readonly stopAtFirstFailure: boolean;
	readonly settleMs: number;
}

/**
 * Read → decide → act → verify → settle (DESIGN §5), for as many items as there are. Gives every
 * entry its outcome, except those behind the first failure when the run stops there.
 */
export async function carryOut(entries: readonly Entry[], run: ChangeRun): Promise<void> {
	for (const window of windowsOf(entries)) {
		const targets = window.map((entry) => entry.change.target);
		const release = await run.portal.takeTurns(targets);
		try {
			await run.portal.untilQuiet(targets);
			await changeWindow(window, run);
		} finally {
			release();
		}
		if (run.stopAtFirstFailure && window.some(hasFailed)) return;
	}
}

async function changeWindow(window: readonly Entry[], run: ChangeRun): Promise<void> {
	await readAndDecide(window, run);
	let readAt = run.portal.now();
	let queue = upToFirstFailure(window, run).filter(isOpen);
	while (queue.length > 0) {
		if (run.portal.now() - readAt > FRESH_MS) {
			await readAndDecide(queue, run);
			readAt = run.portal.now();
			queue = upToFirstFailure(queue, run).filter(isOpen);
			if (queue.length === 0) return;
		}
		const sent = await act(queue, run);
		await settleAll(sent, run);
		if (run.stopAtFirstFailure && sent.some(hasFailed)) return;
		queue = queue.filter(isOpen);
	}
}

async function readAndDecide(window: readonly Entry[], run: ChangeRun): Promise<void> {
	const toRead = window.filter(needsRead);
	const replies = await run.portal.read(toRead.map((entry) => entry.change.read));
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

/** Sends the writes of the first entries, as many as fit, and concludes what it can. */
async function act(queue: readonly Entry[], run: ChangeRun): Promise<Entry[]> {
	let isAnswered = false;
	const sentBefore = run.portal.lastSentAt;
	try {
		const sent = run.batched ? await actTogether(queue, run) : await actOneByOne(queue, run);
		isAnswered = true;
		return sent;
	} finally {
		// The user stopped the execution; what was sent is not called back by that.
		if (!isAnswered && run.portal.lastSentAt !== sentBefore) leaveBehind(queue, run.portal);
	}
}

function leaveBehind(entries: readonly Entry[], portal: Portal): void {
	const targets = entries.map((entry) => entry.change.target);
	portal.mayGoOnUntil(targets, portal.now() + SCRIPT_LIMIT_MS);
}

async function actTogether(queue: readonly Entry[], run: ChangeRun): Promise<Entry[]> {
	const { portal, readBackApart, stopAtFirstFailure } = run;
	const groups = queue.map((entry) => writeAndReadBack(entry, readBackApart));
	const replies = await portal.writeSome(groups, stopAtFirstFailure);
	const sentAt = portal.lastSentAt;
	const sent = replies.flatMap(([write, readBack], position) => {
		const entry = queue[position];
		return entry && write ? [{ entry, write, readBack, sentAt }] : [];
	});
	return concludeAll(readBackApart ? await readBack(sent, run) : sent, run);
}

function writeAndReadBack(entry: Entry, readBackApart: boolean): Command[] {
	const write = entry.change.write(entry.before);
	return entry.options.verify && !readBackApart ? [write, entry.change.read] : [write];
}

/**
 * Writes that may not share a request. The read-backs do share one, unless the run has to stop at
 * the first failure and therefore to know of each write before the next.
 */
async function actOneByOne(queue: readonly Entry[], run: ChangeRun): Promise<Entry[]> {
	const { portal } = run;
	const sent: Sent[] = [];
	for (const entry of run.stopAtFirstFailure ? queue.slice(0, 1) : queue) {
		const write = await portal.writeAlone(entry.change.write(entry.before));
		sent.push({ entry, write, sentAt: portal.lastSentAt });
	}
	return concludeAll(await readBack(sent, run), run);
}

/** A write that went out, with what was answered. */
interface Sent {
	readonly entry: Entry;
	readonly write: Reply;
	readonly readBack?: Reply;
	readonly sentAt: number;
}

/** Reads the answered writes back, in one request. */
async function readBack(sent: readonly Sent[], { portal }: ChangeRun): Promise<Sent[]> {
	const toVerify = sent.filter(
		({ entry, write }) => entry.options.verify && write.kind === 'value',
	);
	const replies = await portal.read(toVerify.map(({ entry }) => entry.change.read));
	return sent.map((one) => ({ ...one, readBack: replies[toVerify.indexOf(one)] }));
}

function concludeAll(sent: readonly Sent[], { portal }: ChangeRun): Entry[] {
	for (const { entry, write, readBack: reply, sentAt } of sent) {
		conclude(entry, write, reply, { sentAt, now: portal.now() });
	}
	return sent.map(({ entry }) => entry);
}

/** Settles doubts; a write that surely had no effect is sent once more and settled once more. */
async function settleAll(sent: readonly Entry[], run: ChangeRun): Promise<void> {
	const inDoubt = (entries: readonly Entry[]) =>
		entries.filter((entry) => isOpen(entry) && entry.doubt);
	let repeatable = await settle(inDoubt(sent), run.portal, run.settleMs);
	while (repeatable.length > 0) {
		if (run.stopAtFirstFailure && sent.some(hasFailed)) return repeatable.forEach(leaveUndone);
		for (const entry of repeatable) {
			entry.repeated = true;
			entry.doubt = undefined;
		}
		const again = await act(repeatable, run);
		await settle(inDoubt(again), run.portal, run.settleMs);
		repeatable = repeatable.filter(isOpen);
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
