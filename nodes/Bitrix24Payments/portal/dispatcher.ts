import { fitsIntoBatch } from './batchEncoding';
import type { Batches } from './batches';
import { notExecuted, type Command, type Reply } from './command';
import { filledIn } from './earlier';
import { isTransient } from './errorCatalogue';
import type { Patience, Terms } from './patience';
import { singleReply } from './replies';
import {
	accountOfSingle,
	failureOf,
	forTheRest,
	MAX_TRIES,
	type Intent,
	type Sender,
} from './sender';
import { haltedBefore, heldUp } from './transportFailures';

/** Bitrix24's limit (docs/bitrix24.md#batch). */
export const COMMANDS_PER_BATCH = 50;

/** How some groups of commands are sent. */
export interface DispatchTerms extends Terms {
	readonly intent: Intent;
	/** Stop at the first command that is refused. */
	readonly halt: boolean;
}

/** What came of groups of commands and of the reads that went along. */
export interface Dispatched {
	readonly results: Reply[][];
	readonly along: ReadonlyArray<Reply | undefined>;
}

/**
 * Sends groups of commands, together where that is possible, and again those that certainly did
 * not happen. A group is a command and whatever has to follow it, such as its read-back.
 */
export class Dispatcher {
	constructor(
		private readonly sender: Sender,
		private readonly batches: Batches,
		/** The run's. */
		private readonly patience: Patience,
		/** Whether writes may share a request. */
		private readonly batchesWrites: boolean,
	) {}

	/** As long as the run's patience lasts. */
	anyTime(): Terms {
		return { patience: this.patience, validUntil: Infinity };
	}

	/** Reads may share a request whatever the user set for writes. */
	isBatchable(group: readonly Command[], intent: Intent): boolean {
		return (intent === 'read' || this.batchesWrites) && group.every(fitsIntoBatch);
	}

	/** One command by itself, in a request of its own. */
	async call(command: Command, intent: Intent, terms: Terms): Promise<Reply> {
		const answer = await this.sender.send(command.method, command.params, intent, terms);
		if (answer.kind === 'reply') return answer.reply;
		const reply = singleReply(answer.envelope);
		this.sender.learnTime(accountOfSingle(command.method), reply);
		terms.patience.hasProgressed(intent);
		return reply;
	}

	/**
	 * Sends groups, then again those that certainly did not happen, as long as the user's patience
	 * lasts. What was behind a limit that stopped a batch is left: it has to be looked at first.
	 *
	 * @param along reads that go with them and are sent anew with whatever is sent again, so that they
	 * show what came of all of it
	 * @returns one list of replies per group; it is shorter than its group when the first command did
	 * not go through and the rest had no purpose. One reply per read, if there was one
	 */
	async dispatch(
		groups: ReadonlyArray<readonly Command[]>,
		terms: DispatchTerms,
		along: readonly Command[] = [],
	): Promise<Dispatched> {
		const { intent, patience } = terms;
		const results: Reply[][] = groups.map(() => []);
		let seen: ReadonlyArray<Reply | undefined> = [];
		let pending = groups.map((_, index) => index);
		let alone = false;
		for (let tries = 1; ; tries++) {
			const chunk = pending.map((index) => groups[index] ?? []);
			const replies = await this.sendOnce(chunk, along, terms, alone);
			pending.forEach((index, position) => (results[index] = replies[position] ?? []));
			seen = along.map((_, index) => replies[chunk.length + index]?.[0]).map(orNothing);
			const again = alone ? [] : worthRepeating(pending, results, intent, tries);
			const firstReply = results[again[0] ?? -1]?.[0];
			const first = failureOf(firstReply);
			if (!first) {
				if (results.some(([reply]) => reply?.kind === 'value')) patience.hasProgressed(intent);
				return { results, along: seen };
			}
			alone = first.bitrixCode === 'ERROR_BATCH_METHOD_NOT_ALLOWED';
			const method = groups[again[0] ?? -1]?.[0]?.method ?? '';
			const reason = this.sender.withEnd(first, method);
			if (!alone && !(await patience.waitFor(reason, this.sender.endsIn(reason, method)))) {
				const givenUp = notExecuted(patience.giveUp(forTheRest(firstReply, reason)));
				for (const index of again) if (!wasHalted(results[index])) results[index] = [givenUp];
				return { results, along: seen };
			}
			pending = alone ? again : again.filter((index) => !isBehindHalt(results[index]));
		}
	}

	/** @param alone one call per command, because the portal refused a batch */
	private async sendOnce(
		groups: ReadonlyArray<readonly Command[]>,
		along: readonly Command[],
		terms: DispatchTerms,
		alone: boolean,
	): Promise<Reply[][]> {
		const { intent, halt } = terms;
		const all = [...groups, ...along.map((command) => [command])];
		const commands = all.flat();
		const together =
			!alone &&
			(commands.length > 1 || this.isCountedInBatches(commands[0], intent)) &&
			all.every((group) => this.isBatchable(group, intent));
		if (together) return regroup(await this.batches.send(commands, intent, halt, terms), all);
		const results: Reply[][] = [];
		for (const group of groups) {
			const isHalted = halt && results.some(([first]) => first?.kind !== 'value');
			// A write that may still be at work has to come to its end before the next.
			const mustWait = intent === 'write' && results.some(([first]) => first?.kind === 'uncertain');
			if (isHalted) results.push([notExecuted(haltedBefore())]);
			else if (mustWait) results.push([notExecuted(heldUp())]);
			else results.push(await this.callInTurn(group, terms));
		}
		return results;
	}

	/** A change that is left over from others stays on their account; it knows when it may go. */
	private isCountedInBatches(command: Command | undefined, intent: Intent): boolean {
		return intent === 'write' && !!command && this.sender.isCounted(command.method);
	}

	private async callInTurn(group: readonly Command[], terms: DispatchTerms): Promise<Reply[]> {
		const replies: Reply[] = [];
		for (const { method, params: given } of group) {
			const before = replies.at(-1);
			const params = filledIn(given, before?.kind === 'value' ? before.value : undefined);
			if (!params) break;
			const isFirst = replies.length === 0;
			const intent = isFirst ? terms.intent : 'read';
			// The read-back of a write is sent however late it has become.
			const validUntil = isFirst ? terms.validUntil : Infinity;
			const reply = await this.call({ method, params }, intent, { ...terms, validUntil });
			replies.push(reply);
			if (reply.kind !== 'value') break;
		}
		return replies;
	}
}

/**
 * The groups whose first command certainly did not happen and may go through next time, together
 * with those that a halt at one of them kept back.
 */
function worthRepeating(
	pending: readonly number[],
	results: readonly Reply[][],
	intent: Intent,
	tries: number,
): number[] {
	const isRepeatable = (index: number) => {
		const reply = results[index]?.[0];
		if (reply?.kind === 'uncertain') {
			return intent === 'read' && !reply.exhausted && tries < MAX_TRIES;
		}
		return (
			reply?.kind === 'notExecuted' &&
			(isTransient(reply.failure) || reply.failure.bitrixCode === 'ERROR_BATCH_METHOD_NOT_ALLOWED')
		);
	};
	const first = pending.findIndex(isRepeatable);
	if (first === -1) return [];
	return pending.slice(first).filter((index) => isRepeatable(index) || wasHalted(results[index]));
}

/** A read that did not take place; it is made up for by itself. */
function orNothing(reply: Reply | undefined): Reply | undefined {
	return reply?.kind === 'value' || reply?.kind === 'refused' ? reply : undefined;
}

function wasHalted(replies: readonly Reply[] | undefined): boolean {
	return failureOf(replies?.[0])?.code === 'NOT_EXECUTED';
}

function isBehindHalt(replies: readonly Reply[] | undefined): boolean {
	const reply = replies?.[0];
	return reply?.kind === 'notExecuted' && !!reply.isBehindHalt;
}

function regroup(replies: readonly Reply[], groups: ReadonlyArray<readonly Command[]>): Reply[][] {
	let start = 0;
	return groups.map((group) => {
		const own = replies.slice(start, start + group.length);
		start += group.length;
		return own;
	});
}

/** How many groups, the first ones, have room in a batch; one at least. */
export function howManyFit(groups: ReadonlyArray<readonly Command[]>): number {
	let commands = 0;
	const tooMany = groups.findIndex((group) => (commands += group.length) > COMMANDS_PER_BATCH);
	return Math.max(1, tooMany === -1 ? groups.length : tooMany);
}
