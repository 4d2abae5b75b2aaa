import type { Entry } from './entry';

/** As many payments as one batch of reads can hold. */
const WINDOW = 50;

/**
 * Cuts a run into pieces in which no payment occurs twice, in input order: the second request for
 * a payment sees what the first one did, and bounded pieces keep memory bounded.
 */
export function* windowsOf(entries: readonly Entry[]): Generator<Entry[]> {
	let window: Entry[] = [];
	let ids = new Set<number>();
	for (const entry of entries) {
		if (window.length === WINDOW || ids.has(entry.change.paymentId)) {
			yield window;
			window = [];
			ids = new Set();
		}
		window.push(entry);
		ids.add(entry.change.paymentId);
	}
	if (window.length > 0) yield window;
}
