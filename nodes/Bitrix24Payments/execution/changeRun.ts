import type { Memory } from './memory';
import type { SettleTimes } from './settle';

/** What is the same for all items of a run that changes something. */
export interface ChangeRun {
	/** Whether writes of this operation may share a request. */
	readonly batched: boolean;
	/** Its read-backs are errors when all is well, so they are sent apart from the writes. */
	readonly readBackApart: boolean;
	/** Continue On Fail is off: nothing is sent after the first failed item. */
	readonly stopAtFirstFailure: boolean;
	readonly times: SettleTimes;
	readonly memory: Memory;
	/** What must not be sent to again in this run, by portal and target. */
	readonly perilous: Set<string>;
}
