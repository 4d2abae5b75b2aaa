import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { Input } from '../parameters/input';
import type { PaymentRef } from '../parameters/paymentRef';
import type { Command, Reply } from '../portal/command';
import type { Failure } from '../portal/failure';
import type { SingleLook } from '../portal/look';
import type { OrderName } from '../portal/paymentSearch';
import type { Claim } from '../portal/turns';
import type { Payment } from '../records/payment';

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

/** Whether things are as wanted, judged by a read after the write. */
export type Judgement =
	| {
			readonly asWanted: true;
			readonly notApplied?: readonly FieldDifference[];
			readonly warning?: string;
	  }
	| {
			readonly asWanted: false;
			readonly failure: Failure;
			/** What is seen may be the change after all, whatever the portal said of it. */
			readonly isUncertain?: boolean;
	  };

/** What an answer to a write says by itself. */
export interface Confirmation {
	/** The payment, where the answer contains it. */
	readonly payment?: Payment;
	/** The ID of a payment that the write created. */
	readonly createdId?: number;
}

/** Why running the same item again is not harmless. */
export interface RerunRisk {
	/** What to look at before, as in "Look at the deal in Bitrix24". */
	readonly lookAt: string;
	/** As in "Running again would create another payment". */
	readonly would: string;
	/** Also where it is known to be done: nothing shows a second time that it was. */
	readonly evenIfDone?: boolean;
}

/**
 * One validated request to change something, as pure functions over what the portal shows: nothing
 * here sends anything.
 *
 * `State` is what its look shows: a payment, or for a new payment those of its deal.
 */
export interface Change<State> {
	/** The one payment or record that it is about: two changes of it are made one after the other. */
	readonly target: string;
	/** Undefined for a payment that does not exist yet. */
	readonly paymentId?: number;
	/** What shows whether things are as wanted. */
	readonly look: SingleLook;
	/** The same after the write, where another look shows it better. */
	readonly lookAfter?: SingleLook;
	/** The state before has to be known even when the user switched verification off. */
	readonly needsStateBefore: boolean;
	/** Undefined where running the same item again later changes nothing twice. */
	readonly rerunRisk?: RerunRisk;
	/** Whether the state shows that money was moved, also where something else is left to do. */
	showsCharge?(state: State): boolean;
	/** Names of the fields that the write sets. */
	readonly sets: readonly string[];
	/** May be sent once more when the state shows that the first time had no effect. */
	readonly repeatable: boolean;
	/** Two changes of one target with the same wish come to the same as one of them. */
	readonly wish?: string;
	/** What the look showed; undefined when its reply shows nothing. */
	observe(reply: Reply): State | undefined;
	/** The payment in a state, if there is one. */
	paymentIn(state: State, confirmation?: Confirmation): Payment | undefined;
	/** The orders that the write saves (docs/bitrix24.md#no-lock); undefined where it may be any. */
	claim(state: State | undefined): Claim;
	/** A state in words, to follow "At 10:15:00" in a message. */
	inWords(state: State, before: State | undefined): string;
	/** Why the change must not be sent. */
	objection(before: State): Failure | undefined;
	/** Whether nothing is left to do. */
	isDone(state: State): boolean;
	/** What of the wanted is different in a state that counts as done. */
	differences?(state: State): readonly FieldDifference[];
	/** The write. `before` is undefined only if neither the user nor the change needs it. */
	write(before: State | undefined): Command;
	/** What the answer to the write confirms; undefined when it confirms nothing. */
	confirmation(value: unknown, before: State | undefined): Confirmation | undefined;
	/** Judges the state that was read after the write. */
	judge(after: State, before: State | undefined, confirmation?: Confirmation): Judgement;
	/** What a write would change. */
	preview(before: State): FieldPreview[];
	/** Whether the state shows that the write never took effect. */
	isUntouched(now: State, before: State | undefined): boolean;
	/**
	 * What is to be done with a payment once the write has created it: a change of its own, which is
	 * read, decided and verified like any other.
	 */
	followUp?(createdId: number): PaymentChange;
	/** What a person has to know of the payment as it is in the end; empty for nothing. */
	remarkOn?(payment: Payment): string;
	/** Whether this error is an answer of another's doing, such as a payment that is gone already. */
	isForestalled?(failure: Failure): boolean;
}

/** A change of one existing payment, which is looked at by itself. */
export type PaymentChange = Change<Payment>;

/** What all kinds of operations have in common: what the user sees of them. */
export interface OperationFace {
	readonly resource: 'payment' | 'paySystem';
	readonly option: INodePropertyOptions & { readonly action: string };
	/** The operation's parameters, without the common ones. */
	readonly properties: readonly INodeProperties[];
	/** What an AI agent reads of it as a tool: what it does, also to money. */
	readonly forAgents: string;
}

/** Which of several payments an operation is meant for. */
export interface Aim {
	/** Those that it can do something about. */
	readonly paid: 'Y' | 'N';
	/** The others are already as it would make them. */
	readonly othersAreDone: boolean;
}

/** What an item asks for: which payment, and what is to become of it. */
export interface ChangeRequest {
	/** Undefined for a payment that does not exist yet. */
	readonly ref?: PaymentRef;
	/** The order of a payment that does not exist yet, where it is given. */
	readonly order?: OrderName;
	/** @param id of the payment or order; 0 where neither is known */
	change(id: number): Change<unknown>;
}

/** An operation that changes something: what the user sees, and how input becomes a change. */
export interface ChangeOperation extends OperationFace {
	readonly kind: 'change';
	/** Whether writes may share a request (docs/money-rules.md#never-in-a-batch). */
	readonly batched: boolean;
	/** The read-back is answered with an error when all is well, which would halt a batch. */
	readonly readBackApart?: boolean;
	readonly words: OutcomeWords;
	/** Added to every successful item, such as `deleted: true`. */
	readonly mark?: Readonly<Record<string, boolean>>;
	/** The guards of 'Only If' make sense: there is a payment to check. */
	readonly guarded: boolean;
	/** Decides where several payments could be meant. */
	readonly aim?: Aim;
	/**
	 * Validates one item's parameters.
	 * @throws Failure (`INVALID_INPUT`)
	 */
	request(input: Input): ChangeRequest;
}
