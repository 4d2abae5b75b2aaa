import { startRig, type OnError, type Rig } from '../support/rig';
import { OTHER_UPDATES, paySystemPay, type Change } from './support/changes';
import { liesOf } from './support/lies';
import { observe, type Observation } from './support/observation';
import { expectNoOverlaps } from './support/overlaps';

const [FAILING, STRUCK, OTHER] = [7001, 7002, 7003] as const;

/** n8n's Retry On Fail runs the node again for all items, also for those that are done. */
let rig: Rig;
beforeEach(async () => {
	rig = await startRig();
});
expectNoOverlaps(() => [rig.portal]);
afterEach(async () => await rig.close());

const refund = OTHER_UPDATES.find(({ risky }) => risky) ?? paySystemPay;
const RISKY: ReadonlyArray<readonly [string, Change]> = [
	['a charge', paySystemPay],
	['a refund', refund],
];
const FAULTS = ['resetBefore', 'resetAfter', 'resetThenFinish', 'emptyBody', 'error500After'];
const MODES: readonly OnError[] = ['stopWorkflow', 'continueRegularOutput'];

const cells = RISKY.flatMap(([name, change]) =>
	FAULTS.flatMap((fault) =>
		MODES.flatMap((onError) =>
			[true, false].map((verify) => ({ name, change, fault, onError, verify })),
		),
	),
);

async function run(change: Change, ids: readonly number[], onError: OnError, verify: boolean) {
	for (const id of ids) rig.portal.ledger.addPayment({ id, ...change.seed });
	const items = ids.map((id) => ({ id, system: change.seed.paySystemId }));
	const options = { batchSize: 1, verify };
	return await observe(rig, { change, items, onError, options, mayRetry: true });
}

/** How often the struck payment was written to. */
const tries = ({ requests, change }: Observation) =>
	requests.filter(({ rawBody, method }) => method === change.write && rawBody.includes(`${STRUCK}`))
		.length;

describe('Retry On Fail', () => {
	it.each(cells)(
		'does not send $name again whose answer was lost: $fault, $onError, Verify $verify',
		async ({ change, fault, onError, verify }) => {
			const lost = { fault: fault as 'resetAfter', method: change.write, paymentId: STRUCK };
			rig.portal.faults.add(lost);
			// Because of the first item n8n tries again although the node went on.
			const failing = { fault: 'accessDenied', method: change.write, paymentId: FAILING } as const;
			rig.portal.faults.add({ ...failing, times: onError === 'stopWorkflow' ? 0 : 2 });
			const seen = await run(change, [FAILING, STRUCK, OTHER], onError, verify);
			expect(rig.portal.faults.struck.length).toBeGreaterThan(0);
			expect(liesOf(seen)).toEqual([]);
			expect(tries(seen)).toBe(1);
		},
	);

	it('charges what certainly was not charged', async () => {
		rig.portal.faults.add({ fault: 'accessDenied', method: paySystemPay.write, paymentId: STRUCK });
		const seen = await run(paySystemPay, [STRUCK, OTHER], 'stopWorkflow', true);
		expect(seen.stop).toBeUndefined();
		expect(tries(seen)).toBe(2);
		expect(rig.portal.ledger.payment(STRUCK)?.paid).toBe('Y');
	});
});
