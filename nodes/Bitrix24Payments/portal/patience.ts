import type { Environment } from './environment';
import { Failure } from './failure';
import { notSentAfter } from './transportFailures';
import { isoTime } from './words';

const FIRST_PAUSE_MS = 1000;
const GROWTH = 1.7;
/** A limit of operating time lasts for minutes where it strikes. */
const LONGEST_PAUSES_MS: Waits = { rate: 15_000, operating: 30_000 };
/** Executions that were refused together should not come back together. */
const JITTER = 0.25;

/**
 * What a run waits for:
 * - `rate`: the limit of requests, another execution's turn, a portal that does not answer
 * - `operating`: the limit of a method's operating time, which always ends within ten minutes
 */
export type WaitReason = 'rate' | 'operating';

/** Whom a long wait is told, when it begins. */
export type WaitListener = (ms: number, reason: WaitReason) => void;

/** After so many changes in a row of which nothing was heard, the next would fare no better. */
const MOST_UNHEARD = 5;

/** Shorter waits are not worth mentioning; ms. */
export const NOTICEABLE_MS = 5000;

/** How long a run is ready to wait in all, in ms. */
export type Waits = Readonly<Record<WaitReason, number>>;

/** How long something has waited in all, in ms. */
export type Waited = Record<WaitReason, number>;

export function notWaitedYet(): Waited {
	return { rate: 0, operating: 0 };
}

/**
 * How long a run has waited, and how long it may still wait. It belongs to the whole run: when it
 * is used up, everything that has not been sent yet fails at once instead of waiting anew.
 */
export class Patience {
	/** With this portal. */
	private readonly waited = notWaitedYet();

	private readonly pauses: Record<WaitReason, number> = { rate: 0, operating: 0 };

	private unheard = 0;

	/** Why the run has given up, if it has. */
	surrender: Failure | undefined;

	constructor(
		private readonly environment: Pick<Environment, 'clock' | 'random'>,
		private readonly limits: Waits,
		private readonly signal?: AbortSignal,
		private readonly tell?: WaitListener,
		/** With all portals of the run. */
		private readonly waitedInAll = notWaitedYet(),
	) {}

	/** How long the run may still wait for this, in ms. */
	left(reason: WaitReason): number {
		return Math.max(0, this.limits[reason] - this.waitedInAll[reason]);
	}

	/** How long it has waited for this with this portal, in ms. */
	spent(reason: WaitReason): number {
		return this.waited[reason];
	}

	/** Counts a wait that took place elsewhere. */
	spend(ms: number, reason: WaitReason): void {
		this.waited[reason] += ms;
		this.waitedInAll[reason] += ms;
	}

	/**
	 * Waits this long.
	 * @returns false, at once, when that would be longer in all than the user wants to wait
	 */
	async wait(ms: number, reason: WaitReason = 'rate'): Promise<boolean> {
		if (ms > this.left(reason)) return false;
		this.spend(ms, reason);
		if (ms >= NOTICEABLE_MS) this.tell?.(ms, reason);
		await this.environment.clock.sleep(ms, this.signal);
		return true;
	}

	/**
	 * Pauses before a repeat: until the limit ends where that is known, else a growing while.
	 *
	 * @param endsInMs in how many ms the limit is known to end
	 * @returns false, at once, when that would take longer than the user wants to wait
	 */
	async waitFor(failure: Failure, endsInMs?: number): Promise<boolean> {
		const reason = reasonOf(failure);
		const pause =
			endsInMs === undefined ? this.nextPause(reason) : endsInMs + this.jittered(FIRST_PAUSE_MS);
		return await this.wait(pause, reason);
	}

	/**
	 * Something went through, so the next refusal begins with a short pause again. A read says nothing
	 * of the operating time of a write.
	 */
	hasProgressed(intent: 'read' | 'write'): void {
		this.pauses.rate = 0;
		if (intent === 'write') this.pauses.operating = 0;
	}

	/**
	 * The run has waited long enough, or the portal does not answer.
	 * @returns what to say of everything that has not been sent
	 */
	giveUp(failure: Failure): Failure {
		this.surrender ??= this.inWords(failure);
		return this.surrender;
	}

	/** Of a request for changes nothing was heard, nor is anything to be seen of it; see `hasHeard`. */
	hasNotHeard(failure: Failure): void {
		this.unheard += 1;
		if (this.unheard >= MOST_UNHEARD) this.giveUp(notSentAfter(failure));
	}

	hasHeard(): void {
		this.unheard = 0;
	}

	/** Whether the last request for changes was heard of. */
	get isHeard(): boolean {
		return this.unheard === 0;
	}

	/** What to say when the requests of this process alone fill the portal's budget. */
	outOfPatience(): Failure {
		return this.giveUp(
			new Failure({
				code: 'RATE_LIMITED',
				message: 'Too many requests to Bitrix24 are waiting in this n8n',
				description: `Nothing was changed for this payment. ${this.limitInWords('rate')}; run fewer workflows at the same time or raise 'Max Wait' in the options`,
				retryable: true,
			}),
		);
	}

	/** What to say when another execution holds the same order for too long. */
	outOfTurn(): Failure {
		return new Failure({
			code: 'RATE_LIMITED',
			message: 'Another execution of this n8n is working on the same order',
			description: `Nothing was changed for this payment. ${this.limitInWords('rate')}; run again, or raise 'Max Wait' in the options`,
			retryable: true,
		});
	}

	private inWords(failure: Failure): Failure {
		if (!isLimit(failure)) return failure;
		return failure.with({
			description: `${this.whenItEnds(failure)}. Nothing was changed for this payment. ${failure.description}`,
			retryable: true,
		});
	}

	private whenItEnds(failure: Failure): string {
		const end = isoTime(failure.resetAt);
		if (end) return `The limit ends at ${end}`;
		if (failure.bitrixCode === 'OPERATION_TIME_LIMIT') return 'The limit ends within 10 minutes';
		return `The limit did not end within ${seconds(this.limits.rate)}`;
	}

	private limitInWords(reason: WaitReason): string {
		return `This run may wait ${seconds(this.limits[reason])} in all`;
	}

	private nextPause(reason: WaitReason): number {
		const pause = Math.min(
			LONGEST_PAUSES_MS[reason],
			FIRST_PAUSE_MS * GROWTH ** this.pauses[reason],
		);
		this.pauses[reason] += 1;
		return this.jittered(pause);
	}

	private jittered(ms: number): number {
		return Math.round(ms * (1 - JITTER + 2 * JITTER * this.environment.random()));
	}
}

export function reasonOf(failure: Failure): WaitReason {
	return failure.bitrixCode === 'OPERATION_TIME_LIMIT' ? 'operating' : 'rate';
}

function isLimit({ bitrixCode }: Failure): boolean {
	return bitrixCode === 'QUERY_LIMIT_EXCEEDED' || bitrixCode === 'OPERATION_TIME_LIMIT';
}

/** Until when a request makes sense. */
export interface Terms {
	/** How long it may wait for limits. */
	readonly patience: Patience;
	/**
	 * In ticks. Later than that a write is not sent any more, as what it was decided on holds no
	 * longer, and a read is not repeated any more.
	 */
	readonly validUntil: number;
}

function seconds(ms: number): string {
	return `${Math.round(ms / 1000)} s`;
}
