import type { IDataObject } from 'n8n-workflow';

import type { Reply } from '../portal/command';
import { answerOf, type Look } from '../portal/look';
import type { ChangedOrder } from './classify';
import { isFarOutside, OVERLAP_S } from './cursor';
import { anyOrderFrom, firstPage, ordersOn } from './orderList';
import { Pace } from './pace';
import { ORDERS_PER_LIST, paymentsOf } from './paymentList';
import type { PortalTime } from './portalTime';
import { highestId, notWhatWasAsked, pageOf, ROWS, type Page } from './rows';
import { bounded, BOUNDS, knownOrder, type KnownOrder } from './snapshot';
import type { TriggerState } from './state';

/** Lists in one request. */
const LISTS_AT_ONCE = 50;

/** Lists of payments that are read in one step, which is one request. */
const STEP = 25;

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
	const pace = new Pace();
	const first = pageOf(orderReply, 'orders', pace);
	const orders = new Map(latestOn(first).map((order) => [order.id, order]));
	const newestPayment = highestId(pageOf(paymentReply, 'payments').rows);
	const time = first.time ?? timeOfLatest([...orders.values()]);
	const { offset } = time;
	const from = time.seconds - OVERLAP_S;
	const left = furtherOrders(first.more);
	const [tried, ...further] = yield [
		firstPage({ from, offset }),
		...left.splice(0, pace.atOnce(LISTS_AT_ONCE) - 1),
	];
	ordersOn(pageOf(tried, 'orders'), { from, offset }, 0);
	for (let replies = further; ; replies = yield left.splice(0, pace.atOnce(LISTS_AT_ONCE))) {
		for (const reply of replies) {
			for (const order of latestOn(pageOf(reply, 'orders', pace))) orders.set(order.id, order);
		}
		if (left.length === 0 || isLate()) break;
	}
	const known = yield* asTheyAre([...orders.values()], time, pace, isLate);
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
	// Some databases show those without a date first.
	const dates = orders.map(({ changedAt }) => changedAt).filter((date) => date > 0);
	const isTooLate = (date: number, index: number) =>
		isFarOutside(date, -Infinity, dates[index - 1]);
	if (dates.some(isTooLate)) throw notWhatWasAsked();
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
	pace: Pace,
	isLate: () => boolean,
): Generator<Look[], Map<number, KnownOrder>, Reply[]> {
	const known = new Map<number, KnownOrder>();
	for (let left = orders; left.length > 0 && !isLate(); ) {
		const some = left.slice(0, ORDERS_PER_LIST * pace.atOnce(STEP));
		left = left.slice(some.length);
		const ids = some.map(({ id }) => id);
		const payments = yield* paymentsOf(ids, pace);
		for (const order of some) {
			known.set(order.id, knownOrder(order, payments.get(order.id) ?? [], time));
		}
	}
	return known;
}

function timeOfLatest(orders: readonly ChangedOrder[]): PortalTime {
	return { seconds: Math.max(0, ...orders.map(({ changedAt }) => changedAt)), offset: 0 };
}
