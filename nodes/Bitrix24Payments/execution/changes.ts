import type { WritablePortal } from '../portal/writablePortal';
import { act, lookAfter, sendingOf, type Sending } from './act';
import type { ChangeRun } from './changeRun';
import { needsRead } from './decide';
import { claimOf, fail, hasFailed, isOpen, type Entry } from './entry';
import {
	concludeTogether,
	followUpsOf,
	partsOf,
	refuseWhatCannotFollow,
	stopWhatWouldFail,
} from './followUps';
import { byPortal } from './portals';
import { Queue } from './queue';
import { recollect } from './recollect';
import { settleAll } from './settleAll';
import { FRESH_MS, Sight } from './sight';

/** How many items are at hand at once: as many as one batch of writes or one list can hold. */
const AT_HAND = 50;

/**
 * Read → decide → act → verify → settle (docs/money-rules.md#read-decide-act-verify), for as many
 * items as there are. Gives every entry its outcome, except those behind the first failure when
 * the run stops there.
 */
export async function carryOut(entries: readonly Entry[], run: ChangeRun): Promise<void> {
	for (const group of groupsOf(entries, run)) {
		await recollect(group, run);
		if (group.some(({ change }) => change.followUp)) await carryOutInSteps(group, run);
		else await new Course(group, run).run();
		if (run.stopAtFirstFailure && group.some(hasFailed)) return;
	}
}

/**
 * Changes that are followed by another. What has been created is filled in before anything else is
 * created, and whatever becomes of another.
 */
async function carryOutInSteps(entries: readonly Entry[], run: ChangeRun): Promise<void> {
	// In order, each has to be whole before the next: what is done is what stands before the failure.
	const parts = partsOf(entries, run.stopAtFirstFailure ? 1 : AT_HAND);
	try {
		await refuseWhatCannotFollow(entries);
		for (let part = parts[0]; part; part = parts[0]) {
			await new Course(part, run).run();
			await carryOut(followUpsOf(part), { ...run, batched: true, stopAtFirstFailure: false });
			concludeTogether(part);
			parts.shift();
			if (run.stopAtFirstFailure && part.some(hasFailed)) return;
			stopWhatWouldFail(entries, part);
		}
	} finally {
		// Also what an earlier try of the execution has created, and this one did not get to.
		parts.forEach(concludeTogether);
	}
}

/** Without a first failure to stop at, items of one portal share requests wherever they stand. */
function groupsOf(entries: readonly Entry[], { stopAtFirstFailure }: ChangeRun): Entry[][] {
	if (!stopAtFirstFailure) {
		return inTurn(entries).flatMap((some) => [...byPortal(some).values()]);
	}
	const groups: Entry[][] = [];
	for (const entry of entries) {
		const last = groups.at(-1);
		if (last?.[0]?.portal === entry.portal) last.push(entry);
		else groups.push([entry]);
	}
	return groups;
}

/**
 * Parts that come one after the other: what is changed by one credential of a portal and then by
 * another one is changed in the order of the input.
 */
function inTurn(entries: readonly Entry[]): Entry[][] {
	const parts: Entry[][] = [];
	const last = new Map<string, { portal: WritablePortal; part: number }>();
	for (const entry of entries) {
		const { portal, change } = entry;
		const key = `${portal.host} ${change.target}`;
		const before = last.get(key) ?? { portal, part: 0 };
		const part = before.portal === portal ? before.part : before.part + 1;
		last.set(key, { portal, part });
		(parts[part] ??= []).push(entry);
	}
	return parts;
}

/** The way of the items of one portal, chunk by chunk. */
class Course {
	private readonly portal: WritablePortal;

	private readonly queue: Queue;

	private readonly sight: Sight;

	/** Whether the last round wrote something, and took along what was to be seen for the next. */
	private hasWritten = false;

	constructor(
		entries: readonly Entry[],
		private readonly changeRun: ChangeRun,
	) {
		const [first] = entries;
		if (!first) throw new Error('A course has at least one item');
		this.portal = first.portal;
		this.queue = new Queue(entries, changeRun.stopAtFirstFailure, changeRun.perilous);
		this.sight = new Sight(first.portal);
		for (const entry of entries) this.sight.takeInWhatWasFound(entry);
	}

	async run(): Promise<void> {
		for (;;) {
			const chunk = await this.prepare();
			if (!chunk) return;
			this.hasWritten = chunk.length > 0;
			if (chunk.length > 0) await this.change(chunk);
		}
	}

	/**
	 * Sees and decides what comes next.
	 * @returns what is to be written now: nothing if all of it was decided, undefined at the end
	 */
	private async prepare(): Promise<Entry[] | undefined> {
		this.sight.forgetWhatIsOld();
		const next = this.queue.next(AT_HAND);
		if (next.length === 0) return undefined;
		for (const entry of next) this.sight.decide(entry);
		if (!this.isReady(next)) {
			await this.sight.see(
				this.mayReadAhead
					? this.queue.next(this.portal.reader.reach)
					: next.slice(0, this.countWorthSeeing(next)),
			);
			for (const entry of next) this.sight.decide(entry);
		}
		return this.firstChunkOf(next);
	}

	/** Whether enough is known of what one request can carry. */
	private isReady(next: readonly Entry[]): boolean {
		const open = next.filter(isOpen);
		const room = this.changeRun.batched ? this.portal.writer.roomFor(this.sendingsOf(open)) : 1;
		return open.slice(0, room).every((entry) => this.sight.isFresh(entry));
	}

	/** Where nothing is written, many payments are seen at once to find those that need it. */
	private get mayReadAhead(): boolean {
		return this.portal.reader.canList && !this.hasWritten;
	}

	/** One by one, as many are seen as can be written before it is too long ago. */
	private countWorthSeeing(next: readonly Entry[]): number {
		const { reader, writer } = this.portal;
		if (reader.canList || !this.changeRun.batched) return AT_HAND;
		return writer.writtenWithin(FRESH_MS, next.map(roughly));
	}

	private firstChunkOf(next: readonly Entry[]): Entry[] {
		const { batched, stopAtFirstFailure } = this.changeRun;
		const failure = stopAtFirstFailure ? next.findIndex(hasFailed) : -1;
		const toWrite = (failure === -1 ? next : next.slice(0, failure)).filter(isOpen);
		const notYetSeen = toWrite.findIndex((entry) => !this.sight.isFresh(entry));
		const ready = notYetSeen === -1 ? toWrite : toWrite.slice(0, notYetSeen);
		if (!batched) return stopAtFirstFailure ? ready.slice(0, 1) : ready;
		return ready.slice(0, this.portal.writer.roomFor(this.sendingsOf(ready)));
	}

	private async change(chunk: readonly Entry[]): Promise<void> {
		const release = await this.portal.takeTurn(claimOf(chunk));
		if (typeof release !== 'function') return chunk.forEach((entry) => fail(entry, release));
		try {
			// Others may have had their turn with these orders, or the turn was a long time coming.
			this.sight.forgetWhatOthersChanged(chunk);
			await this.sight.see(chunk);
			const mustStop = this.changeRun.stopAtFirstFailure && chunk.some(hasFailed);
			const open = chunk.filter(isOpen);
			if (open.length > 0 && !mustStop) await this.actOn(open);
		} finally {
			release();
		}
	}

	private async actOn(open: readonly Entry[]): Promise<void> {
		const { portal, changeRun, sight } = this;
		const ahead = this.aheadOf(open);
		const ticket = portal.ticket();
		const terms = { patience: portal.patience, validUntil: sight.validUntil(open) };
		const looks = ahead.map(({ change }) => change.look);
		const begunAt = portal.ticks();
		const { dealtWith, halted, next, answeredAt } = await act(
			this.sendingsOf(open),
			changeRun,
			terms,
			looks,
		);
		// Also of what was kept back: it was too old then, or behind something that stopped a batch.
		for (const entry of open) sight.forget(entry);
		// What showed a change as done serves the next one of the same payment, too. A look that came
		// too early for it would show the past.
		// Without lists it was seen somewhere between the other writes, before what was sent again.
		const seenAt = portal.reader.canList ? answeredAt : begunAt;
		for (const { entry, look } of dealtWith) {
			const isDone = entry.outcome?.kind === 'done' && entry.outcome.verified;
			if (isDone && look?.kind === 'value') sight.takeIn(entry, look, seenAt, ticket);
		}
		for (const { entry, look } of halted) {
			if (look?.kind === 'value') sight.takeIn(entry, look, answeredAt, ticket);
		}
		ahead.forEach((entry, position) => sight.takeIn(entry, next[position], answeredAt, ticket));
		const sent = dealtWith.map(({ entry }) => entry);
		await settleAll(sent, portal, changeRun);
		this.queue.hasDealtWith(sent);
	}

	/** What will be dealt with after these and may be seen in the same request. */
	private aheadOf(chunk: readonly Entry[]): Entry[] {
		if (!this.portal.reader.canList || !this.changeRun.batched) return [];
		const targets = new Set(chunk.map(({ change }) => change.target));
		return this.queue
			.next(AT_HAND + chunk.length)
			.filter((entry) => !targets.has(entry.change.target) && needsRead(entry))
			.slice(0, AT_HAND);
	}

	private sendingsOf(entries: readonly Entry[]): Sending[] {
		const { batched, readBackApart } = this.changeRun;
		// A read-back that is an error halts only what would come behind it.
		const mayComeAlong = !readBackApart || entries.length === 1;
		return entries.map((entry) => sendingOf(entry, batched && mayComeAlong));
	}
}

/** A change of which only the size in a batch matters. */
function roughly(entry: Entry) {
	const write = { method: entry.change.write(undefined).method, params: {} };
	return entry.options.verify ? { write, look: lookAfter(entry) } : { write };
}
