import type { Reply } from '../portal/command';
import type { WritablePortal } from '../portal/writablePortal';
import { decide, needsRead } from './decide';
import { claimOf, isOpen, type Entry } from './entry';

/** A payment read longer ago than this, in ms, is read again before it is written to. */
export const FRESH_MS = 20_000;

/** What a look showed, and how long that can be relied on. */
interface Knowledge {
	readonly reply: Reply;
	/** When it was asked for, in ticks. */
	readonly askedAt: number;
	/** Tells what others have changed since. */
	readonly ticket: number;
}

/** What is known of payments, by what they are about, and decisions from it. */
export class Sight {
	private readonly known = new Map<string, Knowledge>();

	constructor(private readonly portal: WritablePortal) {}

	/** Looks at those of which too little is known, and decides on them. */
	async see(entries: readonly Entry[]): Promise<void> {
		const toSee = entries.filter((entry) => !this.isFresh(entry));
		const seen = await this.look(toSee);
		// An answer that was so long in coming says little; if the next is as slow, there is no better.
		const mayLookAgain = seen.isOld && !this.portal.patience.surrender;
		const latest = mayLookAgain ? await this.look(toSee) : seen;
		const askedAt = latest.isOld ? this.portal.ticks() - FRESH_MS / 2 : latest.askedAt;
		toSee.forEach((entry, position) => {
			this.takeIn(entry, latest.replies[position], askedAt, latest.ticket);
			this.decide(entry);
		});
	}

	private async look(entries: readonly Entry[]) {
		const { portal } = this;
		const [ticket, askedAt] = [portal.ticket(), portal.ticks()];
		const replies = await portal.reader.see(entries.map(({ change }) => change.look));
		return { replies, ticket, askedAt, isOld: portal.ticks() - askedAt > FRESH_MS };
	}

	/** Takes in what was seen along with something else. */
	takeIn(entry: Entry, reply: Reply | undefined, askedAt: number, ticket: number): void {
		if (reply) this.known.set(entry.change.target, { reply, askedAt, ticket });
	}

	/** A search shows payments in their short form; others may have changed them since. */
	takeInWhatWasFound(entry: Entry): void {
		const { look } = entry.change;
		if (!entry.foundState || look.show !== 'payment' || look.form !== 'short') return;
		const { reply, askedAt, ticket } = entry.foundState;
		this.takeIn(entry, reply, askedAt, ticket);
		if (needsRead(entry)) return;
		// It will not be seen again, however long it takes until it is its turn; unless other
		// credentials had theirs before, and what the search showed is old by now.
		if (this.portal.ticks() - askedAt <= FRESH_MS) this.decide(entry);
		else entry.mustBeSeen = true;
	}

	/** Who wants no reads still does not do again what one that was made anyway shows to be done. */
	decide(entry: Entry): void {
		const { reply } = this.known.get(entry.change.target) ?? {};
		if (!reply || !isOpen(entry)) return;
		const isShown = entry.change.observe(reply) !== undefined;
		if (isShown || needsRead(entry)) decide(entry, reply);
	}

	isFresh(entry: Entry): boolean {
		if (!needsRead(entry)) return true;
		const { askedAt = -Infinity } = this.known.get(entry.change.target) ?? {};
		return this.portal.ticks() - askedAt <= FRESH_MS;
	}

	/** Until when these may be written to on what is known of them, in ticks. */
	validUntil(entries: readonly Entry[]): number {
		const asked = entries
			.filter(needsRead)
			.map(({ change }) => this.known.get(change.target)?.askedAt ?? -Infinity);
		return Math.min(Infinity, ...asked) + FRESH_MS;
	}

	/** What is known of this does not hold any more. */
	forget({ change }: Entry): void {
		this.known.delete(change.target);
	}

	forgetWhatIsOld(): void {
		const oldest = this.portal.ticks() - FRESH_MS;
		for (const [target, { askedAt }] of this.known) if (askedAt < oldest) this.known.delete(target);
	}

	/** Forgets what others may have changed since it was seen; that has to be seen again. */
	forgetWhatOthersChanged(entries: readonly Entry[]): void {
		for (const entry of entries) {
			const known = this.known.get(entry.change.target);
			if (!known || !this.portal.othersChanged(known.ticket, claimOf([entry]))) continue;
			this.forget(entry);
			entry.mustBeSeen = true;
		}
	}
}
