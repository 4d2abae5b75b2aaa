import type { Command, Reply } from './command';
import { COMMANDS_PER_BATCH, type Dispatcher } from './dispatcher';
import { commandFor, type Look } from './look';
import type { BatchSizer } from './pace';
import type { Terms } from './patience';

/** A change and, where it is to be verified in the same request, what has to be seen after it. */
export interface WriteThenLook {
	readonly write: Command;
	readonly look?: Look;
}

/** Sends changes. Only `execution/` uses it, which reads, decides and verifies around it. */
export class Writer {
	constructor(
		private readonly dispatcher: Dispatcher,
		private readonly sizer: BatchSizer,
		/** Upper bound of writes per batch; 0 = as many as the portal's speed allows. */
		private readonly batchSize: number,
	) {}

	/** Sends one write by itself: some methods may end the server's script and a batch with it. */
	async writeAlone(command: Command, terms: Terms = this.dispatcher.anyTime()): Promise<Reply> {
		return await this.dispatcher.call(command, 'write', terms);
	}

	/**
	 * Sends the first of these, as many as suit the portal's speed.
	 *
	 * @param halt stop at the first command that is refused
	 * @returns the replies to each that was dealt with, at least one: to the write and to the look,
	 * which is missing when the write did not go through and the look had no purpose
	 */
	async writeSome(
		changes: readonly WriteThenLook[],
		halt: boolean,
		terms: Terms = this.dispatcher.anyTime(),
	): Promise<Reply[][]> {
		const groups = changes.map(({ write, look }) => (look ? [write, commandFor(look)] : [write]));
		const chunk = groups.slice(0, this.chunkSize(groups));
		return await this.dispatcher.dispatch(chunk, { intent: 'write', halt, ...terms });
	}

	private chunkSize(groups: ReadonlyArray<readonly Command[]>): number {
		const first = groups[0] ?? [];
		if (!this.isBatchable(first)) return 1;
		const firstAlone = groups.findIndex((group) => !this.isBatchable(group));
		const protocolLimit = howManyFit(groups);
		const limit = Math.min(
			protocolLimit,
			this.batchSize || protocolLimit,
			firstAlone === -1 ? groups.length : firstAlone,
		);
		return this.sizer.next(first[0]?.method ?? '', limit);
	}

	private isBatchable(group: readonly Command[]): boolean {
		return this.dispatcher.isBatchable(group, 'write');
	}
}

/** How many groups, the first ones, have room in a batch; one at least. */
function howManyFit(groups: ReadonlyArray<readonly Command[]>): number {
	let commands = 0;
	const tooMany = groups.findIndex((group) => (commands += group.length) > COMMANDS_PER_BATCH);
	return Math.max(1, tooMany === -1 ? groups.length : tooMany);
}
