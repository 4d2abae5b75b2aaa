import type { FaultRule } from '../../../sandbox/portal';
import {
	add,
	ask,
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

/** Entries of `result_error` that are no error of Bitrix24's: the command may have been carried out. */
const use = useRig();

const ENTRIES: ReadonlyArray<[FaultRule['body']]> = [
	[null],
	['The upstream closed the connection'],
	[''],
	[17],
	[[]],
	[{}],
	[{ error: '', error_description: 'Unknown error' }],
	[{ error: 'UNKNOWN', error_description: 'Unknown error' }],
	[{ error: null, error_description: null }],
	[{ error_description: 'no code' }],
];

const strike = (method: string, rule: Partial<FaultRule>) =>
	use.portal.faults.add({ fault: 'bareBatchError', method, ...rule });

const FOUND_DONE = { success: true, verified: true, warning: expect.any(String) };

describe.each(named(PAY, UNPAY, UPDATE, DELETE))('%s answered in a batch with', (_, act) => {
	it.each(ENTRIES)('%j is looked at', async (body) => {
		const ids = add(use, act, 3);
		const fault = strike(act.method, { paymentId: ids[1], body });
		const { items, hints } = await ask(use, act, ids);
		expect(fault.struck).toBe(1);
		expect(jsonOf(items)).toMatchObject([{ success: true }, FOUND_DONE, { success: true }]);
		expect(items[1]?.json).not.toHaveProperty('changed');
		expect(hints[0]?.message).not.toMatch(/not done|unknown/);
		expect(use.ledger.executed(act.method)).toBe(3);
	});
});

describe('A payment answered with nothing', () => {
	it.each(WAYS)('is found done, read %s, %s', async (...way) => {
		meet(use, way);
		const ids = add(use, PAY, 3);
		strike(PAY.method, { paymentId: ids[1] });
		const { items } = await ask(use, PAY, ids);
		expect(jsonOf(items)).toMatchObject([{ changed: true }, FOUND_DONE, { changed: true }]);
	});

	it.each(BOTH_MODES)('holds up none behind it: %s', async (onError) => {
		const ids = add(use, PAY, 3);
		strike(PAY.method, { paymentId: ids[0] });
		const { items, error } = await ask(use, PAY, ids, { onError });
		expect(error).toBeUndefined();
		expect(jsonOf(items)).toMatchObject([FOUND_DONE, { changed: true }, { changed: true }]);
		expect(ids.map((id) => use.ledger.effects(id).triggers)).toEqual([1, 1, 1]);
	});

	it('is not sent again when it was created', async () => {
		strike(CREATE.method, { times: Infinity });
		const { items } = await create(use, [60, 61]);
		expect(newPayments(use)).toHaveLength(2);
		expect(sent(use, CREATE.method)).toBe(2);
		for (const [index, id] of newPayments(use).entries()) {
			expect(items[index]?.json).toMatchObject({
				errorDetails: expect.objectContaining({ code: 'OUTCOME_UNKNOWN', retryable: false }),
			});
			expect(wordsOf({ items: items.slice(index, index + 1) })).toContain(String(id));
		}
	});

	it('is what it is found to be although half of the answer is missing', async () => {
		use.portal.faults.add({ fault: 'dropBatchKeys', method: 'batch', skip: 0 });
		const ids = add(use, PAY, 5);
		const { items } = await ask(use, PAY, ids);
		expect(items.every(({ json }) => json.success === true)).toBe(true);
		expect(ids.map((id) => use.ledger.effects(id).triggers)).toEqual([1, 1, 1, 1, 1]);
	});
});
