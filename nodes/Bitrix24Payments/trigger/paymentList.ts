import type { IDataObject } from 'n8n-workflow';

import type { Command, Reply } from '../portal/command';
import { Earlier } from '../portal/earlier';
import { answerOf, type Look } from '../portal/look';
import { numberOf, paymentFrom, type Payment } from '../records/payment';
import type { Pace } from './pace';
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

const METHOD = 'sale.payment.list';

/** So few that a page mostly has room for the second payment that an order may have. */
export const ORDERS_PER_LIST = 40;

/** Lists in one request, each of its own orders. */
const LISTS_AT_ONCE = 50;

/** Pages of one list in one request. */
const PAGES_AT_ONCE = 10;

/** Payments of some orders, by order. */
export type PaymentsByOrder = ReadonlyMap<number, readonly Payment[]>;

/** A list of the payments of some orders, as far as it has been read. */
interface List {
	readonly orderIds: ReadonlySet<number>;
	readonly payments: Payment[];
	/** How many more there are, as far as anything speaks for it. */
	more: number;
}

/**
 * Reads all payments of these orders, with all their fields.
 *
 * @param pace of the portal, which sets how much one request asks for
 * @throws Failure when a part of them cannot be read, or the portal did not keep to what was asked:
 * a payment that is only missing in the answer would pass for deleted
 */
export function* paymentsOf(
	orderIds: readonly number[],
	pace: Pace,
): Generator<Look[], PaymentsByOrder, Reply[]> {
	const lists = listsFor(orderIds);
	for (let left = lists; left.length > 0; ) {
		const some = left.slice(0, pace.atOnce(LISTS_AT_ONCE));
		const replies = yield some.map((list) => answerOf(METHOD, paramsOf(list)));
		some.forEach((list, index) => takeIn(list, pageOf(replies[index], 'payments', pace)));
		left = left.slice(some.length);
	}
	let open = lists.filter(({ more }) => more > 0);
	while (open.length > 0) {
		const pages = pace.atOnce(PAGES_AT_ONCE);
		const some = open.slice(0, Math.ceil(pace.atOnce(LISTS_AT_ONCE) / pages));
		const chains = yield some.map((list) => ({ show: 'chain', commands: further(list, pages) }));
		some.forEach((list, index) => takeInChain(list, repliesOf(chains[index]), pace));
		open = open.filter(({ more }) => more > 0);
	}
	return byOrder(
		orderIds,
		lists.flatMap(({ payments }) => payments),
	);
}

function listsFor(orderIds: readonly number[]): List[] {
	const count = Math.ceil(orderIds.length / ORDERS_PER_LIST);
	return Array.from({ length: count }, (_, index) => ({
		orderIds: new Set(orderIds.slice(index * ORDERS_PER_LIST, (index + 1) * ORDERS_PER_LIST)),
		payments: [],
		more: 0,
	}));
}

function paramsOf({ orderIds }: List, after?: number | Earlier): IDataObject {
	return {
		filter: {
			'=orderId': [...orderIds],
			...(after === undefined ? {} : { '>id': after as number }),
		},
		order: { id: 'asc' },
		start: 0,
	};
}

/** Each begins behind the last payment of the page before. */
function further(list: List, most: number): Command[] {
	const pages = Math.min(most, Math.floor(list.more / ROWS) + 1);
	const last = list.payments.at(-1)?.id ?? 0;
	return Array.from({ length: pages }, (_, index) => ({
		method: METHOD,
		params: paramsOf(list, index === 0 ? last : new Earlier(['payments', String(ROWS - 1), 'id'])),
	}));
}

function takeInChain(list: List, replies: readonly Reply[], pace: Pace): void {
	if (replies.length === 0) throw unexpected('breaks off');
	for (const reply of replies) {
		const page = pageOf(reply, 'payments', pace);
		takeIn(list, page);
		// The pages behind the last one, and behind one that was cut short, follow from nothing.
		if (page.rows.length < ROWS || page.more === 0) return;
	}
}

function takeIn(list: List, page: Page): void {
	showsWhatItCounts(page);
	lastId(page.rows, list.payments.at(-1)?.id ?? 0);
	for (const row of page.rows) list.payments.push(paymentIn(list, row));
	list.more = page.more;
}

function paymentIn({ orderIds }: List, row: IDataObject): Payment {
	const [id, orderId] = [numberOf(row.id) ?? 0, numberOf(row.orderId) ?? 0];
	if (!orderIds.has(orderId)) throw notWhatWasAsked();
	const payment = paymentFrom(row, id);
	if (!payment) throw incomplete(`payment ${id} of order ${orderId}`, "a mark 'paid'");
	return payment;
}

function byOrder(orderIds: readonly number[], payments: readonly Payment[]): PaymentsByOrder {
	const found = new Map<number, Payment[]>(orderIds.map((id) => [id, []]));
	for (const payment of payments) found.get(numberOf(payment.fields.orderId) ?? 0)?.push(payment);
	return found;
}
