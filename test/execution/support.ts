import type { Entry, Outcome } from '../../nodes/Bitrix24Payments/execution/entry';
import { pay } from '../../nodes/Bitrix24Payments/operations/payment/pay';
import type { WritablePortal } from '../../nodes/Bitrix24Payments/portal/writablePortal';
import { rig } from '../portal/support';
import { inputOf } from '../support/payments';

const { portal: HERE } = rig();

/** The entry of an item that marks a payment as paid. */
export function entryFor(
	paymentId: number,
	index = 0,
	outcome?: Outcome,
	portal: WritablePortal = HERE,
): Entry {
	return {
		index,
		portal,
		change: pay.request(inputOf({ paymentId })),
		options: { verify: true, simplify: true, dryRun: false, guards: {} },
		...(outcome ? { outcome } : {}),
	};
}
