import type { Entry } from './entry';

/** As many payments as one batch of reads can hold. */
const WINDOW = 50;

/**
 * Cuts a run into pieces of one portal in which no payment occurs twice, in the order given: the
 * second request for a payment sees what the first one did, and bounded pieces keep memory bounded.
 */
export function* windowsOf(entries: readonly Entry[]): Generator<Entry[]> {
	let window: Entry[] = [];
	let targets = new Set<string>();
	for (const entry of entries) {
		const isElsewhere = window.some(({ portal }) => portal !== entry.portal);
		if (window.length === WINDOW || isElsewhere || targets.has(entry.change.target)) {
			yield window;
			window = [];
			targets = new Set();
		}
		window.push(entry);
		targets.add(entry.change.target);
	}
	if (window.length > 0) yield window;
}
