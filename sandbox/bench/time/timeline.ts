/** Something that happens at a moment of virtual time. */
export interface TimelineEvent {
	readonly atMs: number;
	/** An event in the background never moves time by itself, as an unref'd timer in Node. */
	background: boolean;
	readonly run: () => void;
}

/**
 * Promises that the program has begun get this many turns of the event loop before it counts as
 * having nothing to do.
 */
const IDLE_TURNS = 4;

/**
 * Virtual time for a whole process, as in a discrete-event simulation: while the program computes
 * or an answer is on its way, time stands still; when it only waits, time jumps to the next event.
 * Waiting at the same time therefore takes as long as the longest wait, as it would in reality.
 */
export class Timeline {
	private readonly events = new Set<TimelineEvent>();

	private unfinished = 0;

	private watching = false;

	/** @param nowMs where virtual time begins */
	constructor(
		private nowMs: number,
		private readonly nextTurn: (run: () => void) => void = setImmediate,
	) {}

	now(): number {
		return this.nowMs;
	}

	schedule(atMs: number, run: () => void): TimelineEvent {
		const event = { atMs, run, background: false };
		this.events.add(event);
		this.watch();
		return event;
	}

	cancel(event: TimelineEvent): void {
		this.events.delete(event);
	}

	/** Time stands still until the returned function is called (once is enough). */
	hold(): () => void {
		this.unfinished += 1;
		let isHeld = true;
		return () => {
			if (!isHeld) return;
			isHeld = false;
			this.unfinished -= 1;
			this.watch();
		};
	}

	/** Lets time pass in which nothing happens. */
	skip(ms: number): void {
		this.nowMs += ms;
	}

	private watch(): void {
		if (this.watching) return;
		this.watching = true;
		this.afterTurns(IDLE_TURNS, () => {
			this.watching = false;
			if (this.unfinished === 0) this.moveOn();
		});
	}

	private afterTurns(turns: number, run: () => void): void {
		if (turns === 0) return run();
		this.nextTurn(() => this.afterTurns(turns - 1, run));
	}

	private moveOn(): void {
		const events = [...this.events];
		if (events.every(({ background }) => background)) return;
		const next = events.reduce((first, event) => (event.atMs < first.atMs ? event : first));
		this.events.delete(next);
		this.nowMs = Math.max(this.nowMs, next.atMs);
		next.run();
		this.watch();
	}
}
