import type { Environment } from './environment';
import { Failure } from './failure';

const FIRST_PAUSE_MS = 1000;
const GROWTH = 1.7;
const LONGEST_PAUSE_MS = 15_000;
/** The end of JavaScript's calendar. */
const LATEST_DATE_MS = 8.64e15;
/** Executions that were refused together should not come back together. */
const JITTER = 0.25;

/**
 * How long one request has waited between its attempts, and how long it may still wait. The time
 * that the portal works on them does not count: an answer that never came would use it all up, and
 * the read be given up that may be repeated freely.
 */
export class Patience {
	private waitedMs = 0;

	private pauses = 0;

	constructor(
		private readonly environment: Pick<Environment, 'clock' | 'random'>,
		private readonly maxWaitMs: number,
		private readonly signal?: AbortSignal,
	) {}

	/**
	 * Waits this long.
	 * @returns false, at once, when that would be longer in all than the user wants to wait
	 */
	async wait(ms: number): Promise<boolean> {
		if (this.waitedMs + ms > this.maxWaitMs) return false;
		this.waitedMs += ms;
		await this.environment.clock.sleep(ms, this.signal);
		return true;
	}

	/**
	 * Pauses before a repeat: until the limit ends where that is known, else a growing while.
	 * @returns false, at once, when that would take longer than the user wants to wait
	 */
	async waitFor(failure: Failure): Promise<boolean> {
		return await this.wait(failure.resetAt ? this.until(failure.resetAt) : this.nextPause());
	}

	/** What to say when a repeat would come too late. */
	giveUp(failure: Failure): Failure {
		if (!['QUERY_LIMIT_EXCEEDED', 'OPERATION_TIME_LIMIT'].includes(failure.code)) return failure;
		return failure.with({
			code: 'RATE_LIMITED',
			description: `${this.whenItEnds(failure)}. Nothing was changed for this payment. Bitrix24's code: ${failure.code}. ${failure.description}`,
			retryable: true,
		});
	}

	/** What to say when the requests of this process alone fill the portal's budget. */
	outOfPatience(): Failure {
		return new Failure({
			code: 'RATE_LIMITED',
			message: 'Too many requests to Bitrix24 are waiting in this n8n',
			description: `Nothing was changed for this payment. It waited ${seconds(this.maxWaitMs)} for its turn; run fewer workflows at the same time or raise 'Max Wait' in the options`,
			retryable: true,
		});
	}

	private whenItEnds(failure: Failure): string {
		if (failure.resetAt && failure.resetAt <= LATEST_DATE_MS && failure.resetAt > 0) {
			return `The limit ends at ${new Date(failure.resetAt).toISOString()}`;
		}
		if (failure.code === 'OPERATION_TIME_LIMIT') return 'The limit ends within 10 minutes';
		return `The limit did not end within ${seconds(this.maxWaitMs)}`;
	}

	private until(time: number): number {
		return Math.max(0, time - this.environment.clock.now()) + this.jittered(FIRST_PAUSE_MS);
	}

	private nextPause(): number {
		const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * GROWTH ** this.pauses);
		this.pauses += 1;
		return this.jittered(pause);
	}

	private jittered(ms: number): number {
		return Math.round(ms * (1 - JITTER + 2 * JITTER * this.environment.random()));
	}
}

/** Until when a request makes sense. */
export interface Terms {
	/** How long it may wait for limits in all, over several attempts. */
	readonly patience: Patience;
	/**
	 * In ms. Later than that a write is not sent any more, as what it was decided on holds no longer,
	 * and a read is not repeated any more.
	 */
	readonly validUntil: number;
}

function seconds(ms: number): string {
	return `${Math.round(ms / 1000)} s`;
}
