import { Timeline } from '../../sandbox/bench/time/timeline';

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
