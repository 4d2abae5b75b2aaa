import {
	isArray,
	isNumeric,
	toFloat,
	toText,
	type Json,
	type PhpArray,
	type PhpValue,
} from './php/values';

/** A filter key taken apart: `!@paySystemId` → negated, IN, `paySystemId`. */
export interface FilterKey {
	field: string;
	operation: string;
	negated: boolean;
}

const OPERATIONS = ['><', '>=', '>', '<=', '<', '@', '=%', '%=', '%', '?', '='];

/** Splits the operator prefix off a filter key, as the portal's SQL helper does. */
export function parseFilterKey(key: string): FilterKey {
	const negated = key.startsWith('!');
	const rest = key.slice(negated ? 1 : 0);
	const operation = OPERATIONS.find((prefix) => rest.startsWith(prefix)) ?? '';
	return { field: rest.slice(operation.length), operation, negated };
}

/** One condition of a filter, ready to be compared with rows. */
export interface Condition extends FilterKey {
	value: PhpValue;
}

/** Whether a row's value satisfies a condition. Arrays mean IN, whatever the operator says. */
export function satisfies(actual: Json | undefined, condition: Condition): boolean {
	return compare(actual ?? null, condition) !== condition.negated;
}

function compare(actual: Json, { operation, value }: Condition): boolean {
	if (isArray(value) && operation === '><') return isBetween(actual, [...value.values()]);
	if (isArray(value)) return [...value.values()].some((one) => isSame(actual, one));
	switch (operation) {
		case '>':
			return order(actual, value) > 0;
		case '>=':
			return order(actual, value) >= 0;
		case '<':
			return order(actual, value) < 0;
		case '<=':
			return order(actual, value) <= 0;
		case '%':
		case '?':
			return toText(actual as PhpValue)
				.toLowerCase()
				.includes(toText(value).toLowerCase());
		case '=%':
		case '%=':
			return matchesPattern(toText(actual as PhpValue), toText(value));
		default:
			return isSame(actual, value);
	}
}

function isBetween(actual: Json, [from, to]: PhpValue[]): boolean {
	return order(actual, from ?? null) >= 0 && order(actual, to ?? null) <= 0;
}

function isSame(actual: Json, value: PhpValue): boolean {
	if (actual === null || value === null || value === '') {
		return (actual === null || actual === '') && (value === null || value === '');
	}
	return order(actual, value) === 0;
}

/** SQL LIKE with `%` as wildcard. */
function matchesPattern(actual: string, pattern: string): boolean {
	const escaped = pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('%', '.*');
	return new RegExp(`^${escaped}$`, 'is').test(actual);
}

/** Numbers compare as numbers, dates as moments, everything else as case-insensitive text. */
function order(actual: Json, value: PhpValue): number {
	if (actual === null) return Number.NaN;
	if (typeof actual === 'number') return isNumeric(value) ? actual - toFloat(value) : Number.NaN;
	const text = toText(actual as PhpValue);
	const moment = isoMoment(text);
	const other = isoMoment(toText(value));
	if (moment !== undefined && other !== undefined) return moment - other;
	return text.localeCompare(toText(value), 'en', { sensitivity: 'accent' });
}

function isoMoment(text: string): number | undefined {
	return /^\d{4}-\d\d-\d\dT.*[+-]\d\d:\d\d$/.test(text) ? Date.parse(text) : undefined;
}

/** One column to sort by. */
export interface Sorting {
	field: string;
	descending: boolean;
}

export function readSorting(order: PhpArray): Sorting[] {
	return [...order].map(([field, direction]) => ({
		field,
		descending: toText(direction).toUpperCase().startsWith('DESC'),
	}));
}

/** Sorts rows by the given columns; rows equal in all of them keep their order. */
export function sortRows<Row>(
	rows: Row[],
	sorting: readonly Sorting[],
	read: (row: Row, field: string) => Json,
): Row[] {
	return [...rows].sort((left, right) => {
		for (const { field, descending } of sorting) {
			const difference = compareCells(read(left, field), read(right, field));
			if (difference !== 0) return descending ? -difference : difference;
		}
		return 0;
	});
}

function compareCells(left: Json, right: Json): number {
	if (left === null || right === null) return Number(right === null) - Number(left === null);
	const difference = order(left, right as PhpValue);
	return Number.isNaN(difference) ? 0 : difference;
}
