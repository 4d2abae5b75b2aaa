import type { Reply } from '../../portal/command';
import type { PaymentLook } from '../../portal/look';
import { orderOf, paymentFrom, type Payment } from '../../records/payment';
import type { Change, Confirmation } from '../change';

type Observing = Pick<
	Change<Payment>,
	'target' | 'paymentId' | 'observe' | 'paymentIn' | 'claim' | 'inWords' | 'confirmation'
>;

/** What changes of one existing payment have in common: their state is that payment. */
export function paymentState(paymentId: number): Observing {
	return {
		target: paymentTarget(paymentId),
		paymentId,
		observe: (reply: Reply) =>
			reply.kind === 'value' ? paymentFrom(reply.value, paymentId) : undefined,
		paymentIn: (payment) => payment,
		claim: (payment) => payment && orderOf(payment),
		inWords: (payment) => `the payment was ${payment.paid === 'Y' ? 'paid' : 'unpaid'}`,
		confirmation: (value) => confirmationOf(value, paymentId),
	};
}

export function paymentTarget(paymentId: number): string {
	return `payment ${paymentId}`;
}

export function shortLook(paymentId: number): PaymentLook {
	return { show: 'payment', id: paymentId, form: 'short' };
}

export function fullLook(paymentId: number): PaymentLook {
	return { show: 'payment', id: paymentId, form: 'full' };
}

/** `true` for pay and unpay, the payment itself for an update; anything else proves nothing. */
function confirmationOf(value: unknown, paymentId: number): Confirmation | undefined {
	if (value === true) return {};
	const payment = paymentFrom(value, paymentId);
	return payment ? { payment } : undefined;
}
