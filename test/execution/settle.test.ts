import { longestScript, settle, settleTimes } from '../../nodes/Bitrix24Payments/execution/settle';
import type { Entry } from '../../nodes/Bitrix24Payments/execution/entry';
import { pay } from '../../nodes/Bitrix24Payments/operations/payment/pay';
import { TOO_MANY } from '../portal/support';
import { confirmed, itemOf, lost, stage, whyFailed, type Stage } from './changing';

function paying(all: Stage, id = 1): Entry {
	if (!all.books.rows.has(id)) all.books.add(id);
	return itemOf(all, pay, { paymentId: id });
}

async function settled({ portal, run }: Stage, ...entries: Entry[]): Promise<Entry[]> {
	return await settle(entries, portal, run.times);
}

/** The portal shows it as paid so many ms from now. */
function paidLater({ books }: Stage, ms: number, id = 1): void {
	books.later(ms, () => books.set(id, { paid: 'Y', datePaid: '2026-04-10T08:00:00+00:00' }));
}

describe('A payment whose change was confirmed and is not to be seen', () => {
	it('is looked at for ten seconds, with growing pauses, before it is called unpaid', async () => {
		const all = stage();
		const entry = confirmed(paying(all));
		expect(await settled(all, entry)).toEqual([]);
		expect(whyFailed(entry)).toMatchObject({
			code: 'NOT_PAID',
			message: 'Bitrix24 accepted the payment but did not book it',
		});
		expect(all.books.looksAt).toEqual([0, 1000, 3000, 7000, 10_000]);
		expect(all.books.writesAt).toEqual([]);
	});

	it.each([
		[500, [0, 1000]],
		[3000, [0, 1000, 3000]],
		[9900, [0, 1000, 3000, 7000, 10_000]],
	])('is done when it shows %d ms later, and not looked at any more', async (ms, looks) => {
		const all = stage();
		const entry = confirmed(paying(all));
		paidLater(all, ms);
		expect(await settled(all, entry)).toEqual([]);
		expect(entry.outcome).toMatchObject({ kind: 'done', changed: true, verified: true });
		expect(all.books.looksAt).toEqual(looks);
		expect(all.clock.slept).toHaveLength(looks.length - 1);
	});
});

describe('A payment whose change was not answered', () => {
	it('is watched for the settle time, with pauses of at most 15 seconds', async () => {
		const all = stage();
		const entry = lost(paying(all));
		await settled(all, entry);
		expect(all.books.looksAt).toEqual(
			[0, 1, 3, 7, 15, 30, 45, 60, 75].map((seconds) => seconds * 1000),
		);
		expect(all.clock.time).toBe(75_000);
	});

	it('is done as soon as it shows, without a word on whose doing it is', async () => {
		const all = stage();
		const entry = lost(paying(all));
		paidLater(all, 40_000);
		expect(await settled(all, entry)).toEqual([]);
		expect(entry.outcome).toMatchObject({
			kind: 'done',
			verified: true,
			warning: expect.stringContaining('The answer to the change was lost'),
		});
		expect(entry.outcome).not.toHaveProperty('changed');
		expect(all.clock.time).toBe(45_000);
	});

	it('is looked at once where the user wants no watching', async () => {
		const all = stage({ settleMs: 0 });
		const entry = lost(paying(all));
		expect(await settled(all, entry)).toEqual([]);
		expect(whyFailed(entry).code).toBe('OUTCOME_UNKNOWN');
		expect(all.books.looksAt).toEqual([0]);
		expect(all.clock.slept).toEqual([]);
	});

	it('is watched on when one beside it, which was answered, is called unpaid', async () => {
		const all = stage();
		const [answered, unanswered] = [confirmed(paying(all, 1)), lost(paying(all, 2))];
		expect(await settled(all, answered, unanswered)).toEqual([unanswered]);
		expect(whyFailed(answered).code).toBe('NOT_PAID');
		expect(all.books.looksAt).toEqual(
			[0, 1, 3, 7, 10, 25, 40, 55, 70, 75].map((seconds) => seconds * 1000),
		);
	});

	it('is not in doubt any more where it has an outcome already', async () => {
		const all = stage();
		const entry = lost(paying(all));
		entry.outcome = { kind: 'done', changed: true, verified: true };
		expect(await settled(all, entry)).toEqual([]);
		expect(all.server.requests).toEqual([]);
		expect(entry.outcome).toEqual({ kind: 'done', changed: true, verified: true });
	});
});

describe('A look at a payment in doubt', () => {
	it('waits for a limit at the expense of the settle time, not of the run', async () => {
		const all = stage({ portal: { waits: { rate: 0, operating: 0 } } });
		const entry = lost(paying(all));
		paidLater(all, 0);
		all.server.first = Array.from({ length: 7 }, () => TOO_MANY);
		await settled(all, entry);
		expect(entry.outcome?.kind).toBe('done');
		expect(all.portal.patience.spent('rate')).toBe(0);
		expect(all.portal.patience.surrender).toBeUndefined();
		expect(all.server.requests).toHaveLength(8);
	});

	it('may be late by a short wait where it is the only one', async () => {
		const all = stage({ settleMs: 0 });
		const entry = lost(paying(all));
		paidLater(all, 0);
		all.server.first = [TOO_MANY];
		await settled(all, entry);
		expect(entry.outcome?.kind).toBe('done');
	});

	it('is not repeated for ever at a portal that refuses it', async () => {
		const all = stage({ settleMs: 20_000 });
		const entry = lost(paying(all));
		all.server.first = Array.from({ length: 100 }, () => TOO_MANY);
		await settled(all, entry);
		expect(whyFailed(entry).code).toBe('OUTCOME_UNKNOWN');
		expect(all.clock.time).toBeGreaterThanOrEqual(20_000);
		expect(all.clock.time).toBeLessThanOrEqual(40_000);
	});

	it('is given up where a limit is known to last longer than the payment is watched', async () => {
		const all = stage();
		all.clock.time = 600_000;
		const entry = confirmed(paying(all));
		const { books, clock } = all;
		const operating_reset_at = clock.now() / 1000 + 120;
		books.instead = () => ({ result: books.rows.get(1), time: { operating_reset_at } });
		clock.onSleep = () => (books.instead = () => ({ error: 'OPERATION_TIME_LIMIT' }));
		await settled(all, entry);
		expect(whyFailed(entry).code).toBe('OUTCOME_UNKNOWN');
		expect(clock.time).toBeLessThanOrEqual(630_000);
	});

	it('is as old as its beginning, where a limit lets the payments be seen one after the other', async () => {
		const all = stage();
		all.books.canList = false;
		const entries = [confirmed(paying(all, 1)), confirmed(paying(all, 2))];
		paidLater(all, 5000);
		all.books.instead = ({ params }) =>
			String(params.id) === '2' && all.clock.time < 12_000
				? { error: 'OPERATION_TIME_LIMIT' }
				: undefined;
		await settled(all, ...entries);
		expect(entries.map(({ outcome }) => outcome?.kind)).toEqual(['done', 'failed']);
	});

	it('is repeated for as long as any of those seen with it is in doubt', async () => {
		const all = stage();
		const [answered, unanswered] = [confirmed(paying(all, 1)), lost(paying(all, 2))];
		const refused = Array.from({ length: 8 }, () => TOO_MANY);
		all.clock.onSleep = () => {
			if (all.clock.time === 10_000) all.server.first = refused;
		};
		await settled(all, answered, unanswered);
		expect(whyFailed(answered).code).toBe('NOT_PAID');
	});
});

describe('The time that a lost request may take', () => {
	it.each([
		[30_000, 60_000],
		[60_000, 60_000],
		[120_000, 120_000],
	])('is a minute, or the time-out of %d ms where that is longer', (timeoutMs, scriptMs) => {
		expect(settleTimes({ settleMs: 5000, timeoutMs })).toEqual({ settleMs: 5000, scriptMs });
	});

	it.each([
		[true, 60_000, 60_000],
		[true, 120_000, 120_000],
		[false, 60_000, 300_000],
		[false, 400_000, 400_000],
	])('is five minutes or more outside the cloud (cloud: %s, %d ms)', (isCloud, scriptMs, ms) => {
		const { portal } = stage({ isCloud });
		expect(longestScript(portal, { settleMs: 0, scriptMs })).toBe(ms);
	});
});
