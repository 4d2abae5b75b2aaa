import type { FaultRule } from '../../../sandbox/portal';
import { happenAfter } from '../../support/happenAfter';
import {
	add,
	ALL_ACTS,
	ask,
	askOne,
	DELETE,
	jsonOf,
	meet,
	named,
	PAY,
	sent,
	UNPAY,
	UPDATE,
	useRig,
	WAYS,
} from './support';
import { detailsOf } from '../../support/details';

/** Errors after which nothing was stored: those that prove it, and those that have to be looked at. */
const use = useRig();

const answer = (method: string, rule: Partial<FaultRule>) =>
	use.portal.faults.add({ fault: 'errorCode', method, ...rule });

const IN_WORDS = /the payment (was|still existed)|no field of the update was stored/;

describe.each(ALL_ACTS)('%s that is refused and not stored', (_, act) => {
	it.each(['0', '100', 'ERROR_ARGUMENT', 'SALE_HOOK_SAYS_NO', 'ERROR_CORE'])(
		"fails with Bitrix24's own words and with what is stored: %s",
		async (code) => {
			answer(act.method, { code, value: 'Not on a Friday' });
			const [id] = add(use, act);
			const started = use.rig.clock.ticks();
			const json = await askOne(use, act, id);
			expect(json).toMatchObject({
				error: `Payment ${id}: Not on a Friday`,
				paymentId: id,
				errorDetails: expect.objectContaining({ bitrixCode: code }),
			});
			expect(detailsOf(json).description).toMatch(IN_WORDS);
			expect(act.isDone(use.ledger.payment(id ?? 0))).toBe(false);
			expect(sent(use, act.method)).toBe(1);
			// One look decides nothing; a few more do.
			expect(use.rig.clock.ticks() - started).toBeGreaterThanOrEqual(2000);
			expect(use.rig.clock.ticks() - started).toBeLessThanOrEqual(12_000);
		},
	);

	it.each(WAYS)('stays the failure of one item, read %s, %s', async (...way) => {
		meet(use, way, act);
		const ids = add(use, act, 3);
		answer(act.method, { code: 'SALE_HOOK_SAYS_NO', value: 'No', paymentId: ids[1] });
		const { items } = await ask(use, act, ids);
		expect(jsonOf(items)).toMatchObject([
			{ success: true },
			{
				error: `Payment ${ids[1]}: No`,
				errorDetails: expect.objectContaining({ bitrixCode: 'SALE_HOOK_SAYS_NO' }),
			},
			{ success: true },
		]);
	});

	it('stops a run that stops at the first failure', async () => {
		const ids = add(use, act, 3);
		answer(act.method, { code: 'SALE_HOOK_SAYS_NO', value: 'No', paymentId: ids[1] });
		const { error } = await ask(use, act, ids, { onError: 'stopWorkflow' });
		expect(error?.message).toContain('No');
		expect(error?.description).toContain('Done: 1 of 3 payments. Not started: 1.');
		expect(ids.map((id) => act.isDone(use.ledger.payment(id)))).toEqual([true, false, false]);
	});
});

describe('What proves that nothing was stored', () => {
	it.each([
		...named(PAY, UNPAY, UPDATE, DELETE).map(
			([name, act]) => [name, act, 'SALE_ORDER_PAID_ORDER_CANCELED', ''] as const,
		),
		['pay', PAY, 'ACCESS_DENIED', 'Access denied'],
		['pay', PAY, '0', 'Insufficient permissions.'],
		['update', UPDATE, '200040300020', 'Access Denied'],
		['update', UPDATE, '100', 'Invalid value {x} to match with parameter {id}.'],
		['update', UPDATE, 'SALE_PAYMENT_NOT_ALLOWED_CHANGE_SUM', ''],
		['pay', PAY, 'ERROR_METHOD_NOT_FOUND', 'Method not found!'],
		['pay', PAY, 'METHOD_CONFIRM_WAITING', ''],
	] as const)('is told at once: %s, %3$s %s', async (_, act, code, value) => {
		answer(act.method, { code, value });
		const [id] = add(use, act);
		const started = use.rig.clock.ticks();
		expect(await askOne(use, act, id)).toMatchObject({
			errorDetails: { bitrixCode: code },
		});
		expect(use.rig.clock.ticks() - started).toBeLessThan(2000);
	});

	it('is not a text that only sounds like it', async () => {
		const text = 'Payment has not been found in the ledger of the accounting module';
		use.portal.faults.add({ fault: 'refusedAfterSave', method: PAY.method, value: text });
		const json = await askOne(use, PAY, add(use, PAY)[0]);
		expect(json).toMatchObject({ success: true, warning: expect.stringContaining(text) });
	});

	it.each(['Invalid value of the rounding rule', 'Could not find value in the cache'])(
		'is not the code 100 with the text of a module: %s',
		async (value) => {
			const rule = { method: UPDATE.method, code: '100', value };
			use.portal.faults.add({ fault: 'refusedAfterSave', ...rule });
			const json = await askOne(use, UPDATE, add(use, UPDATE)[0]);
			expect(json).toMatchObject({ success: true, warning: expect.stringContaining(value) });
		},
	);
});

describe('A refusal whose change comes to be seen a little later', () => {
	it.each(named(PAY, UNPAY, UPDATE))('is no failure: %s', async (_, act) => {
		answer(act.method, { code: '0', value: 'Deadlock found' });
		const [id = 0] = add(use, act);
		const late = { pay: { paid: 'Y' }, unpay: { paid: 'N' }, update: { comments: 'Bank line 17' } };
		const fields = late[act.operation as keyof typeof late];
		happenAfter(use.rig, 3000, () => use.portal.person.sets(id, fields));
		const json = await askOne(use, act, id);
		expect(json).toMatchObject({
			success: true,
			warning: expect.stringContaining('Deadlock found'),
		});
		expect(sent(use, act.method)).toBe(1);
	});
});
