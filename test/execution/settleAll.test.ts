import { settleAll } from '../../nodes/Bitrix24Payments/execution/settleAll';
import type { Entry } from '../../nodes/Bitrix24Payments/execution/entry';
import { deletePayment } from '../../nodes/Bitrix24Payments/operations/payment/delete';
import { pay } from '../../nodes/Bitrix24Payments/operations/payment/pay';
import { TOO_MANY } from '../portal/support';
import { itemOf, lost, NO_ANSWER, stage, whyFailed, type Stage } from './changing';
import { failed } from './support';

const PAY = 'crm.item.payment.pay';
const PAID = { paid: 'Y', datePaid: '2026-04-10T08:00:00+00:00' };
const TWICE = /was sent twice/;

/** Items whose write was lost before the portal saw it. */
function unheard(all: Stage, ...ids: number[]): Entry[] {
	return ids.map((id, index) => {
		all.books.add(id);
		return lost(itemOf(all, pay, { paymentId: id }, index));
	});
}

async function settled({ portal, run }: Stage, entries: readonly Entry[]): Promise<void> {
	await settleAll(entries, portal, run);
}

/** What kind of end each item came to. */
function ends(entries: readonly Entry[]): string[] {
	return entries.map(({ outcome }) =>
		outcome?.kind === 'failed' ? outcome.failure.code : (outcome?.kind ?? 'open'),
	);
}

describe('A change that surely had no effect', () => {
	it('is sent once more, right after a last look, and says so', async () => {
		const all = stage();
		const [entry] = unheard(all, 1) as [Entry];
		await settled(all, [entry]);
		expect(entry.outcome).toMatchObject({
			kind: 'done',
			changed: true,
			verified: true,
			warning: 'The change was sent twice, because the first answer was lost',
		});
		expect(all.books.writesAt).toEqual([75_000]);
		expect(all.books.looksAt.slice(-2)).toEqual([75_000, 75_000]);
		expect(all.books.sent(PAY)).toBe(1);
	});

	it('is not sent a third time when the second answer is lost as well', async () => {
		const all = stage();
		const [entry] = unheard(all, 1) as [Entry];
		all.books.loseWrites(9);
		await settled(all, [entry]);
		expect(whyFailed(entry)).toMatchObject({
			code: 'OUTCOME_UNKNOWN',
			description: expect.stringMatching(TWICE),
		});
		expect(all.books.sent(PAY)).toBe(1);
		expect(all.clock.time).toBe(150_000);
	});

	it('is watched once more after the second time', async () => {
		const all = stage();
		const [entry] = unheard(all, 1) as [Entry];
		all.books.lateMs = 5000;
		await settled(all, [entry]);
		expect(entry.outcome).toMatchObject({ kind: 'done', changed: true });
		expect(all.books.looksAt.at(-1)).toBe(82_000);
	});

	it('is refused the second time for good, which is told with what is known', async () => {
		const all = stage();
		const [entry] = unheard(all, 1) as [Entry];
		all.books.instead = ({ method }) =>
			method === PAY ? { error: 'SALE_ORDER_PAID_ORDER_CANCELED' } : undefined;
		await settled(all, [entry]);
		expect(whyFailed(entry)).toMatchObject({
			message: 'The order of this payment is cancelled',
			description: expect.stringMatching(TWICE),
		});
	});

	it('is not said to be sent twice when a limit keeps it back for good', async () => {
		const all = stage({ portal: { waits: { rate: 5000, operating: 0 } } });
		const [entry] = unheard(all, 1) as [Entry];
		all.books.onWrite = () => TOO_MANY;
		await settled(all, [entry]);
		const { code, description } = whyFailed(entry);
		expect(code).toBe('RATE_LIMITED');
		expect(description).not.toMatch(TWICE);
		expect(entry.repeated).toBe(false);
	});

	it('is looked at again when limits have kept it back for too long, and sent then', async () => {
		const all = stage();
		const [entry] = unheard(all, 1) as [Entry];
		let refusals = 6;
		all.books.onWrite = (deliver) => (refusals-- > 0 ? TOO_MANY : deliver());
		await settled(all, [entry]);
		expect(entry.outcome).toMatchObject({ kind: 'done', warning: expect.stringMatching(TWICE) });
		const [sentAt = 0] = all.books.writesAt.slice(-1);
		const [lookedAt = 0] = all.books.looksAt.slice(-1);
		expect(sentAt - lookedAt).toBeLessThan(1000);
		expect(lookedAt).toBeGreaterThanOrEqual(95_000);
	});
});

describe('Several changes that surely had no effect', () => {
	it('are sent once more together, as many as there is room for, each after a last look', async () => {
		const all = stage({ portal: { batchSize: 2 } });
		const entries = unheard(all, 1, 2, 3, 4, 5);
		await settled(all, entries);
		expect(ends(entries)).toEqual(['done', 'done', 'done', 'done', 'done']);
		const writes = all.books.traffic.filter(({ methods }) => methods.includes(PAY));
		expect(writes.map(({ methods }) => methods.filter((one) => one === PAY).length)).toEqual([
			2, 2, 1,
		]);
		const since = all.books.traffic.findIndex(({ methods }) => methods.includes(PAY));
		const after = all.books.traffic.slice(since).map(({ methods }) => methods.includes(PAY));
		expect(after).toEqual([true, false, true, false, true]);
	});

	it('are sent one by one where they may not share a request', async () => {
		const all = stage({ run: { batched: false } });
		const entries = unheard(all, 1, 2);
		await settled(all, entries);
		expect(ends(entries)).toEqual(['done', 'done']);
		expect(all.server.methods).not.toContain('batch');
		expect(all.books.sent(PAY)).toBe(2);
	});

	it('are seen apart from the writes where that would halt them', async () => {
		const all = stage({ run: { readBackApart: true } });
		const entries = [1, 2].map((id) => {
			all.books.add(id);
			return lost(itemOf(all, deletePayment, { paymentId: id }));
		});
		await settled(all, entries);
		expect(ends(entries)).toEqual(['done', 'done']);
		const requests = all.server.methodsByRequest.slice(-2);
		expect(requests).toEqual([
			['crm.item.payment.delete', 'crm.item.payment.delete'],
			['crm.item.payment.get', 'crm.item.payment.get'],
		]);
	});

	it('are seen in the same request where that does no harm', async () => {
		const all = stage();
		await settled(all, unheard(all, 1, 2));
		expect(all.server.methodsByRequest.at(-1)).toEqual([PAY, PAY, 'sale.payment.list']);
	});

	it('are each sent again only if nothing has become of it', async () => {
		const all = stage();
		const entries = unheard(all, 1, 2, 3);
		all.books.later(30_000, () => all.books.set(2, PAID));
		await settled(all, entries);
		expect(ends(entries)).toEqual(['done', 'done', 'done']);
		expect(all.books.sent(PAY)).toBe(2);
		const warnings = entries.map(({ outcome }) =>
			TWICE.test((outcome?.kind === 'done' && outcome.warning) || ''),
		);
		expect(warnings).toEqual([true, false, true]);
	});
});

describe('A change is not sent again', () => {
	const NOT_SENT = {
		code: 'NOT_EXECUTED',
		message: 'The change did not reach Bitrix24',
		description:
			'Its answer was lost, and the payment was read afterwards: nothing has changed. Run again',
		retryable: true,
	};

	it.each([true, false])(
		'when another has failed and the run stops at that (stops: %s)',
		async (stopAtFirstFailure) => {
			const all = stage({ run: { stopAtFirstFailure } });
			const [first, second] = unheard(all, 1, 2) as [Entry, Entry];
			first.outcome = failed('REFUSED');
			await settled(all, [first, second]);
			expect(all.books.sent(PAY)).toBe(stopAtFirstFailure ? 0 : 1);
			if (stopAtFirstFailure) expect(whyFailed(second)).toMatchObject(NOT_SENT);
			else expect(second.outcome?.kind).toBe('done');
		},
	);

	it('when the last look shows another one to have failed and the run stops at that', async () => {
		const all = stage({ run: { stopAtFirstFailure: true } });
		const [first, second] = unheard(all, 1, 2) as [Entry, Entry];
		// Somebody pays and unpays it between the end of the watch and the last look.
		all.books.onLook = (number) => {
			if (number === 10) all.books.set(1, { datePaid: PAID.datePaid });
		};
		await settled(all, [first, second]);
		expect(whyFailed(first).code).toBe('OUTCOME_UNKNOWN');
		expect(whyFailed(second)).toMatchObject(NOT_SENT);
		expect(all.books.sent(PAY)).toBe(0);
	});

	it('when the portal had not answered the change before either', async () => {
		const all = stage();
		const [entry] = unheard(all, 1) as [Entry];
		all.portal.patience.hasNotHeard(NO_ANSWER);
		await settled(all, [entry]);
		expect(whyFailed(entry)).toMatchObject(NOT_SENT);
		expect(all.books.sent(PAY)).toBe(0);
	});

	it('when one before it was lost a second time', async () => {
		const all = stage({ portal: { batchSize: 1 } });
		const entries = unheard(all, 1, 2);
		all.books.loseWrites(9);
		await settled(all, entries);
		expect(ends(entries)).toEqual(['OUTCOME_UNKNOWN', 'NOT_EXECUTED']);
		expect(all.books.sent(PAY)).toBe(1);
	});

	it('only if nothing came of the one before it that was lost a second time', async () => {
		const all = stage({ portal: { batchSize: 1 } });
		const entries = unheard(all, 1, 2);
		all.books.loseWrites(1, true);
		await settled(all, entries);
		expect(ends(entries)).toEqual(['done', 'done']);
		expect(all.books.sent(PAY)).toBe(2);
	});

	it('only if no answer at all came to the one before it', async () => {
		const all = stage({ portal: { batchSize: 1 } });
		const entries = unheard(all, 1, 2);
		let times = 0;
		all.books.onWrite = (deliver) =>
			times++ > 0 ? deliver() : { kind: 'answered', status: 502, text: '<html></html>' };
		await settled(all, entries);
		expect(ends(entries)).toEqual(['OUTCOME_UNKNOWN', 'done']);
		expect(all.books.sent(PAY)).toBe(2);
	});
});

describe('Whether the portal answers', () => {
	it('is doubted when no answer came to any change and none is done', async () => {
		const all = stage({ settleMs: 0 });
		await settled(all, unheard(all, 1, 2));
		expect(all.portal.patience.isHeard).toBe(false);
	});

	it('is not doubted when one of them is done', async () => {
		const all = stage({ settleMs: 0 });
		const entries = unheard(all, 1, 2);
		all.books.set(2, PAID);
		await settled(all, entries);
		expect(ends(entries)).toEqual(['OUTCOME_UNKNOWN', 'done']);
		expect(all.portal.patience.isHeard).toBe(true);
	});

	it('is not doubted when one of them was answered, with whatever', async () => {
		const all = stage({ settleMs: 0 });
		const entries = unheard(all, 1, 2);
		const [, second] = entries;
		if (second) Object.assign(second, { doubt: undefined, outcome: failed('REFUSED') });
		await settled(all, entries);
		expect(all.portal.patience.isHeard).toBe(true);
	});

	it('is known no better where nothing was sent', async () => {
		const all = stage();
		all.portal.patience.hasNotHeard(NO_ANSWER);
		await settled(all, []);
		expect(all.portal.patience.isHeard).toBe(false);
		await settled(all, [{ ...(unheard(all, 1)[0] as Entry), doubt: undefined }]);
		expect(all.portal.patience.isHeard).toBe(true);
	});

	it('is given up after five changes in a row to which no answer came', async () => {
		const all = stage({ settleMs: 0 });
		for (const id of [1, 2, 3, 4]) await settled(all, unheard(all, id));
		expect(all.portal.patience.surrender).toBeUndefined();
		await settled(all, unheard(all, 5));
		expect(all.portal.patience.surrender).toMatchObject({ code: 'CONNECTION_FAILED' });
	});
});
