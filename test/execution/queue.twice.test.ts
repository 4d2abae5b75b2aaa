import { hasFailed, type Entry } from '../../nodes/Bitrix24Payments/execution/entry';
import { Queue } from '../../nodes/Bitrix24Payments/execution/queue';
import { create } from '../../nodes/Bitrix24Payments/operations/payment/create';
import { paySystemPay } from '../../nodes/Bitrix24Payments/operations/payment/paySystemPay';
import { update } from '../../nodes/Bitrix24Payments/operations/payment/update';
import { CHANGED, entryFor, entryOf, failed, leaveInDoubt } from './support';

function indexes(entries: readonly Entry[]): number[] {
	return entries.map(({ index }) => index);
}

describe('A change that must not be made twice', () => {
	function charging(paymentIds: readonly number[]): Entry[] {
		return paymentIds.map((paymentId, index) =>
			entryOf(paySystemPay, { paymentId, paySystemId: 7 }, index),
		);
	}

	it('is not sent to a payment whose last one is unclear', () => {
		const entries = charging([1, 2, 1, 1]);
		const queue = new Queue(entries, false);
		const [first] = queue.next(1);
		if (first) leaveInDoubt(first);
		expect(indexes(queue.next(9))).toEqual([1]);
		for (const { outcome } of entries.slice(2)) {
			const failure = outcome?.kind === 'failed' ? outcome.failure : undefined;
			expect(failure).toMatchObject({ code: 'NOT_EXECUTED', retryable: false });
			expect(failure?.message).toContain('Nothing was sent');
			expect(failure?.description).toContain('charge the customer once more');
		}
	});

	it('is not sent where an earlier try of an item behind it is unclear', () => {
		const entries = charging([1, 2, 1]);
		for (const entry of entries.slice(2)) leaveInDoubt(entry);
		expect(indexes(new Queue(entries, false).next(9))).toEqual([1]);
		expect(hasFailed(entries[0] ?? entryFor(1))).toBe(true);
	});

	it('is sent again after one that certainly was not sent', () => {
		const entries = charging([1, 1]);
		const queue = new Queue(entries, false);
		const [first] = queue.next(1);
		if (first) first.outcome = failed('RATE_LIMITED');
		expect(indexes(queue.next(9))).toEqual([1]);
	});

	it('is sent again after one that is settled', () => {
		const entries = charging([1, 1]);
		const queue = new Queue(entries, false);
		const [first] = queue.next(1);
		if (first) {
			leaveInDoubt(first);
			first.outcome = CHANGED;
		}
		expect(indexes(queue.next(9))).toEqual([1]);
	});

	it('keeps every other change from a payment that may be refunded', () => {
		const refund = entryOf(update, { paymentId: 1, updateFields: { isReturn: 'P' } });
		const entries = [refund, { ...entryFor(1), index: 1 }, { ...entryFor(2), index: 2 }];
		const queue = new Queue(entries, false);
		queue.next(9);
		leaveInDoubt(refund);
		expect(indexes(queue.next(9))).toEqual([2]);
		expect(entries[1]?.outcome?.kind).toBe('failed');
	});

	it('is no matter where a second one is harmless, or makes a payment of its own', () => {
		const paid = [entryFor(1, 0), entryFor(1, 1)];
		const created = [0, 1].map((index) =>
			entryOf(create, { entityTypeId: 2, entityId: 25 }, index),
		);
		for (const entries of [paid, created]) {
			const queue = new Queue(entries, false);
			const [first] = queue.next(1);
			if (first) leaveInDoubt(first);
			expect(indexes(queue.next(9))).toEqual([1]);
		}
	});
});
