import { fitsIntoBatch } from './batchEncoding';
import type { Batches } from './batches';
import { notExecuted, type Command, type Reply } from './command';
import type { Environment } from './environment';
import { isTransient } from './errorCatalogue';
import { Patience, type Terms } from './patience';
import { haltedBefore, singleReply } from './replies';
import { failureOf, MAX_TRIES, type Intent, type Sender } from './sender';

/** Bitrix24's limit (reference §4.1). */
export const COMMANDS_PER_BATCH = 50;

export interface DispatchOptions {
	/** How long a request may wait for Bitrix24's limits, in ms. */
	readonly maxWaitMs: number;
	/** Whether writes may share a request. */
	readonly batchesWrites: boolean;
	readonly signal?: AbortSignal;
}

/** How some groups of commands are sent. */
export interface DispatchTerms extends Terms {
	readonly intent: Intent;
	/** Stop at the first command that is refused. */
	readonly halt: boolean;
}

/**
 * Sends groups of commands, together where that is possible, and again those that certainly did
 * not happen. A group is a command and whatever has to follow it, such as its read-back.
 */
export class Dispatcher {
	constructor(
		private readonly sender: Sender,
		private readonly batches: Batches,
		private readonly environment: Environment,
		private readonly options: DispatchOptions,
	) {}

	/** The user's patience with limits, from now on, or as much of it as lasts this long, in ms. */
	newPatience(atMost = Infinity): Patience {
		const maxWaitMs = Math.min(this.options.maxWaitMs, atMost);
		return new Patience(this.environment, maxWaitMs, this.options.signal);
	}

	anyTime(): Terms {
		return { patience: this.newPatience(), validUntil: Infinity };
	}

	/** Reads may share a request whatever the user set for writes. */
	isBatchable(group: readonly Command[], intent: Intent): boolean {
		return (intent === 'read' || this.options.batchesWrites) && group.every(fitsIntoBatch);
	}

	/** One command by itself, in a request of its own. */
	async call(command: Command, intent: Intent, terms: Terms): Promise<Reply> {
		const answer = await this.sender.send(command.method, command.params, intent, terms);
		if (answer.kind === 'reply') return answer.reply;
		const reply = singleReply(answer.envelope);
		this.sender.learnResetTime(command.method, reply);
		return reply;
	}

	/**
	 * Sends groups, then again those that certainly did not happen, as long as the user's patience
	 * lasts.
	 *
	 * @returns one list of replies per group; it is shorter than its group when the first command did
	 * not go through and the rest had no purpose
	 */
	async dispatch(
		groups: ReadonlyArray<readonly Command[]>,
		terms: DispatchTerms,
	): Promise<Reply[][]> {
		const { intent, patience } = terms;
		const results: Reply[][] = groups.map(() => []);
		let pending = groups.map((_, index) => index);
		let alone = false;
		for (let tries = 1; ; tries++) {
			const chunk = pending.map((index) => groups[index] ?? []);
			const replies = await this.sendOnce(chunk, terms, alone);
			pending.forEach((index, position) => (results[index] = replies[position] ?? []));
			const again = alone ? [] : worthRepeating(pending, results, intent, tries);
			const first = failureOf(results[again[0] ?? -1]?.[0]);
			if (!first) return results;
			alone = first.code === 'ERROR_BATCH_METHOD_NOT_ALLOWED';
			const reason = this.sender.withResetTime(first, chunk);
			if (!alone && !(await patience.waitFor(reason))) {
				const givenUp = notExecuted(patience.giveUp(reason));
				for (const index of again) if (!wasHalted(results[index])) results[index] = [givenUp];
				return results;
			}
			pending = again;
		}
	}

	/** @param alone one call per command, because the portal refused a batch */
	private async sendOnce(
		groups: ReadonlyArray<readonly Command[]>,
		terms: DispatchTerms,
		alone: boolean,
	): Promise<Reply[][]> {
		const { intent, halt } = terms;
		const commands = groups.flat();
		const together =
			!alone && commands.length > 1 && groups.every((group) => this.isBatchable(group, intent));
		if (together) return regroup(await this.batches.send(commands, intent, halt, terms), groups);
		const results: Reply[][] = [];
		for (const group of groups) {
			const isHalted = halt && results.some(([first]) => first?.kind !== 'value');
			results.push(isHalted ? [notExecuted(haltedBefore())] : await this.callInTurn(group, terms));
		}
		return results;
	}

	private async callInTurn(group: readonly Command[], terms: DispatchTerms): Promise<Reply[]> {
		const replies: Reply[] = [];
		for (const command of group) {
			const isFirst = replies.length === 0;
			const intent = isFirst ? terms.intent : 'read';
			const reply = await this.call(command, intent, this.termsOfOne(terms, isFirst));
			replies.push(reply);
			if (reply.kind !== 'value') break;
		}
		return replies;
	}

	/** A read that nobody bounds, such as a read-back, has the user's whole patience for itself. */
	private termsOfOne(terms: DispatchTerms, isFirst: boolean): Terms {
		const isBounded = terms.intent === 'write' || terms.validUntil < Infinity;
		return isFirst && isBounded ? terms : this.anyTime();
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
		const code = failureOf(reply)?.code ?? '';
		if (reply?.kind === 'uncertain') {
			return intent === 'read' && !reply.exhausted && tries < MAX_TRIES;
		}
		return (
			reply?.kind === 'notExecuted' &&
			(isTransient(code) || code === 'ERROR_BATCH_METHOD_NOT_ALLOWED')
		);
	};
	const first = pending.findIndex(isRepeatable);
	if (first === -1) return [];
	return pending.slice(first).filter((index) => isRepeatable(index) || wasHalted(results[index]));
}

function wasHalted(replies: readonly Reply[] | undefined): boolean {
	return failureOf(replies?.[0])?.code === 'NOT_EXECUTED';
}

function regroup(replies: readonly Reply[], groups: ReadonlyArray<readonly Command[]>): Reply[][] {
	let start = 0;
	return groups.map((group) => {
		const own = replies.slice(start, start + group.length);
		start += group.length;
		return own;
	});
}
