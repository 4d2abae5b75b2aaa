import { numberOf, textOf } from '../judge/json';
import type { Ask } from '../net/ask';
import type { Access } from '../net/access';
import { UNKNOWN_ID, UNKNOWN_NAME } from './names';
import type { Reason } from '../judge/verdict';
import type { Subjects } from './subjects';

/** Why a call cannot be made. */
export interface Lack {
	readonly why: Reason;
	readonly text: string;
}

/** A call to make, or the name of one that cannot be made and what it lacks. */
export type Plan = Ask | { readonly name: string; readonly lacks: Lack };

/** The portal has nothing of the kind that is needed. */
export function noData(text: string): Lack {
	return { why: 'data', text };
}

/** What a list needs to show of a payment for the node. */
export const SHORT_FIELDS = [
	'id',
	'orderId',
	'accountNumber',
	'paid',
	'datePaid',
	'empPaidId',
	'sum',
	'currency',
	'paySystemId',
	'paySystemName',
];

/** How the node reads which orders a deal or invoice owns. */
const OWNED = {
	select: ['orderId', 'ownerId', 'ownerTypeId'],
	order: { orderId: 'asc' },
	start: -1,
};

const GET = 'crm.item.payment.get';
const LIST = 'sale.payment.list';

/** Calls about the transport, which need no data. */
export function transportAsks({ kind }: Pick<Access, 'kind'>): Plan[] {
	const ofWebhook = (ask: Ask): Plan =>
		kind === 'webhook'
			? ask
			: { name: ask.name, lacks: { why: 'option', text: 'needs --webhook' } };
	return [
		{ name: 'app info', method: 'app.info' },
		{ name: 'made-up credential', method: 'scope', credential: 'madeUp' },
		{ name: 'made-up token', method: 'scope', credential: 'madeUpToken' },
		{ name: 'no credential', method: 'scope', credential: 'none' },
		{ name: 'unknown method', method: 'probe.no.such.method' },
		{
			name: 'unknown method, made-up credential',
			method: 'probe.no.such.method',
			credential: 'madeUp',
		},
		{ name: 'unknown action', method: `crm.item.payment.${UNKNOWN_NAME}` },
		{ name: 'address without user', method: 'scope', credential: 'withoutUser' },
		ofWebhook({ name: 'webhook in the body', method: 'scope', credential: 'inBody' }),
		ofWebhook({ name: 'another verb', method: GET, verb: 'PUT', params: { id: UNKNOWN_ID } }),
		{ name: 'cut-off body', method: GET, rawBody: `{"id": ${UNKNOWN_ID}` },
		{ name: 'cut-off batch', method: 'batch', rawBody: '{"cmd": {"a": "scope"}' },
		{
			name: 'half a character',
			method: GET,
			rawBody: `{"id": ${UNKNOWN_ID}, "note": "\\ud83d"}`,
		},
		{ name: 'missing id', method: GET, params: {} },
		{ name: 'word for an id', method: GET, params: { id: 'abc' } },
		{ name: 'unknown payment', method: GET, params: { id: UNKNOWN_ID } },
		{
			name: 'unknown payment of the store',
			method: 'sale.payment.get',
			params: { id: UNKNOWN_ID },
		},
	];
}

/** Calls about payments, one by one and as lists. */
export function paymentAsks({ paymentIds, payment, dealId, noPayment }: Subjects): Plan[] {
	const [id] = paymentIds;
	const of = (name: string, ask: Omit<Ask, 'name'>): Plan =>
		id === undefined ? { name, lacks: noPayment } : { name, ...ask };
	const list = (name: string, params: Ask['params'], alone?: true): Plan =>
		of(name, {
			method: LIST,
			params: { select: ['id'], start: -1, ...params },
			...(alone ? { alone } : {}),
		});
	const number = textOf(payment?.accountNumber);
	const orderId = numberOf(payment?.orderId);
	const sum = numberOf(payment?.sum);
	return [
		of('payment', { method: GET, params: { id }, alone: true }),
		of('payment of the store', { method: 'sale.payment.get', params: { id }, alone: true }),
		{ name: 'fields', method: 'sale.payment.getFields' },
		list(
			'listed by id',
			{ select: SHORT_FIELDS, filter: { '=id': [...paymentIds] }, order: { id: 'asc' } },
			true,
		),
		list('one listed', { filter: { '=id': id } }),
		list('unknown condition', {
			filter: { '=id': [id], [`=${UNKNOWN_NAME}`]: 1 },
			select: ['id', UNKNOWN_NAME],
			order: { [UNKNOWN_NAME]: 'asc' },
		}),
		list('unknown operator', { filter: { '=id': [id], '==paid': 'neither' } }),
		list('unreadable date', { filter: { '=id': [id], '>=dateBill': 'no date at all' } }),
		list('name in capitals', { filter: { '=id': [id], '=ORDER_ID': UNKNOWN_ID } }),
		list('empty list of ids', { filter: { '=id': [] } }),
		list('older payments', { filter: { '<id': id }, order: { id: 'desc' } }),
		number === ''
			? { name: 'listed by number', lacks: noPayment }
			: list('listed by number', {
					select: ['id', 'accountNumber'],
					filter: { '=accountNumber': [number] },
				}),
		number === ''
			? { name: 'listed by part of a number', lacks: noPayment }
			: list('listed by part of a number', {
					select: ['id', 'accountNumber'],
					filter: { '=id': [...paymentIds], '%accountNumber': number.slice(0, -1) },
				}),
		orderId === undefined
			? { name: 'listed by order', lacks: noPayment }
			: list('listed by order', { select: ['id', 'orderId'], filter: { '=orderId': [orderId] } }),
		sum === undefined
			? { name: 'listed by amount', lacks: noPayment }
			: list('listed by amount', {
					select: ['id', 'sum'],
					filter: { '=id': [...paymentIds], '>=sum': sum, '<=sum': sum },
				}),
		dealId === undefined
			? { name: 'payments of a deal', lacks: noData('no deal was found') }
			: {
					name: 'payments of a deal',
					method: 'crm.item.payment.list',
					params: { entityTypeId: 2, entityId: dealId, order: { id: 'desc' } },
				},
		{
			name: 'payments of no deal',
			method: 'crm.item.payment.list',
			params: { entityTypeId: 2, entityId: UNKNOWN_ID },
		},
		{
			name: 'unknown column',
			method: 'crm.item.payment.list',
			params: { entityTypeId: 2, entityId: dealId ?? UNKNOWN_ID, filter: { [UNKNOWN_NAME]: 1 } },
		},
	];
}

/** Calls about orders, their owners, and payment systems. */
export function orderAsks({ orderIds, dealId, noPayment }: Subjects): Plan[] {
	const of = (name: string, ask: Omit<Ask, 'name'>): Plan =>
		orderIds.length === 0 ? { name, lacks: noPayment } : { name, ...ask };
	const owned = (name: string, filter: NonNullable<Ask['params']>): Plan =>
		dealId === undefined
			? { name, lacks: noData('no deal was found') }
			: { name, method: 'crm.orderentity.list', params: { ...OWNED, filter } };
	return [
		of('orders by id', {
			method: 'sale.order.list',
			params: {
				select: ['id', 'accountNumber'],
				// One is left out, so that it shows whether others are.
				filter: { '=id': orderIds.length > 1 ? orderIds.slice(1) : [...orderIds] },
				start: -1,
			},
		}),
		{
			name: 'orders changed last',
			method: 'sale.order.list',
			params: {
				select: ['id', 'accountNumber', 'dateUpdate'],
				order: { dateUpdate: 'desc', id: 'desc' },
				start: -1,
			},
		},
		owned('orders of deals, @', { '@ownerId': [dealId ?? 0], '=ownerTypeId': 2 }),
		owned('orders of deals, =', { '=ownerId': [String(dealId ?? 0)], '=ownerTypeId': 2 }),
		{
			name: 'payment systems',
			method: 'sale.paysystem.list',
			params: { FILTER: { ENTITY_REGISTRY_TYPE: 'ORDER' }, ORDER: { SORT: 'ASC', ID: 'ASC' } },
		},
		{
			name: 'payment systems, not active',
			method: 'sale.paysystem.list',
			params: { SELECT: ['ID', 'ACTIVE'], FILTER: { '!ACTIVE': 'Y' } },
		},
		{ name: 'REST handlers', method: 'sale.paysystem.handler.list' },
		dealId === undefined
			? { name: 'deals by id', lacks: noData('no deal was found') }
			: dealList('deals by id', { '@id': [dealId] }),
		dealList('deals by an unknown field', { [`=${UNKNOWN_NAME}`]: 1 }),
		{
			name: 'deals by a text',
			method: 'crm.item.list',
			params: {
				entityTypeId: 2,
				select: ['id', 'title', 'opportunity', 'currencyId'],
				filter: { '%title': UNKNOWN_NAME },
				order: { id: 'DESC' },
				start: 0,
			},
		},
	];
}

function dealList(name: string, filter: NonNullable<Ask['params']>): Ask {
	const params = { entityTypeId: 2, select: ['id'], filter, order: { id: 'DESC' }, start: 0 };
	return { name, method: 'crm.item.list', params };
}
