import { mayReadOrder, type Order } from '../entities';
import { controllerError } from '../errors';
import { fieldBySnakeName, toSnakeCase } from '../fieldNames';
import { parseFilterKey, satisfies, sortRows, type Condition } from '../filters';
import { pageOf } from '../paging';
import { checkOrderDeletable } from '../paymentDraft';
import { isArray, toInt, toText, type Json, type PhpArray, type PhpValue } from '../php/values';
import { readDate, salePayment } from '../typing';
import { bindAny, bindOptionalArray } from './binding';
import { ORDER_FIELDS, orderField } from './orderFields';
import { requireWriteRight } from './salePayment';
import type { CommandContext, CommandResult, RestMethod } from './types';

/** Orders and their link to deals and invoices (docs/bitrix24.md#orders). */
export const SALE_ORDER_METHODS: readonly RestMethod[] = [
	{ name: 'sale.order.get', scope: 'sale', kind: 'controller', run: getOrder },
	{ name: 'sale.order.list', scope: 'sale', kind: 'controller', run: listOrders },
	{ name: 'sale.order.delete', scope: 'sale', kind: 'controller', run: deleteOrder },
	{ name: 'crm.orderentity.list', scope: 'crm', kind: 'controller', run: listOrderEntities },
];

function getOrder(context: CommandContext): Json {
	const id = bindAny(context.params, 'id');
	const order = isArray(id) ? undefined : context.core.store.orders.get(toInt(id));
	if (order === undefined) throw controllerError('order is not exists', '200540400001');
	const payments = context.core.shown.ofOrder(order.id).map((row) => salePayment(row));
	return { order: { ...printOrder(context, order), payments } };
}

function deleteOrder(context: CommandContext): Json {
	const { store } = context.core;
	requireWriteRight(context);
	const id = bindAny(context.params, 'id');
	const order = isArray(id) ? undefined : store.orders.get(toInt(id));
	if (order === undefined) throw controllerError('order is not exists', '200540400001');
	checkOrderDeletable(store.paymentIdsOf(order.id).flatMap((one) => store.payments.get(one) ?? []));
	store.removeOrder(order.id);
	context.noteChange();
	return true;
}

function listOrders(context: CommandContext): CommandResult {
	const list = { fields: ORDER_FIELDS, read: readerOf(context) };
	const orders = [...context.core.store.orders.values()];
	return listRows(context, orders, list, (page) => ({ orders: page }));
}

function printOrder(context: CommandContext, order: Order): Record<string, Json> {
	return pick(order, ORDER_FIELDS, readerOf(context));
}

function readerOf({ core }: CommandContext): (order: Order, field: string) => Json {
	return (order, field) => orderField(order, field, () => core.shown.ofOrder(order.id));
}

function listOrderEntities(context: CommandContext): CommandResult {
	const { core, auth } = context;
	const rows = [...core.store.orders.values()]
		.filter((order) => mayReadOrder(auth.user, order))
		.map((order) => ({
			orderId: order.id,
			ownerId: order.ownerId,
			ownerTypeId: order.ownerTypeId,
		}));
	const fields = ['orderId', 'ownerId', 'ownerTypeId'] as const;
	const list = { fields, read: (row: Row, field: string) => row[field] ?? null };
	return listRows(context, rows, list, (page) => ({ orderEntity: page }));
}

type Row = Record<string, Json>;

/** What a list can show, and how it is read. */
interface List<Kept> {
	readonly fields: readonly string[];
	read(row: Kept, field: string): Json;
}

/**
 * filter, select and order as in the other sale lists: unknown keys are dropped
 * (docs/bitrix24.md#dropped-filters).
 */
function listRows<Kept>(
	{ core, params, start }: CommandContext,
	rows: Kept[],
	{ fields, read }: List<Kept>,
	print: (page: Row[]) => Json,
): CommandResult {
	const filter = bindOptionalArray(params, 'filter');
	const nowMs = core.clock.now();
	const conditions = [...filter].flatMap(([key, value]) =>
		readCondition(fields, key, value, nowMs),
	);
	const matching = rows.filter((row) =>
		conditions.every((one) => satisfies(read(row, one.field), one)),
	);
	const sorting = [...bindOptionalArray(params, 'order')].flatMap(([key, direction]) => {
		const field = fieldBySnakeName(toSnakeCase(key), fields);
		const descending = toText(direction).toUpperCase() === 'DESC';
		return field === undefined ? [] : [{ field, descending }];
	});
	const sorted = sortRows(matching, sorting, read);
	const selected = readSelect(fields, bindOptionalArray(params, 'select'));
	return pageOf(sorted, start, (page) => print(page.map((row) => pick(row, selected, read))));
}

/** A date that cannot be read is dropped with its condition (docs/bitrix24.md#dropped-filters). */
function readCondition(
	fields: readonly string[],
	key: string,
	value: PhpValue,
	nowMs: number,
): Condition[] {
	const parsed = parseFilterKey(toSnakeCase(key));
	const field = fieldBySnakeName(parsed.field, fields);
	if (field === undefined) return [];
	if (!field.startsWith('date')) return [{ ...parsed, field, value }];
	const date = readDate('datetime', value, nowMs);
	return date === undefined ? [] : [{ ...parsed, field, value: date }];
}

function readSelect(fields: readonly string[], select: PhpArray): readonly string[] {
	const names = [...select.values()].map((name) => toSnakeCase(toText(name)));
	const known = fields.filter((field) => names.includes(toSnakeCase(field)));
	return known.length > 0 ? known : fields;
}

function pick<Kept>(row: Kept, fields: readonly string[], read: List<Kept>['read']): Row {
	return Object.fromEntries(fields.map((field) => [field, read(row, field)]));
}
