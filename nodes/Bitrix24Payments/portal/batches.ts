import { encodeCommand } from './batchEncoding';
import type { Command, Reply } from './command';
import type { BatchSizer } from './pace';
import type { Terms } from './patience';
import { batchReplies } from './replies';
import type { Intent, Sender } from './sender';

/** What rides along with writes. */
const LIST = 'sale.payment.list';

/** More than this the lists may not take of the minute that a request has. */
const LEFT_OUT_MS = 20_000;

/** Sends several commands in one request, and learns from it how fast the portal is. */
export class Batches {
	constructor(
		private readonly sender: Sender,
		private readonly sizer: BatchSizer,
		/** An unguessable word, so that no text of a user can refer to a command of the batch. */
		private readonly nonce: () => string,
	) {}

	/**
	 * @param halt whether the portal is to stop at the first command that it refuses
	 * @returns one reply per command, in their order
	 */
	async send(
		commands: readonly Command[],
		intent: Intent,
		halt: boolean,
		terms: Terms,
	): Promise<Reply[]> {
		const nonce = this.nonce();
		const keyed = commands.map((command, index) => ({ key: `c${nonce}x${index}`, command }));
		const cmd = Object.fromEntries(
			keyed.map(({ key, command }, index) => [key, encodeCommand(command, keyed[index - 1]?.key)]),
		);
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
		replies.forEach((reply, index) => this.sender.learnTime(commands[index]?.method ?? '', reply));
		return replies;
	}

	/**
	 * Only what was carried out took time; a refusal or a halt says nothing about speed. The
	 * lists that ride along do not count: slow ones are no reason for fewer writes beside them.
	 */
	private learnSpeed(commands: readonly Command[], replies: readonly Reply[]): void {
		const method = commands[0]?.method ?? '';
		const done = replies.filter(
			(reply, index) => reply.kind === 'value' && commands[index]?.method === method,
		);
		const lists = replies.filter((_, index) => commands[index]?.method === LIST);
		const ms = Math.max(0, this.sender.lastExchangeMs - Math.min(workIn(lists), LEFT_OUT_MS));
		this.sizer.learn(method, done.length, ms);
	}

	/** A lost answer that took long is a reason for smaller batches, a quick one is none for larger. */
	private learnSlowness(commands: readonly Command[]): void {
		const method = commands[0]?.method ?? '';
		const writes = commands.filter((command) => command.method === method).length;
		this.sizer.learnAtLeast(method, writes, this.sender.lastExchangeMs);
	}
}

/** How long the portal says that it worked on these, in ms. */
function workIn(replies: readonly Reply[]): number {
	const seconds = replies.map((reply) => (reply.kind === 'value' ? reply.time?.duration : 0));
	return seconds.reduce<number>((sum, one) => sum + (typeof one === 'number' ? one : 0), 0) * 1000;
}
