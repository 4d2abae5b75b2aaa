import { settle } from '../../nodes/Bitrix24Payments/execution/settle';
import type { Entry } from '../../nodes/Bitrix24Payments/execution/entry';
import { pay } from '../../nodes/Bitrix24Payments/operations/payment/pay';
import { paySystemPay } from '../../nodes/Bitrix24Payments/operations/payment/paySystemPay';
import { RunCancelled } from '../../nodes/Bitrix24Payments/portal/failure';
import { claimOf } from '../portal/taker';
import { confirmed, itemOf, lost, stage, whyFailed, type Stage } from './changing';

const PAID = { paid: 'Y', datePaid: '2026-04-10T08:00:00+00:00' };
const DENIED = { error: 'ACCESS_DENIED', error_description: '' };
const SAFE =
	"Look at the payment in Bitrix24. Running again is safe while 'Verify' is on: the payment is read first";

function paying(all: Stage, id = 1, fields = {}): Entry {
	all.books.add(id, fields);
	return itemOf(all, pay, { paymentId: id });
}

async function settled({ portal, run }: Stage, ...entries: Entry[]): Promise<void> {
	await settle(entries, portal, run.times);
}

describe('Of a change of which nothing was heard', () => {
	it('all that is known is told: what was lost, and how the payment was when it was last seen', async () => {
		const all = stage({ settleMs: 2000 });
		const entry = lost(paying(all));
		await settled(all, entry);
		expect(whyFailed(entry)).toMatchObject({
			code: 'OUTCOME_UNKNOWN',
			message: 'It is not known whether the payment was changed',
			description: `The answer was lost. At 2026-04-10T08:00:02.000Z the payment was unpaid, which does not tell whether the change took or will take effect. ${SAFE}`,
			retryable: true,
		});
	});

	it('the time is that of the last look that showed something', async () => {
		const all = stage({ settleMs: 20_000 });
		const entry = lost(paying(all));
		all.books.later(3500, () => (all.books.instead = () => DENIED));
		await settled(all, entry);
		expect(whyFailed(entry).description).toBe(
			`The answer was lost. At 2026-04-10T08:00:03.000Z the payment was unpaid, which does not tell whether the change took or will take effect. After that it could not be read: The user of this credential may not do this in Bitrix24. ${SAFE}`,
		);
	});

	it('it is told why the payment could not be read', async () => {
		const all = stage({ settleMs: 2000 });
		const entry = lost(paying(all));
		all.books.instead = () => DENIED;
		await settled(all, entry);
		expect(whyFailed(entry).description).toBe(
			`The answer was lost. The payment could not be read afterwards: The user of this credential may not do this in Bitrix24. ${SAFE}`,
		);
	});

	it('it is told that a read showed no payment', async () => {
		const all = stage({ settleMs: 2000 });
		const entry = lost(paying(all));
		all.books.instead = () => ({ result: 'nonsense' });
		await settled(all, entry);
		expect(whyFailed(entry).description).toBe(
			`The answer was lost. The payment could not be read afterwards: Bitrix24 answered without the payment that was asked for. ${SAFE}`,
		);
	});

	it('it is told what to look at where running again is not harmless', async () => {
		const all = stage({ settleMs: 0 });
		all.books.add(1);
		const entry = lost(itemOf(all, paySystemPay, { paymentId: 1, paySystemId: 7 }));
		await settled(all, entry);
		const { description, retryable } = whyFailed(entry);
		expect(retryable).toBe(false);
		expect(description).toMatch(
			/Look at the payment, and at the charge in the payment system itself, in Bitrix24 before running again, which would charge the customer once more/,
		);
	});
});

describe('Of a change that was confirmed', () => {
	it('it is told that nobody could look whether it was made', async () => {
		const all = stage();
		const entry = confirmed(paying(all));
		all.books.instead = () => DENIED;
		await settled(all, entry);
		expect(whyFailed(entry)).toMatchObject({
			code: 'OUTCOME_UNKNOWN',
			message: 'Bitrix24 confirmed the change, but it could not be verified',
			description: expect.stringMatching(
				/^Bitrix24 confirmed the change\. The payment could not be read afterwards: /,
			),
		});
	});

	it('it is not called undone by a look that was not the last', async () => {
		const all = stage();
		const entry = confirmed(paying(all));
		all.books.later(5000, () => (all.books.instead = () => DENIED));
		await settled(all, entry);
		expect(whyFailed(entry).code).toBe('OUTCOME_UNKNOWN');
	});

	it('it is not called undone by one look, with nothing but nonsense after it', async () => {
		const all = stage();
		const entry = confirmed(paying(all));
		all.books.later(500, () => (all.books.instead = () => ({ result: 'nonsense' })));
		await settled(all, entry);
		expect(whyFailed(entry).code).toBe('OUTCOME_UNKNOWN');
	});
});

describe('The order of a write whose answer was lost', () => {
	const left = (all: Stage, ...names: string[]) => all.environment.lateWrites.left(new Set(names));

	it.each([
		[true, 60_000],
		[false, 300_000],
	])('is busy from the first look on (cloud: %s) for %d ms', async (isCloud, ms) => {
		const all = stage({ isCloud });
		all.clock.time += 1000;
		const entry = lost(paying(all));
		all.clock.time += 4000;
		const seen: number[] = [];
		all.books.later(0, () => seen.push(left(all, 'order 1')));
		await settled(all, entry);
		expect(seen).toEqual([ms - 4000]);
	});

	it('stays busy where nobody knows what became of it, and no other does', async () => {
		const all = stage({ settleMs: 20_000 });
		const [mine, answered] = [lost(paying(all, 1)), confirmed(paying(all, 2))];
		await settled(all, mine, answered);
		expect(left(all, 'order 1')).toBe(40_000);
		expect(left(all, 'order 2')).toBe(0);
	});

	it('stays busy when the user stops the run that watches it', async () => {
		const abort = new AbortController();
		const all = stage({ portal: { signal: abort.signal } });
		const entry = lost(paying(all));
		all.clock.onSleep = () => abort.abort();
		await expect(settled(all, entry)).rejects.toBeInstanceOf(RunCancelled);
		expect(left(all, 'order 1')).toBe(59_000);
		expect(entry.outcome).toBeUndefined();
	});

	it('is free when it is seen to be done', async () => {
		const all = stage();
		const [mine, theirs] = [lost(paying(all, 1)), lost(paying(all, 2))];
		all.books.later(2000, () => all.books.set(1, PAID));
		all.clock.onSleep = () => {
			if (all.clock.time > 20_000) all.books.set(2, PAID);
		};
		await settled(all, mine, theirs);
		expect(left(all, 'order 1', 'order 2', 'number 1', 'number 2')).toBe(0);
	});

	it('is not free while another lost write to it may be at work', async () => {
		const all = stage({ settleMs: 20_000 });
		const [mine, sibling] = [
			lost(paying(all, 1, { orderId: 5 })),
			lost(paying(all, 2, { orderId: 5 })),
		];
		all.books.later(2000, () => all.books.set(1, PAID));
		await settled(all, mine, sibling);
		expect(left(all, 'order 5')).toBe(40_000);
		expect(left(all, 'number 2')).toBe(40_000);
		expect(left(all, 'number 1')).toBe(0);
	});

	it('is not free where nobody knows which order it is, or that of another write', async () => {
		const all = stage({ settleMs: 20_000 });
		const nameless = { orderId: null, accountNumber: '' };
		const [mine, unknown] = [lost(paying(all, 1)), lost(paying(all, 2, nameless))];
		all.books.later(2000, () => all.books.set(1, PAID));
		await settled(all, mine, unknown);
		expect(left(all, 'order 1')).toBe(40_000);
		expect(left(all, 'order 9')).toBe(40_000);
	});

	it('is not made free by an answered change that is done there', async () => {
		const all = stage();
		all.environment.lateWrites.mayGoOnFor(claimOf([1]), 30_000);
		const entry = confirmed(paying(all, 1));
		all.books.set(1, PAID);
		await settled(all, entry);
		expect(entry.outcome?.kind).toBe('done');
		expect(all.environment.lateWrites.left(claimOf([1]))).toBe(30_000);
	});
});
