import { SEED, type FaultName } from '../../../sandbox/portal';
import {
	add,
	ask,
	askOne,
	BOTH_MODES,
	DELETE,
	jsonOf,
	meet,
	PAY,
	STOP,
	useRig,
	WAYS,
	wordsOf,
	type Act,
	type Way,
} from './support';
import { detailsOf } from '../../support/details';

/**
 * A payment that cannot be seen may be gone or hidden; on older portals both are one answer
 * (docs/bitrix24.md#not-found-or-denied). Rights can be withdrawn at any moment.
 */
const use = useRig();

/** Deletes payments that nobody but an administrator may see. */
const DELETE_SECRET: Act = { ...DELETE, seed: { ...DELETE.seed, orderAccess: 'adminOnly' } };

const OLD: Way = ['by lists', 'old dialect'];
const NEW: Way = ['by lists', 'new dialect'];

/** The user of the credential is no administrator any more. */
const withdraw = () => use.portal.setRights(SEED.users.admin, { isAdmin: false });

/** How the answer to the deletion is lost: before anything was done, or after it. */
const LOST: ReadonlyArray<readonly [FaultName, isDone: boolean]> = [
	['resetBefore', false],
	['html502', false],
	['foreignError', false],
	['resetAfter', true],
	['html502After', true],
	['foreignErrorAfter', true],
	['redirectAfter', true],
];

const lose = (fault: FaultName, skip = 0) =>
	use.portal.faults.add({
		fault,
		method: /^(batch|crm\.item\.payment\.delete)$/,
		times: 9,
		skip,
	});

/** Once the payments have been read, the rights are gone. */
const withdrawAfterReading = (method: string) =>
	use.portal.when({ method }, 'after', () => withdraw());

function expectUnclear(json: object): void {
	expect(json).toMatchObject({
		errorDetails: expect.objectContaining({ code: 'OUTCOME_UNKNOWN' }),
	});
	expect(json).not.toHaveProperty('deleted');
	expect(json).not.toHaveProperty('success', true);
}

describe('A deletion whose answer is lost while the rights are withdrawn', () => {
	it.each(LOST)('is not called done on an older portal: %s', async (fault, isDone) => {
		meet(use, OLD);
		const [id = 0] = add(use, DELETE_SECRET);
		if (isDone) use.portal.when({ method: DELETE.method }, 'after', () => withdraw());
		else withdrawAfterReading(DELETE.read);
		lose(fault);
		const json = await askOne(use, DELETE_SECRET, id);
		expectUnclear(json);
		expect(detailsOf(json).description).toContain('gone or hidden');
		expect(use.ledger.payment(id) === undefined).toBe(isDone);
	});

	it.each(LOST)('is not called done on a newer portal: %s', async (fault, isDone) => {
		meet(use, NEW);
		const [id = 0] = add(use, DELETE_SECRET);
		if (isDone) use.portal.when({ method: DELETE.method }, 'after', () => withdraw());
		else withdrawAfterReading(DELETE.read);
		lose(fault);
		const json = await askOne(use, DELETE_SECRET, id);
		// There it is said that a payment is gone, also to somebody who may not see it.
		if (!isDone) return expectUnclear(json);
		expect(json).toMatchObject({ deleted: true, warning: expect.any(String) });
		expect(json).not.toHaveProperty('changed');
	});

	it.each(LOST)('is not called done with Verify off: %s', async (fault) => {
		meet(use, OLD);
		const [id] = add(use, DELETE_SECRET);
		withdraw();
		lose(fault);
		const options = { verify: false };
		const json = await askOne(use, DELETE_SECRET, id, { options });
		expect(json).not.toHaveProperty('deleted');
		expect(use.ledger.payment(id ?? 0)).toBeDefined();
	});

	it.each(WAYS)('is not called done for any of many, read %s, %s', async (...way) => {
		meet(use, way);
		const ids = add(use, DELETE_SECRET, 4);
		withdrawAfterReading(way[0] === 'by lists' ? 'sale.payment.list' : 'batch');
		lose('resetBefore', way[0] === 'by lists' ? 0 : 1);
		const { items, hints } = await ask(use, DELETE_SECRET, ids, {
			options: { settleTime: 10 },
		});
		for (const json of jsonOf(items)) expectUnclear(json);
		expect(hints[0]?.message).toBe('4 with unknown outcome');
		expect(ids.every((id) => use.ledger.payment(id))).toBe(true);
	});

	it('stops a run that stops at the first failure', async () => {
		meet(use, OLD);
		const ids = add(use, DELETE_SECRET, 2);
		withdrawAfterReading('sale.payment.list');
		lose('resetBefore');
		const { items, error } = await ask(use, DELETE_SECRET, ids, { onError: STOP });
		expect(items).toEqual([]);
		expect(error?.message).toContain('It is not known whether the payment was changed');
	});
});

describe('A deletion whose answer is lost while the credential ends', () => {
	it.each<[string, () => void]>([
		['the webhook is revoked', () => use.portal.revokeWebhook()],
		['the permission is taken away', () => use.portal.setScopes(['sale'])],
		['the user is dismissed', () => use.portal.setRights(SEED.users.admin, { active: false })],
	])('is not called done when %s', async (_, end) => {
		for (const onError of BOTH_MODES) {
			const [id] = add(use, DELETE);
			use.portal.when({ method: DELETE.read }, 'after', end);
			lose('resetBefore');
			const { items, error } = await ask(use, DELETE, [id ?? 0], { onError });
			expect(wordsOf({ items, error })).toMatch(/not known whether/);
			expect(JSON.stringify(items)).not.toContain('"deleted":true');
			use.portal.reset();
		}
	});
});

describe('A deletion that is answered', () => {
	it.each([OLD, NEW])('with a refusal is not done, read %s, %s', async (...way) => {
		meet(use, way);
		const [id] = add(use, DELETE_SECRET);
		withdrawAfterReading(DELETE.read);
		const json = await askOne(use, DELETE_SECRET, id);
		expect(json).not.toHaveProperty('success', true);
		expect(json).toHaveProperty('error');
		expect(use.ledger.payment(id ?? 0)).toBeDefined();
	});

	it.each(WAYS)('with success is done although it is hidden later, read %s, %s', async (...way) => {
		meet(use, way);
		const [id] = add(use, DELETE_SECRET);
		use.portal.when({ method: DELETE.method }, 'after', () => withdraw());
		const json = await askOne(use, DELETE_SECRET, id);
		expect(use.ledger.payment(id ?? 0)).toBeUndefined();
		expect(json).toMatchObject({ deleted: true, changed: true, verified: true });
	});

	it('before is hidden already: nothing is sent', async () => {
		meet(use, OLD);
		withdraw();
		const [id] = add(use, DELETE_SECRET);
		const json = await askOne(use, DELETE_SECRET, id);
		expect(json.error).toContain('There is no payment with this ID, or the user may not change it');
		expect(use.ledger.journal.some(({ method }) => method === DELETE.method)).toBe(false);
	});
});

describe('A payment that is hidden after it was paid', () => {
	it.each(WAYS)('is not called unpaid, read %s, %s', async (...way) => {
		meet(use, way);
		const secret: Act = { ...PAY, seed: DELETE_SECRET.seed };
		const [id] = add(use, secret);
		use.portal.when({ method: PAY.method }, 'after', () => withdraw());
		const json = await askOne(use, secret, id, { options: { batchSize: 1 } });
		expect(json).toMatchObject({
			paymentId: id,
			errorDetails: expect.objectContaining({ code: 'OUTCOME_UNKNOWN' }),
		});
		expect(wordsOf({ items: [{ json }] })).toMatch(/confirmed/);
	});
});
