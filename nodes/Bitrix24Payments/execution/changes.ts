import type { Reply } from '../portal/command';
import type { SingleLook } from '../portal/look';
import type { WritablePortal } from '../portal/writablePortal';
import { act, type Sending } from './act';
import type { ChangeRun } from './changeRun';
import { decide, needsRead } from './decide';
import { claimOf, fail, hasFailed, isOpen, type Entry } from './entry';
import { byPortal } from './portals';
import { Queue } from './queue';
import { recollect } from './recollect';
import { settleAll } from './settleAll';

/** A payment read longer ago than this, in ms, is read again before it is written to. */
const FRESH_MS = 20_000;

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
		await new Course(group, run).run();
		if (run.stopAtFirstFailure && group.some(hasFailed)) return;
	}
}

/** Without a first failure to stop at, items of one portal share requests wherever they stand. */
function groupsOf(entries: readonly Entry[], { stopAtFirstFailure }: ChangeRun): Entry[][] {
	if (!stopAtFirstFailure) return [...byPortal(entries).values()];
	const groups: Entry[][] = [];
	for (const entry of entries) {
		const last = groups.at(-1);
		if (last?.[0]?.portal === entry.portal) last.push(entry);
		else groups.push([entry]);
	}
	return groups;
}

/** What a look showed, and how long that can be relied on. */
interface Knowledge {
	readonly reply: Reply;
	/** When it was asked for, in ticks. */
	readonly askedAt: number;
	/** Tells what others have changed since. */
	readonly ticket: number;
}

/** The way of the items of one portal, chunk by chunk. */
class Course {
	private readonly portal: WritablePortal;

	private readonly queue: Queue;

	/** By what it is about. */
	private readonly known = new Map<string, Knowledge>();

	/** Whether the last chunk took along what was to be seen for the next. */
	private wasServed = false;

	constructor(
		entries: readonly Entry[],
		private readonly changeRun: ChangeRun,
	) {
		const [first] = entries;
		if (!first) throw new Error('A course has at least one item');
		this.portal = first.portal;
		this.queue = new Queue(entries, changeRun.stopAtFirstFailure);
	}

	async run(): Promise<void> {
		for (;;) {
			const chunk = await this.prepare();
			if (!chunk) return;
			if (chunk.length > 0) await this.change(chunk);
		}
	}

	/**
	 * Sees and decides what comes next.
	 * @returns what is to be written now: nothing if all of it was decided, undefined at the end
	 */
	private async prepare(): Promise<Entry[] | undefined> {
		const next = this.queue.next(AT_HAND);
		if (next.length === 0) return undefined;
		const worthSeeing = next.slice(0, this.countWorthSeeing(next));
		if (worthSeeing.some((entry) => !this.isFresh(entry))) {
			await this.see(this.mayReadAhead ? this.queue.next(this.portal.reader.reach) : worthSeeing);
		}
		for (const entry of next) this.decideOn(entry);
		return this.firstChunkOf(next);
	}

	/** Where nothing is written, many payments may be seen at once to find those that need it. */
	private get mayReadAhead(): boolean {
		return this.portal.reader.canList && !this.wasServed;
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
		const notYetSeen = toWrite.findIndex((entry) => !this.isFresh(entry));
		const ready = notYetSeen === -1 ? toWrite : toWrite.slice(0, notYetSeen);
		if (!batched) return stopAtFirstFailure ? ready.slice(0, 1) : ready;
		const room = this.portal.writer.roomFor(ready.map((entry) => this.sendingOf(entry)));
		return ready.slice(0, room);
	}

	private async change(chunk: readonly Entry[]): Promise<void> {
		const claim = claimOf(chunk);
		const release = await this.portal.takeTurn(claim);
		if (typeof release !== 'function') return chunk.forEach((entry) => fail(entry, release));
		try {
			await this.seeWhatOthersChanged(chunk);
			const open = chunk.filter(isOpen);
			if (open.length > 0 && !this.mustStopIn(chunk)) await this.actOn(open);
		} finally {
			release();
		}
	}

	/** Others may have had their turn with these orders, or the turn was a long time coming. */
	private async seeWhatOthersChanged(chunk: readonly Entry[]): Promise<void> {
		const outdated = chunk.filter((entry) => {
			const known = this.known.get(entry.change.target);
			const hasChanged = known && this.portal.othersChanged(known.ticket, claimOf([entry]));
			return needsRead(entry) && (hasChanged || !this.isFresh(entry));
		});
		await this.see(outdated);
		for (const entry of outdated) this.decideOn(entry);
	}

	private mustStopIn(chunk: readonly Entry[]): boolean {
		return this.changeRun.stopAtFirstFailure && chunk.some(hasFailed);
	}

	private async actOn(open: readonly Entry[]): Promise<void> {
		const { portal, changeRun } = this;
		const ahead = this.aheadOf(open);
		const ticket = portal.ticket();
		const sent = await act(
			open.map((entry) => this.sendingOf(entry)),
			changeRun,
			{ patience: portal.patience, validUntil: this.validUntil(open) },
			ahead.map(({ change }) => change.look),
		);
		const now = portal.ticks();
		for (const { entry } of sent.dealtWith) this.known.delete(entry.change.target);
		for (const { entry, look } of sent.dealtWith) {
			if (look?.kind === 'value') this.learn(entry, { reply: look, askedAt: now, ticket });
		}
		ahead.forEach((entry, position) => {
			const reply = sent.next[position];
			if (reply) this.learn(entry, { reply, askedAt: now, ticket });
		});
		this.wasServed = ahead.length > 0 && sent.next.some((reply) => reply !== undefined);
		await settleAll(
			sent.dealtWith.map(({ entry }) => entry),
			portal,
			changeRun,
		);
		for (const { entry } of sent.dealtWith)
			if (hasFailed(entry)) this.known.delete(entry.change.target);
	}

	/** What will be dealt with after these and may be seen in the same request. */
	private aheadOf(chunk: readonly Entry[]): Entry[] {
		if (!this.portal.reader.canList) return [];
		const targets = new Set(chunk.map(({ change }) => change.target));
		return this.queue
			.next(AT_HAND + chunk.length)
			.filter((entry) => !targets.has(entry.change.target) && needsRead(entry))
			.slice(0, AT_HAND);
	}

	private async see(entries: readonly Entry[]): Promise<void> {
		const toSee = entries.filter((entry) => needsRead(entry) && !this.isFresh(entry));
		const { portal } = this;
		const ticket = portal.ticket();
		const from = portal.ticks();
		const replies = await portal.reader.see(toSee.map(({ change }) => change.look));
		// What took long to come is relied on for half its time, or it would never be recent enough.
		const askedAt = Math.max(from, portal.ticks() - FRESH_MS / 2);
		toSee.forEach((entry, position) => {
			const reply = replies[position];
			if (reply) this.learn(entry, { reply, askedAt, ticket });
		});
		for (const entry of toSee) this.decideOn(entry);
	}

	private learn({ change }: Entry, knowledge: Knowledge): void {
		this.known.set(change.target, knowledge);
	}

	private decideOn(entry: Entry): void {
		const known = this.known.get(entry.change.target);
		if (known && isOpen(entry) && needsRead(entry)) decide(entry, known.reply);
	}

	private isFresh(entry: Entry): boolean {
		if (!needsRead(entry)) return true;
		const { askedAt = -Infinity } = this.known.get(entry.change.target) ?? {};
		return this.portal.ticks() - askedAt <= FRESH_MS;
	}

	/** In ticks. */
	private validUntil(entries: readonly Entry[]): number {
		const asked = entries
			.filter(needsRead)
			.map((entry) => this.known.get(entry.change.target)?.askedAt ?? -Infinity);
		return Math.min(Infinity, ...asked) + FRESH_MS;
	}

	private sendingOf(entry: Entry): Sending {
		const { change, before, options } = entry;
		const isVerifiedAlong =
			options.verify && this.changeRun.batched && !this.changeRun.readBackApart;
		return {
			entry,
			write: change.write(before),
			...(isVerifiedAlong ? { look: lookAfter(entry) } : {}),
		};
	}
}

function lookAfter({ change }: Entry): SingleLook {
	return change.lookAfter ?? change.look;
}

/** A change of which only the size in a batch matters. */
function roughly({ change, options }: Entry) {
	const write = { method: change.write(undefined).method, params: {} };
	return options.verify ? { write, look: change.look } : { write };
}
