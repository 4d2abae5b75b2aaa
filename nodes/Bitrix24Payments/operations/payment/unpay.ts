import { Failure } from '../../portal/failure';
import { paidStatusOperation } from './paidStatus';

/** Mark as Unpaid: `crm.item.payment.unpay`. */
export const unpay = paidStatusOperation({
	option: {
		name: 'Mark as Unpaid',
		value: 'unpay',
		action: 'Mark payment as unpaid and undo booking',
		description:
			'Set a payment back to unpaid. The payer gets no money back: this changes the booking only, not the bank or the payment system.',
	},
	method: 'crm.item.payment.unpay',
	wanted: 'N',
	words: {
		changed: 'marked as unpaid',
		already: 'already unpaid',
		wouldChange: 'would be marked as unpaid',
	},
	contradiction: () =>
		new Failure({
			code: 'NOT_APPLIED',
			message: 'Bitrix24 accepted the change but the payment is still paid',
			description:
				'The payment was read afterwards. Somebody may have paid it again, or an automation of the portal prevented the change. Look at the payment in Bitrix24',
		}),
});
