import { RunCancelled } from './failure';

/**
 * What a change touches: the orders it saves, by every name they are known by. Undefined where
 * nobody knows, which may be any.
 */
export type Claim = ReadonlySet<string> | undefined;

/** How many keys' last releases are remembered. */
const MEMORY = 20_000;

interface Turn {
	readonly claim: Claim;
	readonly begin: () => void;
	hasBegun: boolean;
}

interface Release {
	readonly serial: number;
	readonly owner: object;
	/** Of the last release by anybody but this owner. */
	readonly serialOfOthers: number;
}

/**
 * Lets executions of one process take turns per order: Bitrix24 saves whole orders and does not
 * lock, and two overlapping saves both take effect (docs/bitrix24.md#no-lock). All portals
 * share one line, because one portal can be reached under two names; a turn that waits for too
 * much does no harm.
 */
export class Turns {
	/** Those that have begun and those that wait, in the order of their coming. */
	private line: Turn[] = [];

	private serial = 0;

	private readonly releases = new Map<string, Release>();

	/** The last release of a claim to everything. */
	private releaseOfAll: Release | undefined;

	/** Releases before this one may have been forgotten. */
	private forgottenUpTo = 0;

	/** A moment to ask `changedSince` about. */
	ticket(): number {
		return this.serial;
	}

	/**
	 * Waits until nobody who came before claims any of the same, and takes all of it in one step, so
	 * that no two can wait for each other.
	 *
	 * @param owner whose turn it is, to tell its own changes from those of others
	 * @returns lets go of it
	 * @throws RunCancelled when the signal is aborted meanwhile
	 */
	async take(claim: Claim, owner: object, signal?: AbortSignal): Promise<() => void> {
		if (signal?.aborted) throw new RunCancelled();
		let begin!: () => void;
		const begun = new Promise<void>((resolve) => (begin = resolve));
		const turn: Turn = { claim, begin, hasBegun: false };
		this.line.push(turn);
		this.beginWhatCan();
		let isMine = turn.hasBegun;
		try {
			if (!isMine) await orCancelled(begun, signal);
			isMine = true;
		} finally {
			if (!isMine) this.remove(turn);
		}
		return () => {
			if (!this.line.includes(turn)) return;
			this.note(claim, owner);
			this.remove(turn);
		};
	}

	/** Whether somebody else let go of any of this since the ticket was drawn. */
	changedSince(ticket: number, claim: Claim, owner: object): boolean {
		const isNewer = (release: Release | undefined) =>
			release !== undefined &&
			(release.owner === owner ? release.serialOfOthers : release.serial) > ticket;
		if (isNewer(this.releaseOfAll) || ticket < this.forgottenUpTo) return true;
		const keys = claim ?? this.releases.keys();
		for (const key of keys) if (isNewer(this.releases.get(key))) return true;
		return false;
	}

	private note(claim: Claim, owner: object): void {
		this.serial += 1;
		if (!claim) this.releaseOfAll = this.releaseAfter(this.releaseOfAll, owner);
		for (const key of claim ?? []) {
			const release = this.releaseAfter(this.releases.get(key), owner);
			this.releases.delete(key);
			this.releases.set(key, release);
		}
		for (const [key, { serial }] of this.releases) {
			if (this.releases.size <= MEMORY) break;
			this.releases.delete(key);
			this.forgottenUpTo = serial;
		}
	}

	/** One's own release does not hide what others did before it. */
	private releaseAfter(last: Release | undefined, owner: object): Release {
		const { serial } = this;
		if (!last) return { serial, owner, serialOfOthers: 0 };
		const serialOfOthers = last.owner === owner ? last.serialOfOthers : last.serial;
		return { serial, owner, serialOfOthers };
	}

	private remove(turn: Turn): void {
		this.line = this.line.filter((other) => other !== turn);
		this.beginWhatCan();
	}

	private beginWhatCan(): void {
		const claimed = new Set<string>();
		for (const [position, turn] of this.line.entries()) {
			const isFree = turn.claim ? !intersects(turn.claim, claimed) : position === 0;
			if (isFree && !turn.hasBegun) {
				turn.hasBegun = true;
				turn.begin();
			}
			if (!turn.claim) return;
			for (const key of turn.claim) claimed.add(key);
		}
	}
}

function intersects(claim: ReadonlySet<string>, claimed: ReadonlySet<string>): boolean {
	for (const key of claim) if (claimed.has(key)) return true;
	return false;
}

async function orCancelled(turn: Promise<void>, signal?: AbortSignal): Promise<void> {
	if (!signal) return await turn;
	await new Promise<void>((resolve, reject) => {
		const cancel = () => reject(new RunCancelled());
		if (signal.aborted) return cancel();
		signal.addEventListener('abort', cancel, { once: true });
		void turn.then(() => {
			signal.removeEventListener('abort', cancel);
			resolve();
		});
	});
}
