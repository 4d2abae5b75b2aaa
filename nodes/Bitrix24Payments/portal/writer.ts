import { notExecuted, type Command, type Reply } from './command';
import { COMMANDS_PER_BATCH, howManyFit, type Dispatcher } from './dispatcher';
import { commandFor, type Look, type SingleLook } from './look';
import type { OperatingTime } from './operatingTime';
import type { BatchSizer } from './pace';
import type { Terms } from './patience';
import type { Reader } from './reader';
import { haltedBefore } from './transportFailures';

/** A change and, where it is to be verified in the same request, what has to be seen after it. */
export interface WriteThenLook {
	readonly write: Command;
	readonly look?: SingleLook;
}

/** What became of changes that were sent together. */
export interface Written {
	readonly changes: ReadonlyArray<{ readonly write: Reply; readonly look?: Reply }>;
	/** What was seen of what comes next; undefined where nothing was. */
	readonly next: ReadonlyArray<Reply | undefined>;
}

/** The lists that verify one batch and prepare the next ride in it. */
const LISTS_ALONG = 2;

/** Sends changes. Only `execution/` uses it, which reads, decides and verifies around it. */
export class Writer {
	constructor(
		private readonly dispatcher: Dispatcher,
		private readonly reader: Reader,
		private readonly sizer: BatchSizer,
		private readonly operatingTime: OperatingTime,
		/** Upper bound of writes per batch; 0 = as many as the portal's speed allows. */
		private readonly batchSize: number,
	) {}

	/** Sends one write by itself: some methods may end the server's script and a batch with it. */
	async writeAlone(write: Command, terms: Terms): Promise<Reply> {
		return await this.dispatcher.call(write, 'write', terms);
	}

	/** How many of these, the first ones, one request should carry: one at least. */
	roomFor(changes: readonly WriteThenLook[]): number {
		const [first] = changes;
		if (!first || !this.isBatchable(first)) return 1;
		const firstAlone = changes.findIndex((change) => !this.isBatchable(change));
		const protocolLimit = this.rides(changes)
			? COMMANDS_PER_BATCH - LISTS_ALONG
			: howManyFit(changes.map(commandsFor));
		const limit = Math.min(
			protocolLimit,
			this.batchSize || protocolLimit,
			firstAlone === -1 ? changes.length : firstAlone,
			this.allowedFor(first.write.method),
		);
		return this.sizer.next(first.write.method, limit);
	}

	/** How many of these are written within so long, in ms, in requests that begin within it. */
	writtenWithin(ms: number, changes: readonly WriteThenLook[]): number {
		const room = this.roomFor(changes);
		const pace = this.sizer.pace(changes[0]?.write.method ?? '');
		if (pace === undefined) return room;
		return room * (1 + Math.floor(ms / Math.max(1, room * pace)));
	}

	/**
	 * Sends these changes in one request, with what has to be seen after them.
	 *
	 * @param changes as many as there is room for
	 * @param next what is worth seeing at the same time, for the next request
	 * @param halt stop at the first command that is refused
	 */
	async write(
		changes: readonly WriteThenLook[],
		next: readonly Look[],
		halt: boolean,
		terms: Terms,
	): Promise<Written> {
		return this.rides(changes) && changes.every((change) => this.isBatchable(change))
			? await this.writeWithLists(changes, next, halt, terms)
			: await this.writeInPairs(changes, halt, terms);
	}

	private async writeWithLists(
		changes: readonly WriteThenLook[],
		next: readonly Look[],
		halt: boolean,
		terms: Terms,
	): Promise<Written> {
		const looks = changes.flatMap(({ look }) => (look ? [look] : []));
		const rides = this.reader.rideFor([looks, next]);
		const { results, along } = await this.dispatcher.dispatch(
			changes.map(({ write }) => [write]),
			{ intent: 'write', halt, ...terms },
			rides.flatMap(({ commands }) => commands),
		);
		let used = 0;
		const [after = [], ahead = []] = rides.map(({ commands, arrive }) =>
			arrive(along.slice(used, (used += commands.length))),
		);
		return {
			changes: changes.map(({ look }, index) => ({
				write: results[index]?.[0] ?? notExecuted(haltedBefore()),
				look: look && after[looks.indexOf(look)],
			})),
			next: ahead,
		};
	}

	/** Where there are no lists, each write is followed by the look at what it changed. */
	private async writeInPairs(
		changes: readonly WriteThenLook[],
		halt: boolean,
		terms: Terms,
	): Promise<Written> {
		const { results } = await this.dispatcher.dispatch(changes.map(commandsFor), {
			intent: 'write',
			halt,
			...terms,
		});
		return {
			changes: results.map(([write, look]) => ({
				write: write ?? notExecuted(haltedBefore()),
				look,
			})),
			next: [],
		};
	}

	/** Whether lists can show what the changes came to. */
	private rides(changes: readonly WriteThenLook[]): boolean {
		const [first] = changes;
		return (
			this.reader.canList &&
			!!first &&
			this.dispatcher.isBatchable([first.write], 'write') &&
			changes.every(({ look }) => !look || (look.show === 'payment' && !look.singly))
		);
	}

	private isBatchable(change: WriteThenLook): boolean {
		return this.dispatcher.isBatchable(commandsFor(change), 'write');
	}

	/** As many as the rest of the method's operating time is enough for. */
	private allowedFor(method: string): number {
		const pace = this.sizer.pace(method);
		const left = this.operatingTime.left(method) * 1000;
		return pace === undefined || left === Infinity
			? Infinity
			: Math.floor(left / Math.max(1, pace)) + 1;
	}
}

function commandsFor({ write, look }: WriteThenLook): Command[] {
	return look ? [write, commandFor(look)] : [write];
}
