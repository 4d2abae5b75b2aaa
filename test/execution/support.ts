import type { Entry, Outcome } from '../../nodes/Bitrix24Payments/execution/entry';
import { pay } from '../../nodes/Bitrix24Payments/operations/payment/pay';
import { inputOf } from '../support/payments';

/** The entry of an item that marks a payment as paid. */
export function entryFor(paymentId: number, index = 0, outcome?: Outcome): Entry {
	return {
		index,
		change: pay.request(inputOf({ paymentId })),
		options: { verify: true, simplify: true, dryRun: false, guards: {} },
		...(outcome ? { outcome } : {}),
	};
}
