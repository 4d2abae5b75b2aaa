import type { IDataObject } from 'n8n-workflow';

import { throwIfCancelled } from './clock';
import { notExecuted, type Command, type Reply } from './command';
import type { Connection } from './connection';
import type { Environment, PortalState } from './environment';
import { asksForFreshToken, isTransient } from './errorCatalogue';
import type { Failure } from './failure';
import type { Post } from './http';
import type { Terms } from './patience';
import { interpret, keptBack, momentFrom, type Interpretation } from './replies';

/** Tries for a read whose answer was lost and for a connection that was never made. */
export const MAX_TRIES = 3;

/** Reads are repeated whenever that may help; writes only when they surely did not happen. */
export type Intent = 'read' | 'write';

/**
 * Sends one request at a time: keeps the pace, refreshes the token, and repeats what is safe to
 * repeat (reference §5.3).
 */
export class Sender {
	/** How long the last request took, without waiting for limits. */
	lastExchangeMs = 0;

	/** When the last request went out, in ms. */
	lastSentAt = 0;

	/** How many requests have gone out. */
	sentRequests = 0;

	private readonly state: PortalState;

	constructor(
		private readonly connection: Connection,
		private readonly post: Post,
		private readonly environment: Environment,
		private readonly signal: AbortSignal | undefined,
	) {
		this.state = environment.portal(connection.host);
	}

	/** One request, with all the repeats that are safe for its intent. */
	async send(
		method: string,
		params: IDataObject,
		intent: Intent,
		terms: Terms,
	): Promise<Interpretation> {
		const { patience } = terms;
		let refreshed = false;
		for (let tries = 1; ; tries++) {
			const answer = await this.exchange(method, params, intent, terms);
			const reply = answer.kind === 'reply' ? answer.reply : undefined;
			const failure = failureOf(reply);
			if (!reply || !failure) return answer;
			if (asksForFreshToken(failure.code) && !refreshed) {
				refreshed = true;
				const refusal = await this.connection.refresh(this.signal);
				if (refusal) return { kind: 'reply', reply: notExecuted(refusal) };
				continue;
			}
			if (failure.code === 'QUERY_LIMIT_EXCEEDED') this.state.bucket.fill();
			if (!mayRepeat(reply, failure, intent, tries)) return exhausted(reply);
			if (intent === 'read' && this.isPast(terms.validUntil)) return exhausted(reply);
			const reason = this.withResetTime(failure, [[{ method, params }]]);
			if (await patience.waitFor(reason)) continue;
			return { kind: 'reply', reply: { ...reply, failure: patience.giveUp(reason) } as Reply };
		}
	}

	private async exchange(
		method: string,
		params: IDataObject,
		intent: Intent,
		{ patience, validUntil }: Terms,
	): Promise<Interpretation> {
		throwIfCancelled(this.signal);
		const { bucket } = this.state;
		for (let wait = bucket.wait(); wait > 0; wait = bucket.wait()) {
			if (!(await patience.wait(wait))) {
				return { kind: 'reply', reply: notExecuted(patience.outOfPatience()) };
			}
		}
		if (intent === 'write' && this.isPast(validUntil)) {
			return { kind: 'reply', reply: notExecuted(keptBack()) };
		}
		bucket.take();
		const body = { ...params, ...this.connection.auth() };
		this.lastSentAt = this.environment.clock.now();
		this.sentRequests += 1;
		const exchange = await this.post(this.connection.url(method), body);
		this.lastExchangeMs = this.environment.clock.now() - this.lastSentAt;
		return interpret(exchange, method, this.connection.scrubber);
	}

	private isPast(time: number): boolean {
		return this.environment.clock.now() > time;
	}

	/** Remembers what an answer tells about the end of its method's operating limit. */
	learnResetTime(method: string, reply: Reply): void {
		if (reply.kind !== 'value') return;
		const resetAt = momentFrom(reply.time?.operating_reset_at);
		if (resetAt) this.state.operatingResetAt.set(method, resetAt);
	}

	/** An operating limit is answered without its end; earlier answers have told it. */
	withResetTime(failure: Failure, groups: ReadonlyArray<readonly Command[]>): Failure {
		if (failure.code !== 'OPERATION_TIME_LIMIT' || failure.resetAt) return failure;
		const known = this.state.operatingResetAt.get(groups[0]?.[0]?.method ?? '');
		return known && known > this.environment.clock.now()
			? failure.with({ resetAt: known })
			: failure;
	}
}

function exhausted(reply: Reply): Interpretation {
	const final = reply.kind === 'uncertain' ? { ...reply, exhausted: true } : reply;
	return { kind: 'reply', reply: final };
}

export function failureOf(reply: Reply | undefined): Failure | undefined {
	return reply && reply.kind !== 'value' ? reply.failure : undefined;
}

function mayRepeat(reply: Reply, failure: Failure, intent: Intent, tries: number): boolean {
	if (isTransient(failure.code)) return true;
	if (!failure.retryable || tries >= MAX_TRIES) return false;
	return reply.kind === 'notExecuted' || (reply.kind === 'uncertain' && intent === 'read');
}
