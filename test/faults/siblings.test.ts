import { pay, paySystemPay, unpay, update, type Change } from './support/changes';
import type { Reads } from './support/faultCase';
import { paymentsWritten } from './support/haste';
import { liesOf } from './support/lies';
import { observe, type Asked, type Observation } from './support/observation';
import { expectNoOverlaps } from './support/overlaps';
import { forReads } from './support/reads';
import { startSteppingRig, type SteppingRig } from './support/steppingRig';
import { verdictLies } from './support/verdictLies';

const ORDER = 9001;
const FIRST = 7001;

/** Payments of one order, which Bitrix24 loads and saves as a whole for each of them. */
let rig: SteppingRig;
beforeEach(async () => {
	rig = await startSteppingRig({
		latency: { perRequestMs: 30, perCommandMs: { '*': 300, 'crm.item.payment.get': 40 } },
	});
});
expectNoOverlaps(() => [rig.portal]);
afterEach(async () => await rig.close());

const operations = [pay, unpay, update, paySystemPay].map(
	(change) => [change.operation, change] as const,
);
const waysOf = operations.flatMap(([name, change]) =>
	(['lists', 'singly'] as const).map((reads) => [name, reads, change] as const),
);

function addSiblings(count: number, { seed }: Change, from = FIRST): number[] {
	return Array.from({ length: count }, (_, index) =>
		rig.portal.ledger.addPayment({ ...seed, id: from + index, orderId: ORDER }),
	);
}

/** Each write then goes out by itself. */
function refuseBatches({ write }: Change): void {
	rig.portal.faults.add({ fault: 'batchMethodNotAllowed', method: write, times: Infinity });
}

function read(change: Change, reads: Reads): void {
	const scopes = forReads(rig.portal, change, reads);
	if (scopes) rig.useWebhook(rig.portal.webhookFor({ scopes }));
}

function asked(change: Change, ids: readonly number[], rest: Partial<Asked> = {}): Asked {
	const items = ids.map((id) => ({ id, system: change.seed.paySystemId }));
	return { change, items, onError: 'continueRegularOutput', inCompany: true, ...rest };
}

const all = async (...runs: Asked[]): Promise<Observation[]> =>
	await Promise.all(runs.map(async (one) => await observe(rig, one)));
const ends = ({ verdicts }: Observation) => verdicts.map(({ kind, code }) => code ?? kind);

describe('Executions that change payments of one order', () => {
	it('would save it at the same time if they did not take turns', async () => {
		const [one, other] = addSiblings(2, pay);
		const send = async (id: number | undefined) =>
			await fetch(`${rig.portal.webhook}${pay.write}`, {
				method: 'POST',
				headers: { 'Content-Type': 'application/json' },
				body: JSON.stringify({ id }),
			});
		await Promise.all([send(one), send(other)]);
		expect(rig.portal.ledger.overlaps(ORDER)).toBe(1);
		rig.portal.reset();
	});

	it.each(waysOf)('%s: save it one after the other, read by %s', async (_name, reads, change) => {
		read(change, reads);
		const ids = addSiblings(9, change);
		const slices = [ids.slice(0, 3), ids.slice(3, 6), ids.slice(6)];
		const runs = await all(...slices.map((slice) => asked(change, slice)));
		expect(runs.flatMap(liesOf)).toEqual([]);
		expect(runs.flatMap(ends)).toEqual(Array(9).fill('changed'));
	});

	it('do so whatever they change', async () => {
		const operationsAtOnce = [pay, unpay, update, paySystemPay];
		const runs = await all(
			...operationsAtOnce.map((change, index) =>
				asked(change, addSiblings(3, change, FIRST + 10 * index)),
			),
		);
		const lies = runs.flatMap((seen) => seen.verdicts.flatMap((one) => verdictLies(seen, one)));
		expect(lies).toEqual([]);
		expect(runs.flatMap(ends)).toEqual(Array(12).fill('changed'));
	});

	it('do so although the order was numbered anew in between', async () => {
		const [one, other] = addSiblings(2, pay);
		rig.portal.ledger.change(other ?? 0, { accountNumber: 'S-2026/2' });
		const third = rig.portal.ledger.addPayment({ id: 7100, ...pay.seed });
		const fourth = rig.portal.ledger.addPayment({ id: 7101, ...pay.seed });
		// Two payments each, so that lists tell the order.
		const runs = await all(asked(pay, [one ?? 0, third]), asked(pay, [other ?? 0, fourth]));
		expect(runs.flatMap(liesOf)).toEqual([]);
		expect(runs.flatMap(ends)).toEqual(Array(4).fill('changed'));
	});

	it('do so although one reads lists and one may not', async () => {
		const ids = addSiblings(6, pay);
		const without = rig.portal.webhookFor({ scopes: ['crm'] });
		rig.useWebhook(`={{ $json.lists ? "${rig.portal.webhook}" : "${without}" }}`);
		const runs = await all(
			...[true, false].map((lists, index) => ({
				...asked(pay, []),
				items: ids.slice(3 * index, 3 * index + 3).map((id) => ({ id, lists })),
			})),
		);
		expect(runs.flatMap(liesOf)).toEqual([]);
		expect(runs.flatMap(ends)).toEqual(Array(6).fill('changed'));
	});

	it('do so although they know the portal by different names', async () => {
		const ids = addSiblings(6, pay);
		const { portal } = rig;
		const [here, there] = [portal.webhook, portal.webhookAt('localhost')];
		rig.useWebhook(`={{ $json.here ? "${here}" : "${there}" }}`);
		const runs = await all(
			...[true, false].map((isHere, index) => ({
				...asked(pay, []),
				items: ids.slice(3 * index, 3 * index + 3).map((id) => ({ id, here: isHere })),
			})),
		);
		expect(new Set(portal.requests.map(({ headers }) => headers.host)).size).toBe(2);
		expect(runs.flatMap(liesOf)).toEqual([]);
		expect(runs.flatMap(ends)).toEqual(Array(6).fill('changed'));
	});

	it.each(waysOf)(
		'%s: wait until a lost change of a sibling has surely ended, read by %s',
		async (_name, reads, change) => {
			read(change, reads);
			const [one, other] = addSiblings(2, change);
			const method = change.batched ? 'batch' : change.write;
			const lost = { fault: 'resetThenFinish', method, paymentId: one, delayMs: 45_000 } as const;
			const fault = rig.portal.faults.add(lost);
			const [first] = await all(asked(change, [one ?? 0], { options: { settleTime: 0 } }));
			const [second] = await all(asked(change, [other ?? 0], { options: { maxWait: 600 } }));
			expect(fault.struck).toBe(1);
			expect([first, second].flatMap((seen) => (seen ? ends(seen) : []))).toEqual([
				'OUTCOME_UNKNOWN',
				'changed',
			]);
			const [early, late] = rig.portal.requests
				.filter((request) => paymentsWritten(request, change.write).length > 0)
				.map(({ atMs }) => atMs);
			expect((late ?? 0) - (early ?? 0)).toBeGreaterThanOrEqual(60_000);
		},
	);

	it.each(operations)(
		'%s: in one run, too, wait for a lost change of a sibling',
		async (_, change) => {
			const ids = addSiblings(3, change);
			const method = change.batched ? 'batch' : change.write;
			const rule = {
				fault: 'resetThenFinish',
				method,
				paymentId: ids[0],
				delayMs: 45_000,
			} as const;
			const fault = rig.portal.faults.add(rule);
			if (change.batched) refuseBatches(change);
			const [seen] = await all(asked(change, ids, { inCompany: false, options: { maxWait: 600 } }));
			expect(fault.struck).toBe(1);
			expect(seen && liesOf(seen)).toEqual([]);
		},
	);

	it.each(operations)(
		'%s: in one run, too, never meet a script that runs on',
		async (_, change) => {
			const slow = { perCommandMs: { [change.write]: 3000, '*': 10 } };
			await rig.close();
			rig = await startSteppingRig({ latency: slow });
			const ids = addSiblings(3, change);
			if (change.batched) refuseBatches(change);
			const options = { timeout: 1, maxWait: 600 };
			const [seen] = await all(asked(change, ids, { inCompany: false, options }));
			expect(seen && liesOf(seen)).toEqual([]);
		},
	);

	it('do not wait for those that work on other orders', async () => {
		const ids = Array.from({ length: 10 }, (_, index) =>
			rig.portal.ledger.addPayment({ id: FIRST + index, ...pay.seed }),
		);
		const started = rig.clock.ticks();
		const runs = await all(asked(pay, ids.slice(0, 5)), asked(pay, ids.slice(5)));
		expect(runs.flatMap(ends)).toEqual(Array(10).fill('changed'));
		// A list, and a batch of five writes with the list that verifies them.
		expect(rig.clock.ticks() - started).toBeLessThan(2 * 330 + 5 * 300 + 100);
	});
});
