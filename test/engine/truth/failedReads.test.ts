import type { FaultRule } from '../../../sandbox/portal';
import {
	add,
	ALL_ACTS,
	ask,
	askOne,
	BOTH_MODES,
	create,
	CREATE,
	jsonOf,
	meet,
	newPayments,
	PAY,
	PAY_SYSTEM_PAY,
	STOP,
	useRig,
	WAYS,
	wordsOf,
	type Act,
} from './support';
import { detailsOf } from '../../support/details';

/** A payment that cannot be read is not written; that nothing was changed is what is said first. */
const use = useRig();

const READS = /^(crm\.item\.payment\.(get|list)|sale\.payment\.(get|list)|batch)$/;

type Rule = Partial<FaultRule> & Pick<FaultRule, 'fault'>;

const LOST: ReadonlyArray<[string, Rule]> = [
	['breaks off', { fault: 'resetBefore' }],
	['is answered by a gateway', { fault: 'html502' }],
	['is answered with nothing', { fault: 'emptyBody' }],
	['never comes back', { fault: 'hangBefore' }],
	['is answered with something unknown', { fault: 'foreignError' }],
	['leads elsewhere', { fault: 'redirectAfter', value: 'https://pay.psp.example/' }],
	['ends in a server fault', { fault: 'error500' }],
	['is cut short', { fault: 'truncatedJson' }],
];

const fail = (rule: Rule) => use.portal.faults.add({ method: READS, times: Infinity, ...rule });

function expectNothingChanged(text: unknown): void {
	expect(text).toMatch(/^Nothing was changed/);
}

describe.each(ALL_ACTS)('%s of a payment whose read', (_, act) => {
	it.each(LOST)('%s says first that nothing was changed', async (_what, rule) => {
		fail(rule);
		const [id = 0] = add(use, act);
		const json = await askOne(use, act, id);
		expectNothingChanged(json.error);
		expect(json).toMatchObject({
			paymentId: id,
			errorDetails: expect.objectContaining({ retryable: true }),
		});
		expect(detailsOf(json).code).not.toBe('OUTCOME_UNKNOWN');
		expect(use.ledger.executed(act.method)).toBe(0);
	});
});

describe('Payments that cannot be read', () => {
	it.each(WAYS)('are all called unchanged, read %s, %s', async (...way) => {
		meet(use, way);
		fail({ fault: 'resetBefore' });
		const { items, hints } = await ask(use, PAY, add(use, PAY, 3));
		for (const { error } of jsonOf(items)) expectNothingChanged(error);
		expect(hints[0]?.message).toBe('3 not done');
	});

	it('stop a run that stops at the first failure, with the same words', async () => {
		fail({ fault: 'resetBefore' });
		const { error } = await ask(use, PAY, add(use, PAY, 2), { onError: STOP });
		expectNothingChanged(error?.message);
		expect(error?.description).toContain('Done: 0 of 2 payments. Not started: 1.');
	});

	it('leave a deal without a new payment', async () => {
		for (const onError of BOTH_MODES) {
			fail({ fault: 'resetBefore', method: 'crm.item.payment.list' });
			const result = await create(use, [CREATE.deal], { onError });
			const [first] = wordsOf(result).split('\n');
			expectNothingChanged(first);
			expect(newPayments(use)).toEqual([]);
		}
	});
});

describe('A read that is refused', () => {
	const REFUSALS: ReadonlyArray<[string, Rule]> = [
		['for lack of a right', { fault: 'accessDenied' }],
		['for lack of a permission', { fault: 'insufficientScope' }],
		['for another reason', { fault: 'errorCode', code: 'ERROR_CORE', value: 'Deadlock' }],
		['without a value', { fault: 'nullResult' }],
	];

	it.each(REFUSALS)('%s leaves the payment as it is', async (_what, rule) => {
		for (const [, act] of ALL_ACTS) {
			use.portal.reset();
			const [id = 0] = add(use, act);
			fail({ method: /payment\.(get|list)$/, ...rule });
			const json = await askOne(use, act, id, { options: { limitWait: 0 } });
			expect(`${json.error}. ${detailsOf(json).description}`).toContain('Nothing was changed');
			expect(detailsOf(json).description).toMatch(/^Nothing was changed/);
			expect(use.ledger.executed(act.method)).toBe(0);
		}
	});
});

describe('The advice to switch Verify off', () => {
	const WITHOUT_CRM = ['sale', 'pay_system'];

	it.each([...ALL_ACTS.filter(([, act]) => act !== PAY_SYSTEM_PAY)])(
		'is not given where it cannot help: %s',
		async (_, act) => {
			const scopes = act.operation === 'update' ? ['crm', 'pay_system'] : WITHOUT_CRM;
			use.rig.useWebhook(use.portal.webhookFor({ scopes }));
			for (const count of [1, 3]) {
				use.portal.reset();
				const { items } = await ask(use, act, add(use, act, count));
				for (const json of jsonOf(items)) expectNoAdvice(json, act);
			}
		},
	);

	function expectNoAdvice(json: object, act: Act): void {
		const scope = act.operation === 'update' ? 'sale' : 'crm';
		expect(json).toMatchObject({
			errorDetails: expect.objectContaining({
				bitrixCode: 'insufficient_scope',
				requiredScope: scope,
			}),
		});
		expect(JSON.stringify(json)).not.toContain('Verify');
	}

	it('is not given to somebody who may not create either', async () => {
		use.rig.useWebhook(use.portal.webhookFor({ scopes: WITHOUT_CRM }));
		const { items } = await create(use);
		expect(items[0]?.json).toMatchObject({
			errorDetails: expect.objectContaining({ requiredScope: 'crm' }),
		});
		expect(wordsOf({ items })).not.toContain('Verify');
	});

	it('is given where the change needs another permission than the look', async () => {
		use.rig.useWebhook(use.portal.webhookFor({ scopes: ['pay_system'] }));
		const [id = 0] = add(use, PAY_SYSTEM_PAY);
		const json = await askOne(use, PAY_SYSTEM_PAY, id);
		expect(json).toMatchObject({ errorDetails: expect.objectContaining({ requiredScope: 'crm' }) });
		expect(detailsOf(json).description).toContain("switch off 'Verify'");
		// And it helps.
		const again = await askOne(use, PAY_SYSTEM_PAY, id, { options: { verify: false } });
		expect(again).toMatchObject({ success: true, verified: false });
		expect(use.ledger.payment(id)?.paid).toBe('Y');
	});

	it('is not given where conditions have to be checked', async () => {
		use.rig.useWebhook(use.portal.webhookFor({ scopes: ['pay_system'] }));
		const options = { onlyIf: { amount: 100 } };
		const json = await askOne(use, PAY_SYSTEM_PAY, add(use, PAY_SYSTEM_PAY)[0], { options });
		expect(detailsOf(json).description).not.toContain('Verify');
	});
});
