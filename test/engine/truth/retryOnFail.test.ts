import type { IDataObject } from 'n8n-workflow';

import {
	add,
	ask,
	BOTH_MODES,
	CONTINUE,
	create,
	CREATE,
	DELETE,
	jsonOf,
	meet,
	named,
	newPayments,
	PAY,
	PAY_SYSTEM_PAY,
	REFUND,
	sent,
	STOP,
	UNPAY,
	UPDATE,
	useRig,
	WAYS,
	wordsOf,
	type Act,
} from './support';
import { pairs } from '../../support/rig';
import { detailsOf } from '../../support/details';

/**
 * n8n's Retry On Fail runs the node anew for all items, also for those that are done. What this
 * execution has created or refunded it does not do again.
 */
const use = useRig();

/** Three tries, as fast as n8n lets them follow each other. */
const RETRYING = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

describe('Create under Retry On Fail', () => {
	it('creates one payment for each deal although the first item fails every time', async () => {
		const { items } = await create(use, ['oops', 61, 62], { node: RETRYING });
		expect(pairs(items)).toEqual([0, 1, 2]);
		expect(newPayments(use)).toHaveLength(2);
		expect(items[0]?.json).toMatchObject({
			errorDetails: expect.objectContaining({ code: 'INVALID_INPUT' }),
		});
		expect(jsonOf(items.slice(1)).map(({ paymentId }) => paymentId)).toEqual(newPayments(use));
		for (const json of jsonOf(items.slice(1))) {
			expect(json).toMatchObject({ success: true, changed: true, verified: true });
		}
		expect(sent(use, CREATE.method)).toBe(2);
	});

	it('reports each payment once with Verify off as well', async () => {
		const options = { verify: false };
		const { items } = await create(use, ['oops', 61, 62], { node: RETRYING, options });
		expect(newPayments(use)).toHaveLength(2);
		expect(jsonOf(items.slice(1)).map(({ paymentId }) => paymentId)).toEqual(newPayments(use));
	});

	it('creates two for a deal that is named twice, and no more', async () => {
		const { items } = await create(use, ['oops', 61, 61], { node: RETRYING });
		expect(newPayments(use)).toHaveLength(2);
		expect(new Set(jsonOf(items.slice(1)).map(({ paymentId }) => paymentId)).size).toBe(2);
	});

	it('does not create again what a later item stopped', async () => {
		const [deal] = [61];
		use.portal.faults.add({ fault: 'accessDenied', method: CREATE.method, skip: 1, times: 2 });
		const result = await create(use, [deal, 62], { onError: STOP, node: RETRYING });
		expect(newPayments(use)).toHaveLength(2);
		expect(jsonOf(result.items).map(({ paymentId }) => paymentId)).toEqual(newPayments(use));
	});

	it.each(['resetBefore', 'resetAfter', 'html502After', 'foreignError'] as const)(
		'does not send a creation again whose answer was lost: %s',
		async (fault) => {
			for (const onError of BOTH_MODES) {
				use.portal.reset();
				use.rig.clock.advance(600_000);
				use.portal.faults.add({ fault, method: 'batch' });
				const result = await create(use, [61], { onError, node: RETRYING });
				expect(sent(use, CREATE.method)).toBe(1);
				expect(wordsOf(result)).toMatch(/not known/);
				if (onError === CONTINUE) {
					expect(result.items[0]?.json).toMatchObject({
						errorDetails: expect.objectContaining({ code: 'OUTCOME_UNKNOWN', retryable: false }),
					});
				}
			}
		},
	);

	it('names the new payment again when it could not be seen the first time', async () => {
		use.portal.faults.add({
			fault: 'accessDenied',
			method: 'crm.item.payment.list',
			skip: 1,
			times: Infinity,
		});
		const { items } = await create(use, [61], { node: RETRYING, options: { limitWait: 0 } });
		const [id] = newPayments(use);
		expect(newPayments(use)).toHaveLength(1);
		expect(items[0]?.json).toMatchObject({
			paymentId: id,
			errorDetails: expect.objectContaining({ code: 'OUTCOME_UNKNOWN' }),
		});
	});

	it('creates at last what surely was not created before', async () => {
		use.portal.faults.add({ fault: 'rateLimit', method: 'batch', times: 2 });
		const { items } = await create(use, [61], { node: RETRYING, options: { maxWait: 0 } });
		expect(items[0]?.json).toMatchObject({ success: true, paymentId: newPayments(use)[0] });
		expect(newPayments(use)).toHaveLength(1);
	});

	it('creates at last what was refused before', async () => {
		use.portal.faults.add({ fault: 'accessDenied', method: CREATE.method, times: 2 });
		const { items } = await create(use, [61], { node: RETRYING });
		expect(items[0]?.json).toMatchObject({ success: true });
		expect(newPayments(use)).toHaveLength(1);
	});

	it('is forgotten by the next execution, which means it anew', async () => {
		await create(use, [61], { node: RETRYING });
		await create(use, [61], { node: RETRYING });
		expect(newPayments(use)).toHaveLength(2);
	});
});

describe('A refund under Retry On Fail', () => {
	const refunds = (ids: readonly number[]) => ids.map((id) => use.ledger.effects(id).refunds);

	it('is made once for each although the first item fails every time', async () => {
		const ids = add(use, REFUND, 2);
		const items: IDataObject[] = [{ id: 'oops' }, ...ids.map((id) => ({ id }))];
		const result = await use.rig.run({
			operation: 'update',
			items,
			parameters: REFUND.parameters,
			onError: CONTINUE,
			node: RETRYING,
		});
		expect(refunds(ids)).toEqual([1, 1]);
		expect(pairs(result.items)).toEqual([0, 1, 2]);
	});

	it.each(['resetBefore', 'resetAfter', 'html502', 'nullResult', 'refusedAfterSave'] as const)(
		'is sent once although its answer is missing: %s',
		async (fault) => {
			const [id = 0] = add(use, REFUND);
			use.portal.faults.add({ fault, method: /^(batch|sale\.payment\.update)$/ });
			const result = await ask(use, REFUND, [id], { node: RETRYING });
			expect(refunds([id])[0]).toBeLessThanOrEqual(1);
			expect(sent(use, UPDATE.method)).toBe(1);
			if (result.items[0]?.json.success !== true) {
				expect(detailsOf(result.items[0]?.json).retryable).toBe(false);
			}
		},
	);

	it('is not made again although somebody takes the refund back in Bitrix24', async () => {
		const [id = 0] = add(use, REFUND);
		use.portal.when({ method: UPDATE.method, id }, 'after', () =>
			use.ledger.change(id, { isReturn: 'N', paid: 'Y' }),
		);
		await ask(use, REFUND, [id], { node: RETRYING });
		expect(refunds([id])).toEqual([1]);
	});
});

/** The first item fails in every try, so that all others are gone through three times. */
const afterOneThatFails = async (act: Act, ids: readonly number[], options: IDataObject = {}) =>
	await use.rig.run({
		operation: act.operation,
		items: [{ id: 'oops' }, ...ids.map((id) => ({ id }))],
		parameters: act.parameters,
		onError: CONTINUE,
		node: RETRYING,
		options,
	});

describe('A deletion under Retry On Fail', () => {
	it.each(WAYS)('is no failure because the payment is gone by then: %s, %s', async (...way) => {
		meet(use, way);
		const ids = add(use, DELETE, 2);
		for (const options of [{}, { verify: false }]) {
			const { items } = await afterOneThatFails(DELETE, [ids.pop() ?? 0], options);
			expect(items[1]?.json).toMatchObject({ success: true, deleted: true });
		}
		expect(sent(use, DELETE.method)).toBe(2);
	});

	it('is one if nobody has deleted what the user may not see', async () => {
		meet(use, ['by lists', 'old dialect']);
		const { items } = await afterOneThatFails(DELETE, [999_998]);
		expect(items[1]?.json).not.toHaveProperty('deleted');
	});
});

describe('A change under Retry On Fail with Verify off', () => {
	const SYSTEM = { ...UPDATE.parameters, updateFields: { paySystemId: 4, comments: 'x' } };

	it.each(named(PAY, UNPAY, { ...UPDATE, parameters: SYSTEM }, PAY_SYSTEM_PAY))(
		'is sent once: %s',
		async (_, act) => {
			const ids = add(use, act, 2);
			const { items } = await afterOneThatFails(act, ids, { verify: false });
			for (const { json } of items.slice(1)) expect(json).toMatchObject({ success: true });
			expect(sent(use, act.method)).toBe(2);
		},
	);

	it('is sent again if somebody has taken it back', async () => {
		const [id = 0] = add(use, PAY);
		use.portal.when({ method: PAY.method, id }, 'after', () => use.portal.person.unpays(id));
		const { items } = await afterOneThatFails(PAY, [id], { verify: false });
		expect(items[1]?.json).toMatchObject({ success: true });
		expect(use.ledger.payment(id)?.paid).toBe('Y');
	});
});

describe('A payment under Retry On Fail', () => {
	it('is paid once and is found paid by the next try', async () => {
		const ids = add(use, PAY, 2);
		const result = await use.rig.run({
			operation: 'pay',
			items: [{ id: 'oops' }, ...ids.map((id) => ({ id }))],
			onError: CONTINUE,
			node: RETRYING,
		});
		expect(ids.map((id) => use.ledger.effects(id).triggers)).toEqual([1, 1]);
		expect(jsonOf(result.items.slice(1)).map(({ success }) => success)).toEqual([true, true]);
	});
});
