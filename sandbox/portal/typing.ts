import { PAYMENT_FIELDS, PAYMENT_FIELD_NAMES, type FieldType } from './paymentFields';
import type { PaymentField, PaymentRow } from './paymentFields';
import { isoDate, isoDateTime, strtotime } from './php/dates';
import { isArray, toFloat, toInt, toText, type Json, type PhpValue } from './php/values';

const REASON_LIMIT = 255;

/**
 * What a date field becomes on its way in: undefined for an empty or unparsable value, which makes
 * the server drop the field without a word (docs/bitrix24.md#dates-in-an-update).
 */
export function readDate(type: FieldType, value: PhpValue, nowMs: number): string | undefined {
	if (isArray(value)) return undefined;
	const seconds = strtotime(toText(value), nowMs);
	if (seconds === undefined || seconds === 0) return undefined;
	return type === 'date' ? isoDate(seconds * 1000) : isoDateTime(seconds * 1000);
}

/**
 * Rounds money to the portal's precision and cuts a reason at 255 characters
 * (docs/bitrix24.md#payment-fields).
 */
export function normalizeField(field: PaymentField, value: PhpValue): PhpValue {
	if (PAYMENT_FIELDS[field].type === 'double' && value !== null && value !== '') {
		return roundMoney(toFloat(value));
	}
	return field === 'reasonMarked' ? [...toText(value)].slice(0, REASON_LIMIT).join('') : value;
}

/** Casts a value to the type its column stores (docs/bitrix24.md#payment-fields). */
export function storedValue(field: PaymentField, value: PhpValue): PaymentRow[PaymentField] {
	if (field === 'paid') return value === 'Y' ? 'Y' : 'N';
	const isEmpty = value === null || value === '';
	switch (PAYMENT_FIELDS[field].type) {
		case 'integer':
			return isEmpty ? null : toInt(value);
		case 'double':
			return isEmpty ? null : toFloat(value);
		case 'datetime':
		case 'date':
			return isEmpty ? null : toText(value);
		default:
			return toText(value);
	}
}

export function roundMoney(amount: number): number {
	return Math.round((amount + Number.EPSILON * Math.sign(amount)) * 100) / 100;
}

/** A payment as sale.* prints it: all fields, sorted by name (docs/bitrix24.md#payment-fields). */
export function salePayment(
	row: PaymentRow,
	fields: readonly PaymentField[] = PAYMENT_FIELD_NAMES,
): Record<string, Json> {
	const sorted = fields === PAYMENT_FIELD_NAMES ? SORTED_FIELDS : [...fields].sort(byCodeUnit);
	return Object.fromEntries(sorted.map((field) => [field, row[field]]));
}

const SORTED_FIELDS = [...PAYMENT_FIELD_NAMES].sort(byCodeUnit);

function byCodeUnit(left: string, right: string): number {
	return left < right ? -1 : Number(left > right);
}
