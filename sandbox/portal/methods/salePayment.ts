import { controllerError } from '../errors';
import { fieldBySnakeName, toSnakeCase } from '../fieldNames';
import { checkDeletable, type PaymentDraft } from '../paymentDraft';
import { PAYMENT_FIELDS, PAYMENT_FIELD_NAMES } from '../paymentFields';
import type { PaymentField, PaymentRow } from '../paymentFields';
import { isArray, isTruthy, toFloat, toInt, toText } from '../php/values';
import type { Json, PhpArray, PhpValue } from '../php/values';
import { readDate, salePayment } from '../typing';
import { bindAny, bindArray } from './binding';
import { listPayments } from './salePaymentList';
import type { CommandContext, RestMethod } from './types';
import { changePayment, nowOn, takeTime } from './writing';

/** Field values after key conversion, white list and date reading. */
type Fields = Map<PaymentField, PhpValue>;

/** sale.payment.*: payments seen from the store module (docs/bitrix24.md#payments). */
export const SALE_PAYMENT_METHODS: readonly RestMethod[] = [
	method('get', getPayment),
	method('list', listPayments),
	method('getFields', getFields),
	method('update', updatePayment),
	method('add', addPayment),
	method('delete', deletePayment),
];

function method(action: string, run: RestMethod['run']): RestMethod {
	return { name: `sale.payment.${action}`, scope: 'sale', kind: 'controller', run };
}

function getPayment(context: CommandContext): Json {
	return { payment: salePayment(findPayment(context, context.core.shown)) };
}

function getFields(): Json {
	const described = PAYMENT_FIELD_NAMES.map((name) => {
		const { type, required, readOnly, immutable } = PAYMENT_FIELDS[name];
		const attributes = {
			isImmutable: immutable === true,
			isReadOnly: readOnly === true,
			isRequired: required === true,
			type,
		};
		return [name, attributes] as const;
	});
	const sorted = described.sort(([left], [right]) => (left < right ? -1 : 1));
	return { payment: Object.fromEntries(sorted) };
}

/**
 * Order of checks: right, payment, `fields`, required fields, white list, builder, save
 * (docs/bitrix24.md#update).
 */
async function updatePayment(context: CommandContext): Promise<Json> {
	requireWriteRight(context);
	const row = findPayment(context);
	const given = bindArray(context.params, 'fields');
	requireFields(given, ['paySystemId']);
	const fields = readFields(context, given, (name) => isSettable(name, false));
	const saved = await changePayment(context, row, (draft) => applyFields(context, draft, fields));
	if (context.core.dialect.warningsAreErrors) {
		throw controllerError('The payment was saved with warnings');
	}
	return { payment: salePayment(saved) };
}

function isSettable(name: PaymentField, isNew: boolean): boolean {
	const { readOnly, immutable } = PAYMENT_FIELDS[name];
	return readOnly !== true && (isNew || immutable !== true);
}

/**
 * Checked by presence of the converted key: null is present, UPPER_SNAKE is not
 * (docs/bitrix24.md#field-names).
 */
function requireFields(given: PhpArray, required: PaymentField[]): void {
	const names = [...given.keys()].map(toSnakeCase);
	const missing = required.filter((field) => !names.includes(toSnakeCase(field)));
	if (missing.length > 0) throw controllerError(`Required fields: ${missing.join(', ')}`);
}

/**
 * Unknown, read-only and immutable keys and unreadable dates are dropped (docs/bitrix24.md#update).
 */
function readFields(
	context: CommandContext,
	given: PhpArray,
	isAllowed: (name: PaymentField) => boolean,
): Fields {
	const fields: Fields = new Map();
	for (const [key, value] of given) {
		const name = fieldBySnakeName(toSnakeCase(key), PAYMENT_FIELD_NAMES);
		if (name === undefined || !isAllowed(name)) continue;
		const read = readValue(name, value, context.core.clock.now());
		if (read !== undefined) fields.set(name, read);
	}
	return fields;
}

function readValue(name: PaymentField, value: PhpValue, nowMs: number): PhpValue | undefined {
	const { type } = PAYMENT_FIELDS[name];
	if (type === 'date' || type === 'datetime') return readDate(type, value, nowMs);
	return isArray(value) ? undefined : value;
}

/**
 * The order builder: `paid` strictly `'Y'` and applied after everything else
 * (docs/bitrix24.md#paid-in-an-update).
 */
function applyFields(context: CommandContext, draft: PaymentDraft, fields: Fields): void {
	const paid = fields.get('paid') ?? undefined;
	const values = new Map(fields);
	values.delete('paid');
	checkPaidSum(draft, values);
	readAmount(values);
	readResponsible(context, draft, values);
	for (const [name, value] of values) draft.set(name, value);
	if (draft.row.paySystemId === null || draft.row.paySystemId <= 0) throw noPaySystem();
	if (paid !== undefined) draft.set('paid', paid === 'Y' ? 'Y' : 'N');
}

/**
 * Refused before anything else is set, even if the same call sets `paid` to N
 * (docs/bitrix24.md#update).
 */
function checkPaidSum(draft: PaymentDraft, values: Fields): void {
	const sum = values.get('sum') ?? undefined;
	if (sum === undefined || !draft.isPaid()) return;
	if (Math.abs(toFloat(sum) - (draft.row.sum ?? 0)) <= 0.001) return;
	throw controllerError('The sum of a paid payment cannot be changed');
}

/** A comma is accepted as decimal separator (docs/bitrix24.md#update). */
function readAmount(values: Fields): void {
	const sum = values.get('sum') ?? undefined;
	if (sum !== undefined) values.set('sum', toFloat(toText(sum).replaceAll(',', '.')));
}

/**
 * A new responsible user was assigned by the caller, whatever the call says
 * (docs/bitrix24.md#update).
 */
function readResponsible(context: CommandContext, draft: PaymentDraft, values: Fields): void {
	const given = values.get('responsibleId') ?? undefined;
	if (given === undefined) return;
	const caller = context.auth.user.id;
	const responsible = isTruthy(given) ? toInt(given) : caller;
	values.set('responsibleId', responsible);
	if (responsible !== draft.row.responsibleId) values.set('empResponsibleId', caller);
}

function noPaySystem() {
	return controllerError('Payment system is not specified', 'SALE_PAYMENT_PAYMENT_SERVICE_EMPTY');
}

async function addPayment(context: CommandContext): Promise<Json> {
	const { store } = context.core;
	requireWriteRight(context);
	const given = bindArray(context.params, 'fields');
	requireFields(given, ['orderId', 'paySystemId']);
	const fields = readFields(context, given, (name) => isSettable(name, true));
	const order = store.orders.get(toInt(fields.get('orderId')));
	if (order === undefined) throw controllerError('order is not exists', '200540400001');
	fields.delete('orderId');
	const paySystemId = toInt(fields.get('paySystemId'));
	if (!store.paySystems.has(paySystemId)) throw noPaySystem();
	const seed = { orderId: order.id, currency: order.currency, paySystemId };
	const id = store.addPayment(seed, nowOn(context));
	const row = await fillNewPayment(context, id, fields);
	context.noteChange();
	return { payment: salePayment(row) };
}

async function fillNewPayment(
	context: CommandContext,
	id: number,
	fields: Fields,
): Promise<PaymentRow> {
	try {
		return await changePayment(context, rowOf(context, id), (draft) =>
			applyFields(context, draft, fields),
		);
	} catch (error) {
		context.core.store.removePayment(id, nowOn(context));
		throw error;
	}
}

function rowOf({ core }: CommandContext, id: number): PaymentRow {
	const row = core.store.payments.get(id);
	if (row === undefined) throw notFound();
	return row;
}

async function deletePayment(context: CommandContext): Promise<Json> {
	requireWriteRight(context);
	const row = findPayment(context);
	checkDeletable(row);
	await takeTime(context, { orderId: row.orderId, paymentId: row.id });
	context.core.store.removePayment(row.id, nowOn(context));
	context.noteChange();
	return true;
}

/**
 * `id` is not typed: the database casts it, so "144abc" finds payment 144
 * (docs/bitrix24.md#update).
 */
function findPayment(
	context: CommandContext,
	payments: { get(id: number): PaymentRow | undefined } = context.core.store.payments,
): PaymentRow {
	const id = bindAny(context.params, 'id');
	const row = isArray(id) ? undefined : payments.get(toInt(id));
	if (row === undefined) throw notFound();
	return row;
}

function notFound() {
	return controllerError('payment is not exists', '200640400001');
}

export function requireWriteRight({ auth }: CommandContext): void {
	if (auth.user.sale !== 'W') throw controllerError('Access Denied', '200040300020');
}
