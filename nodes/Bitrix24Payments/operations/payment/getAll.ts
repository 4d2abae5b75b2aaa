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
import { fieldsSeen, type PaymentFilter } from '../../parameters/paymentFilter';
import { DEAL, INVOICE, ORDER } from '../../parameters/paymentRef';
import { invalidInput } from '../../portal/failure';
import { simplified, type Payment } from '../../records/payment';
import {
	type Finding,
	type Query,
	type QueryOperation,
	type QueryRequest,
	type Subject,
} from '../query';
import { ownedPayments, portalPayments } from './listedPayments';

const OWNER_TYPE_LABEL = ownerTypeLabel('getAll');

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

function* ofDealOrInvoice(entityTypeId: number, ownerId: number, search: Search): Query {
	const payments = yield* ownedPayments(entityTypeId, ownerId, search.filter);
	return payments.slice(0, search.limit).map((payment) => finding(payment, search.simplify));
}

function* ofPortal(search: Search): Query {
	const payments = yield* portalPayments(search.filter, search.limit, selectFor(search));
	return payments.map((payment) => finding(payment, search.simplify));
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

function finding(payment: Payment, simplify: boolean): Finding {
	return { json: simplify ? simplified(payment) : payment.fields };
}
