import type { Reply } from '../portal/command';
import type { Look } from '../portal/look';
import { changesOf, type ChangedOrder } from './classify';
import { afterPartOfLook, afterWholeLook } from './cursor';
import { inOrderOfTime, type PaymentEvent } from './event';
import { ordersChanged } from './orderList';
import { paymentsOf, type PaymentsByOrder } from './paymentList';
import type { PortalTime } from './portalTime';
import { shotOf } from './shot';
import { bounded, type KnownOrder } from './snapshot';
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
		for (const some of chunksOf(orders)) {
			if (gathering.hasBegun && isLate()) return gathering.part(some[0]?.changedAt ?? from);
			gathering.add(some, yield* paymentsOf(some.map(({ id }) => id)));
		}
		if (until === undefined) return gathering.whole();
		from = until;
		if (isLate()) return gathering.part(from);
	}
}

/** The orders of the longest span that is not too much, oldest change first. */
function* nextOrders(
	from: number,
	gathering: Gathering,
): Generator<Look[], { orders: ChangedOrder[]; until: number | undefined }, Reply[]> {
	const { offset } = gathering.before;
	for (let until: number | undefined; ; ) {
		const read = yield* ordersChanged({ from, until, offset }, MOST_ORDERS);
		gathering.time ??= read.time;
		if (!read.isTooMany) return { orders: oldestFirst(read.orders), until };
		const end = until ?? (gathering.time?.seconds ?? from + MOST_ORDERS) + 1;
		until = from + Math.max(1, Math.floor((end - from) / 2));
	}
}

function oldestFirst(orders: readonly ChangedOrder[]): ChangedOrder[] {
	return [...orders].sort((one, other) => one.changedAt - other.changedAt || one.id - other.id);
}

function chunksOf(orders: readonly ChangedOrder[]): ChangedOrder[][] {
	return Array.from({ length: Math.ceil(orders.length / ORDERS_AT_ONCE) }, (_, index) =>
		orders.slice(index * ORDERS_AT_ONCE, (index + 1) * ORDERS_AT_ONCE),
	);
}

/** What a look has found so far. */
class Gathering {
	/** The portal's, when the look began. */
	time: PortalTime | undefined;

	hasBegun = false;

	private readonly events: PaymentEvent[] = [];

	private readonly orders: Map<number, KnownOrder>;

	private newestPayment: number;

	private newestChange: number;

	constructor(readonly before: TriggerState) {
		this.orders = new Map(before.orders);
		this.newestPayment = before.newestPayment;
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
			this.newestPayment = Math.max(this.newestPayment, ...shots.keys());
			this.newestChange = Math.max(this.newestChange, order.changedAt);
		}
	}

	whole(): News {
		return this.news(afterWholeLook(this.before, this.begun()), false);
	}

	/** @param reached `dateUpdate` of what is left, in Unix seconds */
	part(reached: number): News {
		return this.news(afterPartOfLook(this.before, this.begun(), reached), true);
	}

	private news(cursor: Pick<TriggerState, 'from' | 'since' | 'offset'>, isPart: boolean): News {
		const { portal } = this.before;
		const orders = bounded(this.orders, cursor.from);
		const state = { portal, ...cursor, newestPayment: this.newestPayment, orders };
		return { events: inOrderOfTime(this.events), state, sawOrders: this.hasBegun, isPart };
	}

	/** A portal that does not tell its time has told that of its last change. */
	private begun(): PortalTime {
		return this.time ?? { seconds: this.newestChange, offset: this.before.offset };
	}
}
