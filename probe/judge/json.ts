export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The rows of a list; what is no object counts as none. */
export function rowsIn(value: unknown): JsonObject[] {
	return Array.isArray(value) ? value.filter(isObject) : [];
}

/** The type of a value in words: `string`, `number`, `list`, `object`, `null`, … */
export function typeOf(value: unknown): string {
	if (value === null) return 'null';
	if (value === undefined) return 'nothing';
	return Array.isArray(value) ? 'list' : typeof value;
}

/** A finite number, also one that is written as a text. */
export function numberOf(value: unknown): number | undefined {
	if (typeof value === 'string' && value.trim() === '') return undefined;
	if (typeof value !== 'string' && typeof value !== 'number') return undefined;
	const number = Number(value);
	return Number.isFinite(number) ? number : undefined;
}

export function textOf(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
