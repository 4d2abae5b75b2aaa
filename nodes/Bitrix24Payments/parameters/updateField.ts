import type { INodeProperties } from 'n8n-workflow';

import type { FieldKind, WireValue } from '../records/storedValue';
import { amountIn } from './amounts';
import { currency } from './currencies';
import { calendarDate, dateTime } from './dates';
import { flag } from './flags';
import { recordId } from './ids';
import { paySystemLocator } from './locators';
import { choice, text } from './texts';

/** A field of a payment that an update may set. */
export interface UpdateField {
	/** The camelCase name on the wire. */
	readonly name: string;
	readonly label: string;
	readonly kind: FieldKind;
	readonly description: string;
	readonly choices?: ReadonlyArray<{
		readonly name: string;
		readonly value: string;
		readonly description?: string;
	}>;
	readonly placeholder?: string;
	readonly maxLength?: number;
}

/**
 * Checks a field's value and gives it the form it has on the wire.
 * @throws Failure (`INVALID_INPUT`)
 */
export function wireValue(field: UpdateField, value: unknown, timezone: string): WireValue {
	switch (field.kind) {
		case 'text':
			return text(value, field.label, field.maxLength);
		case 'currency':
			return currency(value, field.label);
		case 'amount':
			return amountIn(value, field.label).amount;
		case 'record':
		case 'paySystem':
			return recordId(value, field.label);
		case 'flag':
			return flag(value, field.label);
		case 'choice':
			return choice(
				value,
				field.label,
				(field.choices ?? []).map((option) => option.value),
			);
		case 'dateTime':
			return dateTime(value, field.label, timezone);
		case 'date':
			return calendarDate(value, field.label, timezone);
	}
}

/** The collection entry of a field in the node's panel. */
export function fieldProperty(field: UpdateField): INodeProperties {
	const common = {
		displayName: field.label,
		name: field.name,
		description: field.description,
		...(field.placeholder ? { placeholder: field.placeholder } : {}),
	};
	switch (field.kind) {
		case 'amount':
			return {
				...common,
				type: 'number',
				typeOptions: { minValue: 0, numberPrecision: 2 },
				default: 0,
			};
		case 'record':
			return { ...common, type: 'number', typeOptions: { minValue: 1 }, default: 0 };
		case 'paySystem':
			return { ...common, ...paySystemLocator };
		case 'flag':
			return { ...common, type: 'boolean', default: true };
		case 'choice':
			return {
				...common,
				type: 'options',
				options: (field.choices ?? []).map((option) => ({ ...option })),
				default: 'N',
			};
		case 'dateTime':
		case 'date':
			return { ...common, type: 'dateTime', default: '' };
		default:
			return { ...common, type: 'string', default: '' };
	}
}
