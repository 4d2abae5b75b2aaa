import { emptyBatchResult } from './batch';
import { expiredToken } from './authentication';
import type { PortalCore } from './core';
import { authError, operationTimeLimit, RestError } from './errors';
import type { FaultRule, TransportFault } from './faults';
import type { PendingScripts } from './pendingScripts';
import { encodeJson, UnencodableError } from './php/json';
import type { Json } from './php/values';
import { answerError, Interrupted, type BeforeCommand, type RestAnswer } from './rest';
import { Stopwatch } from './stopwatch';

/** What goes over the wire, and how the connection ends. */
export interface Delivery {
	/** `answer` sends it, `truncate` breaks off in the middle, `destroy` resets, `hang` says nothing. */
	ending: 'answer' | 'truncate' | 'destroy' | 'hang';
	status: number;
	contentType: string;
	text: string;
	location?: string;
	/** How long to wait before the ending. */
	delayMs?: number;
}

/** One request as far as faults are concerned. */
export interface Exchange {
	/** Runs the script; what it has stored stays stored, whatever happens to the answer. */
	execute(beforeCommand: BeforeCommand): Promise<RestAnswer>;
	/** Address of the request with everything secret in it. */
	url: string;
	/** The token or webhook code of the request. */
	secret: string;
	/** The keys of a batch's commands, in order. */
	commandKeys: readonly string[];
}

const JSON_TYPE = 'application/json; charset=utf-8';
const HTML_TYPE = 'text/html; charset=utf-8';

/** Serves an exchange without any transport fault. */
export async function deliver(exchange: Exchange): Promise<Delivery> {
	return encode(await exchange.execute(passThrough));
}

/** Serves an exchange with a transport fault striking. */
export async function deliverFaulty(
	core: PortalCore,
	pending: PendingScripts,
	exchange: Exchange,
	rule: FaultRule,
): Promise<Delivery> {
	if (rule.fault === 'resetThenFinish') return resetThenFinish(pending, exchange, rule);
	const refusal = refusalOf(core, rule, exchange);
	if (refusal !== undefined) {
		if (stopsMidBatch(rule)) await executePartly(exchange, rule);
		return refusal;
	}
	const answer = await executePartly(exchange, rule);
	return disturb(rule, exchange, answer);
}

async function passThrough(): Promise<void> {
	await Promise.resolve();
}

/** Runs the script, or its first commands when the rule says so. */
async function executePartly(exchange: Exchange, rule: FaultRule): Promise<RestAnswer> {
	const limit = rule.afterCommands ?? (rule.fault === 'resetMidBatch' ? 1 : undefined);
	try {
		return await exchange.execute(async (index) => {
			if (limit !== undefined && index >= limit) throw new Interrupted();
			await passThrough();
		});
	} catch (error) {
		if (error instanceof Interrupted) return { status: 200, body: '' };
		throw error;
	}
}

/** Faults at a moment when part of a batch may already have run. */
const MID_BATCH_REFUSALS: readonly string[] = ['resetBefore', 'hangBefore', 'html502', 'error500'];

function stopsMidBatch(rule: FaultRule): boolean {
	return rule.afterCommands !== undefined && MID_BATCH_REFUSALS.includes(rule.fault);
}

/** The connection breaks, the script goes on later (reference §4.4). */
function resetThenFinish(pending: PendingScripts, exchange: Exchange, rule: FaultRule): Delivery {
	const gateAt = rule.afterCommands ?? 0;
	const requests = Number(rule.value ?? (rule.delayMs === undefined ? 2 : Infinity));
	pending.start({ requests, delayMs: rule.delayMs }, async (gate) => {
		await exchange.execute(async (index) => {
			if (index === gateAt) await gate();
		});
	});
	return ended('destroy');
}

/** The delivery of a fault that keeps the script from running; undefined for all others. */
function refusalOf(core: PortalCore, rule: FaultRule, exchange: Exchange): Delivery | undefined {
	switch (rule.fault) {
		case 'resetBefore':
			return ended('destroy');
		case 'hangBefore':
			return { ...ended('hang'), delayMs: rule.delayMs };
		case 'html502':
			return html(502, rule.value ?? 'Bad Gateway');
		case 'rateLimitHtml':
			return html(503, rule.value ?? 'Too many requests');
		case 'emptyBatch':
			return encode(success(core, emptyBatchResult()));
		case 'nullResult':
			return encode({ status: 200, body: { result: null } });
		case 'redirect302':
			return redirect(rule, exchange);
		default:
			return refusalWithCode(core, rule);
	}
}

function refusalWithCode(core: PortalCore, rule: FaultRule): Delivery | undefined {
	const error = REFUSALS[rule.fault]?.();
	if (error === undefined) return undefined;
	const { code, description, status, docsStatus } = error;
	const text = rule.value ?? description;
	const named = new RestError(rule.code ?? code, text, status, { docsStatus });
	return encode(answerError(core, named));
}

/** Error answers of faults; in every case nothing is executed. */
const REFUSALS: Partial<Record<FaultRule['fault'], () => RestError>> = {
	rateLimit: () => rateLimited(),
	operatingLimit: () => operationTimeLimit(),
	expiredToken: () => expiredToken(),
	invalidToken: () => authError('invalid_token', 'Unable to get application by token'),
	connectionError: () => authError('CONNECTION_ERROR', 'Error connecting to authorization server'),
	overload: () => authError('OVERLOAD_LIMIT', 'REST API is blocked due to overload.', 503),
	error500: () => internalError(),
};

/** The leaky bucket's answer (reference §5.1). */
export function rateLimited(): RestError {
	return new RestError('QUERY_LIMIT_EXCEEDED', 'Too many requests', 503);
}

export function internalError(text = 'Internal server error'): RestError {
	return new RestError('INTERNAL_SERVER_ERROR', text, 500);
}

type Disturbance = (rule: FaultRule, exchange: Exchange, answer: RestAnswer) => Delivery;

/** What becomes of the answer although the script has run. */
const DISTURBANCES: Partial<Record<TransportFault, Disturbance>> = {
	resetAfter: () => ended('destroy'),
	resetMidBatch: () => ended('destroy'),
	hangAfter: (rule, _, answer) => ({
		...encode(answer),
		ending: rule.delayMs === undefined ? 'hang' : 'answer',
		delayMs: rule.delayMs,
	}),
	html502After: (rule) => html(502, rule.value ?? 'Bad Gateway'),
	error500After: () =>
		encode({
			status: 500,
			body: { error: 'INTERNAL_SERVER_ERROR', error_description: 'Internal server error' },
		}),
	truncatedJson: (_, __, answer) => halve(encode(answer)),
	truncatedSocket: (_, __, answer) => ({ ...encode(answer), ending: 'truncate' }),
	emptyBody: (_, __, answer) => ({ ...encode(answer), status: 200, text: '' }),
	dropBatchKeys: (_, { commandKeys }, answer) => encode(withoutEverySecondKey(answer, commandKeys)),
	batchStatus403: (_, __, answer) => ({ ...encode(answer), status: 403 }),
	wrongEncoding: (_, __, answer) => ({ ...encode(answer), status: 200, text: WRONG_ENCODING }),
	echoSecret: (rule, exchange) => echo(rule, exchange),
};

function disturb(rule: FaultRule, exchange: Exchange, answer: RestAnswer): Delivery {
	const disturbance = DISTURBANCES[rule.fault as TransportFault];
	return disturbance === undefined ? encode(answer) : disturbance(rule, exchange, answer);
}

const WRONG_ENCODING = '{"error":"WRONG_ENCODING","error_description":"Wrong request encoding"}';

/** Encodes an answer; one that cannot be encoded becomes WRONG_ENCODING with 200 (§1.5). */
export function encode(answer: RestAnswer): Delivery {
	const { status, body } = answer;
	if (typeof body === 'string') {
		return { ending: 'answer', status, contentType: HTML_TYPE, text: body };
	}
	try {
		const text = encodeJson(body);
		return { ending: 'answer', status, contentType: JSON_TYPE, text };
	} catch (error) {
		if (!(error instanceof UnencodableError)) throw error;
		return { ending: 'answer', status: 200, contentType: JSON_TYPE, text: WRONG_ENCODING };
	}
}

function success(core: PortalCore, result: Json): RestAnswer {
	const usage = { operating: core.operating, key: 'batch' };
	const time = new Stopwatch(core.clock).report(usage, core.dialect);
	return { status: 200, body: { result, time } };
}

function ended(ending: Delivery['ending']): Delivery {
	return { ending, status: 0, contentType: JSON_TYPE, text: '' };
}

function html(status: number, title: string): Delivery {
	const text = `<html>\r\n<head><title>${status} ${title}</title></head>\r\n<body>\r\n<center><h1>${status} ${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`;
	return { ending: 'answer', status, contentType: 'text/html', text };
}

/** A renamed portal (reference §1.8). */
function redirect(rule: FaultRule, exchange: Exchange): Delivery {
	const { pathname, search } = new URL(exchange.url);
	const location = `https://${rule.value ?? 'renamed.example'}${pathname}${search}`;
	return { ...html(302, 'Found'), location };
}

function halve(delivery: Delivery): Delivery {
	return { ...delivery, text: delivery.text.slice(0, Math.floor(delivery.text.length / 2)) };
}

function withoutEverySecondKey(answer: RestAnswer, keys: readonly string[]): RestAnswer {
	if (typeof answer.body === 'string') return answer;
	const dropped = keys.filter((_, index) => index % 2 === 1);
	for (const kept of Object.values((answer.body.result ?? {}) as object)) {
		if (kept instanceof Map) for (const key of dropped) kept.delete(key);
	}
	return answer;
}

/** An error that repeats the request with its secrets; `value` picks the wrapping. */
function echo(rule: FaultRule, { url, secret }: Exchange): Delivery {
	const told = `Request ${url} with ${secret} failed`;
	if (rule.value === 'html') {
		const text = `<html><body><h1>Fatal error</h1><a href="${url}">${secret}</a></body></html>`;
		return { ...html(500, 'Internal Server Error'), text };
	}
	if (rule.value === 'encoded') {
		const hidden = `${encodeURIComponent(url)} ${Buffer.from(secret).toString('base64')}`;
		return encode(echoError(`<b>Fatal error</b>: ${hidden}`));
	}
	return encode(echoError(rule.value === undefined ? told : `${rule.value} ${told}`));
}

function echoError(text: string): RestAnswer {
	return { status: 400, body: { error: 'ERROR_CORE', error_description: text } };
}
