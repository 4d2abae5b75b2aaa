import { Failure } from '../portal/failure';
import { fail, hasFailed, isOpen, type Entry } from './entry';
import { whatToDo } from './whatToDo';

/** The items of one portal that have no outcome yet, in the order in which they are dealt with. */
export class Queue {
	private open: readonly Entry[];

	/**
	 * @param inOrder the first failure ends it, and nothing behind that may be sent before
	 * @param perilous what must not be sent to again, because nobody knows what became of the last time
	 */
	constructor(
		entries: readonly Entry[],
		private readonly inOrder: boolean,
		private readonly perilous = new Set<string>(),
	) {
		this.open = entries;
		// What an earlier try has sent counts for all items of its payment, wherever they stand.
		for (const entry of entries) if (mustNotBeRepeated(entry)) perilous.add(placeOf(entry));
	}

	/**
	 * The first open items, each target once: a second change of a payment sees what the first one
	 * did. In order, nothing overtakes it, unless both wish the same and one settles the other.
	 */
	next(atMost: number): Entry[] {
		this.drop();
		const heads = new Map<string, Entry>();
		for (const entry of this.open) {
			if (heads.size === atMost) break;
			const { target, wish } = entry.change;
			const head = heads.get(target);
			if (!head) heads.set(target, entry);
			else if (this.inOrder && (wish === undefined || head.change.wish !== wish)) break;
		}
		return [...heads.values()];
	}

	/**
	 * Those behind that wish the same are told that it is done, whatever the payment shows of it;
	 * charges and refunds, that nobody has looked whether the one before is done.
	 */
	hasDealtWith(entries: readonly Entry[]): void {
		const done = entries.filter(({ outcome }) => outcome?.kind === 'done');
		const wishes = new Map(done.map(({ change }) => [change.target, change.wish]));
		const believed = new Set(done.filter(isBelievedCharge).map(({ change }) => change.target));
		for (const entry of this.open) {
			const { target, wish, rerunRisk } = entry.change;
			if (wish !== undefined && wishes.get(target) === wish) entry.wasDoneBefore = true;
			if (rerunRisk && believed.has(target)) entry.mayRepeatCharge = true;
		}
	}

	/** Leaves out what has an outcome and, in order, everything behind the first failure. */
	private drop(): void {
		for (const entry of this.open) {
			if (isOpen(entry) && this.perilous.has(placeOf(entry))) fail(entry, notAgain(entry));
			if (mustNotBeRepeated(entry)) this.perilous.add(placeOf(entry));
		}
		const failure = this.inOrder ? this.open.findIndex(hasFailed) : -1;
		this.open = (failure === -1 ? this.open : this.open.slice(0, failure)).filter(isOpen);
	}
}

/** Two credentials of one portal mean the same payment. */
function placeOf({ portal, change }: Entry): string {
	return `${portal.host} ${change.target}`;
}

/** Nobody knows what became of it, and a second one would not be harmless. */
function mustNotBeRepeated(entry: Entry): boolean {
	const { change, doubt } = entry;
	return hasFailed(entry) && !!doubt && !!change.rerunRisk && change.paymentId !== undefined;
}

/** It moved money of a payment, by the portal's word alone. */
function isBelievedCharge({ change, outcome }: Entry): boolean {
	const isBelieved = outcome?.kind === 'done' && !outcome.verified;
	return isBelieved && !!change.rerunRisk && change.paymentId !== undefined;
}

/** For what is wanted of the same payment further down in the input. */
function notAgain({ change }: Entry): Failure {
	return new Failure({
		code: 'NOT_EXECUTED',
		message: 'Nothing was sent: another item, for the same payment, has an unclear outcome',
		description: whatToDo(change.rerunRisk),
	});
}
