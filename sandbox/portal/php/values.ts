/** A value as JSON carries it: what the portal answers with. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A value as a PHP script sees it: what the portal receives. */
export type PhpValue = null | boolean | number | string | PhpArray;

/**
 * PHP's ordered array. Keys are kept as strings; an integer and its canonical decimal spelling
 * are the same key, as in PHP.
 */
export class PhpArray extends Map<string, PhpValue> {
	private nextIndex = 0;

	private hasIntegerKey = false;

	static list(values: PhpValue[]): PhpArray {
		const list = new PhpArray();
		for (const value of values) list.append(value);
		return list;
	}

	override set(key: string, value: PhpValue): this {
		if (isIntegerKey(key)) this.noteIndex(Number(key));
		return super.set(key, value);
	}

	/** `$array[] = value`; refused by PHP when the largest key is already the largest integer. */
	append(value: PhpValue): void {
		if (this.nextIndex > Number.MAX_SAFE_INTEGER) return;
		this.set(String(this.nextIndex), value);
	}

	isList(): boolean {
		let expected = 0;
		for (const key of this.keys()) if (key !== String(expected++)) return false;
		return true;
	}

	private noteIndex(index: number): void {
		this.nextIndex = this.hasIntegerKey ? Math.max(this.nextIndex, index + 1) : index + 1;
		this.hasIntegerKey = true;
	}
}

const LARGEST_INTEGER = 9223372036854775807n;

/** Whether PHP turns this string key into an integer key. */
export function isIntegerKey(key: string): boolean {
	if (!/^(0|-?[1-9]\d*)$/.test(key)) return false;
	if (key.length < 16) return true;
	const value = BigInt(key);
	return value <= LARGEST_INTEGER && value >= -LARGEST_INTEGER - 1n;
}

export function isArray(value: PhpValue | undefined): value is PhpArray {
	return value instanceof PhpArray;
}

/** PHP's `(bool)`: `''`, `'0'`, `0`, `null`, `false` and `[]` are false, the string `'false'` is true. */
export function isTruthy(value: PhpValue | undefined): boolean {
	if (value === undefined || value === null) return false;
	if (isArray(value)) return value.size > 0;
	return value !== '' && value !== '0' && value !== 0 && value !== false;
}

/** PHP's `is_numeric`: decimal notation with optional surrounding white space. */
export function isNumeric(value: PhpValue | undefined): boolean {
	if (typeof value === 'number') return true;
	return typeof value === 'string' && /^\s*[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?\s*$/i.test(value);
}

/** PHP's `floatval`: the longest numeric prefix, 0 without one. */
export function toFloat(value: PhpValue | undefined): number {
	if (typeof value === 'number') return value;
	if (typeof value === 'boolean') return value ? 1 : 0;
	if (typeof value !== 'string') return isArray(value) && value.size > 0 ? 1 : 0;
	const prefix = /^\s*[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?/i.exec(value);
	return prefix === null ? 0 : Number(prefix[0]);
}

/** PHP's `intval`. */
export function toInt(value: PhpValue | undefined): number {
	const whole = Math.trunc(toFloat(value));
	return whole === 0 ? 0 : whole;
}

/** PHP's `(string)`. */
export function toText(value: PhpValue | undefined): string {
	if (value === undefined || value === null || value === false) return '';
	if (value === true) return '1';
	return isArray(value) ? 'Array' : String(value);
}

/** PHP 8's `==` between scalars (docs/bitrix24.md#crm-update: `true` equals both 'Y' and 'N'). */
export function looselyEqual(left: PhpValue, right: PhpValue): boolean {
	if (typeof left === 'boolean' || typeof right === 'boolean') {
		return isTruthy(left) === isTruthy(right);
	}
	if (left === null || right === null) return emptyEqual(left ?? right);
	if (isArray(left) || isArray(right)) return left === right;
	if (isNumeric(left) && isNumeric(right)) return toFloat(left) === toFloat(right);
	return String(left) === String(right);
}

function emptyEqual(other: PhpValue): boolean {
	return other === null || other === '' || other === 0 || (isArray(other) && other.size === 0);
}

/** The JSON shape of a PHP value (a list becomes an array, everything else an object). */
export function toPlain(value: PhpValue): Json {
	if (!isArray(value)) return value;
	if (value.isList()) return [...value.values()].map(toPlain);
	return Object.fromEntries([...value].map(([key, inner]) => [key, toPlain(inner)]));
}

/** Reads a JSON value as PHP's associative `json_decode` would build it. */
export function toPhp(value: Json | undefined): PhpValue {
	if (value === undefined || value === null || typeof value !== 'object') return value ?? null;
	if (Array.isArray(value)) return PhpArray.list(value.map(toPhp));
	const array = new PhpArray();
	for (const [key, inner] of Object.entries(value)) array.set(key, toPhp(inner));
	return array;
}
