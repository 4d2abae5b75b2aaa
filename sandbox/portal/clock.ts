/** Time as the portal sees it. Everything time-dependent goes through this, so tests need no waiting. */
export interface Clock {
	/** Milliseconds since the epoch. */
	now(): number;
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
	/**
	 * Nothing happens any more until everybody has run out of patience, also those whose time-out is
	 * the longest. A clock on which time only passes when it is told to lets it pass then; on others
	 * there is nothing to do.
	 */
	exhaustPatience?(): void;
}

/** Where a virtual clock starts unless told otherwise. */
export const DEFAULT_START_MS = Date.parse('2026-05-14T08:00:00Z');

interface Timeout {
	readonly due: number;
	readonly controller: AbortController;
}

/** Time that passes only when it is told to. */
export interface VirtualClock extends Clock {
	advance(ms: number): void;
	/** A signal that is aborted when this much time has passed. */
	timeout(ms: number): AbortSignal;
	exhaustPatience(): void;
}

/** A clock that stands still until somebody sleeps or advances it: `sleep()` moves time at once. */
export function virtualClock(startMs: number = DEFAULT_START_MS): VirtualClock {
	let now = startMs;
	let timeouts: Timeout[] = [];

	function moveTo(end: number): void {
		const due = timeouts.filter((timeout) => timeout.due <= end).sort((a, b) => a.due - b.due);
		timeouts = timeouts.filter((timeout) => !due.includes(timeout));
		for (const timeout of due) {
			now = Math.max(now, timeout.due);
			timeout.controller.abort();
		}
		now = Math.max(now, end);
	}

	return {
		now: () => now,
		advance: (ms) => moveTo(now + ms),
		sleep: async (ms, signal) => {
			signal?.throwIfAborted();
			moveTo(now + Math.max(0, ms));
		},
		timeout: (ms) => {
			const controller = new AbortController();
			timeouts.push({ due: now + ms, controller });
			return controller.signal;
		},
		exhaustPatience: () => moveTo(Math.max(now, ...timeouts.map(({ due }) => due))),
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
