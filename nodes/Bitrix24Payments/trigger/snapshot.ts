import type { Shot } from './shot';

/** What is remembered of an order. */
export interface KnownOrder {
	/** `dateUpdate` when it was looked at; Unix seconds. */
	readonly changedAt: number;
	/** By payment ID. */
	readonly payments: ReadonlyMap<number, Shot>;
}

/** The orders as they were when they were looked at, by ID. */
export type Snapshot = ReadonlyMap<number, KnownOrder>;

/** What n8n keeps for the workflow, and loads whenever the workflow runs, should stay small. */
export interface Bounds {
	readonly orders: number;
	readonly payments: number;
}

export const BOUNDS: Bounds = { orders: 5000, payments: 8000 };

/**
 * The orders that changed last, as many as are to be remembered (docs/trigger.md#what-it-remembers).
 *
 * @param from Unix seconds: later changes will be shown again and have to be recognised, however
 * many they are
 */
export function bounded(snapshot: Snapshot, from: number, bounds: Bounds = BOUNDS): Snapshot {
	const newestFirst = [...snapshot].sort(([, one], [, other]) => other.changedAt - one.changedAt);
	const kept = new Map<number, KnownOrder>();
	let payments = 0;
	for (const [id, order] of newestFirst) {
		payments += order.payments.size;
		const hasRoom = kept.size < bounds.orders && payments <= bounds.payments;
		if (!hasRoom && order.changedAt < from) break;
		kept.set(id, order);
	}
	return kept;
}
