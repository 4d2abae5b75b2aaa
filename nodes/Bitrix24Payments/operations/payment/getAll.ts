import type { IDataObject } from 'n8n-workflow';

import { filterFrom, FILTERS } from '../../parameters/filters';
import { entityId, entityType } from '../../parameters/ids';
import type { Input } from '../../parameters/input';
import { returnAllParameters, rowLimit } from '../../parameters/limit';
import {
	DEAL_OPTION,
	INVOICE_OPTION,
	ORDER_LABEL,
	ORDER_OPTION,
	orderParameter,
	ownerLabel,
	ownerParameters,
	ownerTypeLabel,
	WHOLE_PORTAL,
	WHOLE_PORTAL_OPTION,
} from '../../parameters/locators';
import { ignoresEmptyFilters, itemOptions } from '../../parameters/options';
import { orderName } from '../../parameters/orders';
import {
	fieldsSeen,
	matches,
	serverFilter,
	type PaymentFilter,
} from '../../parameters/paymentFilter';
import { DEAL, INVOICE, ORDER } from '../../parameters/paymentRef';
import type { Reply } from '../../portal/command';
import { invalidInput } from '../../portal/failure';
import { isObject } from '../../portal/json';
import { answerOf, type Look } from '../../portal/look';
import type { PagesRead } from '../../portal/paymentPages';
import { numberOf, paymentFrom, simplified } from '../../records/payment';
import {
	unexpected,
	valueOf,
	type Finding,
	type Query,
	type QueryOperation,
	type QueryRequest,
	type Subject,
} from '../query';

const OWNER_TYPE_LABEL = ownerTypeLabel('getAll');

/** Rows per page, set by Bitrix24 (docs/bitrix24.md#paging). */
const PAGE = 50;

/** Pages per request: 1,000 payments, well below the minute a request may take. */
const PAGES_AT_ONCE = 20;

/** Get Many: `crm.item.payment.list` of one deal or invoice, else `sale.payment.list`. */
export const getAll: QueryOperation = {
	kind: 'query',
	resource: 'payment',
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many payments',
		description:
			'List the payments of a deal, an invoice, an order or the whole portal, newest first',
	},
	forAgents:
		'Lists payments in Bitrix24: those of a deal, an invoice or an order, or of the whole portal, newest first. Changes nothing.',
	properties: [
		{
			displayName: OWNER_TYPE_LABEL,
			name: 'entityTypeId',
			type: 'options',
			options: [DEAL_OPTION, INVOICE_OPTION, ORDER_OPTION, WHOLE_PORTAL_OPTION],
			default: 0,
			description: 'What the payments belong to',
			displayOptions: { show: { resource: ['payment'], operation: ['getAll'] } },
		},
		...ownerParameters('getAll'),
		orderParameter('getAll'),
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
	request: (input) => {
		const search = searchFrom(input);
		const typeId = entityType(input.parameter('entityTypeId'), OWNER_TYPE_LABEL);
		const subject = subjectFor(typeId, search.filter);
		return { subject, ...requestFor(typeId, search, input) };
	},
};

function requestFor(typeId: number, search: Search, input: Input): QueryRequest {
	if (typeId === WHOLE_PORTAL) return { query: () => ofPortal(search) };
	if (search.filter.orderId !== undefined) throw orderBesideOwner();
	const given = input.parameter('entityId');
	if (typeId !== ORDER) {
		const ownerId = entityId(given, ownerLabel(typeId), input.portalHost, typeId);
		return { query: () => ofDealOrInvoice(typeId, ownerId, search) };
	}
	return {
		order: orderName(given, ORDER_LABEL, input.portalHost),
		query: (orderId) => ofPortal({ ...search, filter: { ...search.filter, orderId } }),
	};
}

/** Bitrix24 lists no payments for a deal or invoice that does not exist, and says no more. */
const SUBJECTS: Readonly<Record<number, Omit<Subject, 'isFiltered'>>> = {
	[WHOLE_PORTAL]: { one: 'portal', many: 'searches', isWhole: true },
	[ORDER]: { one: 'order', many: 'orders' },
	[DEAL]: { one: 'deal', many: 'deals', or: 'or there is no such deal' },
	[INVOICE]: { one: 'invoice', many: 'invoices', or: 'or there is no such invoice' },
};

const OTHER_RECORD = { one: 'record', many: 'records', or: 'or there is no such record' };

function subjectFor(typeId: number, filter: PaymentFilter): Subject {
	const isFiltered = Object.keys(filter).length > 0;
	return { ...(SUBJECTS[typeId] ?? OTHER_RECORD), isFiltered };
}

interface Search {
	readonly filter: PaymentFilter;
	readonly limit: number;
	readonly simplify: boolean;
}

function searchFrom(input: Input): Search {
	return {
		filter: filterFrom(input, ignoresEmptyFilters(input)),
		limit: rowLimit(input),
		simplify: itemOptions(input).simplify,
	};
}

function orderBesideOwner() {
	return invalidInput(
		"The filter 'Order ID' works for the whole portal only",
		`Remove the filter, or choose 'Whole Portal' under '${OWNER_TYPE_LABEL}'`,
	);
}

/** All payments of a deal or invoice come in one answer, without pages. */
function* ofDealOrInvoice(entityTypeId: number, ownerId: number, search: Search): Query {
	const [reply] = yield [{ show: 'paymentsOf', entityTypeId, entityId: ownerId }];
	const rows = valueOf(reply);
	if (!Array.isArray(rows)) throw unexpected();
	const payments = rows.filter(isObject);
	const others = yield* otherFieldsOf(payments, fieldsSeen(search.filter));
	return payments
		.filter((row) => matches(search.filter, { ...others.get(numberOf(row.id)), ...row }))
		.slice(0, search.limit)
		.map((row) => finding(row, search.simplify));
}

/** Fields that the list of a deal or invoice lacks, by payment ID. */
function* otherFieldsOf(
	payments: readonly IDataObject[],
	fields: readonly string[],
): Generator<Look[], Map<number | null, IDataObject>, Reply[]> {
	const ids = payments.map((row) => numberOf(row.id));
	const pages = Array.from({ length: Math.ceil(ids.length / PAGE) }, (_, index) =>
		ids.slice(index * PAGE, (index + 1) * PAGE),
	);
	if (pages.length === 0 || fields.length === 0) return new Map();
	const replies = yield pages.map((page) =>
		answerOf('sale.payment.list', {
			select: ['id', ...fields],
			filter: { '=id': page },
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
 * Reads the payments of the portal page by page, newest first.
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
	let below: number | undefined;
	for (let pages = 1; ; ) {
		const [reply] = yield [{ show: 'pages', filter: serverFilter(filter), select, below, pages }];
		const { rows, isEnd, total } = pagesFrom(reply);
		// One by one: the arguments of a single push have their limit.
		for (const row of rows) if (matches(filter, row)) found.push(row);
		if (isEnd || found.length >= limit) return found.slice(0, limit);
		below = numberOf(rows.at(-1)?.id) ?? undefined;
		// An end that names another page and shows nothing would be asked for without end.
		if (below === undefined) throw unexpected();
		pages = pagesToRead(total, rows.length, limit - found.length, filter);
	}
}

function pagesFrom(reply: Reply | undefined): PagesRead {
	const value = valueOf(reply);
	if (isObject(value) && Array.isArray(value.rows)) return value as unknown as PagesRead;
	throw unexpected();
}

/** As many as may be needed; the portal's count is a hint and no more. */
function pagesToRead(
	total: number | undefined,
	read: number,
	missing: number,
	filter: PaymentFilter,
): number {
	const isPlausible = total !== undefined && total > read;
	const left = isPlausible ? Math.ceil((total - read) / PAGE) : PAGES_AT_ONCE;
	// Where text is searched on our side, nobody knows how many pages it takes.
	const needed = filter.text === undefined ? Math.ceil(missing / PAGE) : PAGES_AT_ONCE;
	return Math.max(1, Math.min(left, needed, PAGES_AT_ONCE));
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
	return [...new Set([...SIMPLE_FIELDS, ...fieldsSeen(filter)])];
}

function rowsOf(value: unknown): IDataObject[] {
	if (!isObject(value) || !Array.isArray(value.payments)) throw unexpected();
	return value.payments.filter(isObject);
}

function finding(row: IDataObject, simplify: boolean): Finding {
	const payment = paymentFrom(row, numberOf(row.id) ?? 0);
	return { json: simplify && payment ? simplified(payment) : row };
}
