import { pay, paySystemPay, unpay, update, type Change } from './support/changes';
import { paymentsWritten } from './support/haste';
import { liesOf } from './support/lies';
import { observe, type Asked, type Observation } from './support/observation';
import { expectNoOverlaps } from './support/overlaps';
import type { Kind } from './support/verdict';
import { startSteppingRig, until, type SteppingRig } from './support/steppingRig';

const FIRST = 7001;

let rig: SteppingRig;
beforeEach(async () => {
	rig = await startSteppingRig({
		latency: { perRequestMs: 30, perCommandMs: { '*': 300, 'crm.item.payment.get': 40 } },
	});
});
expectNoOverlaps(() => [rig.portal]);
afterEach(async () => await rig.close());

function addPayments(count: number, { seed }: Change): number[] {
	return Array.from({ length: count }, (_, index) =>
		rig.portal.ledger.addPayment({ id: FIRST + index, ...seed }),
	);
}

function asked(change: Change, ids: readonly number[], rest: Partial<Asked> = {}): Asked {
	const items = ids.map((id) => ({ id, system: change.seed.paySystemId }));
	return {
		change,
		items,
		onError: 'continueRegularOutput',
		inCompany: true,
		options: { batchSize: 3 },
		...rest,
	};
}

const all = async (...runs: Asked[]): Promise<Observation[]> =>
	await Promise.all(runs.map(async (one) => await observe(rig, one)));

/** How many of these runs say that they changed the payment, or may have. */
const claims = (runs: readonly Observation[], id: number) =>
	runs
		.flatMap(({ verdicts }) => verdicts)
		.filter(({ paymentId, kind }) => paymentId === id && CLAIMS.has(kind)).length;
const CLAIMS: ReadonlySet<Kind> = new Set(['changed', 'doneByWhomever']);

describe('Executions in one process', () => {
	it('would collide on the portal if they did not take turns', async () => {
		const [id] = addPayments(1, pay);
		const send = async () =>
			await fetch(`${rig.portal.webhook}${pay.write}`, {
				method: 'POST',
				headers: { 'Content-Type': 'application/json' },
				body: JSON.stringify({ id }),
			});
		await Promise.all([send(), send()]);
		expect(rig.portal.ledger.effects(id ?? 0)).toMatchObject({ overlappingWrites: 1, triggers: 2 });
		rig.portal.reset();
	});

	it.each([pay, unpay, update, paySystemPay].map((change) => [change.operation, change] as const))(
		'book each payment once when six of them want to %s overlapping payments',
		async (_, change) => {
			const ids = addPayments(12, change);
			const slices = [ids, ids.slice(3), ids.slice(0, 6), [...ids].reverse(), ids.slice(4, 8), ids];
			const runs = await all(...slices.map((slice) => asked(change, slice)));
			expect(runs.flatMap(liesOf)).toEqual([]);
			expect(ids.map((id) => claims(runs, id))).toEqual(ids.map(() => 1));
			expect(ids.map((id) => rig.portal.ledger.executed(change.write, id))).toEqual(
				ids.map(() => 1),
			);
		},
	);

	it.each([2, 3, 5])(
		'do not wait for each other for ever in opposite order, %d at once',
		async (many) => {
			const ids = addPayments(60, pay);
			const orders = Array.from({ length: many }, (_, index) =>
				index % 2 ? [...ids].reverse() : ids,
			);
			const runs = await all(
				...orders.map((order) => asked(pay, order, { options: {}, onError: 'stopWorkflow' })),
			);
			expect(runs.flatMap(liesOf)).toEqual([]);
			expect(ids.map((id) => claims(runs, id))).toEqual(ids.map(() => 1));
		},
	);

	it('keep writes apart that want different things of the same payments', async () => {
		const ids = addPayments(8, pay);
		const runs = await all(
			asked(pay, ids),
			asked(update, [...ids].reverse()),
			asked(unpay, ids),
			asked(pay, ids.slice(2)),
		);
		expect(runs.flatMap(({ verdicts }) => verdicts.map(({ kind }) => kind))).not.toContain(
			'failed',
		);
		for (const id of ids) {
			const { paidTransitions, triggers, unpaidTransitions } = rig.portal.ledger.effects(id);
			expect(triggers).toBe(paidTransitions);
			expect(paidTransitions - unpaidTransitions).toBe(
				rig.portal.ledger.payment(id)?.paid === 'Y' ? 1 : 0,
			);
		}
	});

	it.each(['resetBefore', 'resetAfter', 'resetThenFinish', 'dropBatchKeys'] as const)(
		'book each payment once although %s strikes some of their writes',
		async (fault) => {
			const ids = addPayments(9, pay);
			rig.portal.faults.add({ fault, method: 'batch', paymentId: ids[1] });
			rig.portal.faults.add({ fault, method: 'batch', paymentId: ids[7] });
			// Who watches a lost write keeps its turn for longer than anybody waits by default.
			const options = { batchSize: 3, maxWait: 600 };
			const runs = await all(
				...[ids, [...ids].reverse(), ids].map((order) => asked(pay, order, { options })),
			);
			expect(rig.portal.faults.struck).toHaveLength(2);
			expect(runs.flatMap(liesOf)).toEqual([]);
			expect(ids.map((id) => claims(runs, id))).toEqual(ids.map(() => 1));
		},
	);
});

describe('A cancelled execution', () => {
	it('stops sending and leaves its turns to others, who book each payment once', async () => {
		const ids = addPayments(30, pay);
		const stop = new AbortController();
		const cancelled = rig.run({
			operation: 'pay',
			items: ids.map((id) => ({ id })),
			options: { batchSize: 2 },
			signal: stop.signal,
		});
		await until(() => rig.portal.requests.length === 4);
		stop.abort();
		await cancelled;
		const other = rig.portal.ledger.addPayment({ id: 8001, ...pay.seed });
		await observe(rig, asked(pay, [other]));
		const later = rig.portal.requests.slice(4);
		expect(later.flatMap((request) => paymentsWritten(request, pay.write))).toEqual([other]);
		const [rest] = await all(asked(pay, ids));
		expect(rest?.verdicts.map(({ kind }) => kind)).not.toContain('failed');
		expect(ids.map((id) => rig.portal.ledger.effects(id).triggers)).toEqual(ids.map(() => 1));
	});

	it('does not let another write on the payment meet the one that it left behind', async () => {
		const ids = addPayments(6, pay);
		const stop = new AbortController();
		const cancelled = rig.run({
			operation: 'pay',
			items: ids.map((id) => ({ id })),
			options: { batchSize: 6 },
			signal: stop.signal,
		});
		const next = observe(rig, asked(pay, ids));
		await until(() => rig.portal.requests.length === 2);
		stop.abort();
		await cancelled;
		const seen = await next;
		expect(liesOf(seen)).toEqual([]);
	});

	it('that waits for its turn ends at once and holds nobody up', async () => {
		const ids = addPayments(6, pay);
		const stop = new AbortController();
		const first = observe(rig, asked(pay, ids));
		const waiting = rig.run({
			operation: 'pay',
			items: ids.map((id) => ({ id })),
			signal: stop.signal,
		});
		const last = observe(rig, asked(pay, [...ids].reverse()));
		await until(() => rig.portal.requests.length === 2);
		stop.abort();
		await waiting;
		expect(rig.portal.requests).toHaveLength(2);
		const runs = await Promise.all([first, last]);
		expect(runs.flatMap(liesOf)).toEqual([]);
		expect(ids.map((id) => claims(runs, id))).toEqual(ids.map(() => 1));
	});

	it('that gave up waiting lets nobody in before those who hold the payments', async () => {
		const ids = addPayments(6, pay);
		const stop = new AbortController();
		const first = observe(rig, asked(pay, ids));
		const waiting = rig.run({
			operation: 'pay',
			items: ids.map((id) => ({ id })),
			signal: stop.signal,
		});
		await until(() => rig.portal.requests.length === 2);
		stop.abort();
		await waiting;
		const newcomer = observe(rig, asked(pay, ids));
		const runs = await Promise.all([first, newcomer]);
		expect(runs.flatMap(liesOf)).toEqual([]);
		expect(ids.map((id) => claims(runs, id))).toEqual(ids.map(() => 1));
	});
});
