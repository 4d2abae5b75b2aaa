import { PhpArray, type Json, type PhpValue } from './values';

const KEY_MARK = '\u0001';

/**
 * PHP's associative `json_decode`, undefined for malformed text. Unlike `JSON.parse` it keeps the
 * order of integer-like object keys: the commands of a batch run in the order they were written.
 */
export function decodeJson(text: string): PhpValue | undefined {
	const marked = text.replace(/(?<!\\)"(-?\d+)"(?=\s*:)/g, `"\\u0001$1"`);
	try {
		const parsed = JSON.parse(marked) as Json;
		return text.includes('\\u') && hasLoneSurrogate(parsed) ? undefined : unmark(parsed);
	} catch {
		return undefined;
	}
}

function unmark(value: Json): PhpValue {
	if (value === null || typeof value !== 'object') return value;
	if (Array.isArray(value)) return PhpArray.list(value.map(unmark));
	const array = new PhpArray();
	for (const [key, inner] of Object.entries(value)) {
		array.set(key.startsWith(KEY_MARK) ? key.slice(1) : key, unmark(inner));
	}
	return array;
}

function hasLoneSurrogate(value: Json): boolean {
	if (typeof value === 'string') return /\p{Surrogate}/u.test(value);
	if (value === null || typeof value !== 'object') return false;
	if (Array.isArray(value)) return value.some(hasLoneSurrogate);
	return Object.entries(value).some(([key, inner]) => [key, inner].some(hasLoneSurrogate));
}

/** Thrown when PHP could not encode the answer (text that is not valid Unicode). */
export class UnencodableError extends Error {}

/**
 * PHP's `json_encode` with the portal's flags: `[]` for every empty array, a JSON array for keys
 * 0…n-1, escaped slashes, and `< > & ' "` as `\u00XX` (docs/bitrix24.md#answers). A Map stands for
 * a PHP array whose order matters.
 */
export function encodeJson(value: Json | Map<string, Json | PhpValue>): string {
	if (value === null || typeof value === 'boolean') return String(value);
	if (typeof value === 'number') return encodeNumber(value);
	if (typeof value === 'string') return encodeText(value);
	if (Array.isArray(value)) return `[${value.map((inner) => encodeJson(inner)).join(',')}]`;
	return encodeEntries(value instanceof Map ? [...value] : Object.entries(value));
}

function encodeEntries(entries: Array<[string, Json | PhpValue]>): string {
	const isList = entries.every(([key], index) => key === String(index));
	if (isList) return `[${entries.map(([, inner]) => encodeJson(inner)).join(',')}]`;
	const pairs = entries.map(([key, inner]) => `${encodeText(key)}:${encodeJson(inner)}`);
	return `{${pairs.join(',')}}`;
}

function encodeNumber(value: number): string {
	return Number.isFinite(value) ? String(value) : '0';
}

const ESCAPES: Record<string, string> = {
	'"': '\\u0022',
	'\\': '\\\\',
	'/': '\\/',
	'<': '\\u003C',
	'>': '\\u003E',
	'&': '\\u0026',
	"'": '\\u0027',
	'\b': '\\b',
	'\f': '\\f',
	'\n': '\\n',
	'\r': '\\r',
	'\t': '\\t',
};

function encodeText(text: string): string {
	if (/\p{Surrogate}/u.test(text)) throw new UnencodableError();
	// eslint-disable-next-line no-control-regex -- control characters are what must be escaped
	return `"${text.replace(/["\\/<>&'\u0000-\u001f\u2028\u2029]/g, escapeCharacter)}"`;
}

function escapeCharacter(character: string): string {
	const code = character.charCodeAt(0).toString(16).padStart(4, '0');
	return ESCAPES[character] ?? `\\u${code}`;
}
