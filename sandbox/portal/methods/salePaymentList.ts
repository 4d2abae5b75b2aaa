import { fieldBySnakeName, toSnakeCase } from '../fieldNames';
import { parseFilterKey, satisfies, sortRows, type Condition, type Sorting } from '../filters';
import { pageOf } from '../paging';
import {
	PAYMENT_FIELDS,
	PAYMENT_FIELD_NAMES,
	type PaymentField,
	type PaymentRow,
} from '../paymentFields';
import { isArray, isNumeric, toFloat, toText, type PhpArray, type PhpValue } from '../php/values';
import { readDate, salePayment } from '../typing';
import { bindOptionalArray } from './binding';
import type { CommandContext, CommandResult } from './types';

/**
 * Unknown keys of filter, select and order are dropped without a word
 * (docs/bitrix24.md#dropped-filters).
 */
export function listPayments(context: CommandContext): CommandResult {
	const { params, core, start } = context;
	const fields = readSelect(bindOptionalArray(params, 'select'));
	const filter = bindOptionalArray(params, 'filter');
	const conditions = [...filter].flatMap(([key, value]) => readCondition(context, key, value));
	const sorting = readOrder(bindOptionalArray(params, 'order'));
	const rows = candidates(core.shown.all(), conditions).filter((row) =>
		conditions.every((one) => satisfies(row[one.field as PaymentField], one)),
	);
	const byId: Sorting[] = [{ field: 'id', descending: false }];
	const sorted = sortRows(
		rows,
		sorting.length > 0 ? sorting : byId,
		(row, field) => row[field as PaymentField],
	);
	return pageOf(sorted, start, (page) => ({
		payments: page.map((row) => salePayment(row, fields)),
	}));
}

/** Leaves out what a list of IDs does not name, without comparing each row with each of them. */
function candidates(rows: PaymentRow[], conditions: readonly Condition[]): PaymentRow[] {
	for (const { field, operation, negated, value } of conditions) {
		if (field !== 'id' && field !== 'orderId') continue;
		if (negated || operation === '><' || !isArray(value)) continue;
		const ids = new Set([...value.values()].filter(isNumeric).map(toFloat));
		return rows.filter((row) => ids.has(row[field]));
	}
	return rows;
}

function readSelect(select: PhpArray): readonly PaymentField[] {
	const names = [...select.values()].map((name) => toText(name));
	if (names.length === 0 || names.includes('*')) return PAYMENT_FIELD_NAMES;
	const known = names.flatMap(
		(name) => fieldBySnakeName(toSnakeCase(name), PAYMENT_FIELD_NAMES) ?? [],
	);
	return known.length > 0 ? known : PAYMENT_FIELD_NAMES;
}

function readCondition(context: CommandContext, key: string, value: PhpValue): Condition[] {
	const parsed = parseFilterKey(toSnakeCase(key));
	const field = fieldBySnakeName(parsed.field, PAYMENT_FIELD_NAMES);
	if (field === undefined) return [];
	const { type } = PAYMENT_FIELDS[field];
	if (type !== 'date' && type !== 'datetime') return [{ ...parsed, field, value }];
	const date = readDate(type, value, context.core.clock.now());
	return date === undefined ? [] : [{ ...parsed, field, value: date }];
}

function readOrder(order: PhpArray): Sorting[] {
	return [...order].flatMap(([key, direction]) => {
		const field = fieldBySnakeName(toSnakeCase(key), PAYMENT_FIELD_NAMES);
		const descending = toText(direction).toUpperCase() === 'DESC';
		return field === undefined ? [] : [{ field, descending }];
	});
}
