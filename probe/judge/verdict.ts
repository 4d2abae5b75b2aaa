/** Why something could not be tried. */
export type Reason =
	/** The credential, or its user, may not do it. */
	| 'permission'
	/** The plan or licence of the portal does not include it. */
	| 'plan'
	/** The portal has no payment, order … of the kind that is needed. */
	| 'data'
	/** The portal does not have the method. */
	| 'method'
	/** A limit of the portal, or the probe's own limit of requests and time. */
	| 'limit'
	/** No answer, or one that does not come from Bitrix24. */
	| 'connection'
	/** It needs `--write`, `--oauth` or `--webhook`. */
	| 'option'
	/** The walk was interrupted before it got there. */
	| 'interrupted';

/**
 * What the portal did about one assumption. `observed` is made of the probe's own words, names of
 * types and fields, codes and counts; never of what the portal keeps or of its free texts.
 */
export type Verdict =
	| { readonly verdict: 'holds'; readonly observed: string; readonly variant?: string }
	| { readonly verdict: 'differs'; readonly observed: string }
	| { readonly verdict: 'untried'; readonly why: Reason; readonly observed: string };

export function holds(observed: string, variant?: string): Verdict {
	return variant === undefined
		? { verdict: 'holds', observed }
		: { verdict: 'holds', observed, variant };
}

export function differs(observed: string): Verdict {
	return { verdict: 'differs', observed };
}

export function untried(why: Reason, observed: string): Verdict {
	return { verdict: 'untried', why, observed };
}

/** `holds` or `differs`, after whether something is so. */
export function decide(isSo: boolean, ifSo: string, ifNot: string, variant?: string): Verdict {
	return isSo ? holds(ifSo, variant) : differs(ifNot);
}

/** Ends a check early: what it needs to see is not there. Only `judge` catches it. */
export class Settled extends Error {
	constructor(readonly verdict: Verdict) {
		super(verdict.observed);
	}
}
