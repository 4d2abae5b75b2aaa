import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';

import { DEFAULT_START_MS, type Clock } from '../../portal/clock';
import { CLOCK_HEADER } from './clockHeader';

interface RequestTime {
	ms: number;
}

/**
 * The portal's clock: each request has a time of its own, which begins when its client sent it and
 * passes while the portal works on it. Requests that overlap do not slow each other down.
 */
export function createPortalTime(): Clock {
	const current = new AsyncLocalStorage<RequestTime>();
	subscribe('http.server.request.start', (message) => {
		const { request, response } = message as Record<string, unknown>;
		current.enterWith(timeOf(request as IncomingMessage, response as ServerResponse));
	});
	return {
		now: () => current.getStore()?.ms ?? DEFAULT_START_MS,
		async sleep(ms, signal) {
			signal?.throwIfAborted();
			const time = current.getStore();
			if (time) time.ms += Math.max(0, ms);
		},
	};
}

/** Starts with what the request says, and is told with the head of the answer. */
function timeOf(request: IncomingMessage, response: ServerResponse): RequestTime {
	const time = { ms: Number(request.headers[CLOCK_HEADER] ?? DEFAULT_START_MS) };
	const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => ServerResponse;
	response.writeHead = ((...args: unknown[]) => {
		response.setHeader(CLOCK_HEADER, String(time.ms));
		return writeHead(...args);
	}) as ServerResponse['writeHead'];
	return time;
}
