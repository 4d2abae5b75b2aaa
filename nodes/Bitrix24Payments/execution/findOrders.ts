import type { Reply } from '../portal/command';
import { Failure } from '../portal/failure';
import { isObject } from '../portal/json';
import type { Portal } from '../portal/portal';
import type { OrderName } from '../portal/paymentSearch';
import { numberOf } from '../records/payment';
import { notSearched, unfound, type Found } from './find';
import { byPortal } from './portals';

/** An item that is about the payments of an order. */
export interface SoughtOrder {
	readonly portal: Portal;
	readonly order: OrderName;
}

/**
 * Finds the orders of all items together, before anything else is sent
 * (docs/money-rules.md#validate-first), also those given by an ID: an order that does not exist
 * would look like one without payments.
 *
 * @returns one per item, in their order: the order, or why it is not to be found
 */
export async function findOrders(items: readonly SoughtOrder[]): Promise<Array<Found | Failure>> {
	const found = new Map<SoughtOrder, Found | Failure>();
	for (const [portal, own] of byPortal(items)) {
		const names = new Map(own.map(({ order }) => [inWords(order), order]));
		const replies = await portal.reader.see(
			[...names.values()].map((order) => ({ show: 'paymentsOfOrder', order })),
		);
		const byName = new Map([...names.keys()].map((name, index) => [name, replies[index]]));
		for (const item of own) {
			found.set(item, theOne(item.order, byName.get(inWords(item.order))));
		}
	}
	return items.map((item) => found.get(item) ?? unfound());
}

function theOne(order: OrderName, reply: Reply | undefined): Found | Failure {
	if (reply?.kind !== 'value') {
		return notSearched(reply?.failure ?? unfound(), { by: 'order', order });
	}
	const orders = isObject(reply.value) ? reply.value.orders : undefined;
	if (!Array.isArray(orders)) return unfound();
	const ids = orders.flatMap((row) => (isObject(row) ? (numberOf(row.id) ?? []) : []));
	const [id] = ids;
	if (id === undefined) return notFound(order);
	return ids.length === 1 ? { id } : ambiguous(order, ids);
}

function inWords(order: OrderName): string {
	return 'number' in order ? `the number ${order.number}` : `the ID ${order.id}`;
}

function notFound(order: OrderName): Failure {
	const advice =
		'number' in order && order.number.includes('/')
			? "The number of a payment is that of its order with a slash and a number behind it: leave them out, if it is one. Otherwise check the order's number"
			: 'Check the order in Bitrix24. The number of an order and its ID may differ';
	return new Failure({
		code: 'PAYMENT_NOT_FOUND',
		message: `There is no order with ${inWords(order)}`,
		description: `Nothing was changed. ${advice}`,
		notFound: 'surely',
	});
}

function ambiguous(order: OrderName, ids: readonly number[]): Failure {
	return new Failure({
		code: 'PAYMENT_AMBIGUOUS',
		message: `There are ${ids.length} orders with ${inWords(order)}`,
		description: `Nothing was changed. Their IDs are ${ids.slice(0, 5).join(', ')}. Give the order by its ID or its link`,
	});
}
