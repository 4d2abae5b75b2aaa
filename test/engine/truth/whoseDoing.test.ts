import type { PaymentRow } from '../../../sandbox/portal';
import { happenAfter } from '../../support/happenAfter';
import {
	add,
	ALL_ACTS,
	ask,
	askOne,
	create,
	CREATE,
	DELETE,
	jsonOf,
	meet,
	named,
	newPayments,
	PAY,
	PAY_SYSTEM_PAY,
	UNPAY,
	UPDATE,
	useRig,
	WAYS,
	wordsOf,
	type Act,
} from './support';

/** `changed: true` says that this run did it. It stands only where an answer or the state shows that. */
const use = useRig();

/** Somebody does by hand what the run wants to do. */
function byHand({ operation }: Act, id: number): void {
	const { person } = use.portal;
	if (operation === 'delete') return person.deletes(id);
	const fields: Record<string, Partial<PaymentRow>> = {
		unpay: { paid: 'N' },
		update: { comments: 'Bank line 17' },
	};
	person.sets(id, fields[operation] ?? { paid: 'Y' });
}

const FOUND_DONE = { success: true, verified: true, warning: expect.any(String) };

/** The request that carries the change never arrives. */
const lose = ({ method }: Act, skip = 0) =>
	use.portal.faults.add({
		fault: 'resetBefore',
		method: new RegExp(`^(batch|${method})$`),
		skip,
	});

describe.each(ALL_ACTS)('A %s that never arrived, and somebody did it by hand', (_, act) => {
	it('is found done without saying whose doing it is', async () => {
		const [id = 0] = add(use, act);
		const fault = lose(act);
		happenAfter(use.rig, 20_000, () => byHand(act, id));
		const json = await askOne(use, act, id);
		expect(fault.struck).toBe(1);
		expect(json).toMatchObject(FOUND_DONE);
		expect(json).not.toHaveProperty('changed');
		expect(use.ledger.executed(act.method)).toBe(0);
	});

	it('is counted apart from what the run has done', async () => {
		const ids = add(use, act, 2);
		use.portal.faults.add({ fault: 'resetBefore', method: act.method, paymentId: ids[1] });
		happenAfter(use.rig, 20_000, () => byHand(act, ids[1] ?? 0));
		const { hints } = await ask(use, act, ids, { options: { batchSize: 1 } });
		expect(hints[0]?.message).toMatch(/^1 [a-z ]+, 1 [a-z ]+ by this run or by somebody else$/);
	});
});

describe('A payment that somebody paid while the answer was missing', () => {
	it.each(WAYS)('is claimed by nobody, read %s, %s', async (...way) => {
		meet(use, way);
		const ids = add(use, PAY, 3);
		lose(PAY, way[0] === 'by lists' ? 0 : 1);
		happenAfter(use.rig, 10_000, () => ids.forEach((id) => byHand(PAY, id)));
		const { items } = await ask(use, PAY, ids);
		expect(use.ledger.executed(PAY.method)).toBe(0);
		for (const json of jsonOf(items)) {
			expect(json).toMatchObject(FOUND_DONE);
			expect(json).not.toHaveProperty('changed');
		}
	});

	it('is claimed by nobody right before it would be sent again', async () => {
		const [id = 0] = add(use, PAY);
		lose(PAY);
		// The last look of the watching finds it unpaid, the one before the second sending does not.
		happenAfter(use.rig, 75_000, () => byHand(PAY, id));
		const json = await askOne(use, PAY, id);
		expect(json).toMatchObject({ success: true });
		expect(json).not.toHaveProperty('changed', true);
		expect(use.ledger.effects(id).paidTransitions).toBe(1);
	});
});

describe('A deletion of what somebody has deleted meanwhile', () => {
	it.each(WAYS)('is not claimed, read %s, %s', async (...way) => {
		meet(use, way);
		const ids = add(use, DELETE, 3);
		use.portal.when({ method: DELETE.method, id: ids[1] }, 'before', () =>
			byHand(DELETE, ids[1] ?? 0),
		);
		const { items } = await ask(use, DELETE, ids);
		expect(jsonOf(items)[0]).toMatchObject({ deleted: true, changed: true });
		expect(items[1]?.json).not.toHaveProperty('changed', true);
		expect(use.ledger.payment(ids[1] ?? 0)).toBeUndefined();
		// An older portal does not tell what is gone from what is hidden.
		if (way[1] === 'new dialect') expect(items[1]?.json).toMatchObject(FOUND_DONE);
		else expect(items[1]?.json).not.toHaveProperty('deleted');
	});

	it('is no success with Verify off, where nobody knows that it ever was there', async () => {
		const json = await askOne(use, DELETE, 999_998, { options: { verify: false } });
		expect(json).toMatchObject({
			error: expect.stringContaining('There is no payment with this ID'),
		});
		expect(json).not.toHaveProperty('deleted');
		expect(json).not.toHaveProperty('changed');
	});
});

describe('An empty payment that somebody else creates', () => {
	it.each(['resetBefore', 'html502', 'foreignError', 'nullResult'] as const)(
		'is not adopted when the own answer is missing: %s',
		async (fault) => {
			use.portal.faults.add({ fault, method: 'batch' });
			happenAfter(use.rig, fault === 'nullResult' ? 2000 : 20_000, () =>
				use.portal.person.addsPayment({ entityId: CREATE.deal }),
			);
			const { items } = await create(use);
			const [theirs] = newPayments(use);
			expect(use.ledger.executed(CREATE.method)).toBe(0);
			expect(items[0]?.json).toMatchObject({
				errorDetails: expect.objectContaining({ code: 'OUTCOME_UNKNOWN', retryable: false }),
			});
			expect(items[0]?.json).not.toHaveProperty('verified');
			expect(items[0]?.json).not.toHaveProperty('paymentId');
			expect(wordsOf({ items })).toContain(String(theirs));
		},
	);

	it('is not taken for the own one that was answered', async () => {
		use.portal.when({ method: CREATE.method }, 'before', () =>
			use.portal.person.addsPayment({ entityId: CREATE.deal }),
		);
		const { items } = await create(use);
		const [theirs, ours] = newPayments(use);
		expect(items[0]?.json).toMatchObject({ success: true, changed: true, paymentId: ours });
		expect(items[0]?.json.paymentId).not.toBe(theirs);
	});

	it('is named beside the own one when nobody can tell them apart', async () => {
		use.portal.faults.add({ fault: 'resetAfter', method: 'batch' });
		happenAfter(use.rig, 500, () => use.portal.person.addsPayment({ entityId: CREATE.deal }));
		const { items } = await create(use);
		const ids = newPayments(use);
		expect(ids).toHaveLength(2);
		for (const id of ids) expect(wordsOf({ items })).toContain(String(id));
		expect(items[0]?.json).toMatchObject({
			errorDetails: expect.objectContaining({ code: 'OUTCOME_UNKNOWN' }),
		});
	});
});

describe('A change that was refused before the save, and somebody did it by hand', () => {
	it.each(named(PAY, UNPAY, UPDATE, PAY_SYSTEM_PAY))('is not claimed: %s', async (_, act) => {
		const [id = 0] = add(use, act);
		use.portal.faults.add({
			fault: 'errorCode',
			method: act.method,
			code: 'SALE_HOOK_SAYS_NO',
			value: 'Not on a Friday',
		});
		use.portal.when({ method: /payment\.(get|list)$/, id, nth: 2 }, 'before', () =>
			byHand(act, id),
		);
		const json = await askOne(use, act, id);
		expect(json).toMatchObject({ ...FOUND_DONE, warning: expect.stringContaining('Friday') });
		expect(use.ledger.executed(act.method)).toBe(0);
		expect(json).not.toHaveProperty('changed', true);
	});
});
