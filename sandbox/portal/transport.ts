import { emptyBatchResult } from './batch';
import { expiredToken } from './authentication';
import type { PortalCore } from './core';
import { authError, operationTimeLimit, RestError } from './errors';
import { encode, ended, html, type Delivery, type Exchange } from './delivery';
import { disturb, foreignError } from './disturbances';
import type { FaultRule } from './faultRule';
import type { PendingScripts } from './pendingScripts';
import type { Json } from './php/values';
import { answerError, Interrupted, type RestAnswer } from './rest';
import { Stopwatch } from './stopwatch';

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

/** The connection breaks, the script goes on later (docs/bitrix24.md#nobody-knows). */
function resetThenFinish(pending: PendingScripts, exchange: Exchange, rule: FaultRule): Delivery {
	const gateAt = rule.afterCommands ?? 0;
	const requests = Number(rule.value ?? (rule.delayMs === undefined ? 2 : Infinity));
	const { delayMs, cutAfterMs = 0 } = rule;
	const due = { requests, delayMs: delayMs === undefined ? undefined : cutAfterMs + delayMs };
	pending.start(due, async (gate) => {
		await exchange.execute(async (index) => {
			if (index === gateAt) await gate();
		});
	});
	return { ...ended('destroy'), delayMs: rule.cutAfterMs };
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
		case 'foreignError':
			return foreignError(rule);
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

/** The leaky bucket's answer (docs/bitrix24.md#request-rate). */
export function rateLimited(): RestError {
	return new RestError('QUERY_LIMIT_EXCEEDED', 'Too many requests', 503);
}

export function internalError(text = 'Internal server error'): RestError {
	return new RestError('INTERNAL_SERVER_ERROR', text, 500);
}

function success(core: PortalCore, result: Json): RestAnswer {
	const usage = { operating: core.operating, key: 'batch' };
	const time = new Stopwatch(core.clock).report(usage, core.dialect);
	return { status: 200, body: { result, time } };
}

/** A renamed portal (docs/bitrix24.md#redirects). */
function redirect(rule: FaultRule, exchange: Exchange): Delivery {
	const { pathname, search } = new URL(exchange.url);
	const location = `https://${rule.value ?? 'renamed.example'}${pathname}${search}`;
	return { ...html(302, 'Found'), location };
}
