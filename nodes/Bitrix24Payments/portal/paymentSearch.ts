import type { IDataObject } from 'n8n-workflow';

import type { Reply } from './command';
import { Failure } from './failure';
import { SHORT_FIELDS } from './paymentLists';
import {
	having,
	normalized,
	searchRows,
	type Found,
	type Selection,
	type Send,
	type Table,
	type Wanted,
} from './rowSearch';

/** An order as people or the portal name it. */
export type OrderName = NumberLook | { readonly id: number };

/** A number as it was given. */
export interface NumberLook {
	readonly number: string;
	/** Another reading of it, which counts only where nothing has the number itself. */
	readonly bare?: string;
}

/** Payments that belong together because of something else than their ID. */
export type SearchLook =
	/** The payments with this number: one, as a rule. */
	| ({ readonly show: 'paymentsNumbered' } & NumberLook)
	/** The payments of an order. */
	| { readonly show: 'paymentsOfOrder'; readonly order: OrderName }
	/** The unpaid payments with an amount in this range, both ends included. */
	| { readonly show: 'unpaidBetween'; readonly least: number; readonly most: number };

/** Whether a look is answered by a search. */
export function isSearch<Other extends { readonly show: string }>(
	look: Other | SearchLook,
): look is SearchLook {
	return (SEARCHES as readonly string[]).includes(look.show);
}

const SEARCHES = ['paymentsNumbered', 'paymentsOfOrder', 'unpaidBetween'] as const;

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
	const numbers = looks.flatMap((look) =>
		look.show === 'paymentsNumbered' ? readingsOf(look) : [],
	);
	const names = looks.flatMap((look) => (look.show === 'paymentsOfOrder' ? [look.order] : []));
	const ranges = looks.flatMap((look) => (look.show === 'unpaidBetween' ? [look] : []));
	const orderNumbers = names.flatMap((name) => ('number' in name ? readingsOf(name) : []));
	const orderIds = names.flatMap((name) => ('id' in name ? [String(name.id)] : []));
	const [numbered = [], named = [], linked = [], unpaid = []] = await searchRows(
		[
			having(PAYMENTS, 'accountNumber', numbers),
			having(ORDERS, 'accountNumber', orderNumbers),
			having(ORDERS, 'id', orderIds),
			unpaidIn(ranges),
		],
		send,
	);
	const answersTo = {
		number: byNumber(numbered),
		order: await byOrder(named, linked, send),
	};
	return looks.map((look) => {
		switch (look.show) {
			case 'paymentsNumbered':
				return answersTo.number(look);
			case 'paymentsOfOrder':
				return answersTo.order(look.order);
			case 'unpaidBetween':
				return answer(unpaid, { payments: rowsWithin(unpaid, look) });
		}
	});
}

function byNumber(found: Found) {
	const payments = groupedBy(found, 'accountNumber');
	return (look: NumberLook): Reply => answer(found, { payments: rowsNumbered(look, payments) });
}

function readingsOf({ number, bare }: NumberLook): string[] {
	return bare === undefined ? [number] : [number, bare];
}

function rowsNumbered(
	look: NumberLook,
	rows: ReadonlyMap<string, readonly IDataObject[]>,
): readonly IDataObject[] | undefined {
	const found = readingsOf(look).find((reading) => rows.has(normalized(reading)));
	return found === undefined ? undefined : rows.get(normalized(found));
}

async function byOrder(named: Found, linked: Found, send: Send) {
	const known = [named, linked].flatMap((rows) => (rows instanceof Failure ? [] : [...rows]));
	const orderIds = known.map(({ id }) => String(id));
	const [found = []] = await searchRows([having(PAYMENTS, 'orderId', orderIds)], send);
	const [byName, byId] = [groupedBy(named, 'accountNumber'), groupedBy(linked, 'id')];
	const payments = groupedBy(found, 'orderId');
	return (name: OrderName): Reply => {
		const searched = 'number' in name ? named : linked;
		if (searched instanceof Failure) return refusal(searched);
		const orders =
			('number' in name ? rowsNumbered(name, byName) : byId.get(normalized(name.id))) ?? [];
		const own = orders.flatMap(({ id }) => payments.get(normalized(id)) ?? []);
		return answer(found, { orders, payments: own });
	};
}

/** Amounts from the least to the most. */
interface Range {
	readonly least: number;
	readonly most: number;
}

/** So many lists of amounts go into one request, however many amounts there are. */
const RANGES = 50;

/** Amounts have four decimals at most; half of the last one is lost where they are compared. */
const HALF_A_DIGIT = 0.00005;

/**
 * Many ranges are read as some wider ones: the rows between are few, because only unpaid payments
 * are read, and a list per amount would be a request per fifty lines.
 */
function unpaidIn(ranges: readonly Range[]): Wanted {
	const sorted = [...ranges].sort((one, other) => one.least - other.least);
	const size = Math.ceil(sorted.length / RANGES);
	const selections: Selection[] = [];
	for (let start = 0; start < sorted.length; start += size) {
		const some = sorted.slice(start, start + size);
		const least = Math.min(...some.map((range) => range.least));
		const most = Math.max(...some.map((range) => range.most));
		selections.push({
			filter: {
				'=paid': 'N',
				'>=sum': Number((least - HALF_A_DIGIT).toFixed(5)),
				'<=sum': Number((most + HALF_A_DIGIT).toFixed(5)),
			},
			isAsked: (row) => row.paid === 'N' && isWithin(row, { least, most }),
		});
	}
	return { table: PAYMENTS, selections };
}

/** Wider ranges may overlap, so that a row can come twice. */
function rowsWithin(found: Found, range: Range): IDataObject[] {
	const rows = found instanceof Failure ? [] : found.filter((row) => isWithin(row, range));
	return [...new Map(rows.map((row) => [Number(row.id), row])).values()];
}

function isWithin({ sum }: IDataObject, { least, most }: Range): boolean {
	const amount = sum === null || sum === undefined || sum === '' ? NaN : Number(sum);
	return amount >= least - 2 * HALF_A_DIGIT && amount <= most + 2 * HALF_A_DIGIT;
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
	const owned = having(OWNED_ORDERS, 'ownerId', ownerIds.map(String), {
		ownerTypeId: entityTypeId,
	});
	const [links = []] = await searchRows([owned], send);
	if (links instanceof Failure) return links;
	const orderIds = links.map(({ orderId }) => String(orderId));
	const [found = []] = await searchRows([having(PAYMENTS, 'orderId', orderIds)], send);
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
