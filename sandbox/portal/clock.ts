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
	/** In ticks. */
	readonly due: number;
	readonly controller: AbortController;
}

/** Time that passes only when it is told to; `now()` is the time of day on the portal. */
export interface VirtualClock extends Clock {
	/** How much time has passed since the start, in ms. Nobody can set this, so it never jumps. */
	ticks(): number;
	/** The time of day on the machine that calls the portal, which somebody may set. */
	readonly client: Pick<Clock, 'now'>;
	/** Sets the client's time of day forward, or back; no time passes, and no sleep ends by it. */
	jump(ms: number): void;
	advance(ms: number): void;
	/** A signal that is aborted when this much time has passed. */
	timeout(ms: number): AbortSignal;
	exhaustPatience(): void;
}

/** A clock that stands still until somebody sleeps or advances it: `sleep()` moves time at once. */
export function virtualClock(startMs: number = DEFAULT_START_MS): VirtualClock {
	let ticks = 0;
	let clientAheadMs = 0;
	let timeouts: Timeout[] = [];

	function moveTo(end: number): void {
		const due = timeouts.filter((timeout) => timeout.due <= end).sort((a, b) => a.due - b.due);
		timeouts = timeouts.filter((timeout) => !due.includes(timeout));
		for (const timeout of due) {
			ticks = Math.max(ticks, timeout.due);
			timeout.controller.abort();
		}
		ticks = Math.max(ticks, end);
	}

	return {
		now: () => startMs + ticks,
		ticks: () => ticks,
		client: { now: () => startMs + ticks + clientAheadMs },
		jump: (ms) => {
			clientAheadMs += ms;
		},
		advance: (ms) => moveTo(ticks + ms),
		sleep: async (ms, signal) => {
			signal?.throwIfAborted();
			moveTo(ticks + Math.max(0, ms));
		},
		timeout: (ms) => {
			const controller = new AbortController();
			timeouts.push({ due: ticks + ms, controller });
			return controller.signal;
		},
		exhaustPatience: () => moveTo(Math.max(ticks, ...timeouts.map(({ due }) => due))),
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
