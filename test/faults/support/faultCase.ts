import type { FaultName, FaultRule } from '../../../sandbox/portal';
import type { Change } from './changes';

/** Which request of a run the fault strikes. */
export type Aim = 'write' | 'first read' | 'read-back';

/** How payments are looked at: fifty by one list, or one by one where lists are not allowed. */
export type Reads = 'lists' | 'singly';

/** What has to become of an item; where more is known than that it is done, it has to be told. */
export type Fate =
	| 'changed'
	| 'changed, sent twice'
	| 'done, answer lost'
	| 'done, answer an error'
	| { readonly code: string };

/** Where a fault meets the write of an item. */
export interface Place {
	/** The write travels in a batch. */
	readonly inBatch: boolean;
	readonly reads: Reads;
	/** Which of the writes of its request it is. */
	readonly position: number;
	/** How many commands run before the fault strikes; undefined where the rule does not say it. */
	readonly afterCommands: number | undefined;
}

export interface FaultCase {
	readonly fault: FaultName;
	/** How it is called in test names. */
	readonly name: string;
	/** Strikes a whole HTTP request, or one command wherever it stands. */
	readonly level: 'request' | 'command';
	/** Details of the rule besides when it strikes. */
	readonly rule: Partial<FaultRule>;
	/** What becomes of an item whose write it strikes. */
	fateOf(change: Change, place: Place): Fate;
	/** Exists inside batches only. */
	readonly onlyInBatch: boolean;
	/** Faults that only an OAuth credential meets. */
	readonly onlyOAuth: boolean;
	/** Answers with an error code, so that the portal's dialect matters. */
	readonly answersCode: boolean;
	/** Also tried with an OAuth credential. */
	readonly sampledWithOAuth: boolean;
	/** Answers the command with an error, at which a batch that has to halt stops on the portal. */
	readonly haltsBatch: boolean;
	readonly strikesWrites: boolean;
	/** Where it strikes besides the write: reads may be repeated freely, so they come to be done. */
	readonly strikesReads:
		| 'first read and read-back'
		| 'first read'
		| 'first read in a batch'
		| 'lists'
		| 'no';
}

export type Details = Partial<Omit<FaultCase, 'fault' | 'fateOf'>> & {
	fate?: Fate | FaultCase['fateOf'];
};

export function faultCase(fault: FaultName, details: Details = {}): FaultCase {
	const { fate = 'changed', ...rest } = details;
	return {
		fault,
		name: fault,
		level: 'request',
		rule: {},
		fateOf: typeof fate === 'function' ? fate : () => fate,
		onlyInBatch: false,
		onlyOAuth: false,
		answersCode: false,
		sampledWithOAuth: false,
		haltsBatch: false,
		strikesWrites: true,
		strikesReads: 'no',
		...rest,
	};
}

/**
 * A write of which nothing was heard: what it did shows in the payment, and it is sent once more
 * only where it surely did nothing (docs/money-rules.md#repeat-only-what-did-not-happen).
 */
export function fateOfLost({ repeatable }: Change, hasTakenEffect: boolean): Fate {
	if (hasTakenEffect) return 'done, answer lost';
	return repeatable ? 'changed, sent twice' : { code: 'OUTCOME_UNKNOWN' };
}

/**
 * Whether the write has run when the fault strikes.
 * @param usually how many commands run where the rule does not say it
 */
export function hasRun({ reads, position, afterCommands, inBatch }: Place, usually: number) {
	const before = inBatch && reads === 'singly' ? 2 * position : position;
	return before < (afterCommands ?? usually);
}
