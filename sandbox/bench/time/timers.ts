import type { Timeline, TimelineEvent } from './timeline';

/** `setTimeout`, `clearTimeout` and time-out signals of the whole process, on a timeline. */
export function replaceTimers(timeline: Timeline): void {
	const clearRealTimeout = globalThis.clearTimeout;
	const schedule = (run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) =>
		new VirtualTimeout(timeline, () => run(...args), ms);
	const clear = (timer: unknown) => {
		if (timer instanceof VirtualTimeout) timer.close();
		else clearRealTimeout(timer as NodeJS.Timeout);
	};
	Object.assign(globalThis, { setTimeout: schedule, clearTimeout: clear });
	AbortSignal.timeout = (ms) => timeoutSignal(timeline, ms);
}

function timeoutSignal(timeline: Timeline, ms: number): AbortSignal {
	const controller = new AbortController();
	const reason = new DOMException('The operation was aborted due to timeout', 'TimeoutError');
	new VirtualTimeout(timeline, () => controller.abort(reason), ms).unref();
	return controller.signal;
}

/** What Node's `setTimeout` returns, on a timeline. */
export class VirtualTimeout {
	private event: TimelineEvent;

	constructor(
		private readonly timeline: Timeline,
		private readonly run: () => void,
		private readonly ms: number,
	) {
		this.event = this.start();
	}

	close(): this {
		this.timeline.cancel(this.event);
		return this;
	}

	refresh(): this {
		this.close();
		const { background } = this.event;
		this.event = this.start();
		this.event.background = background;
		return this;
	}

	ref(): this {
		this.event.background = false;
		return this;
	}

	unref(): this {
		this.event.background = true;
		return this;
	}

	hasRef(): boolean {
		return !this.event.background;
	}

	/** Whole milliseconds and one at least, as in Node. */
	private start(): TimelineEvent {
		const ms = Number.isFinite(this.ms) ? Math.max(1, Math.trunc(this.ms)) : 1;
		return this.timeline.schedule(this.timeline.now() + ms, this.run);
	}
}
