import type { Clock } from './clock';

/**
 * Bitrix24's leaky bucket outside Enterprise plans: 50 at once, then 2 per second
 * (docs/bitrix24.md#request-rate).
 */
const BURST = 50;
const PER_SECOND = 2;

/** How long one batch of writes should take; the portal cuts a request off after 60 s. */
const TARGET_MS = 20_000;

/** Writes in the first batch, before anything is known about the portal's speed. */
const FIRST_BATCH = 5;

/**
 * The portal's request budget as all executions of this process share it. Kept per portal, because
 * Bitrix24 counts per portal and source address, whichever credential is used.
 */
export class LeakyBucket {
	private level = 0;

	private measuredAt = 0;

	constructor(private readonly clock: Clock) {}

	/** The pause between requests at a steady pace; ms. */
	readonly pauseMs = 1000 / PER_SECOND;

	/** Milliseconds until the next request may be sent; 0 = now. */
	wait(): number {
		this.drain();
		return Math.max(0, Math.ceil(((this.level + 1 - BURST) / PER_SECOND) * 1000));
	}

	/** Books a request that is sent now. */
	take(): void {
		this.drain();
		this.level += 1;
	}

	/** The portal refused a request: others have filled the bucket, so nothing more goes out in a burst. */
	fill(): void {
		this.drain();
		this.level = Math.max(this.level, BURST);
	}

	private drain(): void {
		const now = this.clock.ticks();
		const drained = ((now - this.measuredAt) / 1000) * PER_SECOND;
		this.level = Math.max(0, this.level - Math.max(0, drained));
		this.measuredAt = now;
	}
}

/**
 * How many writes go into one batch: as many as take about 20 seconds, judged by the last batch.
 * One pay takes 0.3 to 5 seconds (docs/bitrix24.md#server-times), so a fixed number is either slow
 * or cut off.
 */
export class BatchSizer {
	private readonly msPerWrite = new Map<string, number>();

	/** How long one write takes, in ms, as far as is known. */
	pace(method: string): number | undefined {
		return this.msPerWrite.get(method);
	}

	/** @param limit upper bound given by the protocol or the user */
	next(method: string, limit: number): number {
		const pace = this.msPerWrite.get(method);
		const wanted = pace === undefined ? FIRST_BATCH : Math.floor(TARGET_MS / Math.max(pace, 1));
		return Math.max(1, Math.min(wanted, limit));
	}

	/** Learns from a batch of `writes` that took `ms`. */
	learn(method: string, writes: number, ms: number): void {
		if (writes > 0) this.msPerWrite.set(method, ms / writes);
	}

	/** Learns from a batch that took `ms` without coming to an end. */
	learnAtLeast(method: string, writes: number, ms: number): void {
		const known = this.msPerWrite.get(method) ?? TARGET_MS / FIRST_BATCH;
		if (writes > 0 && ms / writes > known) this.msPerWrite.set(method, ms / writes);
	}
}
