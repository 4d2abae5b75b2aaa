import type { IDataObject } from 'n8n-workflow';

import type { Command, Reply } from '../portal/command';
import { Earlier } from '../portal/earlier';
import { answerOf, type Look } from '../portal/look';
import { numberOf } from '../records/payment';
import type { ChangedOrder } from './classify';
import { isFarOutside } from './cursor';
import type { Pace } from './pace';
import { written, type PortalTime } from './portalTime';
import {
	incomplete,
	lastId,
	notWhatWasAsked,
	pageOf,
	repliesOf,
	ROWS,
	showsWhatItCounts,
	unexpected,
	type Page,
} from './rows';
import { secondsOf } from './shot';

const METHOD = 'sale.order.list';

/** Pages in one request to a portal that is quick: some seven seconds of the minute it may take. */
const PAGES_AT_ONCE = 50;

/** A span of `dateUpdate`. */
export interface Span {
	/** Unix seconds. */
	readonly from: number;
	/** Exclusive; undefined = until now. */
	readonly until?: number;
	/** Of the portal's time, in minutes. */
	readonly offset: number;
}

export interface OrdersRead {
	readonly orders: readonly ChangedOrder[];
	/** When the portal began to answer; undefined where it does not tell. */
	readonly time: PortalTime | undefined;
	/** They are too many to be read at once, and only the first ones are here. */
	readonly isTooMany: boolean;
}

/**
 * Reads the orders that changed within a span. Pages go by ID: by offset, and by the date that they
 * are looked for with, an order that changes meanwhile would move another one past the page
 * (docs/bitrix24.md#paging).
 *
 * @param most to be read; a span of a second is read whatever it holds
 * @param pace of the portal, which sets how much one request asks for
 * @throws Failure when the portal refuses, or did not keep to what was asked
 */
export function* ordersChanged(
	span: Span,
	most: number,
	pace: Pace,
): Generator<Look[], OrdersRead, Reply[]> {
	const [reply] = yield [firstPage(span)];
	const first = pageOf(reply, 'orders', pace);
	const orders = ordersOn(first, span, 0);
	// What six requests can show: a slow portal's list would take longer than a poll may.
	const fit = Math.min(most, 6 * ROWS * pace.atOnce(PAGES_AT_ONCE));
	const isTooMany = orders.length + first.more > fit && lasts(span);
	let more = isTooMany ? 0 : first.more;
	while (more > 0) {
		const pages = Math.min(pace.atOnce(PAGES_AT_ONCE), Math.floor(more / ROWS) + 1);
		const after = orders.at(-1)?.id ?? 0;
		const [chain] = yield [{ show: 'chain', commands: furtherPages(span, after, pages) }];
		more = takeIn(repliesOf(chain), span, orders, pace);
	}
	return { orders, time: first.time, isTooMany };
}

/** Longer than the second that is the least. */
function lasts({ from, until }: Span): boolean {
	return until === undefined || until - from > 1;
}

/** The call for the first page of a span. */
export function firstPage(span: Span): Look {
	return answerOf(METHOD, paramsOf(span));
}

/**
 * The orders on a page, all of them within the span.
 * @param after the last ID read before
 * @throws Failure
 */
export function ordersOn(page: Page, span: Span, after: number): ChangedOrder[] {
	const { rows } = page;
	showsWhatItCounts(page);
	lastId(rows, after);
	const orders = rows.map(orderFrom);
	const isForeign = ({ changedAt }: ChangedOrder) => isFarOutside(changedAt, span.from, span.until);
	if (orders.some(isForeign)) throw notWhatWasAsked();
	return orders;
}

/** @throws Failure for a row without ID or date */
export function orderFrom(row: IDataObject): ChangedOrder {
	const order = anyOrderFrom(row);
	if (order.changedAt > 0) return order;
	throw incomplete(`order ${order.id}`, 'a date of change (dateUpdate)');
}

/**
 * Also one that has no date of change, which counts as the oldest.
 * @throws Failure for a row without ID
 */
export function anyOrderFrom(row: IDataObject): ChangedOrder {
	const id = numberOf(row.id);
	if (!id) throw unexpected('lists an order without an ID');
	const changedAt = secondsOf(row.dateUpdate);
	return { id, changedAt: changedAt ?? 0, changedOn: String(row.dateUpdate) };
}

function paramsOf({ from, until, offset }: Span, after?: number | Earlier): IDataObject {
	return {
		select: ['id', 'dateUpdate'],
		filter: {
			'>=dateUpdate': written({ seconds: from, offset }),
			...(until === undefined ? {} : { '<dateUpdate': written({ seconds: until, offset }) }),
			...(after === undefined ? {} : { '>id': after as number }),
		},
		order: { id: 'asc' },
		start: 0,
	};
}

/** Each begins behind the last order of the page before. */
function furtherPages(span: Span, after: number, pages: number): Command[] {
	return Array.from({ length: pages }, (_, index) => ({
		method: METHOD,
		params: paramsOf(span, index === 0 ? after : new Earlier(['orders', String(ROWS - 1), 'id'])),
	}));
}

/**
 * Adds what is on further pages.
 * @returns how many more there are, as far as anything speaks for it
 */
function takeIn(replies: readonly Reply[], span: Span, orders: ChangedOrder[], pace: Pace): number {
	let more = 1;
	for (const [index, reply] of replies.entries()) {
		const page = pageOf(reply, 'orders', pace);
		for (const order of ordersOn(page, span, orders.at(-1)?.id ?? 0)) orders.push(order);
		more = page.more;
		// The pages behind the last one, and behind one that was cut short, follow from nothing.
		if (page.rows.length < ROWS || more === 0) return more;
		if (index === replies.length - 1) return more;
	}
	throw unexpected('breaks off');
}
