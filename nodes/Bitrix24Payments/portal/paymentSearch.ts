import type { IDataObject } from 'n8n-workflow';

import type { Reply } from './command';
import { Failure } from './failure';
import { SHORT_FIELDS } from './paymentLists';
import { normalized, searchRows, type Found, type Send, type Table } from './rowSearch';

/** An order as people or the portal name it. */
export type OrderName = { readonly number: string } | { readonly id: number };

/** Payments that belong together because of something else than their ID. */
export type SearchLook =
	/** The payments with this number: one, as a rule. */
	| { readonly show: 'paymentsNumbered'; readonly number: string }
	/** The payments of an order. */
	| { readonly show: 'paymentsOfOrder'; readonly order: OrderName };

/** What a search comes to. */
export interface SearchResult {
	/** The orders of that name; left out where no order was asked for. */
	readonly orders?: readonly IDataObject[];
	/** In their short form, oldest first. */
	readonly payments: readonly IDataObject[];
}

const PAYMENTS: Table = {
	method: 'sale.payment.list',
	key: 'payments',
	id: 'id',
	select: SHORT_FIELDS,
};

const ORDERS: Table = {
	method: 'sale.order.list',
	key: 'orders',
	id: 'id',
	select: ['id', 'accountNumber', 'currency', 'price'],
};

const OWNED_ORDERS: Table = {
	method: 'crm.orderentity.list',
	key: 'orderEntity',
	id: 'orderId',
	select: ['orderId', 'ownerId', 'ownerTypeId'],
};

/** Answers all of these searches together. One reply per look. */
export async function search(looks: readonly SearchLook[], send: Send): Promise<Reply[]> {
	const numbers = looks.flatMap((look) => (look.show === 'paymentsNumbered' ? [look.number] : []));
	const names = looks.flatMap((look) => (look.show === 'paymentsOfOrder' ? [look.order] : []));
	const [numbered, ordered] = [await byNumber(numbers, send), await byOrder(names, send)];
	return looks.map((look) =>
		look.show === 'paymentsNumbered' ? numbered(look.number) : ordered(look.order),
	);
}

async function byNumber(numbers: readonly string[], send: Send) {
	const found = await rowsOf(PAYMENTS, 'accountNumber', numbers, send);
	const payments = groupedBy(found, 'accountNumber');
	return (number: string): Reply => answer(found, { payments: payments.get(normalized(number)) });
}

async function byOrder(names: readonly OrderName[], send: Send) {
	const numbers = names.flatMap((name) => ('number' in name ? [name.number] : []));
	const ids = names.flatMap((name) => ('id' in name ? [String(name.id)] : []));
	const named = await rowsOf(ORDERS, 'accountNumber', numbers, send);
	const linked = await rowsOf(ORDERS, 'id', ids, send);
	const known = [named, linked].flatMap((rows) => (rows instanceof Failure ? [] : [...rows]));
	const orderIds = known.map(({ id }) => String(id));
	const found = await rowsOf(PAYMENTS, 'orderId', orderIds, send);
	const [byName, byId] = [groupedBy(named, 'accountNumber'), groupedBy(linked, 'id')];
	const payments = groupedBy(found, 'orderId');
	return (name: OrderName): Reply => {
		const [searched, groups, key] =
			'number' in name ? [named, byName, name.number] : [linked, byId, String(name.id)];
		if (searched instanceof Failure) return refusal(searched);
		const orders = groups.get(normalized(key)) ?? [];
		const own = orders.flatMap(({ id }) => payments.get(normalized(id)) ?? []);
		return answer(found, { orders, payments: own });
	};
}

/**
 * The payments of many deals or invoices, by way of their orders.
 * @returns one list of payments per owner, in their order; or why there is none
 */
export async function ofOwners(
	entityTypeId: number,
	ownerIds: readonly number[],
	send: Send,
): Promise<IDataObject[][] | Failure> {
	const links = await searchRows(
		{
			table: OWNED_ORDERS,
			field: 'ownerId',
			values: ownerIds.map(String),
			also: { '=ownerTypeId': entityTypeId },
		},
		send,
	);
	if (links instanceof Failure) return links;
	const orderIds = links.map(({ orderId }) => String(orderId));
	const found = await rowsOf(PAYMENTS, 'orderId', orderIds, send);
	if (found instanceof Failure) return found;
	const orders = groupedBy(links, 'ownerId');
	const payments = groupedBy(found, 'orderId');
	return ownerIds.map((id) =>
		(orders.get(String(id)) ?? [])
			.flatMap(({ orderId }) => payments.get(normalized(orderId)) ?? [])
			// Newest first, as the portal lists the payments of one deal.
			.sort((one, other) => Number(other.id) - Number(one.id)),
	);
}

async function rowsOf(
	table: Table,
	field: string,
	values: readonly string[],
	send: Send,
): Promise<Found> {
	return values.length === 0 ? [] : await searchRows({ table, field, values }, send);
}

function groupedBy(rows: Found, field: string): Map<string, IDataObject[]> {
	const groups = new Map<string, IDataObject[]>();
	for (const row of rows instanceof Failure ? [] : rows) {
		const key = normalized(row[field]);
		const group = groups.get(key);
		if (group) group.push(row);
		else groups.set(key, [row]);
	}
	return groups;
}

function answer(
	found: Found,
	result: { orders?: readonly IDataObject[]; payments?: readonly IDataObject[] },
): Reply {
	if (found instanceof Failure) return refusal(found);
	const value: SearchResult = { ...result, payments: result.payments ?? [] };
	return { kind: 'value', value };
}

function refusal(failure: Failure): Reply {
	return { kind: 'refused', failure };
}
