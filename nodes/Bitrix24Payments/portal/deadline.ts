import type { Clock } from './clock';

/** A signal that is aborted when the execution is, and at the latest after `ms`. */
export function deadline(
	clock: Pick<Clock, 'timeout'>,
	ms: number,
	signal: AbortSignal | undefined,
): AbortSignal {
	const latest = clock.timeout(ms);
	// On Node 20, `any` does not keep what it depends on: without a listener of its own the time-out
	// is collected as garbage and never comes.
	latest.addEventListener('abort', () => undefined, { once: true });
	return signal ? AbortSignal.any([signal, latest]) : latest;
}

/** Waits for what knows no signal itself; it may go on unheard. Rejects once aborted. */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
	let stopListening = () => {};
	const aborted = new Promise<never>((_, reject) => {
		const abort = () => reject(signal.reason as Error);
		if (signal.aborted) abort();
		signal.addEventListener('abort', abort, { once: true });
		stopListening = () => signal.removeEventListener('abort', abort);
	});
	try {
		return await Promise.race([work, aborted]);
	} finally {
		stopListening();
	}
}
