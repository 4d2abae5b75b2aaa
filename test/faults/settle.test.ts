import type { IDataObject } from 'n8n-workflow';

import { happenAfter } from '../support/happenAfter';
import { startRig, type Rig, type RigOptions } from '../support/rig';
import { CHANGES, type Change } from './support/changes';
import { mayStillRun, paymentsWritten } from './support/haste';
import { liesOf } from './support/lies';
import { observe, type Observation } from './support/observation';
import { expectNoOverlaps } from './support/overlaps';

const ID = 7001;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let rig: Rig;
let isCloud: boolean;
beforeEach(async () => await start());
expectNoOverlaps(() => [rig.portal]);
afterEach(async () => await rig.close());

async function start(options: RigOptions = {}): Promise<void> {
	await rig?.close();
	rig = await startRig(options);
	isCloud = options.isCloud ?? true;
}

const operations = Object.values(CHANGES).map((change) => [change.operation, change] as const);

async function change(
	what: Change,
	options: IDataObject = { settleTime: 75 },
	times = 1,
): Promise<Observation> {
	if (!rig.portal.ledger.payment(ID)) rig.portal.ledger.addPayment({ id: ID, ...what.seed });
	const item = { id: ID, system: what.seed.paySystemId };
	return await observe(rig, {
		change: what,
		items: Array.from({ length: times }, () => item),
		onError: 'continueRegularOutput',
		options,
		isCloud,
	});
}

/** The request that carries the write of one payment, and the one that looks at it. */
const requestOf = ({ batched, write }: Change) => (batched ? 'batch' : write);
const lookOf = ({ listsOne, read }: Change) => (listsOne ? 'sale.payment.list' : read);

/** The writes that reached the portal, apart from those that its request limit kept back. */
const writes = ({ change: { write }, requests }: Observation) =>
	requests.filter((one) => one.status !== 503 && paymentsWritten(one, write).length > 0);
const ends = ({ verdicts }: Observation) => verdicts.map(({ kind, code }) => code ?? kind);

describe.each(operations)('%s whose answer is lost', (_, what) => {
	/** It surely had no effect, which allows some of them to be sent once more. */
	const expectMending = (seen: Observation) => {
		expect(liesOf(seen)).toEqual([]);
		expect(ends(seen)).toEqual([what.repeatable ? 'changed' : 'OUTCOME_UNKNOWN']);
		const [first, second, third] = writes(seen);
		expect(second !== undefined).toBe(what.repeatable);
		if (second) expect(second.atMs - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(MINUTE);
		expect(third).toBeUndefined();
	};

	it('is sent once more where it surely had no effect, a minute later at the earliest', async () => {
		rig.portal.faults.add({ fault: 'resetBefore', method: requestOf(what) });
		const seen = await change(what);
		expectMending(seen);
		if (what.repeatable) expect(seen.verdicts[0]?.warning).toMatch(/sent twice/);
	});

	it('is never sent a third time', async () => {
		rig.portal.faults.add({ fault: 'resetBefore', method: requestOf(what), times: 9 });
		const seen = await change(what);
		expect(liesOf(seen)).toEqual([]);
		expect(seen.verdicts[0]).toMatchObject({ code: 'OUTCOME_UNKNOWN', retryable: !what.risky });
		expect(writes(seen)).toHaveLength(what.repeatable ? 2 : 1);
	});

	it.each([HOUR, -HOUR, 61_000, -61_000])(
		'is neither sent sooner nor watched longer when the clock is set by %d ms',
		async (jump) => {
			rig.portal.faults.add({ fault: 'resetBefore', method: requestOf(what) });
			happenAfter(rig, 20_000, () => rig.clock.jump(jump));
			const started = rig.clock.ticks();
			const seen = await change(what);
			expectMending(seen);
			expect(rig.clock.ticks() - started).toBeLessThanOrEqual(80_000);
		},
	);

	it.each([HOUR, -HOUR])(
		'is not sent after a short watch because the clock is set by %d ms',
		async (jump) => {
			rig.portal.faults.add({ fault: 'resetBefore', method: requestOf(what) });
			happenAfter(rig, 3000, () => rig.clock.jump(jump));
			const seen = await change(what, { settleTime: 10 });
			expect(liesOf(seen)).toEqual([]);
			expect(ends(seen)).toEqual(['OUTCOME_UNKNOWN']);
			expect(writes(seen)).toHaveLength(1);
		},
	);

	it('is never sent again where nobody knows how long a script may run', async () => {
		await start({ isCloud: false });
		rig.portal.faults.add({ fault: 'resetBefore', method: requestOf(what) });
		const seen = await change(what, { settleTime: 600 });
		expect(liesOf(seen)).toEqual([]);
		expect(ends(seen)).toEqual(['OUTCOME_UNKNOWN']);
		expect(writes(seen)).toHaveLength(1);
	});

	it.each([
		['cloud', true, 60],
		['another host', false, 300],
	] as const)('keeps later runs off its order while it may run on %s', async (_host, cloud, s) => {
		await start({ isCloud: cloud });
		rig.portal.faults.add({ fault: 'resetBefore', method: requestOf(what) });
		const first = rig.clock.ticks();
		expect(ends(await change(what, { settleTime: 0 }))).toEqual(['OUTCOME_UNKNOWN']);
		const early = await change(what, { maxWait: 5 });
		expect(ends(early)).toEqual(['RATE_LIMITED']);
		const late = await change(what, { maxWait: 3600 });
		expect(rig.clock.ticks() - first).toBeGreaterThanOrEqual(s * 1000);
		expect([...liesOf(early), ...liesOf(late)]).toEqual([]);
	});

	it.each([0, 10, 59])('is not sent again after watching it for %d s only', async (settleTime) => {
		rig.portal.faults.add({ fault: 'resetBefore', method: requestOf(what) });
		const seen = await change(what, { settleTime });
		expect(liesOf(seen)).toEqual([]);
		expect(ends(seen)).toEqual(['OUTCOME_UNKNOWN']);
		expect(writes(seen)).toHaveLength(1);
	});

	it('is not sent again after a short watch, however long a look at it took', async () => {
		rig.portal.faults.add({ fault: 'resetBefore', method: requestOf(what) });
		// The second look begins after a second and is answered more than a minute after the write.
		const late = { fault: 'hangAfter', method: lookOf(what), skip: 2, delayMs: 59_500 } as const;
		const look = rig.portal.faults.add(late);
		const seen = await change(what, { settleTime: 10 });
		expect(look.struck).toBe(1);
		expect(liesOf(seen)).toEqual([]);
		expect(ends(seen)).toEqual(['OUTCOME_UNKNOWN']);
		expect(writes(seen)).toHaveLength(1);
	});

	it.each([
		['hangBefore', 75 + 60],
		['rateLimit', 75 + 15],
	] as const)('is not watched much longer than wanted: %s', async (fault, most) => {
		rig.portal.faults.add({ fault: 'resetBefore', method: requestOf(what) });
		const looks = { method: lookOf(what), skip: 1, times: 1000, delayMs: MINUTE };
		rig.portal.faults.add({ fault, ...looks });
		const started = rig.clock.ticks();
		const seen = await change(what, { settleTime: 75, maxWait: 3600 });
		expect(liesOf(seen)).toEqual([]);
		expect(ends(seen)).toEqual(['OUTCOME_UNKNOWN']);
		expect(rig.clock.ticks() - started).toBeLessThanOrEqual(most * 1000);
	});

	it('is watched from the moment it was sent, not from when it began to wait for a limit', async () => {
		const method = requestOf(what);
		rig.portal.faults.add({ fault: 'rateLimit', method, times: 9 });
		rig.portal.faults.add({ fault: 'resetThenFinish', method, delayMs: 40_000 });
		const seen = await change(what, { settleTime: 10, maxWait: 600 });
		expect(liesOf(seen)).toEqual([]);
		expect(ends(seen)).toEqual(['OUTCOME_UNKNOWN']);
		expect(writes(seen)).toHaveLength(1);
	});

	it('is not followed at once by the next item for the same payment', async () => {
		const method = requestOf(what);
		const fault = rig.portal.faults.add({ fault: 'resetThenFinish', method, delayMs: 40_000 });
		const seen = await change(what, { settleTime: 0 }, 2);
		expect(fault.struck).toBe(1);
		expect(liesOf(seen)).toEqual([]);
		expect(writes(seen).filter(mayStillRun)).toHaveLength(1);
	});

	it('is found done although the portal shows it late', async () => {
		rig.portal.faults.add({ fault: 'resetAfter', method: requestOf(what) });
		rig.portal.faults.add({ fault: 'lateBooking', method: what.write, delayMs: 20_000 });
		const seen = await change(what);
		expect(liesOf(seen)).toEqual([]);
		expect(ends(seen)).toEqual(['doneByWhomever']);
		expect(writes(seen)).toHaveLength(1);
	});
});

const repeatable = operations.filter(([, { repeatable }]) => repeatable);

describe.each(repeatable)('%s that surely had no effect', (_, what) => {
	it('is not sent once more when the look right before that fails', async () => {
		const lost = { fault: 'resetBefore', method: requestOf(what) } as const;
		rig.portal.faults.add(lost);
		const watched = await change(what);
		const [, second] = writes(watched);
		expect(second).toBeDefined();
		const before = watched.requests.slice(0, second && watched.requests.indexOf(second));
		const looks = before.filter(({ method }) => method === lookOf(what));
		await start();
		rig.portal.faults.add(lost);
		const last = { skip: looks.length - 1, times: Infinity };
		rig.portal.faults.add({ fault: 'resetBefore', method: lookOf(what), ...last });
		const seen = await change(what);
		expect(liesOf(seen)).toEqual([]);
		expect(ends(seen)).toEqual(['OUTCOME_UNKNOWN']);
		expect(writes(seen)).toHaveLength(1);
	});
});
