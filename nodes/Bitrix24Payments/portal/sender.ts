import type { IDataObject } from 'n8n-workflow';

import { throwIfCancelled } from './clock';
import { notExecuted, type Reply } from './command';
import type { Connection } from './connection';
import type { Environment, PortalState } from './environment';
import { asksForFreshToken, isTransient } from './errorCatalogue';
import type { Failure } from './failure';
import type { Exchange, Post } from './http';
import type { Terms } from './patience';
import { interpret, type Interpretation } from './replies';
import { keptBack, notSentAfter } from './transportFailures';

/** Tries for a read whose answer was lost and for a connection that was never made. */
export const MAX_TRIES = 3;

/** Reads are repeated whenever that may help; writes only when they surely did not happen. */
export type Intent = 'read' | 'write';

/** One attempt at a request. */
interface Attempt {
	readonly interpretation: Interpretation;
	/** Whether the portal, or something before it, answered at all. */
	readonly wasAnswered: boolean;
	/** Nothing was sent, and trying again at once would come to the same. */
	readonly wasKeptBack?: boolean;
}

/**
 * Sends one request at a time: keeps the pace, refreshes the token, and repeats what is safe to
 * repeat (docs/bitrix24.md#what-may-be-repeated).
 */
export class Sender {
	/** How long the last request took, without waiting for limits; ms. */
	lastExchangeMs = 0;

	/** When the last request went out, in ticks. */
	lastSentAt = 0;

	/** Whether a write has gone out of which nothing has been heard yet. */
	isWriteUnheard = false;

	/** How many requests with writes were answered in a way that something may have come of them. */
	writesAnswered = 0;

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
			if (patience.surrender) return keepBack(patience.surrender);
			const { interpretation, wasAnswered, wasKeptBack } = await this.attempt(
				method,
				params,
				intent,
				terms,
			);
			if (wasKeptBack) return interpretation;
			const reply = interpretation.kind === 'reply' ? interpretation.reply : undefined;
			const failure = failureOf(reply);
			if (!reply || !failure) return interpretation;
			if (asksForFreshToken(failure) && !refreshed) {
				refreshed = true;
				const refusal = await this.connection.refresh(this.signal);
				if (refusal) return keepBack(refusal);
				continue;
			}
			if (failure.bitrixCode === 'QUERY_LIMIT_EXCEEDED') this.state.bucket.fill();
			if (!mayRepeat(reply, failure, intent, tries)) {
				if (!wasAnswered && tries >= MAX_TRIES) patience.giveUp(forTheRest(reply, failure));
				return exhausted(reply);
			}
			if (intent === 'read' && this.isPast(terms.validUntil)) return exhausted(reply);
			const account = accountOfSingle(method);
			const reason = this.withEnd(failure, account);
			if (await patience.waitFor(reason, this.endsIn(reason, account))) continue;
			const givenUp = patience.giveUp(forTheRest(reply, reason));
			// What became of a request that was sent, its own answer tells best.
			return reply.kind === 'uncertain' ? exhausted(reply) : keepBack(givenUp);
		}
	}

	private async attempt(
		method: string,
		params: IDataObject,
		intent: Intent,
		terms: Terms,
	): Promise<Attempt> {
		if (intent === 'write') this.isWriteUnheard = false;
		throwIfCancelled(this.signal);
		const refusal = await this.keepPace(terms);
		if (refusal) return { interpretation: keepBack(refusal), wasAnswered: true, wasKeptBack: true };
		if (intent === 'write' && this.isPast(terms.validUntil)) {
			return { interpretation: keepBack(keptBack()), wasAnswered: true, wasKeptBack: true };
		}
		const exchange = await this.exchange(method, params, intent);
		const interpretation = interpret(exchange, method, this.connection);
		// What was answered, or never got through, is not at work any more.
		const isUncertain =
			interpretation.kind === 'reply' && interpretation.reply.kind === 'uncertain';
		if (intent === 'write') {
			this.isWriteUnheard = isUncertain;
			if (mayHaveHappened(interpretation)) this.writesAnswered += 1;
		}
		return { interpretation, wasAnswered: exchange.kind === 'answered' };
	}

	/**
	 * Waits for the portal's budget of requests. The pace that the run's own requests set is not held
	 * against its patience, only what others add to it.
	 */
	private async keepPace({ patience }: Terms): Promise<Failure | undefined> {
		const { bucket } = this.state;
		let own = bucket.pauseMs;
		for (let wait = bucket.wait(); wait > 0; wait = bucket.wait()) {
			const counted = Math.max(0, wait - own);
			if (counted > patience.left('rate')) return patience.outOfPatience();
			patience.spend(counted, 'rate');
			own = 0;
			await this.environment.clock.sleep(wait, this.signal);
		}
		return undefined;
	}

	private async exchange(method: string, params: IDataObject, intent: Intent): Promise<Exchange> {
		const { clock } = this.environment;
		this.state.bucket.take();
		const body = { ...params, ...this.connection.auth() };
		this.lastSentAt = clock.ticks();
		if (intent === 'write') this.isWriteUnheard = true;
		const exchange = await this.post(this.connection.url(method), body);
		this.lastExchangeMs = clock.ticks() - this.lastSentAt;
		return exchange;
	}

	private isPast(moment: number): boolean {
		return this.environment.clock.ticks() > moment;
	}

	/** Remembers what an answer tells of the operating time of its method. */
	learnTime(account: string, reply: Reply): void {
		if (reply.kind === 'value') this.state.operatingTime.learn(account, reply.time);
	}

	/** Whether it is known what this account has used up of its operating time. */
	isCounted(account: string): boolean {
		return this.state.operatingTime.endsIn(account) !== undefined;
	}

	/** An operating limit is answered without its end; earlier answers have told it. */
	withEnd(failure: Failure, account: string): Failure {
		if (failure.bitrixCode !== 'OPERATION_TIME_LIMIT') return failure;
		this.state.operatingTime.struck(account);
		const resetAt = failure.resetAt ?? this.state.operatingTime.endsAt(account);
		return resetAt === undefined ? failure : failure.with({ resetAt });
	}

	/** In how many ms a limit ends, where that is known. */
	endsIn(failure: Failure, account: string): number | undefined {
		if (failure.bitrixCode !== 'OPERATION_TIME_LIMIT') return undefined;
		const known = this.state.operatingTime.endsIn(account);
		if (known !== undefined || failure.resetAt === undefined) return known;
		return Math.max(0, failure.resetAt - this.environment.clock.now());
	}
}

/**
 * Bitrix24 adds up the time of single calls of a method apart from that of its calls in batches
 * (docs/bitrix24.md#operating-time). The account of batches has the name of the method.
 */
export function accountOfSingle(method: string): string {
	return `${method} alone`;
}

function keepBack(failure: Failure): Interpretation {
	return { kind: 'reply', reply: notExecuted(failure) };
}

/** Why everything that has not been sent yet is not sent any more. */
export function forTheRest(reply: Reply | undefined, failure: Failure): Failure {
	if (reply?.kind === 'uncertain') return notSentAfter(failure);
	if (isTransient(failure)) return failure;
	return failure.with({
		description: `Nothing was changed for this payment. ${failure.description}`,
	});
}

function exhausted(reply: Reply): Interpretation {
	const final = reply.kind === 'uncertain' ? { ...reply, exhausted: true } : reply;
	return { kind: 'reply', reply: final };
}

export function failureOf(reply: Reply | undefined): Failure | undefined {
	return reply && reply.kind !== 'value' ? reply.failure : undefined;
}

function mayHaveHappened(interpretation: Interpretation): boolean {
	if (interpretation.kind === 'envelope') return true;
	const { kind } = interpretation.reply;
	return kind !== 'notExecuted' && kind !== 'refused';
}

function mayRepeat(reply: Reply, failure: Failure, intent: Intent, tries: number): boolean {
	if (isTransient(failure)) return true;
	if (!failure.retryable || tries >= MAX_TRIES) return false;
	return reply.kind === 'notExecuted' || (reply.kind === 'uncertain' && intent === 'read');
}
