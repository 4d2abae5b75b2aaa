import { authenticate } from './authentication';
import { paymentsOfBatch, runBatch } from './batch';
import { runCommand, type CommandReply } from './command';
import type { PortalCore } from './core';
import { errorBody, errorStatus } from './dialect';
import { methodNotFound, RestError, ScriptEnded } from './errors';
import { findMethod } from './methods/registry';
import { paymentIdsOf } from './paymentIds';
import type { Json, PhpArray } from './php/values';
import { Stopwatch } from './stopwatch';

/** A REST call as the routes have read it. */
export interface RestCall {
	/** The method as it stands in the path, without suffix. */
	method: string;
	parameters: PhpArray;
	authorization: string | undefined;
	verb: string;
}

/** An answer before it is encoded; a string is printed as it is. */
export interface RestAnswer {
	status: number;
	body: Record<string, Json> | string;
}

/** Something that happens between the commands of a script: waiting, or its sudden end. */
export type BeforeCommand = (index: number) => Promise<void>;

/** The script was killed on purpose: what it has done so far stays done. */
export class Interrupted extends Error {}

/**
 * Serves one REST call: method, then credential and scope, then the operating limit, then the
 * handler (order of docs/bitrix24.md#statuses).
 */
export async function serveRest(
	core: PortalCore,
	call: RestCall,
	beforeCommand: BeforeCommand,
): Promise<RestAnswer> {
	const stopwatch = new Stopwatch(core.clock);
	try {
		await spendRequestTime(core, stopwatch);
		if (call.method.toLowerCase() === 'batch') {
			const paymentIds = paymentsOfBatch(call.parameters);
			const serve = async () => await serveBatch(core, call, stopwatch, beforeCommand);
			return await core.happenings.around({ method: 'batch', paymentIds }, serve);
		}
		return await serveSingle(core, call, beforeCommand);
	} catch (error) {
		return answerFailure(core, error);
	}
}

async function spendRequestTime(core: PortalCore, stopwatch: Stopwatch): Promise<void> {
	const { perRequestMs = 0, awaitClock } = core.latency;
	if (perRequestMs <= 0) return;
	if (awaitClock === false) stopwatch.book(perRequestMs);
	else await core.clock.sleep(perRequestMs);
}

async function serveBatch(
	core: PortalCore,
	call: RestCall,
	stopwatch: Stopwatch,
	beforeCommand: BeforeCommand,
): Promise<RestAnswer> {
	const auth = authenticate(core, call, undefined);
	stopwatch.startProcessing();
	const { parameters, verb } = call;
	const reply = await runBatch(core, { parameters, auth, verb, stopwatch, beforeCommand });
	stopwatch.finishProcessing();
	const isDenied = reply.denied && core.dialect.accessDeniedOverridesStatus;
	const time = stopwatch.report(
		{ operating: core.operating, key: `${auth.entity} batch` },
		core.dialect,
	);
	return { status: isDenied ? 403 : 200, body: { result: reply.result, time } };
}

async function serveSingle(
	core: PortalCore,
	call: RestCall,
	beforeCommand: BeforeCommand,
): Promise<RestAnswer> {
	const method = findMethod(call.method);
	if (method === undefined) throw methodNotFound();
	await beforeCommand(0);
	const { parameters: params, verb } = call;
	const target = { method: method.name, paymentIds: paymentIdsOf(method.name, params) };
	return await core.happenings.around(target, async () => {
		const auth = authenticate(core, call, method.scope);
		const reply = await runCommand(core, { method, auth, params, verb });
		return { status: 200, body: envelope(reply) };
	});
}

function envelope({ result, next, total, time }: CommandReply): Record<string, Json> {
	if (time === undefined) return result as Record<string, Json>;
	const paging = {
		...(next === undefined ? {} : { next }),
		...(total === undefined ? {} : { total }),
	};
	return { result, ...paging, time };
}

function answerFailure(core: PortalCore, error: unknown): RestAnswer {
	if (error instanceof ScriptEnded) return { status: 200, body: error.output };
	if (error instanceof RestError) return answerError(core, error);
	throw error;
}

/** The answer for an error of the whole request, in the portal's dialect. */
export function answerError(core: PortalCore, error: RestError): RestAnswer {
	const isDenied = error.deniesResponse && core.dialect.accessDeniedOverridesStatus;
	const status = isDenied ? 403 : errorStatus(error, core.dialect);
	return { status, body: errorBody(error, core.dialect) };
}
