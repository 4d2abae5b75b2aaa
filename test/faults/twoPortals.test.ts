import { startPortal, type FaultRule, type SandboxPortal } from '../../sandbox/portal';
import { startRig, type Rig } from '../support/rig';
import { CHANGES, pay, type Change } from './support/changes';
import { liesOf } from './support/lies';
import type { Asked, Observation } from './support/observation';
import { observePortals } from './support/observePortals';
import { expectNoOverlaps } from './support/overlaps';

const COUNT = 6;
const FIRST = 7001;

/** Two portals with payments of the same IDs, and a credential that chooses one for each item. */
let rig: Rig;
let portals: [SandboxPortal, SandboxPortal];
beforeEach(async () => {
	rig = await startRig();
	portals = [rig.portal, await startPortal({ clock: rig.clock })];
	choose(...portals.map(({ webhook }) => webhook));
});
expectNoOverlaps(() => portals);
afterEach(async () => {
	await rig.close();
	await portals[1].close();
});

function choose(...webhooks: string[]): void {
	rig.useWebhook(`={{ $json.at === 0 ? "${webhooks[0]}" : "${webhooks[1]}" }}`);
}

/** Payments of both portals in turn. */
function asked(change: Change, rest: Partial<Asked> = {}): Asked {
	const items = Array.from({ length: 2 * COUNT }, (_, index) => {
		const at = index % 2;
		const id = FIRST + Math.floor(index / 2);
		portals[at]?.ledger.addPayment({ id, ...change.seed });
		return { at, id, system: change.seed.paySystemId };
	});
	return { change, items, onError: 'continueRegularOutput', ...rest };
}

const observe = async (one: Asked) => await observePortals(rig, portals, one);
const ends = (seen: Observation | undefined) =>
	seen?.verdicts.map(({ kind, code }) => code ?? kind) ?? [];
const allChanged = Array<string>(COUNT).fill('changed');
const requestOf = ({ batched, write }: Change) => (batched ? 'batch' : write);

const operations = Object.values(CHANGES).map((change) => [change.operation, change] as const);

const FAULTS: ReadonlyArray<FaultRule & { of: 'request' | 'command' }> = [
	{ fault: 'resetBefore', of: 'request' },
	{ fault: 'resetAfter', of: 'request' },
	{ fault: 'resetThenFinish', of: 'request', delayMs: 30_000 },
	{ fault: 'hangBefore', of: 'request' },
	{ fault: 'foreignErrorAfter', of: 'request', status: 409 },
	{ fault: 'redirectAfter', of: 'request', status: 307 },
	{ fault: 'rateLimit', of: 'request', times: 1000 },
	{ fault: 'overload', of: 'request' },
	{ fault: 'dropBatchKeys', of: 'request' },
	{ fault: 'refusedAfterSave', of: 'command', code: '0' },
	{ fault: 'operatingLimit', of: 'command', times: 5 },
	{ fault: 'accessDenied', of: 'command', times: 3 },
	{ fault: 'lyingTrue', of: 'command', times: 2 },
	{ fault: 'lateBooking', of: 'command', times: 5 },
];

describe.each(operations)('%s in two portals at once', (_, change) => {
	it.each(FAULTS.flatMap((rule) => [0, 1].map((at) => [rule.fault, at, rule] as const)))(
		'is not troubled in one of them by %s in portal %d, and tells the truth of both',
		async (_fault, at, { of, ...rule }) => {
			const method = of === 'command' ? change.write : requestOf(change);
			const fault = portals[at]?.faults.add({ ...rule, method });
			const seen = await observe(asked(change));
			expect(fault?.struck).toBeGreaterThan(0);
			expect(seen.flatMap(liesOf)).toEqual([]);
			expect(ends(seen[1 - at])).toEqual(allChanged);
		},
	);

	it('reads lists in the portal whose credential allows it', async () => {
		const { scopesWithoutLists } = change;
		if (!scopesWithoutLists) return;
		const [one, other] = portals;
		choose(one.webhookFor({ scopes: [...scopesWithoutLists] }), other.webhook);
		const seen = await observe(asked(change));
		expect(seen.flatMap(liesOf)).toEqual([]);
		expect(seen.map(ends)).toEqual([allChanged, allChanged]);
		const singleReads = ({ ledger }: SandboxPortal) =>
			ledger.journal.filter(({ method }) => method === change.read).length;
		const [without = 0, withLists = 0] = portals.map(singleReads);
		expect(without).toBe(2 * COUNT);
		expect(withLists).toBeLessThan(COUNT);
	});
});

describe('A run in two portals that has to stop', () => {
	const onError = 'stopWorkflow';

	it('writes nothing behind the first failure, in neither of them', async () => {
		portals[1].faults.add({ fault: 'accessDenied', method: pay.write, paymentId: FIRST + 2 });
		const [seen] = await observe(asked(pay, { onError }));
		expect(seen?.result.error?.context?.itemIndex).toBe(5);
		expect(seen?.result.error?.description).toContain('Done: 5 of 12 payments. Not started: 6.');
		expect(portals.map(({ ledger }) => ledger.executed(pay.write))).toEqual([3, 2]);
	});

	it('says the same when a failure is found out only by watching for it', async () => {
		portals[0].faults.add({
			fault: 'resetBefore',
			method: 'batch',
			times: 9,
			paymentId: FIRST + 1,
		});
		const [seen] = await observe(asked(pay, { onError }));
		expect(seen?.stop?.code).toBe('OUTCOME_UNKNOWN');
		expect(seen?.result.error?.context?.itemIndex).toBe(2);
		expect(portals.map(({ ledger }) => ledger.executed(pay.write))).toEqual([1, 1]);
	});
});
