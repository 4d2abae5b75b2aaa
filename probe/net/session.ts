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

	private stop: { why: Reason; text: string } | undefined;

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

	/** Sends a batch; each command's answer is kept, too. */
	async askBatch(batch: BatchAsk): Promise<Answer> {
		const answer = await this.ask(callOf(batch));
		for (const [key, command] of Object.entries(batch.commands)) {
			const name = `${batch.name}/${key}`;
			this.asked.set(name, typeof command === 'string' ? {} : (command.params ?? {}));
			this.answers.set(name, commandIn(answer, key));
		}
		return answer;
	}

	/** Notes that a call was not made, and why. */
	leaveOut(name: string, why: Reason, text: string): void {
		this.answers.set(name, { kind: 'untried', why, text });
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
		if (this.requests >= MOST_REQUESTS) return outOf('requests');
		await this.pace.next();
		this.requests += 1;
		const signal = ask.writes === true ? undefined : this.tools.signal;
		const exchange = await this.tools.http({
			...requestFor(ask, this.access),
			timeoutMs: this.timeout(ask),
			...(signal ? { signal } : {}),
		});
		const answer = signal?.aborted ? interrupted() : readAnswer(exchange);
		this.heed(ask.method, answer);
		return answer;
	}

	/** A read that hangs must not use up the time that is kept for cleaning up. */
	private timeout({ writes }: Ask): number {
		if (writes === true) return TIMEOUT_MS;
		const left = (MOST_SECONDS - KEPT_SECONDS - this.seconds) * 1000;
		return Math.max(1000, Math.min(TIMEOUT_MS, left));
	}

	private hindrance(method: string): Answer | undefined {
		if (this.isInterrupted) return interrupted();
		if (this.stop) return { kind: 'untried', ...this.stop };
		if (this.pausedMethods.has(method)) return paused();
		if (this.requests >= MOST_REQUESTS - KEPT_REQUESTS) return outOf('requests');
		if (this.seconds >= MOST_SECONDS - KEPT_SECONDS) return outOf('time');
		return undefined;
	}

	private heed(method: string, answer: Answer): void {
		if (answer.kind !== 'error') return;
		const code = textOf(answer.code);
		if (STOPS.has(code)) this.stop = { why: 'limit', text: `the portal said ${code}` };
		if (code === 'OPERATION_TIME_LIMIT') this.pausedMethods.add(method);
	}
}

function isKeptBack(answer: Answer): boolean {
	return answer.kind === 'error' && textOf(answer.code) === 'QUERY_LIMIT_EXCEEDED';
}

function interrupted(): Answer {
	return { kind: 'untried', why: 'interrupted', text: 'the probe was interrupted before' };
}

function paused(): Answer {
	return { kind: 'untried', why: 'limit', text: 'the portal has paused the method for a while' };
}

function outOf(what: 'requests' | 'time'): Answer {
	const most = what === 'requests' ? `${MOST_REQUESTS} requests` : `${MOST_SECONDS} seconds`;
	return { kind: 'untried', why: 'limit', text: `the probe allows itself ${most} and no more` };
}
