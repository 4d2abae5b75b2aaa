import { SEED, type FaultName } from '../../../sandbox/portal';
import {
	add,
	ask,
	askOne,
	BOTH_MODES,
	CONTINUE,
	jsonOf,
	meet,
	PAY_SYSTEM_PAY,
	sent,
	STOP,
	useRig,
	WAYS,
	wordsOf,
	type Act,
} from './support';
import { detailsOf } from '../../support/details';

/**
 * Paying through a payment system may charge the customer, and the payment does not show it
 * (docs/bitrix24.md#pay-via-payment-system): it is sent once, whatever became of it.
 */
const use = useRig();

/** The handler takes the money and prints something that is no answer. */
const JUNK: Act = {
	...PAY_SYSTEM_PAY,
	seed: { ...PAY_SYSTEM_PAY.seed, paySystemId: SEED.paySystems.printsText },
	parameters: { ...PAY_SYSTEM_PAY.parameters, paySystemId: SEED.paySystems.printsText },
};

/** Three tries, as fast as n8n lets them follow each other. */
const RETRYING = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

const charges = (ids: readonly number[]) => ids.map((id) => use.ledger.effects(id).charges);

describe('A handler that takes the money and prints junk', () => {
	it.each(WAYS)('is called once, read %s, %s', async (...way) => {
		meet(use, way);
		const ids = add(use, JUNK, 2);
		const { items } = await ask(use, JUNK, ids);
		expect(charges(ids)).toEqual([1, 1]);
		for (const json of jsonOf(items)) {
			expect(json).toMatchObject({
				errorDetails: expect.objectContaining({ code: 'OUTCOME_UNKNOWN', retryable: false }),
			});
			expect(detailsOf(json).description).toMatch(/charge/);
		}
	});

	it.each(BOTH_MODES)('is called once under Retry On Fail: %s', async (onError) => {
		const [id = 0] = add(use, JUNK);
		const result = await ask(use, JUNK, [id], { onError, node: RETRYING });
		expect(charges([id])).toEqual([1]);
		expect(sent(use, JUNK.method)).toBe(1);
		expect(wordsOf(result)).toMatch(/not known whether the payment was changed/);
		expect(wordsOf(result)).toMatch(/charge/);
		if (onError === CONTINUE) expect(detailsOf(result.items[0]?.json).retryable).toBe(false);
	});

	it.each(BOTH_MODES)('is called once for each of several under it: %s', async (onError) => {
		const ids = add(use, JUNK, 3);
		await ask(use, JUNK, ids, { onError, node: RETRYING });
		expect(Math.max(...charges(ids))).toBe(1);
		expect(charges(ids)).toEqual(onError === CONTINUE ? [1, 1, 1] : [1, 0, 0]);
	});

	it('is called once although nobody looks', async () => {
		const [id = 0] = add(use, JUNK);
		const options = { verify: false };
		const json = await askOne(use, JUNK, id, { options, node: RETRYING });
		expect(charges([id])).toEqual([1]);
		expect(json).toMatchObject({ errorDetails: expect.objectContaining({ retryable: false }) });
		expect(json).not.toHaveProperty('success', true);
	});

	it('is not called by a later item of the run', async () => {
		const [id = 0] = add(use, JUNK);
		const { items } = await ask(use, JUNK, [id, id]);
		expect(charges([id])).toEqual([1]);
		expect(items[1]?.json).toMatchObject({
			errorDetails: expect.objectContaining({ code: 'NOT_EXECUTED', retryable: false }),
		});
	});

	it('warns whoever wants to run again', async () => {
		const { error } = await ask(use, JUNK, add(use, JUNK, 2), { onError: STOP });
		expect(error?.description).toMatch(/charge the customer/);
		expect(error?.description).not.toMatch(/running again is safe/i);
	});
});

describe('Paying through a payment system whose answer is lost', () => {
	const LOST: readonly FaultName[] = [
		'resetBefore',
		'resetAfter',
		'html502',
		'html502After',
		'foreignError',
		'foreignErrorAfter',
		'hangBefore',
		'error500',
		'redirectAfter',
		'emptyBody',
		'nullResult',
	];

	it.each(LOST)('is sent once: %s', async (fault) => {
		for (const onError of BOTH_MODES) {
			use.portal.reset();
			use.rig.clock.advance(600_000);
			const [id = 0] = add(use, PAY_SYSTEM_PAY);
			use.portal.faults.add({ fault, method: PAY_SYSTEM_PAY.method });
			const settings = { onError, node: RETRYING, options: { settleTime: 120 } };
			const result = await ask(use, PAY_SYSTEM_PAY, [id], settings);
			expect(sent(use, PAY_SYSTEM_PAY.method)).toBe(1);
			expect(use.ledger.effects(id).paidTransitions).toBeLessThanOrEqual(1);
			const isPaid = use.ledger.payment(id)?.paid === 'Y';
			expect(jsonOf(result.items)[0]?.success === true).toBe(isPaid);
		}
	});

	it('is found paid without saying by whom', async () => {
		use.portal.faults.add({ fault: 'resetAfter', method: PAY_SYSTEM_PAY.method });
		const json = await askOne(use, PAY_SYSTEM_PAY, add(use, PAY_SYSTEM_PAY)[0]);
		expect(json).toMatchObject({ success: true, warning: expect.any(String) });
		expect(json).not.toHaveProperty('changed');
	});

	it('is never called safe to repeat, whatever the words', async () => {
		for (const fault of ['vetoed', 'refusedAfterSave', 'lyingTrue'] as const) {
			use.portal.reset();
			use.portal.faults.add({ fault, method: JUNK.method });
			const { items } = await ask(use, JUNK, add(use, JUNK));
			expect(detailsOf(items[0]?.json).retryable ?? false).toBe(false);
		}
	});
});

describe('Paying through a payment system that surely was not called', () => {
	it('is tried again by n8n', async () => {
		const [id = 0] = add(use, PAY_SYSTEM_PAY);
		use.portal.faults.add({ fault: 'rateLimit', method: PAY_SYSTEM_PAY.method, times: 2 });
		const settings = { node: RETRYING, options: { maxWait: 0 } };
		const { items } = await ask(use, PAY_SYSTEM_PAY, [id], settings);
		expect(items[0]?.json).toMatchObject({ success: true, changed: true });
		expect(use.ledger.effects(id).paidTransitions).toBe(1);
	});

	it('is tried again by n8n after a refusal', async () => {
		const [id = 0] = add(use, PAY_SYSTEM_PAY);
		use.portal.faults.add({ fault: 'accessDenied', method: PAY_SYSTEM_PAY.method });
		const { items } = await ask(use, PAY_SYSTEM_PAY, [id], { node: RETRYING });
		expect(items[0]?.json).toMatchObject({ success: true, changed: true });
	});
});
