import { uncertain, type Command, type Reply } from './command';
import { howManyFit, type Dispatcher } from './dispatcher';
import { Failure } from './failure';
import { isObject } from './json';
import { commandFor, type Look } from './look';
import type { Terms } from './patience';
import { listsFor, readList, type PaymentList } from './paymentLists';
import { pageCommands, readPages } from './paymentPages';
import { isSearch, ofOwners, search } from './paymentSearch';
import type { Send } from './rowSearch';

/** Lists in one request: a thousand payments, in a few seconds of the portal's time. */
const LISTS_AT_ONCE = 20;

/** So many deals are looked at in fewer calls by way of their orders than one by one. */
const WORTH_A_DETOUR = 3;

/** Payments that one list shows. */
const ROWS = 50;

/** Looks that the last commands of a batch of writes answer. */
export interface Ride {
	readonly commands: readonly Command[];
	/** One per look; undefined where the lists showed nothing that can be relied on. */
	arrive(answers: ReadonlyArray<Reply | undefined>): Array<Reply | undefined>;
}

/**
 * Answers looks, and decides how they are read: fifty payments as the rows of one list where the
 * credential allows it, one by one where not (docs/money-rules.md#reads-are-lists). It changes
 * nothing at the portal.
 */
export class Reader {
	/** Whether this credential may list payments, as far as this run has tried. */
	private listing: 'untried' | 'works' | 'refused' = 'untried';

	constructor(private readonly dispatcher: Dispatcher) {}

	/** How many payments are cheap to look at in one request. */
	get reach(): number {
		return this.listing === 'works' ? ROWS * LISTS_AT_ONCE : ROWS;
	}

	/** Whether lists can answer looks, so that they may ride with writes. */
	get canList(): boolean {
		return this.listing === 'works';
	}

	/**
	 * One reply per look, in their order.
	 * @param terms for all of them together; by default as long as the run's patience lasts
	 */
	async see(looks: readonly Look[], terms: Terms = this.dispatcher.anyTime()): Promise<Reply[]> {
		const replies = await this.seeListed(looks, terms);
		await this.seeSearched(looks, replies, terms);
		await this.seeOwned(looks, replies, terms);
		const open = looks.flatMap((look, position) => (replies[position] ? [] : [{ look, position }]));
		const answers = await this.send(
			open.map(({ look }) => commandsFor(look)),
			terms,
		);
		open.forEach(({ look, position }, index) => {
			replies[position] = replyTo(look, answers[index] ?? []);
		});
		return looks.map((_, position) => replies[position] ?? unanswered());
	}

	/**
	 * Lets looks ride at the end of a batch of writes, each group as one list.
	 * @param groups of at most fifty looks at payments of one form
	 */
	rideFor(groups: ReadonlyArray<readonly Look[]>): Ride[] {
		return groups.map((looks) => {
			const lists = this.canList ? listsFor(looks, true) : [];
			return {
				commands: lists.map(({ command }) => command),
				arrive: (answers) => {
					const replies: Array<Reply | undefined> = looks.map(() => undefined);
					this.takeIn(lists, answers, replies);
					return replies;
				},
			};
		});
	}

	/** What lists show; where they are not tried or not allowed, or lack a payment, nothing. */
	private async seeListed(looks: readonly Look[], terms: Terms): Promise<Array<Reply | undefined>> {
		const replies: Array<Reply | undefined> = looks.map(() => undefined);
		const lists = listsFor(looks);
		while (lists.length > 0 && this.listing !== 'refused') {
			// The first list tries whether there may be any; a refusal costs one command then.
			const some = lists.splice(0, this.canList ? LISTS_AT_ONCE : 1);
			const answers = await this.send(
				some.map(({ command }) => [command]),
				terms,
			);
			this.takeIn(
				some,
				answers.map(([answer]) => answer),
				replies,
			);
		}
		return replies;
	}

	private async seeSearched(
		looks: readonly Look[],
		replies: Array<Reply | undefined>,
		terms: Terms,
	): Promise<void> {
		const searches = looks.flatMap((look, position) =>
			isSearch(look) ? [{ look, position }] : [],
		);
		if (searches.length === 0) return;
		const answers = await search(
			searches.map(({ look }) => look),
			this.senderFor(terms),
		);
		searches.forEach(({ position }, index) => (replies[position] = answers[index]));
		if (answers.some(showsPayments)) this.listing = 'works';
	}

	/** Many deals or invoices of one kind are looked at by way of their orders, if that is allowed. */
	private async seeOwned(
		looks: readonly Look[],
		replies: Array<Reply | undefined>,
		terms: Terms,
	): Promise<void> {
		const owned = looks.flatMap((look, position) =>
			look.show === 'paymentsOf' && !look.singly ? [{ look, position }] : [],
		);
		for (const typeId of new Set(owned.map(({ look }) => look.entityTypeId))) {
			const ofType = owned.filter(({ look }) => look.entityTypeId === typeId);
			if (ofType.length < WORTH_A_DETOUR || this.listing === 'refused') continue;
			const ids = ofType.map(({ look }) => look.entityId);
			const found = await ofOwners(typeId, ids, this.senderFor(terms));
			if (found instanceof Failure) continue;
			if (found.some((payments) => payments.length > 0)) this.listing = 'works';
			ofType.forEach(({ position }, index) => {
				replies[position] = { kind: 'value', value: found[index] ?? [] };
			});
		}
	}

	private senderFor(terms: Terms): Send {
		return async (commands) => {
			const groups = commands.map((command) => [command]);
			const replies = await this.send(groups, terms);
			return replies.map(([reply]) => reply ?? unanswered());
		};
	}

	private takeIn(
		lists: readonly PaymentList[],
		answers: ReadonlyArray<Reply | undefined>,
		replies: Array<Reply | undefined>,
	): void {
		lists.forEach((list, index) => {
			const answer = answers[index];
			const found = answer && readList(list, answer);
			if (found?.kind === 'refused') this.listing = 'refused';
			if (found?.kind !== 'rows') return;
			if (answer?.kind === 'value' && this.listing === 'untried') this.listing = 'works';
			for (const [position, reply] of found.replies) replies[position] = reply;
		});
	}

	/** Sends groups of commands, as many in one request as have room. One list of replies per group. */
	private async send(groups: ReadonlyArray<readonly Command[]>, terms: Terms): Promise<Reply[][]> {
		const replies: Reply[][] = [];
		while (replies.length < groups.length) {
			const left = groups.slice(replies.length);
			const { results } = await this.dispatcher.dispatch(left.slice(0, howManyFit(left)), {
				intent: 'read',
				halt: false,
				...terms,
			});
			replies.push(...results);
		}
		return replies;
	}
}

/** The list of payments was allowed then. */
function showsPayments(reply: Reply): boolean {
	const payments = reply.kind === 'value' && isObject(reply.value) ? reply.value.payments : [];
	return Array.isArray(payments) && payments.length > 0;
}

function commandsFor(look: Look): Command[] {
	if (look.show === 'chain') return [...look.commands];
	if (look.show === 'pages') return pageCommands(look);
	if (isSearch(look)) return [];
	return [commandFor(look)];
}

function replyTo(look: Look, replies: readonly Reply[]): Reply | undefined {
	if (look.show === 'chain') return { kind: 'value', value: replies };
	return look.show === 'pages' ? readPages(look, replies) : replies[0];
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
