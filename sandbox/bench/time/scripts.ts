/** What a portal does with a script that takes longer than a minute (docs/bitrix24.md#time-of-a-request). */
const LONGEST_SCRIPT_MS = 60_000;

/** Thrown inside a script that has used up its minute. */
export class ScriptTimedOut extends Error {
	constructor() {
		super('Maximum execution time of 60 seconds exceeded');
	}
}

/** One request at work: it computes, which takes no time, or it lets time pass. */
export interface Script {
	readonly id: number;
	readonly endsAtMs: number;
	isOver: boolean;
}

interface Sleeper {
	readonly atMs: number;
	readonly id: number;
	readonly wake: () => void;
}

export interface Progress {
	readonly atMs: number;
	readonly answered: number[];
	readonly isBusy: boolean;
}

interface Wish {
	readonly untilMs: number;
	readonly resolve: (progress: Progress) => void;
}

/**
 * The scripts of a portal, all on one timeline: however many overlap, what happens earlier happens
 * first, and what one of them does is seen by the others. Time only passes when it is asked for.
 */
export class Scripts {
	private working = 0;

	private sleepers: Sleeper[] = [];

	/** Requests that were sent and have not arrived. */
	private readonly expected = new Set<number>();

	private readonly arrived = new Set<number>();

	private answered: number[] = [];

	private wish: Wish | undefined;

	/** The last wish that somebody has had. */
	private last: Promise<unknown> = Promise.resolve();

	constructor(private nowMs: number) {}

	now(): number {
		return this.nowMs;
	}

	/** A request has arrived that was sent at this moment. */
	begin(id: number, atMs: number): Script {
		this.nowMs = Math.max(this.nowMs, atMs);
		this.working += 1;
		if (!this.expected.delete(id)) this.arrived.add(id);
		return { id, endsAtMs: this.nowMs + LONGEST_SCRIPT_MS, isOver: false };
	}

	/** @throws ScriptTimedOut when the script's minute is over before that */
	async sleep(script: Script, ms: number): Promise<void> {
		const atMs = this.nowMs + Math.max(0, ms);
		const isTooLong = atMs > script.endsAtMs;
		const sleeping = new Promise<void>((wake) => {
			const end = isTooLong ? script.endsAtMs : atMs;
			this.sleepers.push({ atMs: end, id: script.id, wake });
		});
		this.working -= 1;
		this.moveOn();
		await sleeping;
		if (isTooLong) throw new ScriptTimedOut();
	}

	/** The script answers, or has ended without anybody to answer. */
	end(script: Script): void {
		if (script.isOver) return;
		script.isOver = true;
		this.working -= 1;
		this.answered.push(script.id);
		this.moveOn();
	}

	/** These are on their way: nothing goes on before they have arrived. */
	expect(ids: readonly number[]): void {
		for (const id of ids) if (!this.arrived.delete(id)) this.expected.add(id);
	}

	/** This one will not arrive. */
	forget(id: number): void {
		this.expected.delete(id);
		this.moveOn();
	}

	/** Lets time pass until a script ends, but not beyond a moment; one wish after another. */
	async advance(untilMs: number): Promise<Progress> {
		const granted = this.last.then(
			async () =>
				await new Promise<Progress>((resolve) => {
					this.wish = { untilMs, resolve };
					this.moveOn();
				}),
		);
		this.last = granted;
		return await granted;
	}

	/** Lets all scripts come to their end. */
	async finish(): Promise<void> {
		while (this.working > 0 || this.sleepers.length > 0) await this.advance(Infinity);
	}

	private moveOn(): void {
		if (!this.wish || this.working > 0 || this.expected.size > 0) return;
		const { untilMs, resolve } = this.wish;
		const next = this.answered.length > 0 ? undefined : this.takeNext(untilMs);
		if (next) {
			this.nowMs = next.atMs;
			this.working += 1;
			next.wake();
			return;
		}
		if (this.answered.length === 0 && untilMs < Infinity) {
			this.nowMs = Math.max(this.nowMs, untilMs);
		}
		const { answered } = this;
		this.answered = [];
		this.wish = undefined;
		resolve({ atMs: this.nowMs, answered, isBusy: this.sleepers.length > 0 });
	}

	/** The next sleeper; of those that wake at the same moment the one whose request is older. */
	private takeNext(untilMs: number): Sleeper | undefined {
		let next: Sleeper | undefined;
		for (const one of this.sleepers) {
			const isEarlier = !next || one.atMs < next.atMs;
			if (isEarlier || (one.atMs === next?.atMs && one.id < next.id)) next = one;
		}
		if (!next || next.atMs > untilMs) return undefined;
		const taken = next;
		this.sleepers = this.sleepers.filter((one) => one !== taken);
		return taken;
	}
}
