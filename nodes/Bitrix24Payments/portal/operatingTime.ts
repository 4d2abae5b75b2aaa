import type { IDataObject } from 'n8n-workflow';

import type { Clock } from './clock';

/** Bitrix24's default; its cloud allows more on some plans (docs/bitrix24.md#operating-time). */
const USUAL_LIMIT_S = 420;

/** What its cloud allows on most plans. */
const HIGHER_LIMIT_S = 480;

/** What a method has used up of its operating time, as the last answer told it. */
interface Account {
	/** In seconds. */
	readonly used: number;
	/** When the oldest part of it is forgiven, in ms since 1970 on the portal's clock. */
	readonly resetAt?: number;
	/** The same moment in ticks. */
	readonly forgivenAt?: number;
}

/**
 * The operating time of a portal's methods: Bitrix24 adds up how long each method works and pauses
 * a method that has worked for too long within ten minutes (docs/bitrix24.md#operating-time).
 */
export class OperatingTime {
	private readonly accounts = new Map<string, Account>();

	/** What methods were seen to be allowed, in seconds. */
	private readonly limits = new Map<string, number>();

	constructor(private readonly clock: Clock) {}

	/** Learns from the `time` block of a successful answer. */
	learn(method: string, time: IDataObject | undefined): void {
		const { operating, operating_reset_at: reset, finish } = time ?? {};
		const resetAt = momentFrom(reset);
		if (typeof operating !== 'number' && !resetAt) return;
		const used = typeof operating === 'number' && operating >= 0 ? operating : 0;
		const finishedAt = momentFrom(finish) ?? this.clock.now();
		const forgivenAt =
			resetAt === undefined ? undefined : this.clock.ticks() + Math.max(0, resetAt - finishedAt);
		this.accounts.set(method, { used, resetAt, forgivenAt });
		if (used > this.limitOf(method)) {
			this.limits.set(method, used > HIGHER_LIMIT_S ? Infinity : HIGHER_LIMIT_S);
		}
	}

	/** The limit of a method has struck: it is not higher than what had been used. */
	struck(method: string): void {
		const used = this.accounts.get(method)?.used ?? 0;
		if (used > USUAL_LIMIT_S / 2) this.limits.set(method, used);
	}

	/** In how many ms a part of what a method used is forgiven; undefined where nobody knows. */
	endsIn(method: string): number | undefined {
		const { forgivenAt } = this.accounts.get(method) ?? {};
		const left = forgivenAt === undefined ? 0 : forgivenAt - this.clock.ticks();
		return left > 0 ? left : undefined;
	}

	/** The same moment on the portal's clock, in ms since 1970, for words. */
	endsAt(method: string): number | undefined {
		return this.endsIn(method) === undefined ? undefined : this.accounts.get(method)?.resetAt;
	}

	/** How many seconds a method may still work, as far as is known; Infinity where nobody knows. */
	left(method: string): number {
		const account = this.accounts.get(method);
		const isCurrent = account && this.endsIn(method) !== undefined;
		return isCurrent ? Math.max(0, this.limitOf(method) - account.used) : Infinity;
	}

	private limitOf(method: string): number {
		return this.limits.get(method) ?? USUAL_LIMIT_S;
	}
}

/** Unix seconds as ms, if they are a moment that a calendar knows. */
export function momentFrom(seconds: unknown): number | undefined {
	return typeof seconds === 'number' && seconds > 0 && seconds < 1e11 ? seconds * 1000 : undefined;
}
