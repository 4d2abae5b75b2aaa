import type { IDataObject } from 'n8n-workflow';

import { textOf } from '../judge/json';
import type { Reason } from '../judge/verdict';
import type { Access } from './access';
import { commandIn, readAnswer, type Answer } from './answer';
import { callOf, requestFor, type Ask, type BatchAsk } from './ask';
import { TIMEOUT_MS, type Http } from './http';
import { Pace, type Clock } from './pace';

/** What the probe may use up, cleaning up included. */
export const MOST_REQUESTS = 120;
export const MOST_SECONDS = 120;

/** So many requests and seconds are kept for cleaning up. */
const KEPT_REQUESTS = 20;
const KEPT_SECONDS = 15;

/** How often and after which time a cleaning call is repeated that a limit kept back. */
const PATIENCE = 3;
const PATIENCE_MS = 5000;

/** Codes after which the portal should be left alone. */
const STOPS = new Set(['QUERY_LIMIT_EXCEEDED', 'OVERLOAD_LIMIT']);

/** Codes that say of the probe's own credential that it has just come to its end. */
const SHUT_OUT = new Set([
	'expired_token',
	'invalid_token',
	'INVALID_CREDENTIALS',
	'APPLICATION_NOT_FOUND',
	'user_access_error',
	'authorization_error',
	'PORTAL_DELETED',
]);

/** After so many requests in a row without an answer there is no use in going on. */
const LOST_AFTER = 3;

/** A request that cleans up waits at least so long, even if the time is over. */
const LEAST_WAIT_MS = 10_000;

interface Stop {
	readonly why: Reason;
	readonly text: string;
}

interface Tools {
	readonly http: Http;
	readonly clock: Clock;
	/** Aborted when the user presses Ctrl-C. */
	readonly signal: AbortSignal;
}

/**
 * Calls the portal, one call at a time and within its limits, and keeps every answer by the name
 * of the call. What a limit or an interruption keeps back is answered as untried.
 */
export class Session {
	readonly answers = new Map<string, Answer>();

	/** With which parameters, by the name of the call. */
	readonly asked = new Map<string, IDataObject>();

	/** Why calls that were never made were not. */
	unasked: { readonly why: Reason; readonly text: string } | undefined;

	/** Requests sent so far; the one for the token counts, too. */
	requests: number;

	private readonly pace: Pace;

	private readonly startedAt: number;

	/** Why nothing more is asked. */
	private stop: Stop | undefined;

	private hasBeenIn = false;

	private unanswered = 0;

	private readonly pausedMethods = new Set<string>();

	constructor(
		readonly access: Access,
		private readonly tools: Tools,
	) {
		this.requests = access.kind === 'oauth' ? 1 : 0;
		this.pace = new Pace(tools.clock);
		this.startedAt = tools.clock.ticks();
	}

	/** Seconds since the session began. */
	get seconds(): number {
		return (this.tools.clock.ticks() - this.startedAt) / 1000;
	}

	get isInterrupted(): boolean {
		return this.tools.signal.aborted;
	}

	/** Why the walk did not come to its end, where that was not the person's wish. */
	get cutOff(): string | undefined {
		const isLost = this.unasked?.why === 'connection';
		return this.stop?.text ?? (isLost ? this.unasked?.text : undefined);
	}

	async sleep(ms: number): Promise<void> {
		if (!this.isInterrupted) await this.tools.clock.sleep(ms);
	}

	/** Makes a call, unless something speaks against it. */
	async ask(ask: Ask): Promise<Answer> {
		const answer = this.hindrance(ask.method) ?? (await this.send(ask));
		this.asked.set(ask.name, ask.params ?? {});
		this.answers.set(ask.name, answer);
		return answer;
	}

	private keep({ name, method, params }: Ask, answer: Answer): void {
		this.asked.set(name, params ?? {});
		this.answers.set(name, answer);
		if (answer.kind === 'error') this.heed(method, answer);
	}

	private apart(asks: readonly Ask[]): { open: Ask[]; paused: Ask[] } {
		const isPaused = ({ method }: Ask) => this.pausedMethods.has(method);
		return { open: asks.filter((ask) => !isPaused(ask)), paused: asks.filter(isPaused) };
	}

	/** Sends a batch; each command's answer is kept, too. */
	async askBatch(batch: BatchAsk): Promise<Answer> {
		const answer = await this.ask(callOf(batch));
		for (const [key, command] of Object.entries(batch.commands)) {
			const { method, params } = typeof command === 'string' ? { method: command } : command;
			this.keep({ name: `${batch.name}/${key}`, method, params }, commandIn(answer, key));
		}
		return answer;
	}

	/**
	 * Makes several calls in one request. Their answers are kept under their own names, as if each
	 * had been made alone; what a batch does not take is made alone.
	 */
	async askTogether(name: string, asks: readonly Ask[]): Promise<void> {
		const { open, paused } = this.apart(asks);
		for (const ask of paused) this.answers.set(ask.name, pausedMethod());
		if (open.length === 0) return;
		const keyed = open.map((ask, index) => ({ ask, key: `c${index}` }));
		const commands = keyed.map(({ ask: { method, params }, key }) => [key, { method, params }]);
		const batch = callOf({
			name,
			commands: Object.fromEntries(commands) as BatchAsk['commands'],
			writes: open.some(({ writes }) => writes === true),
		});
		const answer = this.hindrance('batch') ?? (await this.send(batch));
		this.answers.set(name, answer);
		for (const { ask, key } of keyed) {
			const own = commandIn(answer, key);
			this.keep(ask, own);
			if (answer.kind === 'error' || isBarred(own)) await this.ask(ask);
		}
	}

	/** Notes that a call was not made, and why. */
	leaveOut(name: string, why: Reason, text: string): void {
		this.answers.set(name, { kind: 'untried', why, text });
	}

	/** Keeps an answer under a second name: the call answers that question, too. */
	same(name: string, other: string): void {
		const answer = this.answers.get(name);
		if (answer) this.answers.set(other, answer);
		this.asked.set(other, this.asked.get(name) ?? {});
	}

	/** A call that cleans up: neither a stop nor an interruption keeps it from being made. */
	async clean(ask: Ask): Promise<Answer> {
		let answer = await this.send({ ...ask, writes: true });
		for (let tries = 1; tries < PATIENCE && isKeptBack(answer); tries += 1) {
			await this.tools.clock.sleep(PATIENCE_MS);
			answer = await this.send({ ...ask, writes: true });
		}
		this.answers.set(ask.name, answer);
		return answer;
	}

	private async send(ask: Ask): Promise<Answer> {
		if (this.requests >= MOST_REQUESTS) return untried(outOf('requests'));
		await this.pace.next();
		this.requests += 1;
		const signal = ask.writes === true ? undefined : this.tools.signal;
		const exchange = await this.tools.http({
			...requestFor(ask, this.access),
			timeoutMs: this.timeout(ask),
			...(signal ? { signal } : {}),
		});
		if (signal?.aborted) return interrupted();
		const answer = readAnswer(exchange);
		this.heed(ask.method, answer);
		return this.isShutOut(ask, answer) ? untried(SHUT) : answer;
	}

	/** A read that hangs must not use up the time that is kept for cleaning up. */
	private timeout({ writes }: Ask): number {
		const [most, least] = writes === true ? [0, LEAST_WAIT_MS] : [KEPT_SECONDS, 1000];
		const left = (MOST_SECONDS - most - this.seconds) * 1000;
		return Math.max(least, Math.min(TIMEOUT_MS, left));
	}

	private hindrance(method: string): Answer | undefined {
		if (this.isInterrupted) return interrupted();
		this.stop ??= this.limitReached();
		if (this.stop) return untried(this.stop);
		return this.pausedMethods.has(method) ? pausedMethod() : undefined;
	}

	private limitReached(): Stop | undefined {
		if (this.requests >= MOST_REQUESTS - KEPT_REQUESTS) return outOf('requests');
		return this.seconds >= MOST_SECONDS - KEPT_SECONDS ? outOf('time') : undefined;
	}

	private heed(method: string, answer: Answer): void {
		this.unanswered = answer.kind === 'untried' ? this.unanswered + 1 : 0;
		if (this.unanswered >= LOST_AFTER) this.stop ??= LOST;
		if (answer.kind === 'value') this.hasBeenIn = true;
		if (answer.kind !== 'error') return;
		const code = textOf(answer.code);
		if (STOPS.has(code)) this.stop = { why: 'limit', text: `the portal said ${code}` };
		if (code === 'OPERATION_TIME_LIMIT') this.pausedMethods.add(method);
	}

	/** Whether the credential, which was accepted before, no longer is: that says nothing of a call. */
	private isShutOut({ credential = 'own', rawBody }: Ask, answer: Answer): boolean {
		const isOwn = credential === 'own' && rawBody === undefined;
		if (!isOwn || !this.hasBeenIn || answer.kind !== 'error') return false;
		if (!SHUT_OUT.has(textOf(answer.code))) return false;
		this.stop ??= SHUT;
		return true;
	}
}

function isKeptBack(answer: Answer): boolean {
	return answer.kind === 'error' && textOf(answer.code) === 'QUERY_LIMIT_EXCEEDED';
}

function isBarred(answer: Answer): boolean {
	return answer.kind === 'error' && answer.code === 'ERROR_BATCH_METHOD_NOT_ALLOWED';
}

function interrupted(): Answer {
	return { kind: 'untried', why: 'interrupted', text: 'the probe was interrupted before' };
}

function pausedMethod(): Answer {
	return { kind: 'untried', why: 'limit', text: 'the portal has paused the method for a while' };
}

const LOST: Stop = { why: 'connection', text: 'the connection to the portal was lost' };

const SHUT: Stop = { why: 'permission', text: 'the portal no longer accepts the credential' };

function outOf(what: 'requests' | 'time'): Stop {
	const most = what === 'requests' ? `${MOST_REQUESTS} requests` : `${MOST_SECONDS} seconds`;
	return { why: 'limit', text: `the probe allows itself ${most} and no more` };
}

function untried(stop: Stop): Answer {
	return { kind: 'untried', ...stop };
}
