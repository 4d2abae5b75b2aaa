import { recordId } from '../../parameters/ids';
import {
	meantPayment,
	paymentParameter,
	paySystemIdParameter,
	PAY_SYSTEM_LABEL,
} from '../../parameters/locators';
import { Failure, invalidInput } from '../../portal/failure';
import type { Payment } from '../../records/payment';
import type { ChangeOperation, PaymentChange } from '../change';
import { hasSamePaidDate } from './paidStatus';
import { notPaid } from './pay';
import { paymentState, shortLook } from './paymentState';

/**
 * Pay via Payment System: `sale.paysystem.pay.payment` (docs/bitrix24.md#pay-via-payment-system).
 */
export const paySystemPay: ChangeOperation = {
	kind: 'change',
	resource: 'payment',
	option: {
		name: 'Pay via Payment System',
		value: 'paySystemPay',
		action: 'Pay payment via payment system',
		description:
			'Let the REST handler of a payment system book it. For all other systems use Mark as Paid.',
	},
	forAgents:
		'Lets the REST handler of a payment system in Bitrix24 book a payment. This books money and may charge the customer. A payment that is paid already stays as it is.',
	properties: [paymentParameter('paySystemPay'), paySystemIdParameter('paySystemPay')],
	batched: false,
	guarded: true,
	words: { changed: 'paid', already: 'already paid', wouldChange: 'would be paid' },
	aim: { paid: 'N', othersAreDone: true },
	request: (input) => {
		const paySystemId = recordId(input.parameter('paySystemId'), PAY_SYSTEM_LABEL);
		return { ref: meantPayment(input), change: (id) => paySystemRequest(id, paySystemId) };
	},
};

function paySystemRequest(id: number, paySystemId: number): PaymentChange {
	const isDone = (payment: Payment) => payment.paid === 'Y';
	return {
		...paymentState(id),
		look: shortLook(id),
		needsStateBefore: false,
		sets: ['paid'],
		wish: `paid through ${paySystemId}`,
		// A handler of the payment system may have charged the customer without Bitrix24 knowing of it.
		repeatable: false,
		rerunRisk: CHARGE_RISK,
		objection: (before) => usesOtherPaySystem(before, paySystemId),
		isDone,
		write: () => ({
			method: 'sale.paysystem.pay.payment',
			params: { PAYMENT_ID: id, PAY_SYSTEM_ID: paySystemId },
		}),
		judge: (after, before) =>
			isDone(after)
				? { asWanted: true }
				: {
						asWanted: false,
						failure:
							!before || hasSamePaidDate(after, before)
								? paySystemDidNothing(after)
								: notPaid(after, before),
					},
		preview: (before) => [{ field: 'paid', from: before.paid, to: 'Y' }],
		isUntouched: () => false,
	};
}

/** Why it is never sent twice (docs/bitrix24.md#pay-via-payment-system). */
const CHARGE_RISK = {
	lookAt: 'the payment, and at the charge in the payment system itself,',
	would: 'charge the customer once more if only Bitrix24 missed it',
} as const;

/** Bitrix24 would answer that it knows no such payment, which misleads. */
function usesOtherPaySystem(before: Payment, paySystemId: number): Failure | undefined {
	const isOther = before.paySystemId !== null && before.paySystemId !== paySystemId;
	if (!isOther || before.paid === 'Y') return undefined;
	return invalidInput(
		`The payment uses payment system ${before.paySystemId} (${before.paySystemName}), not ${paySystemId}`,
		'Choose the payment system of the payment, or change it with Update first',
	);
}

/** Cash, invoices and others without a REST handler answer `true` and do nothing. */
function paySystemDidNothing(after: Payment): Failure {
	return new Failure({
		code: 'NOT_PAID',
		message: `The payment system '${after.paySystemName}' reported success but did not book the payment`,
		description:
			'It has no REST handler, or its handler could not save. Use Mark as Paid instead, or a payment system with a REST handler',
	});
}
