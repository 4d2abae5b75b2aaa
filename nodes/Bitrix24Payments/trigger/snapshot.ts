import type { Payment } from '../records/payment';
import type { ChangedOrder } from './classify';
import { isFresh } from './cursor';
import type { PortalTime } from './portalTime';
import { shotOf, type Shot } from './shot';

/** What is remembered of an order. */
export interface KnownOrder {
	/** `dateUpdate` when it was looked at; Unix seconds. */
	readonly changedAt: number;
	/** It was looked at so soon after that, that it has to be looked at once more. */
	readonly isFresh?: boolean;
	/** By payment ID. */
	readonly payments: ReadonlyMap<number, Shot>;
}

/** The orders as they were when they were looked at, by ID. */
export type Snapshot = ReadonlyMap<number, KnownOrder>;

/**
 * An order as it is to be remembered.
 *
 * @param payments all that it has
 * @param time the portal's, when the look began
 */
export function knownOrder(
	{ changedAt }: ChangedOrder,
	payments: readonly Payment[],
	time: PortalTime,
): KnownOrder {
	const shots = new Map(payments.map((payment) => [payment.id, shotOf(payment)]));
	return { changedAt, ...(isFresh(changedAt, time) ? { isFresh: true } : {}), payments: shots };
}

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
 * @param waiting Unix seconds: orders whose last change known is earlier may be among those that a
 * look had no time for, so they stay beside the others
 */
export function bounded(
	snapshot: Snapshot,
	from: number,
	waiting = -Infinity,
	bounds: Bounds = BOUNDS,
): Snapshot {
	const newestFirst = [...snapshot].sort(([, one], [, other]) => other.changedAt - one.changedAt);
	const kept = new Map<number, KnownOrder>();
	let hasRoom = true;
	let payments = 0;
	for (const [id, order] of newestFirst) {
		payments += order.payments.size;
		hasRoom &&= kept.size < bounds.orders && payments <= bounds.payments;
		if (hasRoom || order.changedAt >= from || order.changedAt < waiting) kept.set(id, order);
	}
	return kept;
}

/**
 * Whether orders that were looked at may have had to make room for others.
 * @param since Unix seconds: others changed earlier
 */
export function isCrowded(snapshot: Snapshot, since: number, bounds: Bounds = BOUNDS): boolean {
	const lookedAt = [...snapshot.values()].filter(({ changedAt }) => changedAt >= since);
	const payments = lookedAt.reduce((sum, order) => sum + order.payments.size, 0);
	// The one that found no room may have been large.
	return lookedAt.length >= bounds.orders || payments > bounds.payments * 0.75;
}
