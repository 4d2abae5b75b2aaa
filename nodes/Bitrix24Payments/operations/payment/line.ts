import type { Piece } from '../../parameters/purpose';
import { countInWords } from '../../records/candidates';
import type { Payment } from '../../records/payment';
import { EXACT, isSameAmount } from '../../records/storedValue';

/** What a bank line says. */
export interface Line {
	readonly amount: number;
	/** One of these; undefined where any currency fits. */
	readonly currencies?: readonly string[];
	/** How much more or less the payment may be. */
	readonly mayDifferBy: number;
	readonly pieces: readonly Piece[];
	/** Something in the text that was not looked up, because it is no whole number. */
	readonly unread?: string;
	/** Whether payments were looked for by the amount, too. */
	readonly byAmount?: boolean;
	/** Why they were not, although it was wished. */
	readonly notByAmount?: string;
}

/** A payment that a line may be about, and what in the line names it. */
export interface Named {
	readonly by: 'paymentNumber' | 'orderNumber' | 'amount';
	readonly number: string;
	readonly payment: Payment;
	/** Whether a word of its own says that the number is one. */
	readonly isAnnounced?: boolean;
}

/** What names a payment, what says most first. */
export const WAYS = ['paymentNumber', 'orderNumber', 'amount'] as const;

export function isOpen({ payment }: Named): boolean {
	return payment.paid === 'N';
}

export function fits(line: Line, payment: Payment): boolean {
	return hasCurrency(line, payment) && isAmountOf(line, payment.sum);
}

export function isAmountOf({ amount, mayDifferBy }: Line, sum: number | null): boolean {
	return isSameAmount(amount, sum, mayDifferBy + EXACT);
}

export function hasCurrency({ currencies }: Line, payment: Payment): boolean {
	return currencies === undefined || currencies.includes(payment.currency);
}

export function inWords(named: readonly Named[]): string {
	return countInWords(named.map(({ payment }) => payment));
}
