import type { Entry } from '../../nodes/Bitrix24Payments/execution/entry';
import { deletePayment } from '../../nodes/Bitrix24Payments/operations/payment/delete';
import { TOO_MANY } from '../portal/support';
import { ends, itemOf, lost, settledAll, stage, unheard, whyFailed } from './changing';

const PAY = 'crm.item.payment.pay';
const PAID = { paid: 'Y', datePaid: '2026-04-10T08:00:00+00:00' };
const TWICE = /was sent twice/;

describe('A change that surely had no effect', () => {
	it('is sent once more, right after a last look, and says so', async () => {
		const all = stage();
		const [entry] = unheard(all, 1) as [Entry];
		await settledAll(all, [entry]);
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
		await settledAll(all, [entry]);
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
		await settledAll(all, [entry]);
		expect(entry.outcome).toMatchObject({ kind: 'done', changed: true });
		expect(all.books.looksAt.at(-1)).toBe(82_000);
	});

	it('is not called undone by what was seen before the second time', async () => {
		const all = stage();
		const [entry] = unheard(all, 1) as [Entry];
		all.books.onWrite = (deliver) => {
			all.books.instead = ({ method }) => (method === PAY ? undefined : { result: 'nonsense' });
			return deliver();
		};
		await settledAll(all, [entry]);
		expect(whyFailed(entry)).toMatchObject({
			code: 'OUTCOME_UNKNOWN',
			message: 'Bitrix24 confirmed the change, but it could not be verified',
			description: expect.stringContaining('The payment could not be read afterwards'),
		});
	});

	it('is refused the second time for good, which is told with what is known', async () => {
		const all = stage();
		const [entry] = unheard(all, 1) as [Entry];
		all.books.instead = ({ method }) =>
			method === PAY ? { error: 'SALE_ORDER_PAID_ORDER_CANCELED' } : undefined;
		await settledAll(all, [entry]);
		expect(whyFailed(entry)).toMatchObject({
			message: 'The order of this payment is cancelled',
			description: expect.stringMatching(TWICE),
		});
	});

	it('is not said to be sent twice when a limit keeps it back for good', async () => {
		const all = stage({ portal: { waits: { rate: 5000, operating: 0 } } });
		const [entry] = unheard(all, 1) as [Entry];
		all.books.onWrite = () => TOO_MANY;
		await settledAll(all, [entry]);
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
		await settledAll(all, [entry]);
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
		await settledAll(all, entries);
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
		await settledAll(all, entries);
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
		await settledAll(all, entries);
		expect(ends(entries)).toEqual(['done', 'done']);
		const requests = all.server.methodsByRequest.slice(-2);
		expect(requests).toEqual([
			['crm.item.payment.delete', 'crm.item.payment.delete'],
			['crm.item.payment.get', 'crm.item.payment.get'],
		]);
	});

	it('are seen in the same request where that does no harm', async () => {
		const all = stage();
		await settledAll(all, unheard(all, 1, 2));
		expect(all.server.methodsByRequest.at(-1)).toEqual([PAY, PAY, 'sale.payment.list']);
	});

	it('are each sent again only if nothing has become of it', async () => {
		const all = stage();
		const entries = unheard(all, 1, 2, 3);
		all.books.later(30_000, () => all.books.set(2, PAID));
		await settledAll(all, entries);
		expect(ends(entries)).toEqual(['done', 'done', 'done']);
		expect(all.books.sent(PAY)).toBe(2);
		const warnings = entries.map(({ outcome }) =>
			TWICE.test((outcome?.kind === 'done' && outcome.warning) || ''),
		);
		expect(warnings).toEqual([true, false, true]);
	});
});
