import type { IDataObject } from 'n8n-workflow';

import {
	filterFrom,
	FILTERS,
	matches,
	serverFilter,
	TEXT_FIELDS,
	type PaymentFilter,
} from '../../parameters/filters';
import { entityId, entityType } from '../../parameters/ids';
import type { Input } from '../../parameters/input';
import { returnAllParameters, rowLimit } from '../../parameters/limit';
import {
	DEAL_OPTION,
	ENTITY_LABEL,
	entityIdParameter,
	INVOICE_OPTION,
	WHOLE_PORTAL,
	WHOLE_PORTAL_OPTION,
} from '../../parameters/locators';
import { itemOptions } from '../../parameters/options';
import type { Reply } from '../../portal/command';
import { invalidInput } from '../../portal/failure';
import { answerOf, type Look } from '../../portal/look';
import { isObject } from '../../portal/json';
import { numberOf, paymentFrom, simplified } from '../../records/payment';
import { unexpected, valueOf, type Finding, type Query, type QueryOperation } from '../query';

/** Rows per page, set by Bitrix24 (docs/bitrix24.md#paging). */
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
	permissions: 'crm for a deal or invoice, sale for the whole portal',
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
	const [reply] = yield [{ show: 'paymentsOf', entityTypeId, entityId: ownerId }];
	const rows = valueOf(reply);
	if (!Array.isArray(rows)) throw unexpected();
	const payments = rows.filter(isObject);
	const texts = search.filter.text === undefined ? new Map() : yield* textsOf(payments);
	return payments
		.filter((row) => matches(search.filter, { ...texts.get(numberOf(row.id)), ...row }))
		.slice(0, search.limit)
		.map((row) => finding(row, search.simplify));
}

/** The fields to look for a text in, by payment ID: the list of a deal or invoice lacks most of them. */
function* textsOf(
	payments: readonly IDataObject[],
): Generator<Look[], Map<number | null, IDataObject>, Reply[]> {
	const ids = payments.map((row) => numberOf(row.id));
	const pages = Array.from({ length: Math.ceil(ids.length / PAGE) }, (_, index) =>
		ids.slice(index * PAGE, (index + 1) * PAGE),
	);
	if (pages.length === 0) return new Map();
	const replies = yield pages.map((page) =>
		answerOf('sale.payment.list', {
			select: ['id', ...TEXT_FIELDS],
			filter: { '@id': page },
		}),
	);
	const rows = replies.flatMap((reply) => rowsOf(valueOf(reply)));
	return new Map(rows.map((row) => [numberOf(row.id), row]));
}

function* ofPortal(search: Search): Query {
	const rows = yield* portalPayments(search.filter, search.limit, selectFor(search));
	return rows.map((row) => finding(row, search.simplify));
}

/**
 * Pages through `sale.payment.list`, newest first. Each request begins behind the last row that was
 * read, so that payments that come or go meanwhile move no row past it.
 *
 * @param select fields to read; empty = all
 * @returns at most `limit` rows that match
 */
function* portalPayments(
	filter: PaymentFilter,
	limit: number,
	select: readonly string[],
): Generator<Look[], IDataObject[], Reply[]> {
	const found: IDataObject[] = [];
	let pages = 1;
	for (let below = Infinity; pages > 0; ) {
		const starts = Array.from({ length: pages }, (_, index) => index * PAGE);
		const replies = yield starts.map((start) => pageLook(filter, select, start, below));
		const read = steadyRows(replies);
		found.push(...read.rows.filter((row) => matches(filter, row)));
		const oldest = Math.min(...read.rows.map((row) => numberOf(row.id) ?? Infinity));
		if (read.left > 0 && !(oldest < below)) throw unexpected();
		below = oldest;
		pages = pagesToRead(read.left, limit - found.length, filter);
	}
	return found.slice(0, limit);
}

/**
 * The rows of some pages, up to the first page that counts another total: a row came or went
 * between the two, so that the later one may have skipped a row.
 *
 * @returns and how many rows are left behind them; Infinity when nobody knows
 */
function steadyRows(replies: readonly Reply[]): { rows: IDataObject[]; left: number } {
	const total = totalOf(replies[0]);
	const change = replies.findIndex((reply) => totalOf(reply) !== total);
	const steady = change === -1 ? replies : replies.slice(0, change);
	const pages = steady.map((reply) => rowsOf(valueOf(reply)));
	const rows = pages.flat();
	const isLast = pages.some((page) => page.length < PAGE) && change === -1;
	return { rows, left: isLast ? 0 : Math.max(0, total - rows.length) };
}

/** Without a total, the next page is the only sign that there is one. */
function totalOf(reply: Reply | undefined): number {
	if (reply?.kind !== 'value') throw reply?.failure ?? unexpected();
	return reply.total ?? (reply.next === undefined ? rowsOf(reply.value).length : Infinity);
}

/** Where text is searched on our side, nobody knows how many pages it takes. */
function pagesToRead(left: number, missing: number, filter: PaymentFilter): number {
	if (missing <= 0) return 0;
	const needed = filter.text === undefined ? Math.ceil(missing / PAGE) : PAGES_AT_ONCE;
	return Math.min(Math.ceil(left / PAGE), needed, PAGES_AT_ONCE);
}

function pageLook(
	filter: PaymentFilter,
	select: readonly string[],
	start: number,
	below: number,
): Look {
	const wanted = { ...serverFilter(filter), ...(below < Infinity ? { '<id': below } : {}) };
	return answerOf('sale.payment.list', {
		...(select.length > 0 ? { select: [...select] } : {}),
		...(Object.keys(wanted).length > 0 ? { filter: wanted } : {}),
		order: { id: 'desc' },
		start,
	});
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
