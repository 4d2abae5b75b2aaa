import { urlDecode } from './php/query';
import type { PhpArray } from './php/values';

/** Where a path leads. */
export type Route =
	| { kind: 'rest'; method: string; format: 'json' | 'xml'; credential?: PathCredential }
	| { kind: 'token' | 'authorize' | 'tokenWithoutSlash' | 'page' | 'nowhere' }
	| { kind: 'control'; action: string };

export interface PathCredential {
	userId: string;
	code: string;
}

/** Finds the route of a request path; double slashes count as one (docs/bitrix24.md#addresses). */
export function routeOf(rawPath: string): Route {
	const path = rawPath.replace(/\/{2,}/g, '/');
	if (path === '/') return { kind: 'page' };
	if (path === '/oauth/authorize/' || path === '/oauth/authorize') return { kind: 'authorize' };
	if (path === '/oauth/token/') return { kind: 'token' };
	if (path === '/oauth/token') return { kind: 'tokenWithoutSlash' };
	if (path.startsWith('/sandbox/')) return { kind: 'control', action: path.slice(9) };
	return path.startsWith('/rest/') ? restRoute(path.slice(6)) : { kind: 'nowhere' };
}

/**
 * `method` or `user/code/method`, each with an optional final slash. Any other number of parts is
 * taken for a method name, so a webhook address without user id is an unknown method
 * (docs/bitrix24.md#addresses).
 */
function restRoute(tail: string): Route {
	const parts = tail.replace(/\/$/, '').split('/').map(urlDecodePath);
	const [userId, code, method] = parts;
	if (parts.length === 3 && userId !== undefined && code !== undefined) {
		return { ...named(method ?? ''), credential: { userId, code } };
	}
	return named(parts.join('/'));
}

/**
 * The suffix chooses the format; any other suffix belongs to the name (docs/bitrix24.md#addresses).
 */
function named(name: string): { kind: 'rest'; method: string; format: 'json' | 'xml' } {
	const suffix = /\.(json|xml)$/.exec(name);
	const method = suffix === null ? name : name.slice(0, -suffix[0].length);
	return { kind: 'rest', method, format: suffix?.[1] === 'xml' ? 'xml' : 'json' };
}

function urlDecodePath(segment: string): string {
	return urlDecode(segment.replaceAll('+', '%2B'));
}

/** A webhook's path becomes the parameters `aplogin` and `ap` (docs/bitrix24.md#addresses). */
export function withPathCredential(parameters: PhpArray, credential?: PathCredential): PhpArray {
	if (credential === undefined) return parameters;
	return parameters.set('aplogin', credential.userId).set('ap', credential.code);
}

/** Splits a request target into path and query. */
export function splitTarget(target: string): { path: string; query: string } {
	const mark = target.indexOf('?');
	if (mark < 0) return { path: target, query: '' };
	return { path: target.slice(0, mark), query: target.slice(mark + 1) };
}
