import { sleep } from 'n8n-workflow';

import { RunCancelled } from './failure';

/** Time as the portal client sees it; tests inject one of their own. */
export interface Clock {
	/** Milliseconds since 1970. */
	now(): number;
	/** Waits `ms` milliseconds; throws `RunCancelled` when the signal is aborted meanwhile. */
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
	/** A signal that is aborted in `ms` milliseconds. */
	timeout(ms: number): AbortSignal;
}

/** How long a stopped execution may go on waiting. */
const STEP_MS = 200;

/** n8n has no sleep that can be aborted, so a long one is made of short ones. */
export const systemClock: Clock = {
	now: () => Date.now(),
	async sleep(ms, signal) {
		const end = Date.now() + ms;
		for (let left = ms; left > 0; left = end - Date.now()) {
			throwIfCancelled(signal);
			await sleep(Math.min(left, STEP_MS));
		}
		throwIfCancelled(signal);
	},
	timeout: (ms) => AbortSignal.timeout(ms),
};

export function throwIfCancelled(signal: AbortSignal | undefined): void {
	if (signal?.aborted) throw new RunCancelled();
}
