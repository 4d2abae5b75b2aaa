import type { Authentication } from './authentication';
import { runCommand, type CommandReply } from './command';
import type { PortalCore } from './core';
import { errorBody } from './dialect';
import {
	BareError,
	batchMethodNotAllowed,
	insufficientScope,
	methodNotFound,
	RestError,
} from './errors';
import { findMethod } from './methods/registry';
import { paymentIdsOf } from './paymentIds';
import { parseStr, parseUrl } from './php/query';
import { isArray, isNumeric, isTruthy, PhpArray, toPhp, toText } from './php/values';
import type { Json, PhpValue } from './php/values';
import type { Stopwatch } from './stopwatch';

const MAX_COMMANDS = 50;

/**
 * What references like `$result[key][path]` can see of the commands before
 * (docs/bitrix24.md#batch-references).
 */
interface Collected {
	result: Map<string, Json>;
	error: Map<string, Json>;
	total: Map<string, Json>;
	next: Map<string, Json>;
	time: Map<string, Json>;
}

export interface BatchCall {
	parameters: PhpArray;
	auth: Authentication;
	verb: string;
	stopwatch: Stopwatch;
	/** Called before the command with this running number; may wait, or throw to end the script. */
	beforeCommand(index: number): Promise<void>;
}

export interface BatchReply {
	result: Json;
	/** A denied crm command changed the status of the whole answer (docs/bitrix24.md#statuses). */
	denied: boolean;
}

/** Runs a batch: one after another, without transaction (docs/bitrix24.md#batch). */
export async function runBatch(core: PortalCore, call: BatchCall): Promise<BatchReply> {
	const halt = isTruthy(topLevel(call.parameters, 'halt'));
	const seen: Collected = emptyCollections();
	let denied = false;
	let position = 0;
	for (const [key, text] of batchCommands(call.parameters)) {
		const isSurplus = position++ >= MAX_COMMANDS;
		if (!isSurplus && typeof text !== 'string') continue;
		await call.beforeCommand(position - 1);
		const error = await runOne(core, call, seen, [key, isSurplus ? undefined : toText(text)]);
		denied ||= error?.deniesResponse ?? false;
		if (error !== undefined && halt) break;
	}
	return { result: printed(seen), denied };
}

/** The `cmd` entries of a batch in their order; anything but an array has none. */
export function batchCommands(parameters: PhpArray): Array<[string, PhpValue]> {
	const commands = topLevel(parameters, 'cmd');
	return isArray(commands) ? [...commands] : [];
}

/** The payments a command string concerns, as far as its parameters tell. */
function paymentsOfCommand(text: string): number[] {
	const url = parseUrl(text) || {};
	return paymentIdsOf(url.path ?? '', parseStr(url.query ?? ''));
}

/** The payments that the commands of a batch concern. */
export function paymentsOfBatch(parameters: PhpArray): number[] {
	return batchCommands(parameters).flatMap(([, text]) =>
		typeof text === 'string' ? paymentsOfCommand(text) : [],
	);
}

/** Top-level names of a batch are case-insensitive (docs/bitrix24.md#batch-commands). */
function topLevel(parameters: PhpArray, name: string): PhpValue | undefined {
	return [...parameters].filter(([key]) => key.toLowerCase() === name).at(-1)?.[1];
}

/** Runs one command and files its reply; returns the error of a failed one. */
async function runOne(
	core: PortalCore,
	call: BatchCall,
	seen: Collected,
	[key, text]: [string, string | undefined],
): Promise<RestError | undefined> {
	try {
		if (text === undefined) throw lengthExceeded();
		file(seen, key, await runText(core, call, seen, text));
		return undefined;
	} catch (error) {
		if (!(error instanceof RestError)) throw error;
		const isBare = error instanceof BareError;
		seen.error.set(key, isBare ? error.printed : errorBody(error, core.dialect));
		return error;
	}
}

async function runText(
	core: PortalCore,
	call: BatchCall,
	seen: Collected,
	text: string,
): Promise<CommandReply> {
	const url = parseUrl(text) || {};
	const name = url.path ?? '';
	if (/^(batch|download|upload)$/i.test(name)) throw batchMethodNotAllowed();
	const method = findMethod(name);
	if (method === undefined) throw methodNotFound();
	const { scope } = method;
	const params = substitute(parseStr(url.query ?? ''), seen);
	const { auth, verb, stopwatch } = call;
	const target = { method: method.name, paymentIds: paymentIdsOf(method.name, params) };
	return await core.happenings.around(target, async () => {
		if (scope !== undefined && !auth.scopes.includes(scope)) throw insufficientScope('');
		return await runCommand(core, { method, auth, params, verb, batch: stopwatch });
	});
}

function file(seen: Collected, key: string, reply: CommandReply): void {
	const { result, next, total, time } = reply;
	if (time === undefined) {
		// Both error keys in a result: the portal takes it for an error (docs/bitrix24.md#answers).
		seen.error.set(key, result);
		return;
	}
	seen.result.set(key, result);
	seen.time.set(key, time);
	if (next !== undefined) seen.next.set(key, next);
	if (total !== undefined) seen.total.set(key, total);
}

function lengthExceeded(): RestError {
	return new RestError('ERROR_BATCH_LENGTH_EXCEEDED', 'Max batch length exceeded');
}

function emptyCollections(): Collected {
	return {
		result: new Map(),
		error: new Map(),
		total: new Map(),
		next: new Map(),
		time: new Map(),
	};
}

/**
 * The batch's result; also what a batch without commands answers
 * (docs/bitrix24.md#request-parameters).
 */
function printed(seen: Collected): Json {
	const print = (collection: Map<string, Json>) => new OrderedJson(collection) as unknown as Json;
	return {
		result: print(seen.result),
		result_error: print(seen.error),
		result_total: print(seen.total),
		result_next: print(seen.next),
		result_time: print(seen.time),
	};
}

/** Five empty collections. */
export function emptyBatchResult(): Json {
	return printed(emptyCollections());
}

/** Answers keep the order of the commands, which a plain object would not for numeric keys. */
export class OrderedJson extends Map<string, Json> {}

function substitute(params: PhpArray, seen: Collected): PhpArray {
	const resolved = new PhpArray();
	for (const [key, value] of params) {
		if (isArray(value)) resolved.set(key, substitute(value, seen));
		else resolved.set(key, typeof value === 'string' ? substituteText(value, seen) : value);
	}
	return resolved;
}

const REFERENCE = /\$(result|next|total|time|error)(\S*)/gi;

/**
 * Replaces references to earlier replies; a value that is nothing else becomes the data
 * (docs/bitrix24.md#batch-references).
 */
function substituteText(text: string, seen: Collected): PhpValue {
	let value = text;
	for (const [whole, name, tail] of text.matchAll(REFERENCE)) {
		const path = [...(tail ?? '').matchAll(/\[([^\]]+)\]/g)].map(([, key]) => key ?? '');
		if (path.length === 0) continue;
		const found = follow(seen[name as keyof Collected] as Map<string, Json> | undefined, path);
		if (whole === value) return toPhp(found);
		if (typeof found === 'string' || isNumeric(found as PhpValue)) {
			value = value.replaceAll(whole, () => String(found));
		}
	}
	return value;
}

/** Walks as far as the path exists and answers what stands there. */
function follow(collection: Map<string, Json> | undefined, path: string[]): Json {
	if (collection === undefined) return null;
	let at: Json = Object.fromEntries(collection);
	for (const key of path) {
		const next: Json | undefined = step(at, key);
		if (next === undefined || next === null) break;
		at = next;
	}
	return at;
}

function step(at: Json, key: string): Json | undefined {
	if (typeof at === 'string') return /^\d+$/.test(key) ? at[Number(key)] : undefined;
	if (at === null || typeof at !== 'object') return undefined;
	return Object.hasOwn(at, key) ? (at as Record<string, Json>)[key] : undefined;
}
