import type { IDataObject } from 'n8n-workflow';

import { amountIn } from '../../parameters/amounts';
import { collection } from '../../parameters/collections';
import type { Input } from '../../parameters/input';
import { wireValue, type UpdateField } from '../../parameters/updateField';
import { READ_ONLY_FIELDS, UPDATE_FIELDS } from '../../parameters/updateFields';
import { invalidInput } from '../../portal/failure';
import type { WireValue } from '../../records/storedValue';

/** A field the user set. */
export interface SetField {
	readonly field: UpdateField;
	/** As it goes over the wire. */
	readonly value: WireValue;
	/** As an answer will show it: without secrets of the connection. */
	readonly shown: WireValue;
	/** What a sign or code beside an amount may mean; undefined where there was none. */
	readonly currencies?: readonly string[];
}

/**
 * The fields of a payment that were added to a collection, each with its value checked.
 * @throws Failure (`INVALID_INPUT`)
 */
export function setFields(input: Input, parameter: string, label: string): SetField[] {
	const given = collection(input.parameter(parameter), label);
	return Object.keys(given).map((name) => setField(input, fieldNamed(name, label), given[name]));
}

/**
 * The same for one field.
 * @throws Failure (`INVALID_INPUT`)
 */
export function setField(input: Input, field: UpdateField, given: unknown): SetField {
	const value = wireValue(field, given, input.timezone);
	const shown = typeof value === 'string' ? input.masked(value) : value;
	const { currencies } = field.kind === 'amount' ? amountIn(given, field.label) : {};
	return { field, value, shown, ...(currencies ? { currencies } : {}) };
}

/**
 * Bitrix24 drops fields it does not know or does not let anybody change without a word
 * (docs/bitrix24.md#update).
 */
export function fieldNamed(name: string, label: string): UpdateField {
	const field = UPDATE_FIELDS.find((known) => known.name === name);
	if (field) return field;
	throw READ_ONLY_FIELDS.has(name)
		? invalidInput(
				`The field '${name}' of a payment cannot be changed`,
				`Bitrix24 sets it itself. Remove it from '${label}'`,
			)
		: invalidInput(
				`A payment has no field '${name}'`,
				`Field names are written like 'paySystemId' or 'datePaid'. Correct or remove it in '${label}'`,
			);
}

/** The fields by their names, as they go over the wire. */
export function onTheWire(fields: readonly SetField[]): IDataObject {
	return Object.fromEntries(fields.map(({ field, value }) => [field.name, value]));
}

export function sets(fields: readonly SetField[], name: string): boolean {
	return fields.some(({ field }) => field.name === name);
}
