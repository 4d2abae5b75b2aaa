import type { FaultRule } from '../../../sandbox/portal';
import {
	add,
	ALL_ACTS,
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
	sent,
	UNPAY,
	UPDATE,
	useRig,
	WAYS,
	wordsOf,
} from './support';
import { detailsOf } from '../../support/details';

/**
 * Bitrix24 saves, and a handler that it calls afterwards breaks off: the answer is an error, and the
 * change is made (docs/bitrix24.md#saved-in-spite-of-an-error).
 */
const use = useRig();

const TEXT = 'Call to a member function getId() on null';

/** Codes that may come after the save, or that nobody has described yet. */
const CODES = [
	'0',
	'100',
	'ERROR_ARGUMENT',
	'MAIN_CONTROLLER_22001',
	'SALE_HOOK_BROKE_OFF',
	'SALE_EVENT_ON_BEFORE_SALEPAYMENT_SET_FIELD_ERROR',
	'ERROR_CORE',
	'42',
];

const refuse = (method: string, rule: Partial<FaultRule> = {}) =>
	use.portal.faults.add({ fault: 'refusedAfterSave', method, ...rule });

const DONE = { success: true, verified: true, warning: expect.stringContaining(TEXT) };

describe.each(ALL_ACTS)('%s that is refused after it was saved', (_, act) => {
	it.each(CODES)('is done, and the refusal is told: %s', async (code) => {
		refuse(act.method, { code });
		const [id] = add(use, act);
		const json = await askOne(use, act, id);
		expect(json).toMatchObject({ ...DONE, paymentId: id, operation: act.operation });
		expect(json.changed).not.toBe(false);
		expect(json).not.toHaveProperty('error');
		expect(act.isDone(use.ledger.payment(id ?? 0))).toBe(true);
		expect(sent(use, act.method)).toBe(1);
	});

	it.each(WAYS)('is told from those beside it, read %s, %s', async (...way) => {
		meet(use, way, act);
		const ids = add(use, act, 3);
		refuse(act.method, { paymentId: ids[1] });
		// What is gone cannot be told there from what is hidden.
		if (act === DELETE && way[1] === 'old dialect') return await expectUnclear(ids);
		const { items, hints } = await ask(use, act, ids);
		expect(jsonOf(items)).toMatchObject([{ success: true }, DONE, { success: true }]);
		expect(items[0]?.json).not.toHaveProperty('warning');
		expect(hints[0]?.message).not.toMatch(/not done|unknown/);
		expect(sent(use, act.method)).toBe(3);
	});

	it('does not stop a run that stops at the first failure', async () => {
		const ids = add(use, act, 3);
		refuse(act.method, { paymentId: ids[0] });
		const { items, error } = await ask(use, act, ids, { onError: 'stopWorkflow' });
		expect(error).toBeUndefined();
		expect(jsonOf(items)).toMatchObject([DONE, { success: true }, { success: true }]);
		expect(ids.map((id) => act.isDone(use.ledger.payment(id)))).toEqual([true, true, true]);
		expect(use.ledger.executed(act.method)).toBe(ids.length);
	});

	async function expectUnclear(ids: number[]): Promise<void> {
		const { items } = await ask(use, act, ids);
		expect(jsonOf(items)).toMatchObject([
			{ success: true },
			{ paymentId: ids[1], errorDetails: expect.objectContaining({ code: 'OUTCOME_UNKNOWN' }) },
			{ success: true },
		]);
		expect(detailsOf(items[1]?.json).description).toContain('gone or hidden');
		expect(wordsOf({ items })).toContain(TEXT);
	}

	it('is looked at also with Verify off', async () => {
		refuse(act.method);
		const [id] = add(use, act);
		const json = await askOne(use, act, id, { options: { verify: false } });
		expect(json).toMatchObject({ success: true, warning: expect.stringContaining(TEXT) });
		expect(sent(use, act.method)).toBe(1);
	});
});

describe('Create that is refused after it was saved', () => {
	it.each(CODES)('names the new payment and creates no other: %s', async (code) => {
		refuse(CREATE.method, { code });
		const { items } = await create(use);
		const [id] = newPayments(use);
		expect(items[0]?.json).toMatchObject({
			errorDetails: expect.objectContaining({ code: 'OUTCOME_UNKNOWN', retryable: false }),
		});
		expect(detailsOf(items[0]?.json).description).toContain(String(id));
		expect(wordsOf({ items })).toContain(TEXT);
		expect(newPayments(use)).toHaveLength(1);
		expect(sent(use, CREATE.method)).toBe(1);
	});

	it.each(BOTH_MODES)('is not called undone: %s', async (onError) => {
		refuse(CREATE.method);
		const { items, error } = await create(use, [CREATE.deal], { onError });
		expect(wordsOf({ items, error })).not.toMatch(/nothing (was|has) changed|was not created/i);
		expect(wordsOf({ items, error })).toMatch(new RegExp(`\\b${newPayments(use)[0]}\\b`));
	});
});

describe('Three payments, all refused after they were saved', () => {
	it.each(named(PAY, UNPAY, UPDATE))('count as done: %s', async (_, act) => {
		refuse(act.method, { times: Infinity });
		const { hints } = await ask(use, act, add(use, act, 3));
		expect(hints[0]?.message).toMatch(/^3 (paid|marked as unpaid|updated)/);
		expect(hints[0]?.message).not.toContain('not done');
	});

	it('are each sent once although the portal halts at each of them', async () => {
		refuse(PAY.method, { times: Infinity });
		const ids = add(use, PAY, 3);
		const { items } = await ask(use, PAY, ids, { onError: 'stopWorkflow' });
		expect(jsonOf(items)).toMatchObject([DONE, DONE, DONE]);
		expect(ids.map((id) => use.ledger.executed(PAY.method, id))).toEqual([1, 1, 1]);
	});
});

describe('A code of which nobody knows whose it is', () => {
	it.each(ALL_ACTS)('is followed by a look, too: %s', async (_, act) => {
		refuse(act.method, { code: 'Exception' });
		const json = await askOne(use, act, add(use, act)[0]);
		expect(json).toMatchObject({ success: true, verified: true, warning: expect.any(String) });
		expect(use.ledger.executed(act.method)).toBe(1);
	});
});
