import { startRig, type Rig } from '../support/rig';
import { CHANGES, type Change } from './support/changes';
import { liesOf } from './support/lies';
import { observe, type Observation } from './support/observation';
import { expectNoOverlaps } from './support/overlaps';

const ID = 7001;

let rig: Rig;
beforeEach(async () => {
	rig = await startRig();
});
expectNoOverlaps(() => [rig.portal]);
afterEach(async () => await rig.close());

const operations = Object.values(CHANGES).map((change) => [change.operation, change] as const);
const ends = ({ verdicts }: Observation) => verdicts.map(({ kind, code }) => code ?? kind);

/** Changes some payments and tells how long it took, in ms. */
async function change(what: Change, count = 1): Promise<Observation & { elapsed: number }> {
	const ids = Array.from({ length: count }, (_, index) => ID + index);
	for (const id of ids) rig.portal.ledger.addPayment({ id, ...what.seed });
	return await changeThese(what, ids);
}

async function changeThese(
	what: Change,
	ids: readonly number[],
): Promise<Observation & { elapsed: number }> {
	const items = ids.map((id) => ({ id, system: what.seed.paySystemId }));
	const started = rig.clock.ticks();
	const onError = 'continueRegularOutput';
	const seen = await observe(rig, { change: what, items, onError });
	return { ...seen, elapsed: rig.clock.ticks() - started };
}

describe.each(operations)('%s that was answered', (_, what) => {
	it.each([1, 5, 30].flatMap((count) => [1000, 5000, 9000].map((ms) => [count, ms] as const)))(
		'is done although the portal shows it late: %d payments, %d ms',
		async (count, delayMs) => {
			const late = { fault: 'lateBooking', method: what.write, times: 30, delayMs } as const;
			rig.portal.faults.add(late);
			const seen = await change(what, count);
			expect(liesOf(seen)).toEqual([]);
			expect(new Set(ends(seen))).toEqual(new Set(['changed']));
		},
	);

	it.each([
		['alone', [ID, ID]],
		['among others', [ID, ID + 1, ID, ID + 2, ID + 1]],
	])('is sent once although it stands in two items and is shown late, %s', async (_how, ids) => {
		const late = { fault: 'lateBooking', method: what.write, times: 5, delayMs: 2000 } as const;
		rig.portal.faults.add(late);
		for (const id of new Set(ids)) rig.portal.ledger.addPayment({ id, ...what.seed });
		const seen = await changeThese(what, ids);
		expect(liesOf(seen)).toEqual([]);
		const sent = ids.map((id) => seen.sent(id));
		expect(sent).toEqual(ids.map(() => 1));
	});

	it.each(['lyingTrue', 'flipAfter', 'nullResult', 'vetoed'] as const)(
		'is not called undone before ten seconds have gone by: %s',
		async (fault) => {
			rig.portal.faults.add({ fault, method: what.write });
			const seen = await change(what);
			expect(liesOf(seen)).toEqual([]);
			expect(seen.verdicts[0]?.kind).toBe('failed');
			expect(seen.elapsed).toBeGreaterThanOrEqual(10_000);
			expect(seen.elapsed).toBeLessThan(16_000);
		},
	);

	it('fails at once where the refusal comes before anything is saved', async () => {
		rig.portal.faults.add({ fault: 'accessDenied', method: what.write });
		const seen = await change(what);
		expect(liesOf(seen)).toEqual([]);
		expect(ends(seen)).toEqual(['ACCESS_DENIED']);
		expect(seen.elapsed).toBe(0);
	});
});

describe('A look at a payment whose answer is lost', () => {
	const payFive = async () => {
		rig.portal.faults.add({ fault: 'resetAfter', method: 'batch', paymentId: ID + 1 });
		const { pay } = CHANGES;
		const items = [0, 1, 2, 3, 4].map((index) => ({
			id: rig.portal.ledger.addPayment({ id: ID + index, ...pay.seed }),
		}));
		const onError = 'continueRegularOutput';
		return await observe(rig, { change: pay, items, onError, options: { settleTime: 0 } });
	};

	it('is not too late because time went by while it was prepared', async () => {
		const ticks = rig.clock.ticks.bind(rig.clock);
		rig.clock.ticks = () => {
			rig.clock.advance(1);
			return ticks();
		};
		const seen = await payFive();
		expect(liesOf(seen)).toEqual([]);
		expect(ends(seen)).toEqual(Array(5).fill('doneByWhomever'));
	});

	it('waits for the pace of the portal, even when nobody wants to watch for long', async () => {
		const gets = Array.from({ length: 48 }, () =>
			rig.run({ operation: 'get', items: [{ id: 1001 }] }),
		);
		await Promise.all(gets);
		const seen = await payFive();
		expect(liesOf(seen)).toEqual([]);
		expect(ends(seen)).toEqual(Array(5).fill('doneByWhomever'));
	});
});
