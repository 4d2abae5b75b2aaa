import type { Payment } from '../records/payment';
import { changesOf, type Before, type ChangedOrder } from './classify';
import { afterPartOfLook, afterWholeLook, OVERLAP_S } from './cursor';
import { inOrderOfTime, type PaymentEvent } from './event';
import { Pace } from './pace';
import type { PaymentsByOrder } from './paymentList';
import type { PortalTime } from './portalTime';
import type { Shot } from './shot';
import { bounded, isCrowded, knownOrder, type KnownOrder } from './snapshot';
import type { TriggerState } from './state';

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

/** What a look has found so far. */
export class Gathering {
	/** The portal's, when the look began. */
	time: PortalTime | undefined;

	hasBegun = false;

	/** The portal's. */
	readonly pace = new Pace();

	private readonly events: PaymentEvent[] = [];

	private readonly orders: Map<number, KnownOrder>;

	/** Which order a payment was in when it was seen last. */
	private readonly homes = new Map<number, number>();

	private readonly knowledge: Before;

	private newestChange: number;

	constructor(readonly before: TriggerState) {
		this.orders = new Map(before.orders);
		for (const [orderId, { payments }] of before.orders) {
			for (const id of payments.keys()) this.homes.set(id, orderId);
		}
		const isBehind = before.since < before.from;
		const mayHaveForgotten = isBehind && isCrowded(before.orders, before.since);
		this.knowledge = { ...before, mayHaveForgotten };
		this.newestChange = before.from;
	}

	add(orders: readonly ChangedOrder[], payments: PaymentsByOrder): void {
		this.hasBegun = true;
		for (const order of orders) this.addOrder(order, payments.get(order.id) ?? []);
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

	private addOrder(order: ChangedOrder, payments: readonly Payment[]): void {
		const known = this.orders.get(order.id);
		const moved = this.movedInto(order.id, payments);
		// One by one: the arguments of a single push have their limit.
		for (const event of changesOf(order, known, payments, this.knowledge, moved)) {
			this.events.push(event);
		}
		this.orders.set(order.id, knownOrder(order, payments, this.begun()));
		for (const { id } of payments) this.homes.set(id, order.id);
		this.newestChange = Math.max(this.newestChange, order.changedAt);
	}

	/** Payments that are remembered in another order, which loses them. */
	private movedInto(orderId: number, payments: readonly Payment[]): Map<number, Shot> {
		const moved = new Map<number, Shot>();
		for (const { id } of payments) {
			const home = this.homes.get(id);
			if (home === undefined || home === orderId) continue;
			const shot = (this.orders.get(home)?.payments ?? NONE).get(id);
			const earlier = shot ?? this.before.orders.get(home)?.payments.get(id);
			if (earlier) moved.set(id, earlier);
			if (shot) this.forget(home, id);
		}
		return moved;
	}

	private forget(orderId: number, paymentId: number): void {
		const order = this.orders.get(orderId);
		if (!order) return;
		const payments = new Map(order.payments);
		payments.delete(paymentId);
		this.orders.set(orderId, { ...order, payments });
	}

	private news(progress: Omit<TriggerState, 'portal' | 'orders'>, isPart: boolean): News {
		const { portal, since } = this.before;
		const orders = bounded(this.orders, progress.from, isPart ? since : undefined);
		// What has left its order is not deleted if it has turned up in another one.
		const isTrue = ({ kind, orderId, paymentId }: PaymentEvent) =>
			kind !== 'deleted' || this.homes.get(paymentId) === orderId;
		return {
			events: inOrderOfTime(this.events.filter(isTrue)),
			state: { portal, ...progress, orders },
			sawOrders: this.hasBegun,
			isPart,
		};
	}

	/** Earlier parts of the look have left theirs among what is remembered. */
	private newestPayment(): number {
		let newest = this.before.newestPayment;
		for (const { payments } of this.orders.values()) {
			for (const id of payments.keys()) newest = Math.max(newest, id);
		}
		return newest;
	}

	/** A portal that does not tell its time has told that of its last change; it does not go back. */
	private begun(): PortalTime {
		const { since, offset } = this.before;
		return this.time ?? { seconds: Math.max(this.newestChange, since + OVERLAP_S), offset };
	}
}

const NONE: ReadonlyMap<number, Shot> = new Map();
