import type { IDataObject } from 'n8n-workflow';

import { SEED, type FaultRule } from '../../../sandbox/portal';
import { detailsOf } from '../../support/details';
import {
	add,
	ask,
	create,
	DELETE,
	named,
	PAY,
	PAY_SYSTEM_PAY,
	STOP,
	UNPAY,
	UPDATE,
	useRig,
	type Act,
} from './support';
import { addToDeal, PAID, payBy } from '../finding/support';

/** The numbers that a run tells of itself are true and add up. */
const use = useRig();

const CASH: Act = {
	...PAY_SYSTEM_PAY,
	seed: { ...PAY_SYSTEM_PAY.seed, paySystemId: SEED.paySystems.cash },
	parameters: { ...PAY_SYSTEM_PAY.parameters, paySystemId: SEED.paySystems.cash },
};

describe('The hint of a run with Verify off', () => {
	const options = { verify: false };

	it('does not call paid what a cash system did not book', async () => {
		const { hints } = await ask(use, CASH, add(use, CASH, 3), { options });
		expect(hints[0]?.message).not.toMatch(/\bpaid\b/);
		expect(hints[0]?.message).toMatch(/^3 /);
		expect(use.ledger.payments().filter(({ paid }) => paid === 'Y')).not.toContainEqual(
			expect.objectContaining({ paySystemId: SEED.paySystems.cash }),
		);
	});

	it.each(named(PAY, UNPAY, DELETE, PAY_SYSTEM_PAY))(
		'claims nothing that nobody has looked at: %s',
		async (_, act) => {
			use.portal.faults.add({ fault: 'lyingTrue', method: act.method, times: Infinity });
			const { hints } = await ask(use, act, add(use, act, 3), { options });
			expect(hints[0]?.message).toMatch(/^3 sent without looking/);
		},
	);
});

describe('The answer to an update with Verify off', () => {
	const options = { verify: false };
	const updating = (updateFields: IDataObject): Act => ({
		...UPDATE,
		parameters: { ...UPDATE.parameters, updateFields: { paySystemId: 4, ...updateFields } },
	});

	it.each([{ paid: 'Y' }, { comments: 'Bank line 17' }])(
		'is believed where it shows that nothing was stored: %j',
		async (fields) => {
			use.portal.faults.add({ fault: 'lyingTrue', method: UPDATE.method, times: Infinity });
			const { items } = await ask(use, updating(fields), add(use, UPDATE, 2), { options });
			for (const { json } of items) {
				expect(json).toMatchObject({ success: false });
				expect(detailsOf(json).code).toBe('NOT_APPLIED');
			}
		},
	);

	it('tells what Bitrix24 stored otherwise, without a look', async () => {
		const act = updating({ paid: 'Y', empPaidId: 2, sum: 33.333 });
		const { items } = await ask(use, act, add(use, UPDATE), { options });
		expect(items[0]?.json).toMatchObject({
			success: true,
			verified: false,
			notApplied: [{ field: 'empPaidId', sent: 2, stored: 1 }],
		});
		expect(use.portal.requests).toHaveLength(1);
	});
});

/** What the sentence at the end of a stopped run says, as numbers. */
function tallyIn(description: string): { done: number; all: number; others: number[] } {
	const [, done, all] = /Done: (\d+) of (\d+) payments\./.exec(description) ?? [];
	const [, rest = ''] = description.split('payments.');
	const others = [...rest.matchAll(/: (\d+)\./g)].map(([, number]) => Number(number));
	return { done: Number(done), all: Number(all), others };
}

describe('What a run says that stops at its first failure', () => {
	const TROUBLE: ReadonlyArray<[string, FaultRule]> = [
		['nothing', { fault: 'html502', method: 'batch', times: Infinity }],
		['a lost answer', { fault: 'resetAfter', method: 'batch', times: Infinity }],
		['a refusal', { fault: 'accessDenied', method: PAY.method, skip: 1 }],
		[
			'a refusal after the save',
			{ fault: 'errorCode', method: PAY.method, code: 'SALE_HOOK', skip: 2 },
		],
		['a lie', { fault: 'lyingTrue', method: PAY.method, skip: 1 }],
		['a limit', { fault: 'rateLimit', method: 'batch', times: Infinity }],
		['a paused method', { fault: 'operatingLimit', method: PAY.method, times: Infinity, skip: 2 }],
		['half an answer', { fault: 'dropBatchKeys', method: 'batch', times: Infinity }],
		['an answer of nobody', { fault: 'nullResult', method: PAY.method, times: Infinity }],
		['an error at the read', { fault: 'resetBefore', method: /list|get/, times: Infinity }],
	];

	it.each(TROUBLE)('adds up after %s', async (_, rule) => {
		for (const batchSize of [0, 1, 2]) {
			for (const settleTime of [0, 75]) {
				use.portal.reset();
				use.rig.clock.advance(600_000);
				const ids = add(use, PAY, 5);
				use.portal.faults.add(rule);
				const options = { batchSize, settleTime, maxWait: 5, limitWait: 5 };
				const { error } = await ask(use, PAY, ids, { onError: STOP, options });
				if (error) expectToAddUp(error.description ?? '', ids);
				else expect(ids.every((id) => use.ledger.payment(id)?.paid === 'Y')).toBe(true);
			}
		}
	});

	function expectToAddUp(description: string, ids: readonly number[]): void {
		const { done, all, others } = tallyIn(description);
		const named = 1;
		expect(all).toBe(ids.length);
		expect(done + named + others.reduce((sum, number) => sum + number, 0)).toBe(all);
		const paid = ids.filter((id) => use.ledger.payment(id)?.paid === 'Y').length;
		expect(done).toBeLessThanOrEqual(paid);
	}

	it.each([
		['both were sent and lost', { fault: 'html502', method: 'batch' }, 'Not started: 0'],
		['the first was refused', { fault: 'accessDenied', method: PAY.method }, 'Not started: 1'],
	] as const)('of two payments adds up when %s', async (_, rule, words) => {
		use.portal.faults.add(rule);
		const options = { settleTime: 0 };
		const { error } = await ask(use, PAY, add(use, PAY, 2), { onError: STOP, options });
		expect(error?.description).toContain('Done: 0 of 2 payments.');
		expect(error?.description).toContain(words);
		expectToAddUp(error?.description ?? '', [7001, 7002]);
	});

	it('does not count those behind the failure that were done already', async () => {
		const ids = add(use, PAY, 3);
		use.ledger.change(ids[2] ?? 0, { paid: 'Y' });
		use.portal.faults.add({ fault: 'accessDenied', method: PAY.method, paymentId: ids[1] });
		const { error } = await ask(use, PAY, ids, { onError: STOP });
		expect(error?.description).toContain('Done: 1 of 3 payments. Not started: 1.');
	});

	it('counts items of which nothing was left to do', async () => {
		addToDeal(use, SEED.dealWithoutPayments, [PAID, PAID]);
		addToDeal(use, 61, [{}]);
		use.portal.faults.add({ fault: 'accessDenied', method: PAY.method });
		const deals = [SEED.dealWithoutPayments, 61, SEED.dealWithoutPayments];
		const { error } = await payBy(use, 'deal', deals, { onError: STOP });
		expect(error?.description).toContain('Done: 1 of 3 payments. Not started: 1.');
	});

	it('does not call that not started what a dry run has looked at', async () => {
		const ids = add(use, PAY, 4);
		use.ledger.change(ids[2] ?? 0, { sum: 7 });
		const options = { dryRun: true, onlyIf: { amount: 100 } };
		const { error } = await ask(use, PAY, ids, { onError: STOP, options });
		expect(error?.description).toContain(
			'Done: 0 of 4 payments. Looked at in a dry run: 2. Not started: 1.',
		);
	});
});

describe('The hint of a run that goes on', () => {
	it('has as many as there are items, whatever became of them', async () => {
		const ids = add(use, PAY, 8);
		use.ledger.change(ids[0] ?? 0, { paid: 'Y' });
		const rule = { method: PAY.method } as const;
		use.portal.faults.add({ fault: 'accessDenied', paymentId: ids[1], ...rule });
		use.portal.faults.add({ fault: 'bareBatchError', paymentId: ids[2], ...rule });
		use.portal.faults.add({ fault: 'nullResult', paymentId: ids[3], ...rule });
		use.portal.faults.add({ fault: 'refusedAfterSave', paymentId: ids[4], ...rule });
		const result = await ask(use, PAY, [...ids, SEED.unknown, SEED.cancelledOrder]);
		const numbers = [...(result.hints[0]?.message ?? '').matchAll(/\d+/g)].map(Number);
		expect(numbers.reduce((sum, number) => sum + number, 0)).toBe(10);
		expect(result.hints[0]?.message).toMatch(/1 already paid/);
	});

	it('tells unknown outcomes of new payments apart', async () => {
		// The first batch reads what the deals have before.
		use.portal.faults.add({ fault: 'resetAfter', method: 'batch', skip: 1 });
		const { hints } = await create(use, [60, 61], { options: { settleTime: 0 } });
		expect(hints[0]?.message).toBe('2 with unknown outcome');
	});
});
