/** Time as the probe sees it, so that tests need no waiting. */
export interface Clock {
	/** Milliseconds on a clock that cannot be set. */
	ticks(): number;
	sleep(ms: number): Promise<void>;
}

export const realClock: Clock = {
	ticks: () => performance.now(),
	sleep: async (ms) => await new Promise((resolve) => setTimeout(resolve, ms)),
};

/**
 * Bitrix24 takes fifty requests at once (docs/bitrix24.md#request-rate). Some are left for whoever
 * else calls from this address.
 */
const BURST = 40;

const PER_SECOND = 2;

/** A leaky bucket: waits until one more request fits. */
export class Pace {
	private level = 0;

	private atMs: number;

	constructor(private readonly clock: Clock) {
		this.atMs = clock.ticks();
	}

	async next(): Promise<void> {
		this.drain();
		const surplus = this.level + 1 - BURST;
		if (surplus > 0) await this.clock.sleep((surplus / PER_SECOND) * 1000);
		this.drain();
		this.level += 1;
	}

	private drain(): void {
		const now = this.clock.ticks();
		this.level = Math.max(0, this.level - ((now - this.atMs) / 1000) * PER_SECOND);
		this.atMs = now;
	}
}
