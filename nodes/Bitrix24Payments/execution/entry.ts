import type { Change, Confirmation, FieldDifference, FieldPreview } from '../operations/change';
import type { ItemOptions } from '../parameters/options';
import type { PaymentRef } from '../parameters/paymentRef';
import type { ResponseTime } from '../portal/command';
import type { Failure } from '../portal/failure';
import type { Claim } from '../portal/turns';
import type { WritablePortal } from '../portal/writablePortal';
import type { Payment } from '../records/payment';
import type { FoundState } from './find';

/** How one item ended. */
export type Outcome =
	| {
			readonly kind: 'done';
			/** Undefined where nobody can say whose doing it is. */
			readonly changed?: boolean;
			readonly verified: boolean;
			readonly paymentId?: number;
			readonly payment?: Payment;
			readonly time?: ResponseTime;
			readonly notApplied?: readonly FieldDifference[];
			/** What else has to be known about it. */
			readonly warning?: string;
	  }
	| {
			readonly kind: 'dryRun';
			readonly wouldChange: boolean;
			readonly changes: readonly FieldPreview[];
			readonly payment?: Payment;
			readonly time?: ResponseTime;
	  }
	| { readonly kind: 'failed'; readonly failure: Failure };

/**
 * Why a write has to be looked at before anything can be said about it:
 * - `answered`: with a confirmation or something else that is no error
 * - `complained`: with an error that may come after the change was saved
 * - `lost`: not answered; it may be running still
 */
export interface Doubt {
	readonly kind: 'answered' | 'complained' | 'lost';
	readonly failure?: Failure;
	/** What the answer confirmed by itself, if it did. */
	readonly confirmation?: Confirmation;
	/** When nothing more was to be heard of the write, in ticks. */
	readonly since: number;
}

/** The working record of one item on its way from request to outcome. */
export interface Entry {
	/** Position among the input items. */
	readonly index: number;
	/** Where its credential leads. */
	readonly portal: WritablePortal;
	readonly change: Change<unknown>;
	readonly options: ItemOptions;
	/** How its payment was found, unless it was given by its ID. */
	readonly foundBy?: Exclude<PaymentRef['by'], 'id'>;
	/** What the search showed of it. */
	readonly foundState?: FoundState;
	/** It is looked at before the write even where the user wants no reads. */
	mustBeSeen?: boolean;
	/** An earlier try of the execution, or an item before it, has done it. */
	wasDoneBefore?: boolean;
	/** An item before it has charged or refunded the same payment, and nobody has looked at that. */
	mayRepeatCharge?: boolean;
	/** What the read before the write showed. */
	before?: unknown;
	/** `time` of the last answer that said something about the payment. */
	time?: ResponseTime;
	/** Its write may have gone out, and the run did not live to take in what came of it. */
	wasLeftBehind?: boolean;
	/** Its write was in a batch that Bitrix24 says to have stopped before it. */
	wasBehindHalt?: boolean;
	doubt?: Doubt;
	/** The change that follows on it, of the payment that it has created. */
	followUp?: Entry;
	/** The last look at a payment in doubt: when it was, in ticks and on the clock of the wall. */
	seen?: { readonly state: unknown; readonly at: number; readonly time: number };
	/** Why the last look at it showed nothing, for a person. */
	blindness?: string;
	/** A lost write was sent a second time; there is no third. */
	repeated?: boolean;
	outcome?: Outcome;
}

/** Said of a look that was answered with something else. */
export const NOT_WHAT_WAS_ASKED = 'Bitrix24 answered without the payment that was asked for';

export function fail(entry: Entry, failure: Failure): void {
	entry.outcome = { kind: 'failed', failure };
}

export function hasFailed(entry: Entry): boolean {
	return entry.outcome?.kind === 'failed';
}

export function isOpen(entry: Entry): boolean {
	return entry.outcome === undefined;
}

/** What the writes of these touch together; undefined, as for one, where nobody knows. */
export function claimOf(entries: readonly Entry[]): Claim {
	const claims = entries.map(({ change, before, seen }) => change.claim(before ?? seen?.state));
	if (claims.some((claim) => claim === undefined)) return undefined;
	return new Set(claims.flatMap((claim) => [...(claim ?? [])]));
}

/** Whether an error tells that somebody else was faster; only who has seen it before can say so. */
export function isForestalled({ change, before }: Entry, failure: Failure | undefined): boolean {
	return before !== undefined && !!failure && (change.isForestalled?.(failure) ?? false);
}

/** The payment that an item is about, also one that did not exist before. */
export function paymentIdOf({ change, doubt, followUp }: Entry): number | undefined {
	return change.paymentId ?? followUp?.change.paymentId ?? doubt?.confirmation?.createdId;
}
