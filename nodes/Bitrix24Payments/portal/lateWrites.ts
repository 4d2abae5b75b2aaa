import type { Clock } from './clock';
import type { Claim } from './turns';

/** Stands for a write of which nobody knows which order it saves. */
const ANY = '*';

/**
 * Writes whose answer is missing and that may still be at work. Nobody in this process writes to
 * the same orders before they have surely ended (docs/money-rules.md#one-write-per-order).
 */
export class LateWrites {
	/** The last moment at which one may be at work, in ticks, by what it touches. */
	private readonly ends = new Map<string, number>();

	constructor(private readonly clock: Clock) {}

	/** Notes that a write to this may go on for so long, in ms. Never shortens what is noted. */
	mayGoOnFor(claim: Claim, ms: number): void {
		const now = this.clock.ticks();
		for (const [key, end] of this.ends) if (end <= now) this.ends.delete(key);
		for (const key of claim ?? [ANY]) {
			this.ends.set(key, Math.max(this.ends.get(key) ?? 0, now + ms));
		}
	}

	/** It has come to its end. */
	haveEnded(claim: Claim): void {
		for (const key of claim ?? [ANY]) this.ends.delete(key);
	}

	/** For how long one may still be at work on this, in ms; 0 = none is. */
	left(claim: Claim): number {
		const keys = claim ? [ANY, ...claim] : this.ends.keys();
		let latest = 0;
		for (const key of keys) latest = Math.max(latest, this.ends.get(key) ?? 0);
		return Math.max(0, latest - this.clock.ticks());
	}
}
