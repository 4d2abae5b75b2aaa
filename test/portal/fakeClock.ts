import { throwIfCancelled, type Clock } from '../../nodes/Bitrix24Payments/portal/clock';

/** What the clock on the wall shows at the start: 2026-04-10T08:00:00Z. */
export const START = Date.UTC(2026, 3, 10, 8);

interface Timeout {
	/** In ticks. */
	readonly due: number;
	readonly controller: AbortController;
}

/** Time that passes only when somebody sleeps or a test moves it. */
export class FakeClock implements Clock {
	readonly slept: number[] = [];

	/** Called at the start of every sleep. */
	onSleep: (() => void) | undefined;

	private ticked = 0;

	/** What somebody has set the clock on the wall forward by. */
	private ahead = 0;

	private timeouts: Timeout[] = [];

	/** How much time has passed, in ms; set it to let more of it pass. */
	get time(): number {
		return this.ticked;
	}

	set time(ms: number) {
		this.ticked = ms;
		const due = this.timeouts.filter((timeout) => timeout.due <= ms);
		this.timeouts = this.timeouts.filter((timeout) => timeout.due > ms);
		for (const { controller } of due) controller.abort();
	}

	/** Somebody sets the clock on the wall; no time passes. */
	jump(ms: number): void {
		this.ahead += ms;
	}

	now(): number {
		return START + this.ticked + this.ahead;
	}

	ticks(): number {
		return this.ticked;
	}

	async sleep(ms: number, signal?: AbortSignal): Promise<void> {
		throwIfCancelled(signal);
		this.slept.push(ms);
		this.time += ms;
		this.onSleep?.();
		await Promise.resolve();
		throwIfCancelled(signal);
	}

	timeout(ms: number): AbortSignal {
		const controller = new AbortController();
		this.timeouts.push({ due: this.ticked + ms, controller });
		return controller.signal;
	}

	get sleptInTotal(): number {
		return this.slept.reduce((sum, ms) => sum + ms, 0);
	}
}
