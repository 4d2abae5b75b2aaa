/** What a contender says became of the payments. */
export interface Tally {
	readonly succeeded: number;
	/** Of those: read back and found as wanted. */
	readonly verified: number;
	/** Not told to be done, whatever became of them. */
	readonly failed: number;
	/** Why the first failed one failed, per series where there is more than one. */
	readonly firstFailure?: string;
}

export interface Outcome {
	readonly tally: Tally;
	/** All that the contender hands on, kept until its memory has been measured. */
	readonly results: unknown;
}

/** One way to deal with many payments. */
export interface Contender {
	run(ids: readonly number[]): Promise<Outcome>;
}
