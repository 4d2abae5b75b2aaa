import type { IDataObject } from 'n8n-workflow';

import { behindHalt, notExecuted, uncertain, type Reply } from './command';
import type { Connection } from './connection';
import {
	describeError,
	isOfRecord,
	isOwnError,
	verdictOn,
	type PortalError,
} from './errorCatalogue';
import type { Exchange } from './http';
import { entryOf, hasEntry, isObject, numberFrom } from './json';
import { momentFrom } from './operatingTime';
import type { Scrubber } from './scrubber';
import {
	haltedBefore,
	lost,
	missingFromBatch,
	moved,
	redirected,
	unreachable,
	unreadable,
} from './transportFailures';
import { readable } from './words';

/** A response body that is Bitrix24's envelope without an error, or the reply it amounts to. */
export type Interpretation =
	| { readonly kind: 'envelope'; readonly envelope: IDataObject }
	| { readonly kind: 'reply'; readonly reply: Reply };

/**
 * Reads one exchange: transport first, then the body, and the HTTP status only where the body
 * says nothing, because Bitrix24's statuses and bodies disagree (docs/bitrix24.md#statuses).
 */
export function interpret(
	exchange: Exchange,
	method: string,
	connection: Pick<Connection, 'url' | 'scrubber'>,
): Interpretation {
	if (exchange.kind === 'unreachable') {
		const { host } = new URL(connection.url(method));
		return reply(notExecuted(unreachable(exchange.code, host)));
	}
	if (exchange.kind === 'lost') return reply(uncertain(lost(exchange.code)));
	const { status, text } = exchange;
	const { scrubber } = connection;
	if (status >= 300 && status < 400) {
		return reply(redirection(exchange, connection.url(method), scrubber));
	}
	const body = parseObject(text, scrubber);
	if (body && 'error' in body) return reply(errorOfRequest(body, method, status));
	if (body && 'result' in body) return { kind: 'envelope', envelope: body };
	return reply(uncertain(unreadable(status)));
}

/** The reply to a single call. */
export function singleReply(envelope: IDataObject): Reply {
	const next = numberFrom(envelope.next);
	return {
		kind: 'value',
		value: envelope.result,
		...(isObject(envelope.time) ? { time: envelope.time } : {}),
		...(typeof envelope.total === 'number' ? { total: envelope.total } : {}),
		...(Number.isSafeInteger(next) && next > 0 ? { next } : {}),
	};
}

/**
 * The verdict per command of a batch (docs/bitrix24.md#batch-answers): a key in `result_error` was
 * answered with an error, a key in `result` with a value. A key in neither was not executed if
 * `halt` stopped the batch before it, and is uncertain otherwise. A portal that answers anything
 * behind the error did not stop there.
 *
 * @param commands keys and methods in the order in which they were sent
 */
export function batchReplies(
	envelope: IDataObject,
	commands: ReadonlyArray<{ key: string; method: string }>,
	halt: boolean,
): Reply[] {
	const result = isObject(envelope.result) ? envelope.result : {};
	const isRefused = ({ key }: { key: string }) => hasEntry(result.result_error, key);
	const isAnswered = (one: { key: string }) => isRefused(one) || hasEntry(result.result, one.key);
	const firstRefused = commands.findIndex(isRefused);
	const wasHalted =
		halt && firstRefused !== -1 && firstRefused === commands.findLastIndex(isAnswered);
	return commands.map((command, position) => {
		const { key, method } = command;
		if (isRefused(command)) return errorOfCommand(entryOf(result.result_error, key), method);
		if (isAnswered(command)) return commandReply(result, key);
		return wasHalted && position > firstRefused
			? behindHalt(haltedBefore())
			: uncertain(missingFromBatch());
	});
}

function commandReply(result: IDataObject, key: string): Reply {
	return singleReply({
		result: entryOf(result.result, key),
		time: entryOf(result.result_time, key),
		total: entryOf(result.result_total, key),
		next: entryOf(result.result_next, key),
	} as IDataObject);
}

/**
 * An error for the whole request. Unless it is known to come before anything was done, a gateway
 * may have given up on a script that runs on, whatever the HTTP status says: not even Bitrix24's
 * own codes speak for the commands of a whole batch.
 */
function errorOfRequest(body: IDataObject, method: string, httpStatus: number): Reply {
	const isGivenUp = httpStatus >= 500 || httpStatus === 408 || httpStatus === 499;
	return errorReply(body, method, {
		httpStatus,
		isTheCommandsOwn: (error) => method !== 'batch' && !isGivenUp && isOwnError(error),
		isMisplaced: (error) => method === 'batch' && isOfRecord(error),
	});
}

/** An error inside a batch: the portal itself says what became of one command. */
function errorOfCommand(error: unknown, method: string): Reply {
	const body = isObject(error) ? error : { error: '', error_description: error };
	return errorReply(body as IDataObject, method, { isTheCommandsOwn: ({ code }) => code !== '' });
}

type ErrorWords = Pick<PortalError, 'code' | 'text'>;

function errorReply(
	body: IDataObject,
	method: string,
	context: {
		httpStatus?: number;
		/** Whether the portal answered the command itself, and nobody before it. */
		isTheCommandsOwn: (error: ErrorWords) => boolean;
		/** Whether it cannot be the answer to what was sent. */
		isMisplaced?: (error: ErrorWords) => boolean;
	},
): Reply {
	const error = { code: codeOf(body.error), text: errorText(body) };
	const failure = describeError({
		...error,
		method,
		resetAt: resetTime(body),
		httpStatus: context.httpStatus,
	});
	const verdict = context.isMisplaced?.(error) ? 'uncertain' : verdictOn(error);
	if (verdict === 'notExecuted') return notExecuted(failure);
	if (verdict === 'refused') return { kind: 'refused', failure };
	return verdict === undefined && context.isTheCommandsOwn(error)
		? { kind: 'complained', failure }
		: uncertain(failure.with({ retryable: true }));
}

function errorText({ error_description: text }: IDataObject): string {
	return typeof text === 'string' ? readable(text) : '';
}

/** The code may be the number 0, which is why nothing here tests it for truth. */
function codeOf(error: unknown): string {
	const code = typeof error === 'string' || typeof error === 'number' ? String(error) : '';
	return /^\w{1,100}$/.test(code) && code !== 'UNKNOWN' ? code : '';
}

/** When an operating limit ends, if the answer tells; ms. */
function resetTime(body: IDataObject): number | undefined {
	const seconds = isObject(body.time) ? body.time.operating_reset_at : body.operating_reset_at;
	return momentFrom(seconds);
}

function parseObject(text: string, scrubber: Scrubber): IDataObject | undefined {
	try {
		const value = scrubber.json(JSON.parse(text));
		return isObject(value) ? value : undefined;
	} catch {
		return undefined;
	}
}

function reply(verdict: Reply): Interpretation {
	return { kind: 'reply', reply: verdict };
}

/**
 * A renamed portal sends the same request on to its new host (docs/bitrix24.md#redirects). Any
 * other redirect may come from a script that has run, such as a payment system's page, and proves
 * nothing.
 */
function redirection(
	{ location, status }: Extract<Exchange, { kind: 'answered' }>,
	requestUrl: string,
	scrubber: Scrubber,
): Reply {
	const from = new URL(requestUrl);
	const to = location && URL.canParse(location, from.href) ? new URL(location, from) : undefined;
	const host = to ? scrubber.text(to.host) : '';
	const isSamePath = to !== undefined && pathOf(to) === pathOf(from) && to.search === from.search;
	return isSamePath && to.host !== from.host
		? notExecuted(moved(host, status))
		: uncertain(redirected(host, status));
}

function pathOf({ pathname }: URL): string {
	return pathname.replace(/\/+/g, '/').replace(/\/$/, '').toLowerCase();
}
