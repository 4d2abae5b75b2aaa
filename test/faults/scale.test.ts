import { startRig, type Rig } from '../support/rig';
import { pay } from './support/changes';
import { liesOf } from './support/lies';
import { observe } from './support/observation';
import { expectNoOverlaps } from './support/overlaps';

const PAYMENTS = 10_000;
const FIRST = 100_001;
/** In the first batch, to learn how fast the portal is. */
const FIRST_BATCH = 5;
/** Beside the list that verifies them and the list that reads the next ones. */
const WRITES_PER_BATCH = 48;
const REQUESTS = 2 + Math.ceil((PAYMENTS - FIRST_BATCH) / WRITES_PER_BATCH);
const MEGABYTE = 1024 * 1024;
const MOST_GROWTH = 400 * MEGABYTE;

const ids = Array.from({ length: PAYMENTS }, (_, index) => FIRST + index);

let rig: Rig;
beforeAll(async () => {
	rig = await startRig({
		payments: ids.map((id) => ({ id, ...pay.seed })),
		keepBodies: false,
	});
});
expectNoOverlaps(() => [rig.portal]);
afterAll(async () => await rig.close());

it('pays ten thousand payments in one run with few requests and bounded memory', async () => {
	const memory = watchMemory();
	const started = performance.now();
	const seen = await observe(rig, { change: pay, items: ids.map((id) => ({ id })) });
	const ms = performance.now() - started;
	const growth = memory.peakGrowth();
	expect(seen.stop).toBeUndefined();
	expect(liesOf(seen)).toEqual([]);
	expect(seen.verdicts.every(({ kind }) => kind === 'changed')).toBe(true);
	expect(ids.every((id) => seen.effects(id).triggers === 1)).toBe(true);
	expect(rig.portal.ledger.executed(pay.write)).toBe(PAYMENTS);
	const requests = rig.portal.requests.length;
	expect(requests).toBe(REQUESTS);
	expect(growth).toBeLessThan(MOST_GROWTH);
	console.log(
		`${PAYMENTS} payments: ${requests} requests, ${(ms / 1000).toFixed(1)} s (${(ms / PAYMENTS).toFixed(2)} ms each), memory at most +${(growth / MEGABYTE).toFixed(0)} MB (${(growth / 1024 / PAYMENTS).toFixed(1)} kB each, portal included)`,
	);
}, 120_000);

/** Looks at the memory every now and then. */
function watchMemory(): { peakGrowth(): number } {
	(globalThis as { gc?: () => void }).gc?.();
	const start = process.memoryUsage().rss;
	let peak = start;
	const look = () => {
		peak = Math.max(peak, process.memoryUsage().rss);
	};
	const timer = setInterval(look, 50);
	return {
		peakGrowth() {
			clearInterval(timer);
			look();
			return peak - start;
		},
	};
}
