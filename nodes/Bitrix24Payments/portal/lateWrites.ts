import type { Clock } from './clock';

/**
 * Writes whose answer is missing and that may still be at work: nobody in this process writes to
 * the same targets before they have surely ended (DESIGN §5, rule 6).
 */
export class LateWrites {
	/** In ms, by target. */
	private readonly ends = new Map<string, number>();

	constructor(private readonly clock: Clock) {}

	/** Notes that writes to these targets may go on until then, in ms. */
	mayGoOnUntil(targets: readonly string[], until: number): void {
		const now = this.clock.now();
		for (const [target, end] of this.ends) if (end <= now) this.ends.delete(target);
		for (const target of targets) this.ends.set(target, until);
	}

	/** They have come to their end. */
	haveEnded(targets: readonly string[]): void {
		for (const target of targets) this.ends.delete(target);
	}

	/** Waits until none can be at work on these targets any more. */
	async untilEnded(targets: readonly string[], signal?: AbortSignal): Promise<void> {
		const until = Math.max(0, ...targets.map((target) => this.ends.get(target) ?? 0));
		const left = until - this.clock.now();
		if (left > 0) await this.clock.sleep(left, signal);
		this.haveEnded(targets);
	}
}
