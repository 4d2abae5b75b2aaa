/** At each of the first answers, and then every minute. */
const FIRST_LOOKS = 5;
const PAUSE_MS = 60_000;

/**
 * How much memory a run keeps: what is left after giving up all that is no longer needed, at its
 * highest. It takes time, so it is not done in a run whose CPU is measured.
 */
export class HeapSampler {
	private beforeBytes = 0;

	private peakBytes = 0;

	private looks = 0;

	private lookedAtMs = -Infinity;

	private isOn = false;

	begin(): void {
		this.beforeBytes = liveBytes();
		this.peakBytes = this.beforeBytes;
		this.looks = 0;
		this.lookedAtMs = -Infinity;
		this.isOn = true;
	}

	/** May be asked at any time; looks now and then. */
	look(atMs: number): void {
		if (!this.isOn) return;
		if (this.looks >= FIRST_LOOKS && atMs - this.lookedAtMs < PAUSE_MS) return;
		this.looks += 1;
		this.lookedAtMs = atMs;
		this.peakBytes = Math.max(this.peakBytes, liveBytes());
	}

	/** @returns by how much the run's memory has grown at most */
	end(): number {
		this.peakBytes = Math.max(this.peakBytes, liveBytes());
		this.isOn = false;
		return this.peakBytes - this.beforeBytes;
	}
}

function liveBytes(): number {
	globalThis.gc?.();
	const { heapUsed, external } = process.memoryUsage();
	return heapUsed + external;
}
