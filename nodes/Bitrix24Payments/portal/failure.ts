/** The codes of this node, which a workflow can route on. */
export type OwnCode =
	| 'PAYMENT_NOT_FOUND'
	| 'PAYMENT_AMBIGUOUS'
	| 'ACCESS_DENIED'
	| 'SCOPE_MISSING'
	| 'REFUSED'
	| 'PARTLY_DONE'
	| 'CREDENTIAL_INVALID'
	| 'INVALID_INPUT'
	| 'GUARD_FAILED'
	| 'OUTCOME_UNKNOWN'
	| 'NOT_EXECUTED'
	| 'NOT_PAID'
	| 'NOT_APPLIED'
	| 'CONNECTION_FAILED'
	| 'RATE_LIMITED'
	| 'BAD_RESPONSE'
	| 'PHONE_NOT_CONFIRMED';

/** A payment that may be the one that was meant. */
export interface Candidate {
	readonly paymentId: number;
	readonly accountNumber: string;
	readonly paid: 'Y' | 'N';
	readonly sum: number | null;
	readonly currency: string;
}

export interface FailureDetails {
	readonly code: OwnCode;
	/** Bitrix24's own, as a string, where the failure is an answer of the portal. */
	readonly bitrixCode?: string;
	/** What happened, for a person. */
	readonly message: string;
	/** How to mend it. */
	readonly description: string;
	/** Whether the same item may succeed later without any change. */
	readonly retryable?: boolean;
	/** The Bitrix24 scope that the credential lacks. */
	readonly requiredScope?: string;
	readonly httpStatus?: number;
	/** The record does not exist, or perhaps only may not be seen. */
	readonly notFound?: 'surely' | 'perhaps';
	/** When the portal's limit ends, in ms since 1970. */
	readonly resetAt?: number;
	/** Payments that may be meant. */
	readonly candidates?: readonly Candidate[];
}

/**
 * Why something did not work, in words for a person and in a code for a workflow. Its texts have
 * passed the scrubber, so it may leave the node; a raw request, response or axios error may not.
 */
export class Failure extends Error {
	readonly code: OwnCode;

	readonly bitrixCode?: string;

	readonly description: string;

	readonly retryable: boolean;

	readonly requiredScope?: string;

	readonly httpStatus?: number;

	readonly notFound?: 'surely' | 'perhaps';

	readonly resetAt?: number;

	readonly candidates?: readonly Candidate[];

	constructor(private readonly details: FailureDetails) {
		super(details.message);
		this.name = 'Failure';
		this.code = details.code;
		this.bitrixCode = details.bitrixCode;
		this.description = details.description;
		this.retryable = details.retryable ?? false;
		this.requiredScope = details.requiredScope;
		this.httpStatus = details.httpStatus;
		this.notFound = details.notFound;
		this.resetAt = details.resetAt;
		this.candidates = details.candidates;
	}

	/** The same failure with some of its words replaced. */
	with(changes: Partial<FailureDetails>): Failure {
		return new Failure({ ...this.details, ...changes });
	}
}

/** Input that cannot be right, found before anything was sent. */
export function invalidInput(message: string, description: string): Failure {
	return new Failure({ code: 'INVALID_INPUT', message, description });
}

/** The user stopped the execution: no item's failure, it ends the whole run. */
export class RunCancelled extends Error {
	/** @param advice whether running again is harmless, for a person */
	constructor(readonly advice = 'Running again is safe') {
		super('The execution was stopped');
		this.name = 'RunCancelled';
	}
}
