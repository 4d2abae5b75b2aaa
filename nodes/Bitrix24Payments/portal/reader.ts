import { uncertain, type Reply } from './command';
import { COMMANDS_PER_BATCH, type Dispatcher } from './dispatcher';
import { Failure } from './failure';
import { commandFor, type Look } from './look';
import type { Terms } from './patience';

/** Answers looks, and decides how they are read. It changes nothing at the portal. */
export class Reader {
	constructor(private readonly dispatcher: Dispatcher) {}

	/**
	 * Reads, up to 50 looks in one request. One reply per look, in their order.
	 *
	 * @param terms for all of them together; by default each request has the user's whole patience
	 */
	async see(looks: readonly Look[], terms?: Terms): Promise<Reply[]> {
		const replies: Reply[] = [];
		while (replies.length < looks.length) {
			const chunk = looks.slice(replies.length, replies.length + COMMANDS_PER_BATCH);
			const groups = chunk.map((look) => [commandFor(look)]);
			const answers = await this.dispatcher.dispatch(groups, {
				intent: 'read',
				halt: false,
				...(terms ?? this.dispatcher.anyTime()),
			});
			replies.push(...answers.map(([reply]) => reply ?? unanswered()));
		}
		return replies;
	}
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
