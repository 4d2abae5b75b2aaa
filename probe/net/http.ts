import axios, { type AxiosRequestConfig } from 'axios';

import type { Exchange } from './answer';

/** One request as it goes over the wire. */
export interface HttpRequest {
	readonly url: string;
	readonly verb: 'GET' | 'POST' | 'PUT';
	readonly body?: string;
	readonly contentType?: string;
	/** How long to wait for the answer; default {@link TIMEOUT_MS}. */
	readonly timeoutMs?: number;
	readonly signal?: AbortSignal;
}

/** Sends one request and tells what came of it; it never throws. */
export type Http = (request: HttpRequest) => Promise<Exchange>;

/** How long the probe waits for one answer. */
export const TIMEOUT_MS = 30_000;

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/i;

/** What Node calls a connection that was never made. */
const NEVER_SENT =
	/^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EPROTO|ERR_INVALID_URL|\w*CERT\w*|\w*SIGN(ED|ATURE)\w*)$/;

/** More than this no call of the probe can be answered with. */
const MOST_BYTES = 20_000_000;

/**
 * HTTP as the probe needs it: every status is an answer, and a redirect is one, too. To follow it
 * would carry the credential to a host that nobody confirmed
 * (docs/money-rules.md#where-a-token-may-go).
 */
export const http: Http = async ({ url, verb, body, contentType, timeoutMs, signal }) => {
	const from = performance.now();
	const patience = Math.ceil(timeoutMs ?? TIMEOUT_MS);
	// The timeout of axios begins anew with every byte that arrives.
	const late = AbortSignal.timeout(patience);
	const request: AxiosRequestConfig<string> = {
		url,
		method: verb,
		data: body,
		headers: { Accept: 'application/json', 'Content-Type': contentType ?? 'application/json' },
		timeout: patience,
		maxRedirects: 0,
		maxContentLength: MOST_BYTES,
		validateStatus: () => true,
		responseType: 'text',
		transformRequest: [(data: unknown) => data],
		transformResponse: [(data: unknown) => data],
		...(LOOPBACK.test(new URL(url).hostname) ? { proxy: false } : {}),
		signal: signal ? AbortSignal.any([signal, late]) : late,
	};
	try {
		const { status, data, headers } = await axios.request<string>(request);
		const location: unknown = headers.location;
		return {
			kind: 'answered',
			status,
			text: typeof data === 'string' ? data : '',
			...(typeof location === 'string' ? { location } : {}),
			ms: performance.now() - from,
		};
	} catch (error) {
		const code = late.aborted ? 'ETIMEDOUT' : codeOf(error);
		return { kind: 'failed', code, isSent: !NEVER_SENT.test(code) };
	}
};

function codeOf(error: unknown): string {
	const code = axios.isAxiosError(error) ? error.code : undefined;
	return code !== undefined && /^\w{1,40}$/.test(code) ? code : 'UNKNOWN';
}
