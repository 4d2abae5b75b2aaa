import { sleep } from 'n8n-workflow';

import { RunCancelled } from './failure';

/** Time as the portal client sees it; tests inject one of their own. */
export interface Clock {
	/** The time of day, in ms since 1970: for words. Somebody may set it at any moment. */
	now(): number;
	/** A moment in ms that only ever grows, as fast as time passes: for durations. */
	ticks(): number;
	/** Waits `ms` milliseconds; throws `RunCancelled` when the signal is aborted meanwhile. */
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
	/** A signal that is aborted in `ms` milliseconds, of which there may be any number, or a fraction. */
	timeout(ms: number): AbortSignal;
}

/** How long a stopped execution may go on waiting. */
const STEP_MS = 200;

/** What a timer can hold; later ones would come at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** n8n has no sleep that can be aborted, so a long one is made of short ones. */
export const systemClock: Clock = {
	now: () => Date.now(),
	ticks: () => performance.now(),
	async sleep(ms, signal) {
		const end = performance.now() + ms;
		for (let left = ms; left > 0; left = end - performance.now()) {
			throwIfCancelled(signal);
			await sleep(Math.min(left, STEP_MS));
		}
		throwIfCancelled(signal);
	},
	// `AbortSignal.timeout` throws at a fraction of a millisecond, and `performance.now()` has them.
	timeout: (ms) => AbortSignal.timeout(Math.ceil(Math.max(0, Math.min(ms, LONGEST_TIMER_MS)))),
};

export function throwIfCancelled(signal: AbortSignal | undefined): void {
	if (signal?.aborted) throw new RunCancelled();
}
