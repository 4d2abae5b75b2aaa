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
	if (isArray(value)) return isAmong(actual, value);
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

/** Thousands of payments are compared with fifty numbers each, so plain texts are looked up. */
function isAmong(actual: Json, list: PhpArray): boolean {
	const text = typeof actual === 'string' || Number.isInteger(actual) ? String(actual) : '';
	const texts = PLAIN.test(text) ? plainTexts(list) : undefined;
	if (texts?.has(text.toLowerCase())) return true;
	if (texts && (typeof actual === 'string' || [...texts].every(isWhole))) return false;
	return [...list.values()].some((one) => isSame(actual, one));
}

/** Too short for a date, and without letters whose case or accents are a matter of language. */
const PLAIN = /^[\x21-\x7e](?:[\x20-\x7e]{0,17}[\x21-\x7e])?$/;

function isWhole(text: string): boolean {
	return /^(0|[1-9]\d*)$/.test(text);
}

const PLAIN_TEXTS = new WeakMap<PhpArray, Set<string> | false>();

function plainTexts(list: PhpArray): Set<string> | undefined {
	let texts = PLAIN_TEXTS.get(list);
	if (texts === undefined) {
		const values = [...list.values()].map((one) => (isArray(one) ? '' : toText(one)));
		const arePlain = values.every((text) => PLAIN.test(text));
		texts = arePlain && new Set(values.map((text) => text.toLowerCase()));
		PLAIN_TEXTS.set(list, texts);
	}
	return texts || undefined;
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
	return TEXTS.compare(text, toText(value));
}

/** Made once: a thousand numbers are compared with the numbers of thousands of payments. */
const TEXTS = new Intl.Collator('en', { sensitivity: 'accent' });

function isoMoment(text: string): number | undefined {
	if (text.length < 20) return undefined;
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
