import type { Reply } from '../portal/command';
import type { Look } from '../portal/look';
import { changesOf, type ChangedOrder } from './classify';
import { afterPartOfLook, afterWholeLook } from './cursor';
import { inOrderOfTime, type PaymentEvent } from './event';
import { ordersChanged } from './orderList';
import { paymentsOf, type PaymentsByOrder } from './paymentList';
import type { PortalTime } from './portalTime';
import { shotOf } from './shot';
import { bounded, type KnownOrder, type Snapshot } from './snapshot';
import type { TriggerState } from './state';

/** Orders of a span that are read at once; more are read in shorter spans. */
const MOST_ORDERS = 5000;

/** Orders whose payments are read in one request. */
const ORDERS_AT_ONCE = 1000;

/** What a look has brought. */
export interface News {
	/** In order of time. */
	readonly events: readonly PaymentEvent[];
	/** For the next look, once the events have been handed on. */
	readonly state: TriggerState;
	/** Whether any order was there to be looked at. */
	readonly sawOrders: boolean;
	/** Time was up before everything had been looked at; the next look goes on. */
	readonly isPart: boolean;
}

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
		for (let left = orders; left.length > 0; left = left.slice(ORDERS_AT_ONCE)) {
			if (gathering.hasBegun && isLate()) return gathering.part(earliestOf(left));
			const some = left.slice(0, ORDERS_AT_ONCE);
			gathering.add(some, yield* paymentsOf(some.map(({ id }) => id)));
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
	const { offset } = gathering.before;
	for (let until: number | undefined; ; ) {
		const read = yield* ordersChanged({ from, until, offset }, MOST_ORDERS);
		gathering.time ??= read.time;
		if (!read.isTooMany) return { orders: inTurn(read.orders, gathering.before.orders), until };
		const end = until ?? (gathering.time?.seconds ?? from + MOST_ORDERS) + 1;
		until = from + Math.max(1, Math.floor((end - from) / 2));
	}
}

/**
 * The oldest change first. Those that have been seen before come last: a look that has to stop early
 * would otherwise begin each time with the same ones and get no further.
 */
function inTurn(orders: readonly ChangedOrder[], known: Snapshot): ChangedOrder[] {
	const wasSeen = ({ id, changedAt }: ChangedOrder) => known.get(id)?.changedAt === changedAt;
	return [...orders].sort(
		(one, other) =>
			Number(wasSeen(one)) - Number(wasSeen(other)) ||
			one.changedAt - other.changedAt ||
			one.id - other.id,
	);
}

function earliestOf(orders: readonly ChangedOrder[]): number {
	return orders.reduce((earliest, { changedAt }) => Math.min(earliest, changedAt), Infinity);
}

/** What a look has found so far. */
class Gathering {
	/** The portal's, when the look began. */
	time: PortalTime | undefined;

	hasBegun = false;

	private readonly events: PaymentEvent[] = [];

	private readonly orders: Map<number, KnownOrder>;

	private newestChange: number;

	constructor(readonly before: TriggerState) {
		this.orders = new Map(before.orders);
		this.newestChange = before.from;
	}

	add(orders: readonly ChangedOrder[], payments: PaymentsByOrder): void {
		this.hasBegun = true;
		for (const order of orders) {
			const found = payments.get(order.id) ?? [];
			// One by one: the arguments of a single push have their limit.
			for (const event of changesOf(order, this.before.orders.get(order.id), found, this.before)) {
				this.events.push(event);
			}
			const shots = new Map(found.map((payment) => [payment.id, shotOf(payment)]));
			this.orders.set(order.id, { changedAt: order.changedAt, payments: shots });
			this.newestChange = Math.max(this.newestChange, order.changedAt);
		}
	}

	whole(): News {
		const cursor = afterWholeLook(this.before, this.begun());
		return this.news({ ...cursor, newestPayment: this.newestPayment() }, false);
	}

	/**
	 * Payments of the orders that are left may be new although others have higher IDs.
	 *
	 * @param reached `dateUpdate` of what is left, in Unix seconds
	 */
	part(reached: number): News {
		const cursor = afterPartOfLook(this.before, this.begun(), reached);
		return this.news({ ...cursor, newestPayment: this.before.newestPayment }, true);
	}

	private news(progress: Omit<TriggerState, 'portal' | 'orders'>, isPart: boolean): News {
		const { portal } = this.before;
		const state = { portal, ...progress, orders: bounded(this.orders, progress.from) };
		return { events: inOrderOfTime(this.events), state, sawOrders: this.hasBegun, isPart };
	}

	/** Earlier parts of the look have left theirs among what is remembered. */
	private newestPayment(): number {
		let newest = this.before.newestPayment;
		for (const { payments } of this.orders.values()) {
			for (const id of payments.keys()) newest = Math.max(newest, id);
		}
		return newest;
	}

	/** A portal that does not tell its time has told that of its last change. */
	private begun(): PortalTime {
		return this.time ?? { seconds: this.newestChange, offset: this.before.offset };
	}
}
