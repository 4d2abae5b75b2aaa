import type { IDataObject } from 'n8n-workflow';

import type { Reply } from '../portal/command';
import { answerOf, type Look } from '../portal/look';
import type { ChangedOrder } from './classify';
import { isFarOutside, OVERLAP_S } from './cursor';
import { anyOrderFrom, firstPage, ordersOn } from './orderList';
import { paymentsOf } from './paymentList';
import type { PortalTime } from './portalTime';
import { highestId, notWhatWasAsked, pageOf, ROWS, type Page } from './rows';
import { bounded, BOUNDS, knownOrder, type KnownOrder } from './snapshot';
import type { TriggerState } from './state';

/** Orders whose payments are read in one request. */
const ORDERS_AT_ONCE = 1000;

/**
 * What a trigger starts from: the orders that changed last, as they are now. Everything that
 * happened before is no news (docs/trigger.md#the-first-activation).
 *
 * @param portal its host
 * @param isLate ends it early; what is not read then counts as not remembered
 * @throws Failure when the portal refuses, or drops the filter that all further looks rely on
 */
export function* baseline(
	portal: string,
	isLate: () => boolean,
): Generator<Look[], TriggerState, Reply[]> {
	const [orderReply, paymentReply] = yield [newestOrders(0), NEWEST_PAYMENT];
	const first = pageOf(orderReply, 'orders');
	const orders = new Map(latestOn(first).map((order) => [order.id, order]));
	const newestPayment = highestId(pageOf(paymentReply, 'payments').rows);
	const time = first.time ?? timeOfLatest([...orders.values()]);
	const { offset } = time;
	const from = time.seconds - OVERLAP_S;
	const [tried, ...further] = yield [firstPage({ from, offset }), ...furtherOrders(first.more)];
	ordersOn(pageOf(tried, 'orders'), { from, offset }, 0);
	for (const reply of further) {
		for (const order of latestOn(pageOf(reply, 'orders'))) orders.set(order.id, order);
	}
	const known = yield* asTheyAre([...orders.values()], time, isLate);
	return {
		portal,
		from,
		since: from,
		offset,
		newestPayment,
		orders: bounded(known, from),
	};
}

/** The latest orders, those that changed last first. */
export function newestOrders(start: number): Look {
	return answerOf('sale.order.list', {
		select: ['id', 'dateUpdate'],
		order: { dateUpdate: 'desc', id: 'desc' },
		start,
	});
}

/**
 * @returns the orders on a page of the latest ones
 * @throws Failure when they are not the latest first, and so perhaps the oldest ones
 */
function latestOn({ rows }: Page): ChangedOrder[] {
	const orders = rows.map(anyOrderFrom);
	const isTooLate = ({ changedAt }: ChangedOrder, index: number) =>
		isFarOutside(changedAt, -Infinity, orders[index - 1]?.changedAt);
	if (orders.some(isTooLate)) throw notWhatWasAsked();
	return orders;
}

const NEWEST_PAYMENT = answerOf('sale.payment.list', {
	select: ['id'],
	order: { id: 'desc' },
	start: -1,
} satisfies IDataObject);

/** An order that changes meanwhile moves to the front, and others only to a later page. */
function furtherOrders(more: number): Look[] {
	const pages = Math.ceil(Math.min(more, BOUNDS.orders - ROWS) / ROWS);
	return Array.from({ length: pages }, (_, index) => newestOrders((index + 1) * ROWS));
}

function* asTheyAre(
	orders: readonly ChangedOrder[],
	time: PortalTime,
	isLate: () => boolean,
): Generator<Look[], Map<number, KnownOrder>, Reply[]> {
	const known = new Map<number, KnownOrder>();
	for (let start = 0; start < orders.length && !isLate(); start += ORDERS_AT_ONCE) {
		const some = orders.slice(start, start + ORDERS_AT_ONCE);
		const payments = yield* paymentsOf(some.map(({ id }) => id));
		for (const order of some) {
			known.set(order.id, knownOrder(order, payments.get(order.id) ?? [], time));
		}
	}
	return known;
}

function timeOfLatest(orders: readonly ChangedOrder[]): PortalTime {
	return { seconds: Math.max(0, ...orders.map(({ changedAt }) => changedAt)), offset: 0 };
}
