import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { SEED, seedPayments, type FaultName } from '../../sandbox/portal';
import { detailsOf } from '../support/details';
import { pairs, startRig, type Rig } from '../support/rig';

/**
 * Whatever goes wrong with either of its two writes: a filled payment is created once for an item,
 * and what exists is told, named or left open, never denied.
 */
const FIELDS = { sum: 120.5, comments: 'Second half', paySystemId: 2 };

const FAULTS: readonly FaultName[] = [
	'resetBefore',
	'resetAfter',
	'resetMidBatch',
	'resetThenFinish',
	'hangAfter',
	'html502',
	'html502After',
	'error500After',
	'foreignErrorAfter',
	'truncatedJson',
	'emptyBody',
	'dropBatchKeys',
	'rateLimit',
	'expiredToken',
	'nullResult',
	'accessDenied',
	'insufficientScope',
	'vetoed',
	'lyingTrue',
	'savedWithWarning',
	'refusedAfterSave',
	'operatingLimit',
	'lateBooking',
	'ignoredFilter',
];

const METHODS = [
	'batch',
	'crm.item.payment.add',
	'sale.payment.add',
	'sale.payment.update',
	'sale.payment.list',
	'crm.item.payment.list',
] as const;

const rules = fc.array(
	fc.record({
		fault: fc.constantFrom(...FAULTS),
		method: fc.constantFrom(...METHODS),
		skip: fc.integer({ min: 0, max: 3 }),
		times: fc.integer({ min: 1, max: 2 }),
	}),
	{ maxLength: 3 },
);

const DEALS = { entityTypeId: 2, owners: [60, 61, 62] };
const ORDERS = { entityTypeId: 14, owners: [5037, 200, 10] };

const plans = fc.record({
	kind: fc.constantFrom(DEALS, ORDERS),
	picks: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 5 }),
	rules,
	verify: fc.boolean(),
	retries: fc.boolean(),
});

const SEEDED: ReadonlySet<number | undefined> = new Set(seedPayments().map(({ id }) => id));

function create(rig: Rig, { kind, picks, verify, retries }: Omit<Plan, 'rules'>) {
	return rig.run({
		operation: 'create',
		items: picks.map((pick) => ({ owner: kind.owners[pick] })),
		parameters: {
			entityTypeId: kind.entityTypeId,
			entityId: { __rl: true, mode: 'id', value: '={{ $json.owner }}' },
			paySystemId: SEED.paySystems.bankTransfer,
			additionalFields: FIELDS,
		},
		options: { verify, limitWait: 0 },
		onError: 'continueRegularOutput',
		node: retries ? { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 } : {},
	});
}

type Plan = typeof plans extends fc.Arbitrary<infer One> ? One : never;

function check(rig: Rig, items: readonly IDataObject[], { picks, verify }: Plan): void {
	const { ledger } = rig.portal;
	const created = ledger.payments().filter(({ id }) => !SEEDED.has(id));
	const named = items.flatMap(({ paymentId }) => (paymentId === undefined ? [] : [paymentId]));
	const isOpen = items.some((json) => detailsOf(json).code === 'OUTCOME_UNKNOWN');
	const isBad = items.some((json) => detailsOf(json).code === 'BAD_RESPONSE');
	expect(created.length).toBeLessThanOrEqual(picks.length);
	expect(new Set(named).size).toBe(named.length);
	for (const json of items) {
		if (json.success === true && verify) {
			expect(ledger.payment(Number(json.paymentId))).toMatchObject(FIELDS);
		}
		if (detailsOf(json).code === 'PARTLY_DONE') {
			expect(ledger.payment(Number(json.paymentId))).toBeDefined();
			expect(json.error).toContain(`Payment ${Number(json.paymentId)} was created`);
			expect(detailsOf(json).retryable).toBe(false);
		}
	}
	for (const { id } of created) expect(named.includes(id) || isOpen || isBad).toBe(true);
	expect(ledger.overlaps()).toBe(0);
}

it('A filled payment is created once, and said to be what it is', async () => {
	await fc.assert(
		fc.asyncProperty(plans, async (plan) => {
			const rig = await startRig();
			try {
				for (const rule of plan.rules) rig.portal.faults.add(rule);
				const { items } = await create(rig, plan);
				expect(pairs(items)).toEqual(plan.picks.map((_, index) => index));
				check(
					rig,
					items.map(({ json }) => json),
					plan,
				);
			} finally {
				await rig.close();
			}
		}),
		{ numRuns: 60 },
	);
}, 120_000);
