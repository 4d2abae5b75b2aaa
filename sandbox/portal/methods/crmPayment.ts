import { DEAL, INVOICE, mayReadOrder, mayUpdateOrder, type User } from '../entities';
import { controllerError, crmAccessDenied, RestError } from '../errors';
import { toUpperSnake } from '../fieldNames';
import { parseFilterKey, readSorting, satisfies, sortRows, type Condition } from '../filters';
import { checkDeletable } from '../paymentDraft';
import { CRM_PAYMENT_FIELDS, type PaymentRow } from '../paymentFields';
import { isTruthy, PhpArray, toInt, type Json, type PhpValue } from '../php/values';
import { bindArray, bindInt, bindOptionalArray } from './binding';
import type { CommandContext, RestMethod } from './types';
import { changePayment, nowOn, takeTime } from './writing';

type CrmField = (typeof CRM_PAYMENT_FIELDS)[number];

/** crm.item.payment.*: payments seen from a deal or invoice (docs/bitrix24.md#payments). */
export const CRM_PAYMENT_METHODS: readonly RestMethod[] = [
	method('get', getPayment),
	method('list', listPayments),
	method('pay', async (context) => await setPaid(context, 'Y')),
	method('unpay', async (context) => await setPaid(context, 'N')),
	method('update', updatePayment),
	method('add', addPayment),
	method('delete', deletePayment),
];

function method(action: string, run: RestMethod['run']): RestMethod {
	return { name: `crm.item.payment.${action}`, scope: 'crm', kind: 'controller', run };
}

function getPayment(context: CommandContext): Json {
	const row = requireRow(context, context.core.shown.get(bindInt(context.params, 'id')));
	const order = context.core.store.orderOf(row);
	if (!mayReadOrder(context.auth.user, order)) throw denied(context);
	return printPayment(context, row);
}

/**
 * Bare array, no paging; an entity that does not exist has no payments
 * (docs/bitrix24.md#crm-get-and-list).
 */
function listPayments(context: CommandContext): Json {
	const entityId = bindInt(context.params, 'entityId');
	const entityTypeId = bindInt(context.params, 'entityTypeId');
	const filter = bindOptionalArray(context.params, 'filter');
	const order = bindOptionalArray(context.params, 'order');
	if (!mayReadOwner(context, entityTypeId, entityId)) throw crmAccessDenied();
	const conditions = [...filter].map(([key, value]) => readCondition(key, value));
	const rows = paymentsOf(context, entityTypeId, entityId).filter((row) =>
		conditions.every((one) => satisfies(row[one.field as CrmField], one)),
	);
	const sorting = readSorting(order).map((one) => ({ ...one, field: knownField(one.field) }));
	const sorted = sortRows(rows, sorting, (row, field) => row[field as CrmField]);
	return sorted.map((row) => printPayment(context, row));
}

function paymentsOf({ core }: CommandContext, typeId: number, ownerId: number): PaymentRow[] {
	return core.store
		.orderIdsOf(typeId, ownerId)
		.flatMap((orderId) => core.shown.ofOrder(orderId))
		.sort((left, right) => left.id - right.id);
}

/**
 * Unlike in sale.payment.list an unknown column is an error (docs/bitrix24.md#crm-get-and-list).
 */
function readCondition(key: string, value: PhpValue): Condition {
	const parsed = parseFilterKey(key);
	return { ...parsed, field: knownField(parsed.field), value };
}

function knownField(name: string): CrmField {
	const snake = toUpperSnake(name);
	const known = CRM_PAYMENT_FIELDS.find((field) => toUpperSnake(field) === snake);
	if (known !== undefined) return known;
	const entity = '\\Bitrix\\Sale\\Internals\\Payment Entity';
	throw controllerError(`Unknown field definition \`${snake}\` (${snake}) for ${entity}.`, '100');
}

async function setPaid(context: CommandContext, paid: 'Y' | 'N'): Promise<Json> {
	const fields = new PhpArray().set('PAID', paid);
	return await changeFields(context, bindInt(context.params, 'id'), fields);
}

/** `paid` and `paySystemId` only; other keys are dropped (docs/bitrix24.md#crm-update). */
async function updatePayment(context: CommandContext): Promise<Json> {
	const id = bindInt(context.params, 'id');
	const fields = new PhpArray();
	for (const [key, value] of bindArray(context.params, 'fields')) {
		const name = toUpperSnake(key);
		if (name === 'PAID' || name === 'PAY_SYSTEM_ID') fields.set(name, value);
	}
	if (fields.size === 0) throw controllerError('Empty fields');
	return await changeFields(context, id, fields);
}

async function changeFields(context: CommandContext, id: number, fields: PhpArray): Promise<Json> {
	const row = findPayment(context, id);
	requireUpdateRight(context, row);
	const paySystemId = fields.get('PAY_SYSTEM_ID');
	if (paySystemId !== undefined && paySystemId !== null) {
		if (!context.core.store.paySystems.has(toInt(paySystemId))) {
			throw controllerError('Payment system has not been found');
		}
	}
	await changePayment(context, row, (draft) => {
		for (const [name, value] of fields) draft.set(name === 'PAID' ? 'paid' : 'paySystemId', value);
	});
	return true;
}

/** Not idempotent; the sum starts at 0 (docs/bitrix24.md#create-and-delete). */
async function addPayment(context: CommandContext): Promise<Json> {
	const { store } = context.core;
	const entityId = bindInt(context.params, 'entityId');
	const entityTypeId = bindInt(context.params, 'entityTypeId');
	const fields = bindOptionalArray(context.params, 'fields');
	if (!mayUpdateItems(context.auth.user)) throw crmAccessDenied();
	const item = isPayable(entityTypeId) ? store.item(entityTypeId, entityId) : undefined;
	if (item === undefined) throw cannotAdd(entityTypeId, entityId);
	const orderId =
		store.orderIdsOf(entityTypeId, entityId)[0] ?? store.addOrderFor(item, nowOn(context));
	const entry = [...fields].find(([key]) => toUpperSnake(key) === 'PAY_SYSTEM_ID')?.[1];
	const paySystemId = isTruthy(entry) ? toInt(entry) : null;
	const { currency } = store.orders.get(orderId) ?? { currency: 'EUR' };
	await takeTime(context, { orderId });
	context.noteChange();
	return store.addPayment({ orderId, paySystemId, sum: 0, currency }, nowOn(context));
}

/**
 * The helper's own message comes first, the status is that of the denial
 * (docs/bitrix24.md#create-and-delete).
 */
function cannotAdd(entityTypeId: number, entityId: number): RestError {
	const text = isPayable(entityTypeId)
		? `Entity with ID ${entityId} not found`
		: `Entity type ${entityTypeId} does not support payments`;
	return new RestError('0', text, 400, { deniesResponse: true });
}

function isPayable(entityTypeId: number): boolean {
	return entityTypeId === DEAL || entityTypeId === INVOICE;
}

async function deletePayment(context: CommandContext): Promise<Json> {
	const row = findPayment(context, bindInt(context.params, 'id'));
	requireUpdateRight(context, row);
	checkDeletable(row);
	await takeTime(context, { orderId: row.orderId, paymentId: row.id });
	context.core.store.removePayment(row.id, nowOn(context));
	context.noteChange();
	return true;
}

/** The payment that a write loads. */
function findPayment(context: CommandContext, id: number): PaymentRow {
	return requireRow(context, context.core.store.payments.get(id));
}

function requireRow({ core }: CommandContext, row: PaymentRow | undefined): PaymentRow {
	if (row !== undefined) return row;
	const isOld = core.dialect.crmErrors === 'old';
	throw controllerError(isOld ? OLD_REFUSAL : 'Payment has not been found');
}

const OLD_REFUSAL = 'Insufficient permissions.';

/**
 * Older builds use one error for "not found" and "denied" (docs/bitrix24.md#not-found-or-denied).
 */
function denied({ core }: CommandContext): RestError {
	return core.dialect.crmErrors === 'old' ? controllerError(OLD_REFUSAL) : crmAccessDenied();
}

function requireUpdateRight(context: CommandContext, row: PaymentRow): void {
	const order = context.core.store.orderOf(row);
	if (!mayUpdateOrder(context.auth.user, order)) throw denied(context);
}

function mayReadOwner({ core, auth }: CommandContext, typeId: number, ownerId: number): boolean {
	const orders = core.store.orderIdsOf(typeId, ownerId).map((id) => core.store.orders.get(id));
	return orders.every((order) => order === undefined || mayReadOrder(auth.user, order));
}

function mayUpdateItems(user: User): boolean {
	return user.isAdmin || user.crm === 'update';
}

function printPayment({ core }: CommandContext, row: PaymentRow): Record<string, Json> {
	const fields = CRM_PAYMENT_FIELDS.map((field) => [field, row[field]] as const);
	const printed = core.dialect.crmNumbersAsStrings ? fields.map(printOldField) : fields;
	return Object.fromEntries(printed);
}

/** Older builds: numbers as strings, money with four digits (docs/bitrix24.md#crm-get-and-list). */
function printOldField([field, value]: readonly [CrmField, Json]): readonly [CrmField, Json] {
	if (typeof value !== 'number') return [field, value];
	return [field, field === 'sum' ? value.toFixed(4) : String(value)];
}
