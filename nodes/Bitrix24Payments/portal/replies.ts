import type { IDataObject } from 'n8n-workflow';

import { notExecuted, refused, uncertain, type Reply } from './command';
import { certaintyOf, describeError, isFinal } from './errorCatalogue';
import { Failure } from './failure';
import type { Exchange } from './http';
import { maskWebhooks, type Scrubber } from './scrubber';

/** A response body that is Bitrix24's envelope without an error, or the reply it amounts to. */
export type Interpretation =
	| { readonly kind: 'envelope'; readonly envelope: IDataObject }
	| { readonly kind: 'reply'; readonly reply: Reply };

/**
 * Reads one exchange: transport first, then the body, and the HTTP status only where the body
 * says nothing, because Bitrix24's statuses and bodies disagree (reference §1.7).
 */
export function interpret(exchange: Exchange, method: string, scrubber: Scrubber): Interpretation {
	if (exchange.kind === 'unreachable') return reply(notExecuted(unreachable(exchange.code)));
	if (exchange.kind === 'lost') return reply(uncertain(lost(exchange.code)));
	if (isRedirect(exchange)) return reply(redirected(exchange, scrubber));
	const body = parseObject(exchange.text, scrubber);
	if (body && 'error' in body) {
		return reply(errorReply(body, { method, httpStatus: exchange.status }));
	}
	if (body && 'result' in body) return { kind: 'envelope', envelope: body };
	return reply(uncertain(unreadable(exchange.status)));
}

type Answered = Extract<Exchange, { kind: 'answered' }>;

/** The reply to a single call. */
export function singleReply(envelope: IDataObject): Reply {
	return {
		kind: 'value',
		value: envelope.result,
		...(isObject(envelope.time) ? { time: envelope.time } : {}),
		...(typeof envelope.total === 'number' ? { total: envelope.total } : {}),
		...(typeof envelope.next === 'number' ? { next: envelope.next } : {}),
	};
}

/**
 * The verdict per command of a batch (reference §4.2): a key in `result_error` was refused, a key
 * in `result` was answered. A key in neither was not executed if `halt` stopped the batch before
 * it, and is uncertain otherwise.
 *
 * @param commands keys and methods in the order in which they were sent
 */
export function batchReplies(
	envelope: IDataObject,
	commands: ReadonlyArray<{ key: string; method: string }>,
	halt: boolean,
): Reply[] {
	const result = isObject(envelope.result) ? envelope.result : {};
	let halted = false;
	return commands.map(({ key, method }) => {
		const error = entryOf(result.result_error, key);
		if (error !== undefined) {
			halted ||= halt;
			return errorReply(isObject(error) ? error : { error: 'UNKNOWN', error_description: error }, {
				method,
			});
		}
		if (hasEntry(result.result, key)) return commandReply(result, key);
		return halted ? notExecuted(haltedBefore()) : uncertain(missingFromBatch());
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

function errorReply(body: IDataObject, context: { method: string; httpStatus?: number }): Reply {
	const code = codeOf(body.error);
	const failure = describeError({
		code,
		text: errorText(body),
		resetAt: resetTime(body),
		...context,
	});
	const isServerFault = !isFinal(code) && !isBitrixError(body, context.httpStatus);
	const certainty = certaintyOf(code);
	if (certainty === 'notExecuted') return notExecuted(failure);
	return certainty === 'uncertain' || isServerFault
		? uncertain(failure.with({ retryable: true }))
		: refused(failure);
}

/** An error of a proxy or of a broken script says nothing about what the portal did. */
function isBitrixError(body: IDataObject, httpStatus: number | undefined): boolean {
	// Inside a batch the portal itself says which command it refused.
	if (httpStatus === undefined) return true;
	const isGivenUp = httpStatus >= 500 || httpStatus === 408 || httpStatus === 499;
	return !isGivenUp && codeOf(body.error) !== 'UNKNOWN' && errorText(body) !== '';
}

function errorText({ error_description: text }: IDataObject): string {
	return typeof text === 'string' ? maskWebhooks(text.trim()) : '';
}

/** The code may be the number 0, which is why nothing here tests it for truth (reference §1.6). */
function codeOf(error: unknown): string {
	return typeof error === 'string' || typeof error === 'number' ? String(error) : 'UNKNOWN';
}

/** When an operating limit ends, if the answer tells (reference §5.1); ms. */
function resetTime(body: IDataObject): number | undefined {
	const seconds = isObject(body.time) ? body.time.operating_reset_at : body.operating_reset_at;
	return momentFrom(seconds);
}

/** Unix seconds as ms, if they are a moment that a calendar knows. */
export function momentFrom(seconds: unknown): number | undefined {
	return typeof seconds === 'number' && seconds > 0 && seconds < 1e11 ? seconds * 1000 : undefined;
}

function parseObject(text: string, scrubber: Scrubber): IDataObject | undefined {
	try {
		const value = scrubber.json(JSON.parse(text));
		return isObject(value) ? value : undefined;
	} catch {
		return undefined;
	}
}

/** PHP writes an empty collection as `[]` and numeric keys as a list; ours are never numeric. */
function entryOf(collection: unknown, key: string): unknown {
	return isObject(collection) && hasEntry(collection, key) ? collection[key] : undefined;
}

function hasEntry(collection: unknown, key: string): boolean {
	return isObject(collection) && Object.hasOwn(collection, key);
}

export function isObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function reply(verdict: Reply): Interpretation {
	return { kind: 'reply', reply: verdict };
}

function unreachable(code: string): Failure {
	return new Failure({
		code: 'CONNECTION_FAILED',
		message: 'Bitrix24 could not be reached',
		description: `No connection was made (${code}), so nothing was changed. Check the address in the credential and that the portal is online, then run again`,
		retryable: true,
	});
}

function lost(code: string): Failure {
	const timedOut = code === 'ECONNABORTED' || code === 'ETIMEDOUT';
	return new Failure({
		code: 'CONNECTION_FAILED',
		message: timedOut
			? 'Bitrix24 did not answer in time'
			: 'The connection to Bitrix24 broke before the answer arrived',
		description: `The request was sent, its answer is missing (${code})`,
		retryable: true,
	});
}

function isRedirect({ status }: Answered): boolean {
	return status >= 300 && status < 400;
}

/**
 * A renamed portal sends the whole request on to its new host (reference §1.8). Any other redirect
 * comes from a script that has run, such as a payment system's page, and proves nothing.
 */
function redirected(exchange: Answered, scrubber: Scrubber): Reply {
	const failure = moved(exchange, scrubber);
	return exchange.location?.includes('/rest/')
		? notExecuted(failure.with({ description: `Nothing was changed. ${failure.description}` }))
		: uncertain(failure);
}

function moved(exchange: Answered, scrubber: Scrubber): Failure {
	const host =
		exchange.location && URL.canParse(exchange.location)
			? scrubber.text(new URL(exchange.location).host)
			: '';
	return new Failure({
		code: 'CONNECTION_FAILED',
		message: host
			? `The portal now has the address ${host}`
			: 'The portal sends requests on to another address',
		description:
			'Enter the new address in the credential; n8n does not follow by itself, so that no secret reaches a host you did not name',
		httpStatus: exchange.status,
	});
}

function unreadable(status: number): Failure {
	return new Failure({
		code: 'BAD_RESPONSE',
		message: 'The answer was not one of Bitrix24',
		description: `A complete JSON answer was expected; what came (HTTP ${status}) may be a page of a proxy, a limit or a broken script`,
		retryable: true,
		httpStatus: status,
	});
}

function missingFromBatch(): Failure {
	return new Failure({
		code: 'BAD_RESPONSE',
		message: 'The answer to a batch lacked this payment',
		description: 'Bitrix24 answered without saying what became of it',
		retryable: true,
	});
}

export function haltedBefore(): Failure {
	return new Failure({
		code: 'NOT_EXECUTED',
		message: 'Not started, because an earlier payment was not accepted',
		description: 'Nothing was changed for this payment. Run again after mending the earlier one',
		retryable: true,
	});
}

export function keptBack(): Failure {
	return new Failure({
		code: 'NOT_EXECUTED',
		message: 'Not sent, because the payment was read too long ago',
		description: 'Nothing was changed for this payment. Run again',
		retryable: true,
	});
}
