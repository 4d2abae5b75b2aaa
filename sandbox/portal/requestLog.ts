import type { IncomingHttpHeaders } from 'node:http';

/** The log keeps this many requests; older ones fall out. */
export const LOG_LIMIT = 5000;

export interface LoggedRequest {
	/** 'crm.item.payment.pay', 'batch', 'oauth/token', 'oauth/authorize'. */
	method: string;
	/** The HTTP verb. */
	verb: string;
	/** Path and query as sent, with the webhook's code. */
	path: string;
	headers: IncomingHttpHeaders;
	/** Empty when the portal was started with `keepBodies: false`. */
	rawBody: string;
	/** HTTP status of the answer; 0 while there is none. */
	status: number;
	/** The command strings of a batch. */
	commands?: string[];
	atMs: number;
}

/** Appends to the log and lets the oldest entry go when it is full. */
export function log(requests: LoggedRequest[], entry: LoggedRequest): LoggedRequest {
	requests.push(entry);
	if (requests.length > LOG_LIMIT) requests.shift();
	return entry;
}
