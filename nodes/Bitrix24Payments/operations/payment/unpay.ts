import { Failure } from '../../portal/failure';
import { paidStatusOperation } from './paidStatus';

/** Mark as Unpaid: `crm.item.payment.unpay`. */
export const unpay = paidStatusOperation({
	option: {
		name: 'Mark as Unpaid',
		value: 'unpay',
		action: 'Mark payment as unpaid',
		description: 'Take a booking back. The payer gets no money back: only the books change.',
	},
	forAgents:
		'Marks a payment in Bitrix24 as unpaid again. This takes the booking back and runs automation; the payer gets no money back. Use it only to correct a payment that was booked wrongly.',
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
