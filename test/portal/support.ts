import type { IDataObject } from 'n8n-workflow';

import { throwIfCancelled, type Clock } from '../../nodes/Bitrix24Payments/portal/clock';
import type { Command, Reply } from '../../nodes/Bitrix24Payments/portal/command';
import type { Connection } from '../../nodes/Bitrix24Payments/portal/connection';
import { createEnvironment } from '../../nodes/Bitrix24Payments/portal/environment';
import type { Failure } from '../../nodes/Bitrix24Payments/portal/failure';
import type { Exchange, Post } from '../../nodes/Bitrix24Payments/portal/http';
import { answerOf, type Look } from '../../nodes/Bitrix24Payments/portal/look';
import type { Terms } from '../../nodes/Bitrix24Payments/portal/patience';
import type { PortalOptions } from '../../nodes/Bitrix24Payments/portal/portal';
import { Scrubber } from '../../nodes/Bitrix24Payments/portal/scrubber';
import { WritablePortal } from '../../nodes/Bitrix24Payments/portal/writablePortal';
import { parseStr, parseUrl } from '../../sandbox/portal/php/query';
import { toPlain } from '../../sandbox/portal/php/values';

/** 2026-04-10T08:00:00Z */
export const START = Date.UTC(2026, 3, 10, 8);

/** Time that passes only when somebody sleeps or a test moves it. */
export class FakeClock implements Clock {
	readonly slept: number[] = [];

	/** Called at the start of every sleep. */
	onSleep: (() => void) | undefined;

	constructor(public time = START) {}

	now(): number {
		return this.time;
	}

	ticks(): number {
		return this.time;
	}

	async sleep(ms: number, signal?: AbortSignal): Promise<void> {
		throwIfCancelled(signal);
		this.slept.push(ms);
		this.time += ms;
		this.onSleep?.();
		await Promise.resolve();
		throwIfCancelled(signal);
	}

	/** Nothing here waits for an answer that does not come. */
	timeout(): AbortSignal {
		return new AbortController().signal;
	}

	get sleptInTotal(): number {
		return this.slept.reduce((sum, ms) => sum + ms, 0);
	}
}

export function answered(body: unknown, status = 200): Exchange {
	return { kind: 'answered', status, text: typeof body === 'string' ? body : JSON.stringify(body) };
}

export function portalError(code: unknown, status = 400, text = 'Text of the portal'): Exchange {
	return answered({ error: code, error_description: text }, status);
}

export const TOO_MANY = portalError('QUERY_LIMIT_EXCEEDED', 503, 'Too many requests');
export const REFUSED_CONNECTION: Exchange = { kind: 'unreachable', code: 'ECONNREFUSED' };
export const LOST_ANSWER: Exchange = { kind: 'lost', code: 'ECONNRESET' };

export interface SentCommand {
	readonly method: string;
	readonly params: IDataObject;
}

export interface SentRequest extends SentCommand {
	readonly url: string;
	/** The commands inside a batch. */
	readonly commands: readonly SentCommand[];
}

export type CommandAnswer = { result: unknown } | { error: unknown; error_description?: string };

/** More requests than any test needs: what goes on for ever ends here. */
const FUSE = 500;

/**
 * A portal reduced to its answers: it decodes batches, obeys `halt`, and takes a set time for each
 * command. Exchanges in `first` are answered before anything is executed.
 */
export class FakePortal {
	readonly requests: SentRequest[] = [];

	first: Array<Exchange | (() => Exchange)> = [];

	/** What a command is answered; it counts as executed. */
	answer: (command: SentCommand) => CommandAnswer = () => ({ result: true });

	msPerCommand = 0;

	readonly executed: SentCommand[] = [];

	constructor(private readonly clock: FakeClock) {}

	readonly post: Post = async (url, body) => {
		if (this.requests.length >= FUSE) throw new Error('There is no end to the requests');
		const request = toRequest(url, body as IDataObject);
		this.requests.push(request);
		const early = this.first.shift();
		if (early) return typeof early === 'function' ? early() : early;
		return request.method === 'batch' ? this.runBatch(request) : this.runSingle(request);
	};

	/** The methods of all requests, in their order. */
	get methods(): string[] {
		return this.requests.map((request) => request.method);
	}

	/** How many commands each batch carried. */
	get batchSizes(): number[] {
		return this.requests
			.filter((request) => request.method === 'batch')
			.map((request) => request.commands.length);
	}

	private runSingle(request: SentRequest): Exchange {
		const answer = this.run(request);
		return answered(answer, 'error' in answer ? 400 : 200);
	}

	private runBatch(request: SentRequest): Exchange {
		const keys = Object.keys(request.params.cmd as IDataObject);
		const result: IDataObject = {};
		const errors: IDataObject = {};
		for (const [index, command] of request.commands.entries()) {
			const answer = this.run(command);
			const key = keys[index] ?? '';
			if ('error' in answer) errors[key] = answer as IDataObject;
			else result[key] = answer.result as IDataObject;
			if ('error' in answer && request.params.halt) break;
		}
		return answered({ result: { result: phpArray(result), result_error: phpArray(errors) } });
	}

	private run(command: SentCommand): CommandAnswer {
		this.clock.time += this.msPerCommand;
		this.executed.push(command);
		return this.answer(command);
	}
}

/** PHP writes an empty array as `[]`. */
function phpArray(value: IDataObject): unknown {
	return Object.keys(value).length === 0 ? [] : value;
}

function toRequest(url: string, params: IDataObject): SentRequest {
	const method = url.split('/').at(-1) ?? '';
	const commands =
		method === 'batch' ? Object.values(params.cmd as Record<string, string>).map(decode) : [];
	return { url, method, params, commands };
}

function decode(command: string): SentCommand {
	const parts = parseUrl(command);
	if (parts === false) throw new Error(`No command: ${command}`);
	return { method: parts.path ?? '', params: toPlain(parseStr(parts.query ?? '')) as IDataObject };
}

/** A connection that counts how often it is asked for a fresh token. */
export class FakeConnection implements Connection {
	readonly key = 'webhook portal.example';

	readonly host = 'portal.example';

	readonly scrubber = new Scrubber();

	refreshes = 0;

	refusal: Failure | undefined;

	url(method: string): string {
		return `https://portal.example/rest/${method}`;
	}

	auth(): { auth: string } {
		return { auth: `token-${this.refreshes}` };
	}

	async refresh(): Promise<Failure | undefined> {
		this.refreshes += 1;
		return this.refusal;
	}
}

/** The portal as tests drive it: with bare commands, a write and its read-back in one group. */
export class CommandPortal extends WritablePortal {
	async read(commands: readonly Command[], terms?: Terms): Promise<Reply[]> {
		return await this.reader.see(commands.map(lookFor), terms);
	}

	async writeSome(
		groups: ReadonlyArray<readonly Command[]>,
		halt: boolean,
		terms?: Terms,
	): Promise<Reply[][]> {
		const changes = groups.map(([write, readBack]) => {
			if (!write) throw new Error('A group begins with a write');
			return readBack ? { write, look: lookFor(readBack) } : { write };
		});
		return await this.writer.writeSome(changes, halt, terms);
	}

	async writeAlone(command: Command, terms?: Terms): Promise<Reply> {
		return await this.writer.writeAlone(command, terms);
	}
}

function lookFor({ method, params }: Command): Look {
	return answerOf(method, params);
}

export interface PortalRig {
	readonly portal: CommandPortal;
	readonly server: FakePortal;
	readonly clock: FakeClock;
	readonly connection: FakeConnection;
}

export function rig(options: Partial<PortalOptions> = {}): PortalRig {
	const clock = new FakeClock();
	const server = new FakePortal(clock);
	const connection = new FakeConnection();
	const environment = createEnvironment({ clock, random: () => 0.5, nonce: () => 'nonce' });
	const portal = new CommandPortal(connection, server.post, environment, {
		maxWaitMs: 60_000,
		batchSize: 0,
		plain: false,
		...options,
	});
	return { portal, server, clock, connection };
}

/** The failure of a reply; anything else ends the test. */
export function failureOf(reply: Reply | undefined): Failure {
	if (!reply || reply.kind === 'value') throw new Error('A failure was expected');
	return reply.failure;
}

/** What a function throws; one that throws nothing ends the test. */
export function thrownBy(run: () => unknown): unknown {
	try {
		run();
	} catch (error) {
		return error;
	}
	throw new Error('An exception was expected');
}

/** Lets everything that waits for nothing but other promises go on. */
export async function untilQuiet(): Promise<void> {
	for (let step = 0; step < 50; step++) await Promise.resolve();
}
