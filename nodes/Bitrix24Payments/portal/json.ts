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
