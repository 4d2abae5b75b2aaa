/** Time as the portal sees it. Everything time-dependent goes through this, so tests need no waiting. */
export interface Clock {
	/** Milliseconds since the epoch. */
	now(): number;
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Where a virtual clock starts unless told otherwise. */
export const DEFAULT_START_MS = Date.parse('2026-05-14T08:00:00Z');

/** A clock that stands still until somebody sleeps or advances it: `sleep()` moves time at once. */
export function virtualClock(
	startMs: number = DEFAULT_START_MS,
): Clock & { advance(ms: number): void } {
	let now = startMs;
	return {
		now: () => now,
		advance: (ms) => {
			now += ms;
		},
		sleep: async (ms, signal) => {
			signal?.throwIfAborted();
			now += Math.max(0, ms);
		},
	};
}

/** The machine's own clock. */
export const realClock: Clock = {
	now: () => Date.now(),
	sleep: async (ms, signal) => await realSleep(ms, signal),
};

async function realSleep(ms: number, signal?: AbortSignal): Promise<void> {
	signal?.throwIfAborted();
	await new Promise<void>((resolve, reject) => {
		const timer = setTimeout(finish, ms);
		const abort = () => {
			clearTimeout(timer);
			reject(signal?.reason as Error);
		};
		function finish() {
			signal?.removeEventListener('abort', abort);
			resolve();
		}
		signal?.addEventListener('abort', abort, { once: true });
	});
}
