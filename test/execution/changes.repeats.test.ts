import type { IDataObject } from 'n8n-workflow';

import type { Entry } from '../../nodes/Bitrix24Payments/execution/entry';
import { paySystemPay } from '../../nodes/Bitrix24Payments/operations/payment/paySystemPay';
import { update } from '../../nodes/Bitrix24Payments/operations/payment/update';
import { carriedOut, itemOf, stage, whyFailed, type Stage } from './changing';

/** Items that move money of payment 1, with Verify off, as a run makes them of its input. */
function unverified(
	all: Stage,
	operation: Parameters<typeof itemOf>[1],
	parameters: readonly IDataObject[],
): Entry[] {
	all.books.add(1, { paid: 'N', isReturn: 'N' });
	return parameters.map((given, index) => {
		const entry = itemOf(all, operation, { paymentId: 1, ...given }, index);
		const options = { ...entry.options, verify: false };
		return { ...entry, before: undefined, options, mustBeSeen: index > 0 };
	});
}

describe('A payment that is twice in the input, at a portal that shows late what it did', () => {
	it('is charged once, also where nobody looks whether it was', async () => {
		const all = stage({ run: { batched: false } });
		const entries = unverified(all, paySystemPay, [{ paySystemId: 7 }, { paySystemId: 7 }]);
		all.books.lateMs = 1500;
		expect(await carriedOut(all, entries)).toEqual(['done', 'NOT_EXECUTED']);
		expect(all.books.sent('sale.paysystem.pay.payment')).toBe(1);
		for (const entry of entries.slice(1)) {
			expect(whyFailed(entry)).toMatchObject({
				message:
					'Nothing was sent: an item before it has done the same, and the payment does not show it',
				description: expect.stringMatching(/before running again, which would charge/),
				retryable: false,
			});
		}
	});

	it('is charged once, and needs no second time where it shows in time', async () => {
		const all = stage({ run: { batched: false } });
		const entries = unverified(all, paySystemPay, [{ paySystemId: 7 }, { paySystemId: 7 }]);
		expect(await carriedOut(all, entries)).toEqual(['done', 'done']);
		expect(all.books.sent('sale.paysystem.pay.payment')).toBe(1);
	});

	it('is told what else is left to do of it once it shows the refund', async () => {
		const all = stage();
		const entries = unverified(all, update, [
			{ updateFields: { isReturn: 'Y' } },
			{ updateFields: { isReturn: 'Y', comments: 'second' } },
		]);
		expect(await carriedOut(all, entries)).toEqual(['done', 'done']);
		expect(all.books.rows.get(1)).toMatchObject({ isReturn: 'Y', comments: 'second' });
	});

	it('is refunded once, also where the second item sets something else beside', async () => {
		const all = stage();
		const entries = unverified(all, update, [
			{ updateFields: { isReturn: 'Y' } },
			{ updateFields: { isReturn: 'Y', comments: 'second' } },
			{ updateFields: { comments: 'third' } },
		]);
		// Reads do not show it yet.
		all.books.instead = ({ method }) =>
			method === 'sale.payment.update' ? { result: true } : undefined;
		expect(await carriedOut(all, entries)).toEqual(['done', 'NOT_EXECUTED', 'done']);
		expect(all.books.sent('sale.payment.update')).toBe(2);
	});
});
