import { startRig, type Rig } from '../support/rig';
import { CHANGES, type Change } from './support/changes';
import { liesOf } from './support/lies';
import { observe, type Observation } from './support/observation';

const ID = 7001;
const MINUTE = 60_000;

let rig: Rig;
beforeAll(async () => {
	rig = await startRig();
});
afterAll(async () => await rig.close());
beforeEach(() => {
	rig.portal.reset();
	rig.clock.advance(MINUTE);
});

const operations = Object.values(CHANGES).map((change) => [change.operation, change] as const);

async function change(
	what: Change,
	options: { settleTime: number; maxWait?: number },
	times = 1,
): Promise<Observation> {
	rig.portal.ledger.addPayment({ id: ID, ...what.seed });
	const item = { id: ID, system: what.seed.paySystemId };
	return await observe(rig, {
		change: what,
		items: Array.from({ length: times }, () => item),
		onError: 'continueRegularOutput',
		options,
	});
}

const writes = ({ change: { write } }: Observation) =>
	rig.portal.requests.filter(({ method, status }) => method === write && status !== 503);

describe.each(operations)('%s whose answer is lost', (_, what) => {
	it('is sent once more when it surely had no effect, a minute later at the earliest', async () => {
		rig.portal.faults.add({ fault: 'resetBefore', method: what.write });
		const seen = await change(what, { settleTime: 75 });
		expect(liesOf(seen)).toEqual([]);
		expect(seen.verdicts[0]?.kind).toBe('changed');
		const [first, second, third] = writes(seen);
		expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(MINUTE);
		expect(third).toBeUndefined();
	});

	it('is never sent a third time', async () => {
		rig.portal.faults.add({ fault: 'resetBefore', method: what.write, times: 9 });
		const seen = await change(what, { settleTime: 75 });
		expect(liesOf(seen)).toEqual([]);
		expect(seen.verdicts[0]?.code).toBe('OUTCOME_UNKNOWN');
		expect(writes(seen)).toHaveLength(2);
	});

	it.each([0, 10, 59])('is not sent again after watching it for %d s only', async (settleTime) => {
		rig.portal.faults.add({ fault: 'resetBefore', method: what.write });
		const seen = await change(what, { settleTime });
		expect(liesOf(seen)).toEqual([]);
		expect(seen.verdicts[0]?.code).toBe('OUTCOME_UNKNOWN');
		expect(writes(seen)).toHaveLength(1);
	});

	it('is not sent again after a short watch, however long a look at it took', async () => {
		rig.portal.faults.add({ fault: 'resetBefore', method: what.write });
		// The second look begins after a second and is answered more than a minute after the write.
		const late = { fault: 'hangAfter', method: what.read, skip: 2, delayMs: 59_500 } as const;
		const look = rig.portal.faults.add(late);
		const seen = await change(what, { settleTime: 10 });
		expect(look.struck).toBe(1);
		expect(liesOf(seen)).toEqual([]);
		expect(seen.verdicts[0]?.code).toBe('OUTCOME_UNKNOWN');
		expect(writes(seen)).toHaveLength(1);
	});

	it.each([
		['hangBefore', 75 + 60],
		['rateLimit', 75 + 15],
	] as const)('is not watched much longer than wanted: %s', async (fault, most) => {
		rig.portal.faults.add({ fault: 'resetBefore', method: what.write });
		rig.portal.faults.add({ fault, method: what.read, skip: 1, times: 1000 });
		const started = rig.clock.now();
		const seen = await change(what, { settleTime: 75, maxWait: 3600 });
		expect(liesOf(seen)).toEqual([]);
		expect(seen.verdicts[0]?.code).toBe('OUTCOME_UNKNOWN');
		expect(rig.clock.now() - started).toBeLessThanOrEqual(most * 1000);
	});

	it('is watched from the moment it was sent, not from when it began to wait for a limit', async () => {
		rig.portal.faults.add({ fault: 'rateLimit', method: what.write, times: 9 });
		rig.portal.faults.add({ fault: 'resetThenFinish', method: what.write, delayMs: 40_000 });
		const seen = await change(what, { settleTime: 10, maxWait: 600 });
		expect(liesOf(seen)).toEqual([]);
		expect(seen.verdicts[0]?.code).toBe('OUTCOME_UNKNOWN');
		expect(writes(seen)).toHaveLength(1);
	});

	it('is not followed at once by the next item for the same payment', async () => {
		const method = what.batched ? 'batch' : what.write;
		const fault = rig.portal.faults.add({ fault: 'resetThenFinish', method, delayMs: 40_000 });
		const seen = await change(what, { settleTime: 0 }, 2);
		expect(fault.struck).toBe(1);
		expect(liesOf(seen)).toEqual([]);
	});
});

describe('A look at a payment whose answer is lost', () => {
	let own: Rig;
	beforeEach(async () => {
		own = await startRig();
	});
	afterEach(async () => await own.close());

	const payFive = async () => {
		const ids = [1, 2, 3, 4, 5].map((index) =>
			own.portal.ledger.addPayment({ id: ID + index, ...CHANGES.pay.seed }),
		);
		own.portal.faults.add({ fault: 'resetAfter', method: 'batch', paymentId: ID + 1, skip: 1 });
		const items = ids.map((id) => ({ id }));
		const onError = 'continueRegularOutput';
		return await observe(own, { change: CHANGES.pay, items, onError, options: { settleTime: 0 } });
	};

	it('is not too late because time went by while it was prepared', async () => {
		const now = own.clock.now.bind(own.clock);
		own.clock.now = () => {
			own.clock.advance(1);
			return now();
		};
		const seen = await payFive();
		expect(liesOf(seen)).toEqual([]);
		expect(seen.verdicts.map(({ kind }) => kind)).toEqual(Array(5).fill('changed'));
	});

	it('waits for the pace of the portal, even when nobody wants to watch for long', async () => {
		const gets = Array.from({ length: 48 }, () =>
			own.run({ operation: 'get', items: [{ id: 1001 }] }),
		);
		await Promise.all(gets);
		const seen = await payFive();
		expect(liesOf(seen)).toEqual([]);
		expect(seen.verdicts.map(({ kind }) => kind)).toEqual(Array(5).fill('changed'));
	});
});
