import type { FaultName } from '../../../sandbox/portal';
import { happenAfter } from '../../support/happenAfter';
import {
	add,
	ask,
	askOne,
	BOTH_MODES,
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
	wordsOf,
	type Act,
} from './support';
import { detailsOf } from '../../support/details';

/**
 * A change is carried out, its answer is lost, and a person undoes it: the state looks as if nothing
 * had happened, and nothing may be written over what the person wanted.
 */
const use = useRig();

const OLD_TEXT = 'as it was';
const WITH_TEXT: Act = { ...UPDATE, seed: { ...UPDATE.seed, comments: OLD_TEXT } };

const LOST: readonly FaultName[] = [
	'resetAfter',
	'html502After',
	'foreignErrorAfter',
	'hangAfter',
	'redirectAfter',
	'emptyBody',
	'truncatedJson',
	'error500After',
];

const lose = ({ method }: Act, fault: FaultName, skip = 0) =>
	use.portal.faults.add({ fault, method: new RegExp(`^(batch|${method})$`), skip });

describe('A lost update that was carried out', () => {
	it.each(LOST)('is not sent over what a person has put back: %s', async (fault) => {
		const [id = 0] = add(use, WITH_TEXT);
		lose(WITH_TEXT, fault);
		use.portal.when({ method: UPDATE.method }, 'after', () =>
			use.portal.person.sets(id, { comments: OLD_TEXT }),
		);
		const json = await askOne(use, WITH_TEXT, id);
		expect(use.ledger.payment(id)?.comments).toBe(OLD_TEXT);
		expect(sent(use, UPDATE.method)).toBe(1);
		expect(json).toMatchObject({
			paymentId: id,
			errorDetails: expect.objectContaining({ code: 'OUTCOME_UNKNOWN' }),
		});
	});

	it.each([2000, 20_000, 61_000])('nor over what was put back %d ms later', async (ms) => {
		const [id = 0] = add(use, WITH_TEXT);
		lose(WITH_TEXT, 'resetAfter');
		// Until then, nobody sees that it was carried out.
		const unseen = { fault: 'html502', method: WITH_TEXT.read, times: Infinity, skip: 1 } as const;
		const blindness = use.portal.faults.add(unseen);
		happenAfter(use.rig, ms, () => {
			use.portal.person.sets(id, { comments: OLD_TEXT });
			blindness.remove();
		});
		const json = await askOne(use, WITH_TEXT, id);
		expect(json).toMatchObject({
			errorDetails: expect.objectContaining({ code: 'OUTCOME_UNKNOWN' }),
		});
		expect(use.ledger.payment(id)?.comments).toBe(OLD_TEXT);
		expect(sent(use, UPDATE.method)).toBe(1);
	});

	it.each(BOTH_MODES)('of several payments is sent once for each: %s', async (onError) => {
		const ids = add(use, WITH_TEXT, 3);
		lose(WITH_TEXT, 'resetAfter');
		use.portal.when({ method: 'batch' }, 'after', () =>
			ids.forEach((id) => use.portal.person.sets(id, { comments: OLD_TEXT })),
		);
		const result = await ask(use, WITH_TEXT, ids, { onError });
		expect(wordsOf(result)).toContain('not known');
		expect(ids.map((id) => use.ledger.payment(id)?.comments)).toEqual(ids.map(() => OLD_TEXT));
		expect(sent(use, UPDATE.method)).toBe(3);
	});
});

describe('A lost update that never arrived', () => {
	it.each(['resetBefore', 'html502', 'foreignError', 'hangBefore', 'error500'] as const)(
		'is not sent again either, as nobody can tell: %s',
		async (fault) => {
			const [id] = add(use, WITH_TEXT);
			lose(WITH_TEXT, fault);
			const json = await askOne(use, WITH_TEXT, id, { options: { settleTime: 120 } });
			expect(json).toMatchObject({
				paymentId: id,
				errorDetails: expect.objectContaining({ code: 'OUTCOME_UNKNOWN' }),
			});
			expect(detailsOf(json).description).toContain('no field of the update was stored');
			expect(sent(use, UPDATE.method)).toBe(1);
		},
	);

	it('that would book the payment is not sent again', async () => {
		const act: Act = {
			...UPDATE,
			parameters: { ...UPDATE.parameters, updateFields: { paid: true } },
		};
		lose(act, 'resetBefore');
		const json = await askOne(use, act, add(use, act)[0]);
		expect(detailsOf(json).code).toBe('OUTCOME_UNKNOWN');
		expect(sent(use, UPDATE.method)).toBe(1);
	});

	it('is made by the next run', async () => {
		const [id] = add(use, WITH_TEXT);
		lose(WITH_TEXT, 'resetBefore');
		await askOne(use, WITH_TEXT, id);
		use.rig.clock.advance(60_000);
		expect(await askOne(use, WITH_TEXT, id)).toMatchObject({ success: true, changed: true });
	});
});

/** Somebody does the opposite of what the run did. */
const undo = ({ operation }: Act, id: number) =>
	operation === 'pay' ? use.portal.person.unpays(id) : use.portal.person.pays(id);

describe.each(named(PAY, UNPAY))('A lost %s that was carried out and undone', (_, act) => {
	it.each(LOST)('is not made again: %s', async (fault) => {
		const [id = 0] = add(use, act);
		lose(act, fault);
		use.portal.when({ method: act.method, id }, 'after', () => {
			use.rig.clock.advance(1000);
			undo(act, id);
		});
		const json = await askOne(use, act, id);
		expect(json).not.toHaveProperty('success', true);
		expect(use.ledger.executed(act.method, id)).toBe(1);
		expect(act.isDone(use.ledger.payment(id))).toBe(false);
	});

	it.each(WAYS)('is not made again among others, read %s, %s', async (...way) => {
		meet(use, way);
		const ids = add(use, act, 3);
		lose(act, 'resetAfter', way[0] === 'by lists' ? 0 : 1);
		use.portal.when({ method: act.method, id: ids[1] }, 'after', () => {
			use.rig.clock.advance(1000);
			undo(act, ids[1] ?? 0);
		});
		const { items } = await ask(use, act, ids);
		expect(jsonOf(items).map(({ success }) => success)).toEqual([true, false, true]);
		expect(ids.map((id) => use.ledger.executed(act.method, id))).toEqual([1, 1, 1]);
	});
});

describe('A lost deletion', () => {
	it('is not made of another payment that took its place', async () => {
		const [id = 0] = add(use, DELETE);
		lose(DELETE, 'resetAfter');
		happenAfter(use.rig, 5000, () => use.portal.person.addsPayment({ entityId: 20 }));
		const before = use.ledger.payments().length;
		const json = await askOne(use, DELETE, id);
		expect(json).toMatchObject({ deleted: true });
		expect(use.ledger.payments().length).toBeGreaterThanOrEqual(before - 1);
		expect(use.ledger.executed(DELETE.method)).toBe(1);
	});
});
