import type { Reply } from '../portal/command';
import type { Look, SingleLook } from '../portal/look';
import type { Terms } from '../portal/patience';
import type { WriteThenLook } from '../portal/writer';
import type { ChangeRun } from './changeRun';
import { conclude, wasKeptBack } from './conclude';
import { claimOf, isForestalled, type Entry } from './entry';
import { longestScript } from './settle';

/** A change of an entry, ready to be sent. */
export interface Sending extends WriteThenLook {
	readonly entry: Entry;
}

/** @param isVerifiedAlong whether what it changed is to be seen in the same request */
export function sendingOf(entry: Entry, isVerifiedAlong: boolean): Sending {
	const { change, before, options } = entry;
	const write = change.write(before);
	return options.verify && isVerifiedAlong
		? { entry, write, look: lookAfter(entry) }
		: { entry, write };
}

export function lookAfter({ change }: Entry): SingleLook {
	return change.lookAfter ?? change.look;
}

/** A write that went out, with what was answered. */
export interface Sent {
	readonly entry: Entry;
	readonly write: Reply;
	/** The look at what it changed, where one was had. */
	readonly look?: Reply;
	/** In ticks. */
	readonly sentAt: number;
}

/** What came of sending. */
export interface Acted {
	/** None if the terms did not allow it in time. */
	readonly dealtWith: readonly Sent[];
	/** What was behind the error that stopped a batch, as it was seen behind the others' next try. */
	readonly halted: ReadonlyArray<{ readonly entry: Entry; readonly look?: Reply }>;
	/** What was seen of what comes next; undefined where nothing was. */
	readonly next: ReadonlyArray<Reply | undefined>;
	/** When the writes were answered, and what was seen along with them; in ticks. */
	readonly answeredAt: number;
}

const NOTHING_SENT: Acted = { dealtWith: [], halted: [], next: [], answeredAt: -Infinity };

/** Sends writes of one portal, looks at what they changed and concludes what it can. */
export async function act(
	sendings: readonly Sending[],
	run: ChangeRun,
	terms: Terms,
	ahead: readonly Look[] = [],
): Promise<Acted> {
	const [first] = sendings;
	if (!first) return NOTHING_SENT;
	const { portal } = first.entry;
	for (const { entry } of sendings) run.memory.note(entry);
	const { writesAnswered } = portal;
	let isConcluded = false;
	try {
		const { dealtWith, halted, next } = run.batched
			? await sendTogether(sendings, run, terms, ahead)
			: { ...NOTHING_SENT, dealtWith: await sendOneByOne(sendings, terms) };
		const answeredAt = portal.ticks();
		const seen = await seeWhatIsMissing(dealtWith);
		for (const { entry, write, look, sentAt } of seen) {
			conclude(entry, write, look, { sentAt, now: portal.ticks() });
		}
		isConcluded = true;
		rememberWhatWasSent(sendings, seen, run);
		return { dealtWith: seen, halted, next, answeredAt };
	} finally {
		// The user stopped the execution; what was sent is not called back by that.
		if (!isConcluded) leaveBehind(sendings, run, portal.writesAnswered > writesAnswered);
	}
}

async function sendTogether(
	sendings: readonly Sending[],
	run: ChangeRun,
	terms: Terms,
	ahead: readonly Look[],
): Promise<Omit<Acted, 'answeredAt'>> {
	const portal = sendings[0]?.entry.portal;
	if (!portal) return NOTHING_SENT;
	const { changes, next } = await portal.writer.write(
		sendings,
		ahead,
		run.stopAtFirstFailure,
		terms,
	);
	const sentAt = portal.lastSentAt;
	const dealtWith = sendings.flatMap(({ entry }, position) => {
		const { write, look } = changes[position] ?? {};
		return write && !wasKeptBack(write) ? [{ entry, write, look, sentAt }] : [];
	});
	const halted = sendings.flatMap(({ entry }, position) => {
		const { write, look } = changes[position] ?? {};
		return write?.kind === 'notExecuted' && write.isBehindHalt ? [{ entry, look }] : [];
	});
	for (const { entry } of halted) entry.wasBehindHalt = true;
	return { dealtWith, halted, next };
}

/**
 * Writes that may not share a request, up to one that may still be at work: it has to come to its
 * end before the next.
 */
async function sendOneByOne(sendings: readonly Sending[], terms: Terms): Promise<Sent[]> {
	const sent: Sent[] = [];
	for (const { entry, write: command } of sendings) {
		const { portal } = entry;
		const write = await portal.writer.writeAlone(command, terms);
		if (wasKeptBack(write)) break;
		sent.push({ entry, write, sentAt: portal.lastSentAt });
		if (write.kind === 'uncertain') break;
	}
	return sent;
}

/** Looks at what was answered and not seen yet, in one request. */
async function seeWhatIsMissing(sent: readonly Sent[]): Promise<Sent[]> {
	const unseen = sent.filter(
		({ entry, write, look }) => entry.options.verify && !look && wasCarriedOut(entry, write),
	);
	const portal = unseen[0]?.entry.portal;
	if (!portal) return [...sent];
	const looks = unseen.map(({ entry }) => lookAfter(entry));
	const replies = await portal.reader.see(looks);
	return sent.map((one) => {
		const position = unseen.indexOf(one);
		return position === -1 ? one : { ...one, look: replies[position] };
	});
}

function wasCarriedOut(entry: Entry, write: Reply): boolean {
	if (write.kind === 'refused') return isForestalled(entry, write.failure);
	return write.kind === 'value' || write.kind === 'complained';
}

/** @param wasAnswered whether something may have come of some, and nobody will look at it */
function leaveBehind(
	sendings: readonly Sending[],
	{ times }: ChangeRun,
	wasAnswered: boolean,
): void {
	for (const { entry } of sendings) {
		const { portal } = entry;
		if (portal.isWriteUnheard) portal.mayGoOnFor(claimOf([entry]), longestScript(portal, times));
		if (portal.isWriteUnheard || wasAnswered) entry.wasLeftBehind = true;
	}
}

/** What certainly did not happen may be sent again by a later try of the execution. */
function rememberWhatWasSent(
	sendings: readonly Sending[],
	sent: readonly Sent[],
	{ memory }: ChangeRun,
): void {
	const written = new Map(sent.map(({ entry, write }) => [entry, write]));
	for (const { entry } of sendings) {
		const write = written.get(entry);
		const mayHaveHappened = write && write.kind !== 'notExecuted' && write.kind !== 'refused';
		if (!mayHaveHappened) memory.forget(entry);
		else if (entry.doubt?.confirmation?.createdId) {
			memory.note(entry, { createdId: entry.doubt.confirmation.createdId });
		} else if (entry.outcome?.kind === 'done' && entry.outcome.paymentId) {
			memory.note(entry, { createdId: entry.outcome.paymentId });
		}
	}
}
