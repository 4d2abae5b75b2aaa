import type { Reply } from '../portal/command';
import type { Look } from '../portal/look';
import type { ChangedOrder } from './classify';
import { reachedBack, wasSetBack } from './cursor';
import { Gathering, type News } from './gathering';
import { ordersChanged } from './orderList';
import { ORDERS_PER_LIST, paymentsOf } from './paymentList';
import type { Snapshot } from './snapshot';
import type { TriggerState } from './state';

/** Orders of a span that are read at once; more are read in shorter spans. */
const MOST_ORDERS = 5000;

/** Lists of payments that are read in one step, which is one request. */
const LISTS_AT_ONCE = 25;

/**
 * Looks for what has happened to payments since the last look: a conversation that yields what it
 * wants to see and is handed the replies. It changes nothing, so a look that fails costs nothing.
 *
 * @param isLate asked before each step that may take long
 * @throws Failure when something could not be read: then nothing of the look counts
 */
export function* newsSince(
	state: TriggerState,
	isLate: () => boolean,
): Generator<Look[], News, Reply[]> {
	const gathering = new Gathering(state);
	let { from } = state;
	for (;;) {
		const { orders, until } = yield* nextOrders(from, gathering);
		for (let left = orders; left.length > 0; ) {
			if (gathering.hasBegun && isLate()) return gathering.part(earliestOf(left));
			const some = left.slice(0, ORDERS_PER_LIST * gathering.pace.atOnce(LISTS_AT_ONCE));
			const ids = some.map(({ id }) => id);
			gathering.add(some, yield* paymentsOf(ids, gathering.pace));
			left = left.slice(some.length);
		}
		if (until === undefined) return gathering.whole();
		from = until;
		if (isLate()) return gathering.part(from);
	}
}

/** The orders of the longest span that is not too much, in the order in which to look at them. */
function* nextOrders(
	from: number,
	gathering: Gathering,
): Generator<Look[], { orders: ChangedOrder[]; until: number | undefined }, Reply[]> {
	const { before, pace } = gathering;
	for (let until: number | undefined; ; ) {
		const span = { from, until, offset: before.offset };
		const read = yield* ordersChanged(span, MOST_ORDERS, pace);
		const { time } = read;
		const isFirst = gathering.time === undefined;
		gathering.time ??= time;
		if (isFirst && time && wasSetBack(before, time)) {
			from = reachedBack(from, time);
			continue;
		}
		if (!read.isTooMany) return { orders: inTurn(read.orders, before.orders), until };
		const end = until ?? (gathering.time?.seconds ?? from + MOST_ORDERS) + 1;
		until = from + Math.max(1, Math.floor((end - from) / 2));
	}
}

/**
 * The oldest change first. Those that have been seen before come last, or not at all: a look that has
 * to stop early would otherwise begin each time with the same ones and get no further.
 */
function inTurn(orders: readonly ChangedOrder[], known: Snapshot): ChangedOrder[] {
	const wasSeen = ({ id, changedAt }: ChangedOrder) => known.get(id)?.changedAt === changedAt;
	return orders
		.filter((order) => !wasSeen(order) || known.get(order.id)?.isFresh)
		.sort(
			(one, other) =>
				Number(wasSeen(one)) - Number(wasSeen(other)) ||
				one.changedAt - other.changedAt ||
				one.id - other.id,
		);
}

function earliestOf(orders: readonly ChangedOrder[]): number {
	return orders.reduce((earliest, { changedAt }) => Math.min(earliest, changedAt), Infinity);
}
