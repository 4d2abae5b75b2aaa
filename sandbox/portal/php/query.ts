import { isArray, PhpArray, type PhpValue } from './values';

/**
 * PHP's `parse_str`: percent-decoding, nested brackets, and `.` or space in a top-level name
 * becoming `_` (docs/bitrix24.md#batch-commands).
 */
export function parseStr(query: string): PhpArray {
	const result = new PhpArray();
	for (const pair of query.split('&')) {
		if (pair === '') continue;
		const separator = pair.indexOf('=');
		const name = separator < 0 ? pair : pair.slice(0, separator);
		const value = separator < 0 ? '' : pair.slice(separator + 1);
		register(result, urlDecode(name), urlDecode(value));
	}
	return result;
}

/** PHP's `urldecode`: `+` is a space, a malformed percent sequence stays as it is. */
export function urlDecode(text: string): string {
	const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
	if (!spaced.includes('%')) return spaced;
	return spaced.replace(/(?:%[0-9a-f]{2})+/gi, (bytes) =>
		Buffer.from(bytes.replaceAll('%', ''), 'hex').toString('utf8'),
	);
}

function register(target: PhpArray, rawName: string, value: string): void {
	const nul = rawName.indexOf('\0');
	const name = (nul < 0 ? rawName : rawName.slice(0, nul)).replace(/^ +/, '');
	const path = splitName(name);
	if (path !== undefined) assign(target, path, value);
}

/** `a[b][]` → `['a', 'b', undefined]`; undefined as a whole when PHP drops the variable. */
function splitName(name: string): Array<string | undefined> | undefined {
	const bracket = name.indexOf('[');
	const head = (bracket < 0 ? name : name.slice(0, bracket)).replace(/[ .]/g, '_');
	if (head === '') return undefined;
	if (bracket < 0) return [head];
	const path: Array<string | undefined> = [head];
	let at = bracket;
	while (name[at] === '[') {
		const index = readIndex(name, at);
		if (index === undefined) {
			// An unclosed first bracket belongs to the name; a later one is ignored with what follows.
			return path.length > 1 ? path : [`${head}_${name.slice(at + 1).replace(/[ .[]/g, '_')}`];
		}
		path.push(index.key);
		at = index.end;
	}
	return path;
}

function readIndex(
	name: string,
	bracket: number,
): { key: string | undefined; end: number } | undefined {
	const start = bracket + 1;
	const first = /\s/.test(name[start] ?? '') ? start + 1 : start;
	if (name[first] === ']') return { key: undefined, end: first + 1 };
	const close = name.indexOf(']', first);
	return close < 0 ? undefined : { key: name.slice(start, close), end: close + 1 };
}

function assign(target: PhpArray, path: Array<string | undefined>, value: string): void {
	let array = target;
	for (const key of path.slice(0, -1)) {
		const next: PhpValue | undefined = key === undefined ? undefined : array.get(key);
		if (isArray(next)) {
			array = next;
			continue;
		}
		const created = new PhpArray();
		put(array, key, created);
		array = created;
	}
	put(array, path.at(-1), value);
}

function put(array: PhpArray, key: string | undefined, value: PhpValue): void {
	if (key === undefined) array.append(value);
	else array.set(key, value);
}

/** The parts of a URL a batch command is made of; both may be missing. */
export interface UrlParts {
	path?: string;
	query?: string;
}

interface Cursor {
	at: number;
	part: 'host' | 'path' | 'nothing' | 'invalid';
	portSeen?: boolean;
}

/** PHP's `parse_url`, as far as path and query are concerned; `false` for a malformed URL. */
export function parseUrl(url: string): UrlParts | false {
	const start = skipScheme(url);
	const cursor = start.part === 'host' ? skipHost(url, start) : start;
	if (cursor.part === 'invalid') return false;
	return cursor.part === 'nothing' ? {} : pathAndQuery(url, cursor.at);
}

function skipScheme(url: string): Cursor {
	const colon = url.indexOf(':');
	if (colon < 0) return withoutScheme(url);
	if (colon === 0) return skipPort(url, colon);
	if (!/^[a-z0-9+.-]+$/i.test(url.slice(0, colon))) return afterBadScheme(url, colon);
	if (colon + 1 === url.length) return { at: colon, part: 'nothing' };
	if (url[colon + 1] !== '/') {
		// `host:80` without a slash is a port, anything else is an opaque path (`mailto:`).
		const isPort = /^\d{0,5}(\/|$)/.test(url.slice(colon + 1));
		return isPort ? skipPort(url, colon) : { at: colon + 1, part: 'path' };
	}
	if (url[colon + 2] !== '/') return { at: colon + 1, part: 'path' };
	return afterAuthoritySlashes(url, colon);
}

function withoutScheme(url: string): Cursor {
	return url.startsWith('//') ? { at: 2, part: 'host' } : { at: 0, part: 'path' };
}

function afterBadScheme(url: string, colon: number): Cursor {
	const beforeQuery = colon < url.search(/[?#]|$/);
	if (colon + 1 < url.length && beforeQuery) return skipPort(url, colon);
	return withoutScheme(url);
}

function afterAuthoritySlashes(url: string, colon: number): Cursor {
	const isFile = url.slice(0, colon).toLowerCase() === 'file';
	if (!isFile || url[colon + 3] !== '/') return { at: colon + 3, part: 'host' };
	const isDrive = url[colon + 5] === ':';
	return { at: isDrive ? colon + 4 : colon + 3, part: 'path' };
}

function skipPort(url: string, colon: number): Cursor {
	const rest = url.slice(colon + 1);
	const port = /^(\d{1,5})(?=\/|$)/.exec(rest)?.[1];
	if (port !== undefined) {
		if (Number(port) > 65535) return { at: 0, part: 'invalid' };
		return { at: url.startsWith('//') ? 2 : 0, part: 'host', portSeen: Number(port) > 0 };
	}
	return rest === '' ? { at: 0, part: 'invalid' } : withoutScheme(url);
}

function skipHost(url: string, cursor: Cursor): Cursor {
	const end = cursor.at + url.slice(cursor.at).search(/[/?#]|$/);
	const host = url.slice(cursor.at, end).replace(/^.*@/, '');
	const colon = host.startsWith('[') && host.endsWith(']') ? -1 : host.lastIndexOf(':');
	const port = colon < 0 ? '' : host.slice(colon + 1);
	const isBadPort = !cursor.portSeen && port !== '' && !isPort(port);
	if (isBadPort || colon === 0 || host === '') return { at: 0, part: 'invalid' };
	return { at: end, part: end === url.length ? 'nothing' : 'path' };
}

function isPort(text: string): boolean {
	return text.length <= 5 && /^\d/.test(text) && Number.parseInt(text, 10) <= 65535;
}

function pathAndQuery(url: string, at: number): UrlParts {
	const hash = url.indexOf('#', at);
	const end = hash < 0 ? url.length : hash;
	const mark = url.slice(at, end).indexOf('?');
	const pathEnd = mark < 0 ? end : at + mark;
	const parts: UrlParts = {};
	if (at < pathEnd || at === url.length) parts.path = clean(url.slice(at, pathEnd));
	if (mark >= 0) parts.query = clean(url.slice(pathEnd + 1, end));
	return parts;
}

function clean(text: string): string {
	// eslint-disable-next-line no-control-regex -- PHP replaces control characters
	return text.replace(/[\u0000-\u001f\u007f]/g, '_');
}
