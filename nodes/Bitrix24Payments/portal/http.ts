import type { IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';

import { throwIfCancelled, type Clock } from './clock';
import { deadline } from './deadline';

/** The little that the portal client needs of n8n's context; every kind of context has it. */
export interface HttpContext {
	helpers: { httpRequest(options: IHttpRequestOptions): Promise<unknown> };
}

/**
 * What came of one HTTP request:
 * - `answered`: a complete response, whatever its status
 * - `unreachable`: no connection, so certainly nothing was executed
 * - `lost`: something was sent and the answer did not arrive
 */
export type Exchange =
	| { kind: 'answered'; status: number; text: string; location?: string }
	| { kind: 'unreachable'; code: string }
	| { kind: 'lost'; code: string };

/** Posts JSON. Neither request nor response objects leave this function, only their bare facts. */
export type Post = (url: string, body: object) => Promise<Exchange>;

/** For what n8n's own protection of internal networks refuses to connect to; it has no code. */
const BLOCKED = 'BLOCKED_BY_N8N';

/**
 * Node's codes for a connection that was never made (docs/bitrix24.md#surely-not-executed). A host
 * that became unreachable is not among them: an established connection can end with that, too.
 */
const NEVER_CONNECTED = new Set([
	'ECONNREFUSED',
	'ENOTFOUND',
	'EAI_AGAIN',
	'CERT_HAS_EXPIRED',
	'DEPTH_ZERO_SELF_SIGNED_CERT',
	'SELF_SIGNED_CERT_IN_CHAIN',
	'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
	'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
	'ERR_TLS_CERT_ALTNAME_INVALID',
	'ERR_INVALID_URL',
	BLOCKED,
]);

/**
 * @param timeoutMs per request
 * @param signal aborted when the user stops the execution; n8n does not add it by itself
 */
export function createPost(
	context: HttpContext,
	timeoutMs: number,
	clock: Pick<Clock, 'timeout'>,
	signal: AbortSignal | undefined,
): Post {
	return async (url, body) => {
		const latest = deadline(clock, timeoutMs, signal);
		const request: IHttpRequestOptions = {
			method: 'POST',
			url,
			body: JSON.stringify(body),
			headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
			timeout: timeoutMs,
			// n8n's time-out begins anew with every byte, and an answer may come in drops.
			abortSignal: latest,
			encoding: 'text',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			// A renamed portal answers 302; following it would turn the POST into a GET and carry
			// the token to a host that nobody confirmed (docs/bitrix24.md#redirects).
			disableFollowRedirect: true,
		};
		const exchange = await perform(context, request);
		throwIfCancelled(signal);
		return exchange.kind === 'lost' && latest.aborted
			? { kind: 'lost', code: 'ETIMEDOUT' }
			: exchange;
	};
}

async function perform(context: HttpContext, request: IHttpRequestOptions): Promise<Exchange> {
	try {
		return answered((await context.helpers.httpRequest(request)) as IN8nHttpFullResponse);
	} catch (cause) {
		return notAnswered(cause);
	}
}

function answered(response: IN8nHttpFullResponse): Exchange {
	const location = response.headers.location;
	return {
		kind: 'answered',
		status: response.statusCode,
		text: typeof response.body === 'string' ? response.body : JSON.stringify(response.body ?? ''),
		...(typeof location === 'string' ? { location } : {}),
	};
}

function notAnswered(cause: unknown): Exchange {
	const code = codeOf(cause);
	return NEVER_CONNECTED.has(code) || failedToConnect(cause)
		? { kind: 'unreachable', code }
		: { kind: 'lost', code };
}

function codeOf(cause: unknown): string {
	if (isBlocked(cause)) return BLOCKED;
	const code = property(cause, 'code') ?? property(property(cause, 'cause'), 'code');
	return typeof code === 'string' && /^\w{1,60}$/.test(code) ? code : 'UNKNOWN';
}

function isBlocked(cause: unknown): boolean {
	return [cause, property(cause, 'cause')].some((error) =>
		/^SsrfBlocked/.test(String(property(error, 'name') ?? '')),
	);
}

/** A time-out of the connection itself carries the system call; one of the answer does not. */
function failedToConnect(cause: unknown): boolean {
	return [cause, property(cause, 'cause')].some(
		(error) =>
			property(error, 'syscall') === 'connect' || property(error, 'syscall') === 'getaddrinfo',
	);
}

function property(value: unknown, key: string): unknown {
	return typeof value === 'object' && value !== null
		? (value as Record<string, unknown>)[key]
		: undefined;
}
