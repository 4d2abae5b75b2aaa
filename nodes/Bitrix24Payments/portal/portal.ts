import { encodeCommand, fitsIntoBatch } from './batchEncoding';
import { notExecuted, uncertain, type Command, type Reply } from './command';
import type { Connection } from './connection';
import type { Environment, PortalState } from './environment';
import { isTransient } from './errorCatalogue';
import { Failure } from './failure';
import type { Post } from './http';
import { Patience, type Terms } from './patience';
import { batchReplies, haltedBefore, singleReply } from './replies';
import { failureOf, MAX_TRIES, Sender, type Intent } from './sender';

/** Bitrix24's limit (reference §4.1). */
const COMMANDS_PER_BATCH = 50;

export interface PortalOptions {
	/** How long a request may wait for Bitrix24's limits, in ms. */
	readonly maxWaitMs: number;
	/** Upper bound of writes per batch; 0 = as many as the portal's speed allows. */
	readonly batchSize: number;
	/** Single calls only, as befits a run of one item. */
	readonly plain: boolean;
	readonly signal?: AbortSignal;
}

/** How some groups of commands are sent. */
interface SendTerms extends Terms {
	readonly intent: Intent;
	/** Stop at the first command that is refused. */
	readonly halt: boolean;
	/** One call per command, because the portal refused a batch. */
	readonly alone: boolean;
}

/**
 * The Bitrix24 REST client. Takes commands and says of each what became of it; knows batches,
 * limits, tokens and repeats, and nothing of n8n's items.
 */
export class Portal {
	private readonly state: PortalState;

	private readonly sender: Sender;

	constructor(
		connection: Connection,
		post: Post,
		private readonly environment: Environment,
		private readonly options: PortalOptions,
	) {
		this.state = environment.portal(connection.host);
		this.sender = new Sender(connection, post, environment, options.signal);
	}

	/** Waits until nobody else in this process works on these; call the result to let go of them. */
	async takeTurns(targets: readonly string[]): Promise<() => void> {
		return await this.state.turns.take(targets, this.options.signal);
	}

	/** When the last request went out, in ms; waiting for limits comes before. */
	get lastSentAt(): number {
		return this.sender.lastSentAt;
	}

	/** How many requests have gone out. */
	get sentRequests(): number {
		return this.sender.sentRequests;
	}

	/**
	 * Remembers that a write whose answer is missing may go on working until then, in ms. Nobody in
	 * this process writes to the same targets before (DESIGN §5, rule 6).
	 */
	mayGoOnUntil(targets: readonly string[], until: number): void {
		const { busyUntil } = this.state;
		for (const [target, end] of busyUntil) if (end <= this.now()) busyUntil.delete(target);
		for (const target of targets) busyUntil.set(target, until);
	}

	/** A write that was left behind has come to its end. */
	isQuiet(targets: readonly string[]): void {
		for (const target of targets) this.state.busyUntil.delete(target);
	}

	/** Waits until no write that was left behind can still be working on these targets. */
	async untilQuiet(targets: readonly string[]): Promise<void> {
		const { busyUntil } = this.state;
		const until = Math.max(0, ...targets.map((target) => busyUntil.get(target) ?? 0));
		if (until > this.now()) await this.sleep(until - this.now());
		this.isQuiet(targets);
	}

	now(): number {
		return this.environment.clock.now();
	}

	async sleep(ms: number): Promise<void> {
		await this.environment.clock.sleep(ms, this.options.signal);
	}

	/**
	 * Sends reads, up to 50 in one request. One reply per command, in their order.
	 *
	 * @param terms for all of them together; by default each request has the user's whole patience
	 */
	async read(commands: readonly Command[], terms?: Terms): Promise<Reply[]> {
		const replies: Reply[] = [];
		while (replies.length < commands.length) {
			const chunk = commands.slice(replies.length, replies.length + COMMANDS_PER_BATCH);
			const groups = chunk.map((command) => [command]);
			const answers = await this.sendGroups(groups, 'read', false, terms ?? this.anyTime());
			replies.push(...answers.map(([reply]) => reply ?? unanswered()));
		}
		return replies;
	}

	/**
	 * Sends one write by itself: for methods that may end the server's script and take a batch
	 * with them (reference §3.9).
	 */
	async writeAlone(command: Command, terms: Terms = this.anyTime()): Promise<Reply> {
		return await this.call(command, 'write', terms);
	}

	/**
	 * Sends the first of these groups, as many as suit the portal's speed. A group is a write and
	 * whatever has to follow it in the same request, such as its read-back.
	 *
	 * @param halt stop at the first command that is refused
	 * @returns one list of replies for each group that was dealt with, at least one. A list is
	 * shorter than its group when the write did not go through and the rest had no purpose
	 */
	async writeSome(
		groups: ReadonlyArray<readonly Command[]>,
		halt: boolean,
		terms: Terms = this.anyTime(),
	): Promise<Reply[][]> {
		const chunk = groups.slice(0, this.chunkSize(groups));
		return await this.sendGroups(chunk, 'write', halt, terms);
	}

	private chunkSize(groups: ReadonlyArray<readonly Command[]>): number {
		const first = groups[0] ?? [];
		if (!this.isBatchable(first)) return 1;
		const firstAlone = groups.findIndex((group) => !this.isBatchable(group));
		const protocolLimit = howManyFit(groups);
		const limit = Math.min(
			protocolLimit,
			this.options.batchSize || protocolLimit,
			firstAlone === -1 ? groups.length : firstAlone,
		);
		return this.state.sizer.next(first[0]?.method ?? '', limit);
	}

	private isBatchable(group: readonly Command[]): boolean {
		return !this.options.plain && this.options.batchSize !== 1 && group.every(fitsIntoBatch);
	}

	/**
	 * Sends groups together, then again those that certainly did not happen, as long as the user's
	 * patience lasts.
	 */
	private async sendGroups(
		groups: ReadonlyArray<readonly Command[]>,
		intent: Intent,
		halt: boolean,
		terms: Terms,
	): Promise<Reply[][]> {
		const results: Reply[][] = groups.map(() => []);
		const { patience } = terms;
		let pending = groups.map((_, index) => index);
		let alone = false;
		let tries = 0;
		for (;;) {
			const chunk = pending.map((index) => groups[index] ?? []);
			const replies = await this.sendTogether(chunk, { intent, halt, alone, ...terms });
			pending.forEach((index, position) => (results[index] = replies[position] ?? []));
			tries += 1;
			const again = alone ? [] : worthRepeating(pending, results, intent, tries);
			const first = failureOf(results[again[0] ?? -1]?.[0]);
			if (!first) return results;
			alone = first.code === 'ERROR_BATCH_METHOD_NOT_ALLOWED';
			const reason = this.sender.withResetTime(first, chunk);
			if (!alone && !(await patience.waitFor(reason))) {
				const givenUp = notExecuted(patience.giveUp(reason));
				again
					.filter((index) => !wasHalted(results[index]))
					.forEach((index) => (results[index] = [givenUp]));
				return results;
			}
			pending = again;
		}
	}

	private async sendTogether(
		groups: ReadonlyArray<readonly Command[]>,
		terms: SendTerms,
	): Promise<Reply[][]> {
		const commands = groups.flat();
		const together =
			!terms.alone &&
			commands.length > 1 &&
			groups.every((group) => this.isBatchableFor(group, terms.intent));
		if (together) return regroup(await this.batch(commands, terms), groups);
		const results: Reply[][] = [];
		for (const group of groups) {
			const isHalted = terms.halt && results.some(([first]) => first?.kind !== 'value');
			results.push(isHalted ? [notExecuted(haltedBefore())] : await this.callInTurn(group, terms));
		}
		return results;
	}

	/** Reads may share a request whatever batch size the user set for writes. */
	private isBatchableFor(group: readonly Command[], intent: Intent): boolean {
		return intent === 'read' ? group.every(fitsIntoBatch) : this.isBatchable(group);
	}

	private async callInTurn(group: readonly Command[], terms: SendTerms): Promise<Reply[]> {
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
	private termsOfOne(terms: SendTerms, isFirst: boolean): Terms {
		const isBounded = terms.intent === 'write' || terms.validUntil < Infinity;
		return isFirst && isBounded ? terms : this.anyTime();
	}

	private async call(command: Command, intent: Intent, terms: Terms): Promise<Reply> {
		const answer = await this.sender.send(command.method, command.params, intent, terms);
		if (answer.kind === 'reply') return answer.reply;
		const reply = singleReply(answer.envelope);
		this.sender.learnResetTime(command.method, reply);
		return reply;
	}

	private async batch(commands: readonly Command[], terms: SendTerms): Promise<Reply[]> {
		const { intent, halt } = terms;
		const nonce = this.environment.nonce();
		const keyed = commands.map((command, index) => ({ key: `c${nonce}x${index}`, command }));
		const cmd = Object.fromEntries(keyed.map(({ key, command }) => [key, encodeCommand(command)]));
		const answer = await this.sender.send('batch', { halt: halt ? 1 : 0, cmd }, intent, terms);
		if (answer.kind === 'reply') {
			if (intent === 'write' && answer.reply.kind === 'uncertain') this.learnSlowness(commands);
			return commands.map(() => answer.reply);
		}
		const replies = batchReplies(
			answer.envelope,
			keyed.map(({ key, command }) => ({ key, method: command.method })),
			halt,
		);
		if (intent === 'write') this.learnSpeed(commands, replies);
		replies.forEach((reply, index) =>
			this.sender.learnResetTime(commands[index]?.method ?? '', reply),
		);
		return replies;
	}

	/** The user's patience with limits, from now on, or as much of it as lasts this long, in ms. */
	newPatience(atMost = Infinity): Patience {
		const maxWaitMs = Math.min(this.options.maxWaitMs, atMost);
		return new Patience(this.environment, maxWaitMs, this.options.signal);
	}

	private anyTime(): Terms {
		return { patience: this.newPatience(), validUntil: Infinity };
	}

	/** Only what was carried out took time; a refusal or a halt says nothing about speed. */
	private learnSpeed(commands: readonly Command[], replies: readonly Reply[]): void {
		const method = commands[0]?.method ?? '';
		const done = replies.filter(
			(reply, index) => reply.kind === 'value' && commands[index]?.method === method,
		);
		this.state.sizer.learn(method, done.length, this.sender.lastExchangeMs);
	}

	/** A lost answer that took long is a reason for smaller batches, a quick one is none for larger. */
	private learnSlowness(commands: readonly Command[]): void {
		const method = commands[0]?.method ?? '';
		const writes = commands.filter((command) => command.method === method).length;
		this.state.sizer.learnAtLeast(method, writes, this.sender.lastExchangeMs);
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

/** How many groups, the first ones, have room in a batch; one at least. */
function howManyFit(groups: ReadonlyArray<readonly Command[]>): number {
	let commands = 0;
	const tooMany = groups.findIndex((group) => (commands += group.length) > COMMANDS_PER_BATCH);
	return Math.max(1, tooMany === -1 ? groups.length : tooMany);
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

function unanswered(): Reply {
	return uncertain(
		new Failure({
			code: 'BAD_RESPONSE',
			message: 'Bitrix24 did not answer this read',
			description: 'Run the workflow again',
			retryable: true,
		}),
	);
}
