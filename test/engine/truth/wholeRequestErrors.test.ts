import type { FaultRule } from '../../../sandbox/portal';
import {
	type Act,
	add,
	ALL_ACTS,
	ask,
	askOne,
	create,
	CREATE,
	jsonOf,
	meet,
	named,
	newPayments,
	PAY,
	PAY_SYSTEM_PAY,
	sent,
	UPDATE,
	useRig,
	WAYS,
	wordsOf,
} from './support';
import { detailsOf } from '../../support/details';

/**
 * Something between n8n and Bitrix24 answers for the whole request after it was carried out, or
 * instead of it: an answer that is none of Bitrix24's proves nothing, whatever its status.
 */
const use = useRig();

const STATUSES = [200, 400, 401, 403, 404, 409, 422, 429, 500, 502, 504];

const answerAfter = (method: string | RegExp, rule: Partial<FaultRule> = {}) =>
	use.portal.faults.add({ fault: 'foreignErrorAfter', method, ...rule });

/** A change that was made although no answer that can be trusted came back. */
const FOUND_DONE = { success: true, verified: true, warning: expect.any(String) };

/** The request that carries a change: a batch, or the change alone. */
const requestOf = ({ method }: Act) => new RegExp(`^(batch|${method})$`);

describe.each(ALL_ACTS)('An unknown answer after %s was carried out', (operation, act) => {
	it.each(STATUSES)('leaves it done, with a warning: HTTP %i', async (status) => {
		const fault = answerAfter(requestOf(act), { status });
		const [id] = add(use, act);
		const json = await askOne(use, act, id);
		expect(fault.struck).toBe(1);
		expect(json).toMatchObject({ ...FOUND_DONE, paymentId: id });
		expect(json).not.toHaveProperty('changed');
		expect(sent(use, act.method)).toBe(1);
	});

	it.each([200, 400, 429])('does so with Verify off, too: HTTP %i', async (status) => {
		const fault = answerAfter(requestOf(act), { status });
		const [id] = add(use, act);
		const json = await askOne(use, act, id, { options: { verify: false } });
		expect(fault.struck).toBe(1);
		expect(json).toMatchObject({ success: true, warning: expect.any(String) });
		expect(json).not.toHaveProperty('changed');
		expect(sent(use, act.method)).toBe(1);
	});

	it.each(WAYS)('concerns all payments of the request, read %s, %s', async (...way) => {
		meet(use, way, act);
		const ids = add(use, act, 3);
		const readsInBatch = way[0] === 'one by one' && operation !== 'update';
		const method = operation === 'paySystemPay' ? act.method : 'batch';
		const skip = readsInBatch && method === 'batch' ? 1 : 0;
		const fault = answerAfter(method, { status: 403, skip });
		const { items, hints } = await ask(use, act, ids);
		expect(fault.struck).toBe(1);
		for (const json of jsonOf(items)) {
			// On an older portal what is gone cannot be told from what is hidden.
			const isUnclear = operation === 'delete' && way[1] === 'old dialect';
			expect(json.success || detailsOf(json).code).toBe(isUnclear ? 'OUTCOME_UNKNOWN' : true);
		}
		expect(hints[0]?.message).not.toContain('not done');
		expect(use.ledger.executed(act.method)).toBe(3);
	});
});

describe('An unknown answer after a payment was created', () => {
	it.each(STATUSES)('names the payment and creates no other: HTTP %i', async (status) => {
		answerAfter('batch', { status });
		const { items } = await create(use);
		expect(items[0]?.json).toMatchObject({
			errorDetails: expect.objectContaining({ code: 'OUTCOME_UNKNOWN', retryable: false }),
		});
		expect(wordsOf({ items })).toContain(String(newPayments(use)[0]));
		expect(newPayments(use)).toHaveLength(1);
		expect(sent(use, CREATE.method)).toBe(1);
	});
});

describe('An unknown answer instead of a change', () => {
	it.each([200, 404, 422, 429])('is followed by one more try: HTTP %i', async (status) => {
		use.portal.faults.add({ fault: 'foreignError', method: 'batch', status });
		const json = await askOne(use, PAY, add(use, PAY)[0]);
		expect(json).toMatchObject({ success: true, warning: expect.stringMatching(/twice/) });
		const [first = 0, second = 0] = use.portal.requests
			.filter(({ method }) => method === 'batch')
			.map(({ atMs }) => atMs);
		expect(second - first).toBeGreaterThanOrEqual(60_000);
		expect(use.ledger.executed(PAY.method)).toBe(1);
	});

	it.each(named(UPDATE, PAY_SYSTEM_PAY))('is unclear where it may not: %s', async (_, act) => {
		use.portal.faults.add({ fault: 'foreignError', method: requestOf(act) });
		const json = await askOne(use, act, add(use, act)[0]);
		expect(json).toMatchObject({
			errorDetails: expect.objectContaining({ code: 'OUTCOME_UNKNOWN' }),
		});
		expect(json).not.toHaveProperty('success', true);
		expect(sent(use, act.method)).toBe(1);
	});
});

describe('What an answer for the whole request may look like', () => {
	it.each<[FaultRule['body']]>([
		[{ error: null }],
		[{ error: '' }],
		[{ error: 'UNKNOWN', error_description: 'Unknown error' }],
		[{ error: { code: 7 }, error_description: ['y'] }],
		[{ error: 'Fehler', error_description: null }],
		[{ message: 'no error at all' }],
		[{ result: null }],
		[{ result: [] }],
		[{ result: { result: null, result_error: null } }],
		[null],
		['bare text'],
		[[]],
		[17],
	])('%j', async (body) => {
		answerAfter('batch', { status: 200, body });
		const ids = add(use, PAY, 2);
		const { items } = await ask(use, PAY, ids);
		expect(jsonOf(items)).toMatchObject([FOUND_DONE, FOUND_DONE]);
		expect(items[0]?.json).not.toHaveProperty('changed');
		expect(ids.map((id) => use.ledger.effects(id).triggers)).toEqual([1, 1]);
	});

	it.each([
		['SALE_ORDER_PAID_ORDER_CANCELED', 'The order is cancelled'],
		['200640400001', 'payment is not exists'],
		['0', 'Payment has not been found'],
		['100', 'Invalid value {x} to match with parameter {id}.'],
	])('the code of one command says nothing of a batch: %s', async (error, text) => {
		answerAfter('batch', { status: 400, body: { error, error_description: text } });
		const ids = add(use, PAY, 2);
		const { items } = await ask(use, PAY, ids);
		expect(jsonOf(items)).toMatchObject([FOUND_DONE, FOUND_DONE]);
	});

	it.each([401, 400])('HTTP %i with an unknown code renews no token', async (status) => {
		use.rig.useOAuth();
		answerAfter('batch', { status });
		expect(await askOne(use, PAY, add(use, PAY)[0])).toMatchObject(FOUND_DONE);
		expect(use.portal.oauth.refreshAttempts).toBe(0);
	});
});
