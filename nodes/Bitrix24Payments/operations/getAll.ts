import type { IDataObject } from 'n8n-workflow';

import type { Command, Reply } from '../portal/command';
import { invalidInput } from '../portal/failure';
import { isObject } from '../portal/replies';
import {
	filterFrom,
	FILTERS,
	matches,
	serverFilter,
	TEXT_FIELDS,
	type PaymentFilter,
} from './filters';
import type { Input } from './input';
import { itemOptions } from './options';
import {
	DEAL_OPTION,
	ENTITY_LABEL,
	entityIdParameter,
	INVOICE_OPTION,
	returnAllParameters,
	rowLimit,
	WHOLE_PORTAL,
	WHOLE_PORTAL_OPTION,
} from './parameters';
import { numberOf, paymentFrom, simplified } from './payment';
import { unexpected, valueOf, type Finding, type Query, type QueryOperation } from './query';
import { entityId, entityType } from './values';

/** Rows per page, set by Bitrix24 (reference §1.5). */
const PAGE = 50;

/** Pages per request: 1,000 payments, well below the minute a request may take. */
const PAGES_AT_ONCE = 20;

/** Get Many: `crm.item.payment.list` of one deal or invoice, or `sale.payment.list`. */
export const getAll: QueryOperation = {
	kind: 'query',
	resource: 'payment',
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many payments',
		description: 'List the payments of a deal, an invoice or the whole portal, newest first',
	},
	properties: [
		{
			displayName: 'Payments Of',
			name: 'entityTypeId',
			type: 'options',
			options: [DEAL_OPTION, INVOICE_OPTION, WHOLE_PORTAL_OPTION],
			default: 0,
			description: 'What the payments belong to',
			displayOptions: { show: { resource: ['payment'], operation: ['getAll'] } },
		},
		entityIdParameter('getAll'),
		...returnAllParameters('payment'),
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add Filter',
			default: {},
			displayOptions: { show: { resource: ['payment'], operation: ['getAll'] } },
			options: [...FILTERS],
		},
	],
	scopes: ['crm', 'sale'],
	request: (input) => {
		const search = searchFrom(input);
		const typeId = entityType(input.parameter('entityTypeId'), 'Payments Of');
		if (typeId === WHOLE_PORTAL) return ofPortal(search);
		if (search.filter.orderId !== undefined) throw orderOfDeal();
		const ownerId = entityId(input.parameter('entityId'), ENTITY_LABEL, input.portalHost, typeId);
		return ofDealOrInvoice(typeId, ownerId, search);
	},
};

interface Search {
	readonly filter: PaymentFilter;
	readonly limit: number;
	readonly simplify: boolean;
}

function searchFrom(input: Input): Search {
	return {
		filter: filterFrom(input),
		limit: rowLimit(input),
		simplify: itemOptions(input).simplify,
	};
}

function orderOfDeal() {
	return invalidInput(
		"'Order ID' cannot be combined with a deal or invoice",
		"Bitrix24 does not tell the order there. Choose 'Whole Portal', or remove the filter",
	);
}

/** All payments of a deal or invoice come in one answer, without pages. */
function* ofDealOrInvoice(entityTypeId: number, ownerId: number, search: Search): Query {
	const [reply] = yield [
		{
			method: 'crm.item.payment.list',
			params: { entityId: ownerId, entityTypeId, order: { id: 'desc' } },
		},
	];
	const rows = valueOf(reply);
	if (!Array.isArray(rows)) throw unexpected();
	return rows
		.filter(isObject)
		.filter((row) => matches(search.filter, row))
		.slice(0, search.limit)
		.map((row) => finding(row, search.simplify));
}

function* ofPortal(search: Search): Query {
	const rows = yield* portalPayments(search.filter, search.limit, selectFor(search));
	return rows.map((row) => finding(row, search.simplify));
}

/**
 * Pages through `sale.payment.list`, newest first. The first page fixes the newest ID, so that
 * payments added meanwhile do not move rows from one page to the next.
 *
 * @param select fields to read; empty = all
 * @returns at most `limit` rows that match
 */
function* portalPayments(
	filter: PaymentFilter,
	limit: number,
	select: readonly string[],
): Generator<Command[], IDataObject[], Reply[]> {
	const found = new Map<number, IDataObject>();
	const collect = (value: unknown) => {
		for (const row of rowsOf(value)) {
			const id = numberOf(row.id);
			if (id !== null && matches(filter, row)) found.set(id, row);
		}
	};
	const [first] = yield [pageCommand(filter, select, 0)];
	const rows = rowsOf(valueOf(first));
	collect(valueOf(first));
	const total = totalOf(first, rows.length);
	const newest = numberOf(rows[0]?.id);
	let isLast = rows.length < PAGE;
	for (let start = PAGE; !isLast && start < total && found.size < limit; ) {
		const pages = pagesToRead(start, total, limit - found.size, filter);
		const replies = yield pages.map((page) => pageCommand(filter, select, page, newest));
		replies.forEach((reply) => collect(valueOf(reply)));
		isLast = replies.some((reply) => rowsOf(valueOf(reply)).length < PAGE);
		start += pages.length * PAGE;
	}
	return [...found.values()].slice(0, limit);
}

/** Without a total, the next page is the only sign that there is one. */
function totalOf(first: Reply | undefined, rows: number): number {
	if (first?.kind !== 'value') return rows;
	return first.total ?? (first.next === undefined ? rows : Infinity);
}

/** Where text is searched on our side, nobody knows how many pages it takes. */
function pagesToRead(
	start: number,
	total: number,
	missing: number,
	filter: PaymentFilter,
): number[] {
	const left = Math.ceil((total - start) / PAGE);
	const needed = filter.text === undefined ? Math.ceil(missing / PAGE) : left;
	const count = Math.min(left, needed, PAGES_AT_ONCE);
	return Array.from({ length: count }, (_, index) => start + index * PAGE);
}

function pageCommand(
	filter: PaymentFilter,
	select: readonly string[],
	start: number,
	newest?: number | null,
): Command {
	const wanted = { ...serverFilter(filter), ...(newest ? { '<=id': newest } : {}) };
	return {
		method: 'sale.payment.list',
		params: {
			...(select.length > 0 ? { select: [...select] } : {}),
			...(Object.keys(wanted).length > 0 ? { filter: wanted } : {}),
			order: { id: 'desc' },
			start,
		},
	};
}

/** What a simplified payment shows, and what the filter has to see. */
const SIMPLE_FIELDS = [
	'id',
	'accountNumber',
	'paid',
	'datePaid',
	'sum',
	'currency',
	'paySystemId',
	'paySystemName',
	'empPaidId',
	'orderId',
] as const;

function selectFor({ simplify, filter }: Search): string[] {
	if (!simplify) return [];
	return [...new Set([...SIMPLE_FIELDS, ...(filter.text === undefined ? [] : TEXT_FIELDS)])];
}

function rowsOf(value: unknown): IDataObject[] {
	if (!isObject(value) || !Array.isArray(value.payments)) throw unexpected();
	return value.payments.filter(isObject);
}

function finding(row: IDataObject, simplify: boolean): Finding {
	const payment = paymentFrom(row, numberOf(row.id) ?? 0);
	return { json: simplify && payment ? simplified(payment) : row };
}
