import {
	add,
	ask,
	askOne,
	BOTH_MODES,
	create,
	CREATE,
	DELETE,
	jsonOf,
	meet,
	named,
	newPayments,
	PAY,
	PAY_SYSTEM_PAY,
	sent,
	UNPAY,
	UPDATE,
	useRig,
	WAYS,
	wordsOf,
	type Act,
} from './support';
import { detailsOf } from '../../support/details';

/**
 * Outside Bitrix24's cloud nobody knows how long a script runs. A change whose answer was lost may
 * still be under way when a cloud portal would long have ended it.
 */
const use = useRig({ isCloud: false });

const SCRIPT_MS = 90_000;
const HOURS = 2 * 3_600_000;

/** The connection is cut after a second, the script takes a minute and a half. */
const cut = ({ method }: Pick<Act, 'method'>, rule = {}) =>
	use.portal.faults.add({
		fault: 'resetThenFinish',
		method: new RegExp(`^(batch|${method})$`),
		cutAfterMs: 1000,
		delayMs: SCRIPT_MS,
		...rule,
	});

/** Time goes by, and the portal does what it has left to do. */
async function later(): Promise<void> {
	use.rig.clock.advance(HOURS);
	await use.portal.finishPending();
}

const EXISTING = named(PAY, UNPAY, UPDATE, DELETE, PAY_SYSTEM_PAY);

describe.each(EXISTING)('%s at a portal of its own', (_, act) => {
	it('is made once although its script takes longer than anybody waits', async () => {
		cut(act);
		const [id = 0] = add(use, act);
		const json = await askOne(use, act, id);
		expect(json).toMatchObject({
			paymentId: id,
			errorDetails: expect.objectContaining({ code: 'OUTCOME_UNKNOWN' }),
		});
		await later();
		expect(use.ledger.executed(act.method, id)).toBe(1);
		expect(sent(use, act.method)).toBe(1);
	});

	it.each([0, 75, 120, 600])(
		'is never sent again, however long it is watched: %d s',
		async (settleTime) => {
			const method = new RegExp(`^(batch|${act.method})$`);
			use.portal.faults.add({ fault: 'resetBefore', method });
			const json = await askOne(use, act, add(use, act)[0], { options: { settleTime } });
			expect(json).toMatchObject({
				errorDetails: expect.objectContaining({ code: 'OUTCOME_UNKNOWN' }),
			});
			expect(sent(use, act.method)).toBe(1);
		},
	);

	it('is found done when it is watched long enough', async () => {
		cut(act);
		const json = await askOne(use, act, add(use, act)[0], { options: { settleTime: 120 } });
		expect(json).toMatchObject({ success: true, verified: true, warning: expect.any(String) });
		expect(json).not.toHaveProperty('changed');
		expect(sent(use, act.method)).toBe(1);
	});

	it('is not made again by the next run while it may be under way', async () => {
		cut(act);
		const [id = 0] = add(use, act);
		await askOne(use, act, id);
		const again = await askOne(use, act, id);
		await later();
		expect(use.ledger.executed(act.method, id)).toBe(1);
		expect(again.success || detailsOf(again).code).toMatch(/^(true|RATE_LIMITED)$/);
	});
});

describe('Payments of a lost request', () => {
	it.each(WAYS)('are made once, read %s, %s', async (...way) => {
		meet(use, way);
		cut(PAY, { skip: way[0] === 'by lists' ? 0 : 1 });
		const ids = add(use, PAY, 3);
		const { items } = await ask(use, PAY, ids);
		await later();
		expect(jsonOf(items).map((json) => detailsOf(json).code)).toEqual(
			ids.map(() => 'OUTCOME_UNKNOWN'),
		);
		expect(ids.map((id) => use.ledger.effects(id).triggers)).toEqual([1, 1, 1]);
		expect(use.ledger.executed(PAY.method)).toBe(3);
	});

	it.each(BOTH_MODES)('are made once when the same payment comes again: %s', async (onError) => {
		cut(PAY);
		const [id = 0] = add(use, PAY);
		await ask(use, PAY, [id, id, id], { onError });
		await later();
		expect(use.ledger.effects(id)).toMatchObject({ triggers: 1, paidTransitions: 1 });
	});

	it('are made once with a time-out that is shorter than the script', async () => {
		use.portal.faults.add({ fault: 'hangBefore', method: 'batch' });
		const json = await askOne(use, PAY, add(use, PAY)[0], { options: { timeout: 5 } });
		expect(json).toMatchObject({
			errorDetails: expect.objectContaining({ code: 'OUTCOME_UNKNOWN' }),
		});
		expect(sent(use, PAY.method)).toBe(1);
	});
});

describe('A new payment at a portal of its own', () => {
	it('is made once', async () => {
		cut(CREATE);
		const { items } = await create(use);
		await later();
		expect(items[0]?.json).toMatchObject({
			errorDetails: expect.objectContaining({ code: 'OUTCOME_UNKNOWN', retryable: false }),
		});
		expect(newPayments(use)).toHaveLength(1);
		expect(wordsOf({ items })).toContain('create another payment');
	});
});

describe('What surely did not happen', () => {
	it('may be sent again at a portal of its own as well', async () => {
		use.portal.faults.add({ fault: 'rateLimit', method: 'batch', times: 3 });
		use.portal.faults.add({ fault: 'operatingLimit', method: PAY.method });
		const [id = 0] = add(use, PAY);
		expect(await askOne(use, PAY, id)).toMatchObject({ changed: true });
		expect(use.ledger.effects(id).triggers).toBe(1);
	});
});
