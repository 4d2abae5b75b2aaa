import { decodeJson } from './php/json';
import { parseStr } from './php/query';
import { isArray, PhpArray } from './php/values';

/** The parts of an HTTP request the portal looks at. */
export interface RawRequest {
	verb: string;
	query: string;
	body: string;
	contentType: string;
}

/**
 * The parameters of a call: query values overlaid by the body of a POST. A malformed or non-array
 * JSON body is swallowed, and bodies of other verbs are never read
 * (docs/bitrix24.md#request-parameters).
 */
export function requestParameters(request: RawRequest): PhpArray {
	const parameters = parseStr(request.query);
	if (request.verb !== 'POST') return parameters;
	for (const [key, value] of bodyParameters(request)) parameters.set(key, value);
	return parameters;
}

function bodyParameters({ body, contentType }: RawRequest): PhpArray {
	if (isJson(contentType)) {
		const decoded = decodeJson(body);
		return isArray(decoded) ? decoded : new PhpArray();
	}
	const boundary = /^multipart\/form-data;.*boundary="?([^";]+)/i.exec(contentType)?.[1];
	return boundary === undefined ? parseStr(body.trim()) : parseStr(multipartQuery(body, boundary));
}

function isJson(contentType: string): boolean {
	return /^application\/([\w.-]+\+)?json\s*(;|$)/i.test(contentType.trim());
}

/** Rewrites the text parts of a multipart form as a query string, so that one parser serves both. */
function multipartQuery(body: string, boundary: string): string {
	const pairs: string[] = [];
	for (const part of body.split(`--${boundary}`)) {
		const name = /;\s*name="([^"]*)"/i.exec(part)?.[1];
		const start = part.indexOf('\r\n\r\n');
		if (name === undefined || start < 0) continue;
		const value = part.slice(start + 4).replace(/\r\n$/, '');
		pairs.push(`${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
	}
	return pairs.join('&');
}
