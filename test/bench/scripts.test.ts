import { Scripts, ScriptTimedOut } from '../../sandbox/bench/time/scripts';

const START = 1000;

let scripts: Scripts;
let seen: string[];
beforeEach(() => {
	scripts = new Scripts(START);
	seen = [];
});

/** A request whose script takes some time for each of its commands. */
function request(id: number, atMs: number, commandMs: readonly number[]): void {
	const script = scripts.begin(id, atMs);
	const run = async () => {
		for (const ms of commandMs) {
			await scripts.sleep(script, ms);
			seen.push(`${id} at ${scripts.now() - START}`);
		}
	};
	void run()
		.catch((error: unknown) => seen.push(`${id}: ${String(error instanceof ScriptTimedOut)}`))
		.finally(() => scripts.end(script));
}

it('lets what happens earlier happen first, whichever request it belongs to', async () => {
	request(1, START, [300, 300]);
	request(2, START + 100, [100, 250]);
	const first = await scripts.advance(Infinity);
	expect(seen).toEqual(['2 at 200', '1 at 300', '2 at 450']);
	expect(first).toEqual({ atMs: START + 450, answered: [2], isBusy: true });
	expect(await scripts.advance(Infinity)).toEqual({
		atMs: START + 600,
		answered: [1],
		isBusy: false,
	});
});

it('wakes the older request first when two wake at the same moment', async () => {
	request(2, START, [100]);
	request(1, START, [100]);
	await scripts.finish();
	expect(seen).toEqual(['1 at 100', '2 at 100']);
});

it('goes no further than it was asked to', async () => {
	request(1, START, [500]);
	const early = await scripts.advance(START + 200);
	expect(early).toEqual({ atMs: START + 200, answered: [], isBusy: true });
	expect(seen).toEqual([]);
});

it('waits for requests that are on their way, and not for those that failed on it', async () => {
	request(1, START, [100]);
	scripts.expect([1, 2, 3]);
	const advancing = scripts.advance(Infinity);
	scripts.forget(3);
	await new Promise(setImmediate);
	expect(seen).toEqual([]);
	request(2, START, [50]);
	expect((await advancing).answered).toEqual([2]);
});

it('grants one wish after another', async () => {
	request(1, START, [100]);
	const [first, second] = await Promise.all([scripts.advance(START + 50), scripts.advance(1200)]);
	expect([first.atMs, second.atMs]).toEqual([START + 50, START + 100]);
});

it('ends a script after a minute, and what it has done stays done', async () => {
	request(1, START, [40_000, 40_000]);
	await scripts.finish();
	expect(seen).toEqual(['1 at 40000', '1: true']);
	expect(scripts.now()).toBe(START + 60_000);
});

it('lets a script go on that nobody waits for', async () => {
	request(1, START, [100, 100]);
	await scripts.advance(START + 50);
	await scripts.finish();
	expect(seen).toEqual(['1 at 100', '1 at 200']);
});
