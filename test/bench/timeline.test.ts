import { Timeline, type Elsewhere } from '../../sandbox/bench/time/timeline';

/** Runs what was put off until nothing is left. */
function eventLoop() {
	const turns: Array<() => void> = [];
	return {
		nextTurn: (run: () => void) => void turns.push(run),
		runAll() {
			for (let turn = turns.shift(); turn; turn = turns.shift()) turn();
		},
	};
}

let loop: ReturnType<typeof eventLoop>;
let timeline: Timeline;
beforeEach(() => {
	loop = eventLoop();
	timeline = new Timeline(1000, loop.nextTurn);
});

it('moves from event to event in the order of their times', () => {
	const seen: number[] = [];
	for (const atMs of [1500, 1200, 1900]) timeline.schedule(atMs, () => seen.push(timeline.now()));
	loop.runAll();
	expect(seen).toEqual([1200, 1500, 1900]);
});

it('lets waits overlap', () => {
	timeline.schedule(timeline.now() + 300, () => undefined);
	timeline.schedule(timeline.now() + 500, () => undefined);
	loop.runAll();
	expect(timeline.now()).toBe(1500);
});

it('stands still while an answer is on its way', () => {
	const answerKnown = timeline.hold();
	timeline.schedule(1500, () => undefined);
	loop.runAll();
	expect(timeline.now()).toBe(1000);
	timeline.schedule(1200, () => undefined);
	answerKnown();
	answerKnown();
	loop.runAll();
	expect(timeline.now()).toBe(1500);
});

it('does not move for an event in the background or one that was cancelled', () => {
	timeline.schedule(1500, () => undefined).background = true;
	timeline.cancel(timeline.schedule(1200, () => undefined));
	loop.runAll();
	expect(timeline.now()).toBe(1000);
});

it('never goes back when time was skipped', () => {
	timeline.schedule(1500, () => undefined);
	timeline.skip(600_000);
	loop.runAll();
	expect(timeline.now()).toBe(601_000);
});

describe('with something going on elsewhere', () => {
	/** It tells something at one moment, and is awaited until then. */
	class Portal implements Elsewhere {
		isAwaited = true;

		isBusy = true;

		readonly asked: number[] = [];

		constructor(
			private readonly tellsAtMs: number,
			private readonly told: () => void,
		) {}

		async advance(untilMs: number) {
			this.asked.push(untilMs);
			const isTold = this.tellsAtMs <= untilMs;
			const tell = () => {
				this.isAwaited = false;
				this.isBusy = false;
				this.told();
			};
			return await Promise.resolve({
				atMs: Math.min(this.tellsAtMs, untilMs),
				tell: isTold ? tell : () => undefined,
			});
		}
	}

	/** Until nothing is left, here and elsewhere. */
	async function runOut(): Promise<void> {
		for (let round = 0; round < 20; round++) {
			loop.runAll();
			await new Promise(setImmediate);
		}
	}

	it('lets time pass there, but not beyond what happens here', async () => {
		const seen: string[] = [];
		const portal = new Portal(1500, () => seen.push(`told at ${timeline.now()}`));
		timeline.share(portal);
		for (const atMs of [1200, 1900]) timeline.schedule(atMs, () => seen.push(String(atMs)));
		await runOut();
		expect(seen).toEqual(['1200', 'told at 1500', '1900']);
		expect(portal.asked).toEqual([1200, 1900]);
	});

	it('lets a time-out in the background strike while something is awaited', async () => {
		const portal = new Portal(1500, () => undefined);
		timeline.share(portal);
		let struckAt = 0;
		timeline.schedule(1300, () => (struckAt = timeline.now())).background = true;
		await runOut();
		expect(struckAt).toBe(1300);
	});

	it('does not move for what goes on there unless somebody here waits', async () => {
		const portal = new Portal(1500, () => undefined);
		portal.isAwaited = false;
		timeline.share(portal);
		timeline.watch();
		await runOut();
		expect(timeline.now()).toBe(1000);
		timeline.schedule(1600, () => undefined);
		await runOut();
		expect([timeline.now(), portal.isBusy]).toEqual([1600, false]);
	});
});
