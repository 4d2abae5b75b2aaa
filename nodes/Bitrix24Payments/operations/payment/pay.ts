import { Failure } from '../../portal/failure';
import type { Payment } from '../../records/payment';
import { hasSamePaidDate, paidStatusOperation } from './paidStatus';

/** Mark as Paid: `crm.item.payment.pay`. */
export const pay = paidStatusOperation({
	option: {
		name: 'Mark as Paid',
		value: 'pay',
		action: 'Mark payment as paid',
		description:
			'Book a payment. Runs what Bitrix24 attaches to it: automation, receipts, mail, order status.',
	},
	forAgents:
		'Marks a payment in Bitrix24 as paid. This books money, and runs automation, receipts and mails to the customer. A payment that is paid already stays as it is. Use it only for money that has arrived.',
	method: 'crm.item.payment.pay',
	wanted: 'Y',
	words: { changed: 'paid', already: 'already paid', wouldChange: 'would be paid' },
	contradiction: notPaid,
});

/** The payment, read after a payment was accepted, is unpaid. */
export function notPaid(after: Payment, before: Payment | undefined): Failure {
	return !before || hasSamePaidDate(after, before)
		? new Failure({
				code: 'NOT_PAID',
				message: 'Bitrix24 accepted the payment but did not book it',
				description:
					'The payment was read afterwards and is still unpaid. Look at the payment and its order in Bitrix24; an automation of the portal may have prevented it',
			})
		: new Failure({
				code: 'NOT_PAID',
				message: 'The payment was booked and undone again',
				description: `It was marked as paid at ${after.datePaid} and is unpaid now. Somebody, or an automation of the portal, marked it as unpaid again`,
			});
}
