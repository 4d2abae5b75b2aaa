import type { Measurement } from '../../sandbox/bench/measure';

/** A good run of a thousand payments, with changes. */
export function measurement(changes: Partial<Measurement> = {}): Measurement {
	const payments = changes.payments ?? 1000;
	return {
		payments,
		succeeded: payments,
		verified: payments,
		failed: 0,
		simulatedMs: 303_000,
		realMs: 1000,
		requests: 22,
		refused: 0,
		done: payments,
		overlaps: 0,
		paidTwice: 0,
		cost: { laterCpuMs: [600, 400], grownBytes: 2_000_000 },
		...changes,
	};
}
