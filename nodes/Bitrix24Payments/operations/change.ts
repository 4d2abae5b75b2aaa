import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { Command } from '../portal/command';
import type { Failure } from '../portal/failure';
import type { Input } from './input';
import type { Payment } from './payment';

/** A field that Bitrix24 stored differently from what was sent. */
export interface FieldDifference {
	readonly field: string;
	readonly sent: string | number;
	readonly stored: string | number | null;
}

/** What a dry run would do to a field. */
export interface FieldPreview {
	readonly field: string;
	readonly from: string | number | null;
	readonly to: string | number;
}

/** How outcomes are counted in the execution hint, as in "3 paid, 1 already paid". */
export interface OutcomeWords {
	readonly changed: string;
	readonly already: string;
	readonly wouldChange: string;
}

/** Whether the payment is as wanted, judged by a read after the write. */
export type Judgement =
	| { readonly asWanted: true; readonly notApplied?: readonly FieldDifference[] }
	| { readonly asWanted: false; readonly failure: Failure };

/**
 * One validated request to change one payment, as pure functions over what the portal shows:
 * nothing here sends anything.
 */
export interface PaymentChange {
	readonly paymentId: number;
	/** The read that shows whether the payment is as wanted. */
	readonly read: Command;
	/** The state before has to be known even when the user switched verification off. */
	readonly needsPaymentBefore: boolean;
	/** May be sent once more when the state shows that the first time had no effect. */
	readonly repeatable: boolean;
	/** Why the change must not be sent to this payment. */
	objection(before: Payment): Failure | undefined;
	/** Whether nothing is left to do. */
	isDone(payment: Payment): boolean;
	/** The write. `before` is undefined only if neither the user nor the change needs it. */
	write(before: Payment | undefined): Command;
	/** Judges the payment as it was read after the write. */
	judge(after: Payment, before: Payment | undefined): Judgement;
	/** What a write would change. */
	preview(before: Payment): FieldPreview[];
	/** Whether the payment looks as if the write had never reached it. */
	isUntouched(now: Payment, before: Payment | undefined): boolean;
	/** Whether Bitrix24 may have stored the change although it answered with this error. */
	mayBeStoredDespite(failure: Failure): boolean;
}

/** An operation that changes a payment: what the user sees, and how input becomes a change. */
export interface PaymentChangeOperation {
	readonly kind: 'change';
	readonly resource: 'payment';
	readonly option: INodePropertyOptions & { readonly action: string };
	/** The operation's parameters, without the common ones. */
	readonly properties: readonly INodeProperties[];
	/** Scopes of all methods it calls. */
	readonly scopes: readonly string[];
	/** Whether writes may share a request (DESIGN §5, rule 8). */
	readonly batched: boolean;
	readonly words: OutcomeWords;
	/**
	 * Validates one item's parameters.
	 * @throws Failure (`INVALID_INPUT`)
	 */
	request(input: Input): PaymentChange;
}
