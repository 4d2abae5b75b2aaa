/** What a contender says became of the payments. */
export interface Tally {
	readonly succeeded: number;
	/** Of those: read back and found paid. */
	readonly verified: number;
	readonly failed: number;
	/** Why the first failed one failed. */
	readonly firstFailure?: string;
}

/** One way to mark payments as paid. */
export interface Contender {
	pay(ids: readonly number[]): Promise<Tally>;
}
