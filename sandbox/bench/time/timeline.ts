/** Something that happens at a moment of virtual time. */
export interface TimelineEvent {
	readonly atMs: number;
	/** An event in the background never moves time by itself, as an unref'd timer in Node. */
	background: boolean;
	readonly run: () => void;
}

/** What happens beside the program at the same time: the work of the portal. */
export interface Elsewhere {
	/** Whether the program waits for something that happens there. */
	readonly isAwaited: boolean;
	/** Whether something goes on there, awaited or not. */
	readonly isBusy: boolean;
	/**
	 * Lets time pass there until something reaches the program, but not beyond a moment.
	 * @returns when it stopped, and a function that lets the program know
	 */
	advance(untilMs: number): Promise<{ readonly atMs: number; readonly tell: () => void }>;
}

/**
 * Promises that the program has begun get this many turns of the event loop before it counts as
 * having nothing to do.
 */
const IDLE_TURNS = 4;

/**
 * Virtual time for a whole process, as in a discrete-event simulation: while the program computes,
 * time stands still; when it only waits, time jumps to the next event, here or elsewhere. Waiting
 * at the same time therefore takes as long as the longest wait, as it would in reality.
 */
export class Timeline {
	private readonly events = new Set<TimelineEvent>();

	private elsewhere: Elsewhere | undefined;

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

	/** From now on the timeline is shared with what happens there. */
	share(elsewhere: Elsewhere): void {
		this.elsewhere = elsewhere;
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

	/** Looks for something to do as soon as the program only waits. */
	watch(): void {
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
		const { next, hasForeground } = this.survey();
		const isDue = next !== undefined && next.atMs <= this.nowMs;
		const { isAwaited = false, isBusy = false } = this.elsewhere ?? {};
		if (!isDue && (isAwaited || (isBusy && hasForeground))) {
			this.moveElsewhere(next?.atMs ?? Infinity);
		} else if (next && (hasForeground || (isDue && isAwaited))) {
			this.run(next);
		}
	}

	private moveElsewhere(untilMs: number): void {
		const finish = this.hold();
		void this.elsewhere?.advance(untilMs).then(({ atMs, tell }) => {
			this.nowMs = Math.max(this.nowMs, atMs);
			tell();
			finish();
		});
	}

	private run(event: TimelineEvent): void {
		this.events.delete(event);
		this.nowMs = Math.max(this.nowMs, event.atMs);
		event.run();
		this.watch();
	}

	private survey(): { next: TimelineEvent | undefined; hasForeground: boolean } {
		let next: TimelineEvent | undefined;
		let hasForeground = false;
		for (const event of this.events) {
			if (!next || event.atMs < next.atMs) next = event;
			hasForeground ||= !event.background;
		}
		return { next, hasForeground };
	}
}
