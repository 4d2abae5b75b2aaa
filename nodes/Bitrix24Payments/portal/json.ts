import type { IDataObject } from 'n8n-workflow';

export function isObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** PHP writes an empty collection as `[]` and numeric keys as a list; ours are never numeric. */
export function hasEntry(collection: unknown, key: string): collection is IDataObject {
	return isObject(collection) && Object.hasOwn(collection, key);
}

export function entryOf(collection: unknown, key: string): unknown {
	return hasEntry(collection, key) ? collection[key] : undefined;
}

/** A number, or the one that a text stands for; an object may not even let itself be turned into one. */
export function numberFrom(value: unknown): number {
	return typeof value === 'number' || typeof value === 'string' ? Number(value) : NaN;
}
