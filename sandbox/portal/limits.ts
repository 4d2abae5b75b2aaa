import type { Clock } from './clock';

export interface Limits {
	/** Threshold of the leaky bucket (docs/bitrix24.md#request-rate). */
	burst: number;
	/** How many requests drain from the bucket each second. */
	perSecond: number;
	/** Execution time a method may use up within ten minutes. */
	operatingSeconds: number;
}

export const DEFAULT_LIMITS: Readonly<Limits> = { burst: 50, perSecond: 2, operatingSeconds: 420 };

/**
 * The leaky bucket in front of the portal, one per source address (docs/bitrix24.md#request-rate).
 */
export class LeakyBuckets {
	private readonly buckets = new Map<string, { level: number; atMs: number }>();

	constructor(
		private readonly limits: Limits,
		private readonly clock: Clock,
	) {}

	/** Whether one more request from this address still fits; a refused request adds nothing. */
	accept(address: string): boolean {
		const atMs = this.clock.now();
		const bucket = this.buckets.get(address) ?? { level: 0, atMs };
		const drained = ((atMs - bucket.atMs) / 1000) * this.limits.perSecond;
		const level = Math.max(0, bucket.level - drained);
		const fits = level + 1 <= this.limits.burst;
		this.buckets.set(address, { level: fits ? level + 1 : level, atMs });
		return fits;
	}

	clear(): void {
		this.buckets.clear();
	}
}

const WINDOW_MS = 600_000;
const BUCKET_MS = 60_000;
/** Shorter calls are not counted (docs/bitrix24.md#operating-time). */
const SHORTEST_COUNTED_SECONDS = 0.1;
/** Sums of whole numbers are exact, however many calls they are made of. */
const MICROS = 1_000_000;

/**
 * Execution time per credential and method over ten one-minute buckets
 * (docs/bitrix24.md#operating-time). It is always measured; it only blocks when the portal has
 * limits.
 */
export class OperatingTime {
	private readonly usage = new Map<string, Map<number, number>>();

	constructor(private readonly clock: Clock) {}

	add(key: string, seconds: number): void {
		if (seconds <= SHORTEST_COUNTED_SECONDS) return;
		const buckets = this.usage.get(key) ?? new Map<number, number>();
		const bucket = Math.floor(this.clock.now() / BUCKET_MS) * BUCKET_MS;
		const micros = Math.round(seconds * MICROS);
		buckets.set(bucket, (buckets.get(bucket) ?? 0) + micros);
		this.usage.set(key, buckets);
	}

	/** Seconds used within the window. */
	used(key: string): number {
		return [...this.current(key).values()].reduce((sum, micros) => sum + micros, 0) / MICROS;
	}

	/** When the oldest bucket drops out, in unix seconds; undefined when nothing is counted. */
	resetAt(key: string): number | undefined {
		const oldest = [...this.current(key).keys()].sort((left, right) => left - right)[0];
		return oldest === undefined ? undefined : (oldest + WINDOW_MS) / 1000;
	}

	clear(): void {
		this.usage.clear();
	}

	private current(key: string): Map<number, number> {
		const buckets = this.usage.get(key) ?? new Map<number, number>();
		for (const bucket of [...buckets.keys()]) {
			if (bucket + WINDOW_MS <= this.clock.now()) buckets.delete(bucket);
		}
		return buckets;
	}
}
