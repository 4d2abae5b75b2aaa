import { hasHappened, mayHaveHappened, type Account } from './account';
import type { Try } from './carrying';

/** What a run did too late, too early, or left without a word. */
export function liesOfOrder(accounts: readonly Account[], during: Try): string[] {
	const [first] = accounts;
	if (!first) return [];
	const lies = accounts.flatMap(liesOfRead);
	if (during.fault !== undefined) return [...lies, ...liesOfAdvice(accounts, during)];
	if (!first.stopAtFirstFailure) return [...lies, ...accounts.flatMap(liesOfSilence)];
	return [...lies, ...liesOfStop(accounts), ...liesOfAdvice(accounts, during)];
}

function liesOfSilence({ index, outcome }: Account): string[] {
	return outcome ? [] : [`item ${index} has no outcome`];
}

function liesOfStop(accounts: readonly Account[]): string[] {
	const failure = accounts.findIndex(({ outcome }) => outcome?.kind === 'failed');
	const failed = accounts[failure];
	if (!failed) return accounts.flatMap(liesOfSilence);
	const knownAfter = failed.failedAfter ?? Infinity;
	const behind = accounts.slice(failure + 1);
	return [
		...accounts.slice(0, failure).flatMap(liesOfSilence),
		...behind
			.filter(({ sent }) => sent.some(({ request }) => request > knownAfter))
			.map(({ index }) => `item ${index} was sent although item ${failed.index} had failed`),
		...behind
			.filter(({ outcome, entry, sent }) => !outcome && !entry.doubt && sent.some(hasHappened))
			.map(({ index }) => `item ${index} counts as not started, and happened`),
	];
}

/** What a person is told to do before the next run. */
function liesOfAdvice(accounts: readonly Account[], { advice }: Try): string[] {
	const lies: string[] = [];
	const isRisky = ({ entry, outcome, sent }: Account) => {
		const { rerunRisk } = entry.change;
		const isShown = outcome?.kind === 'done' && outcome.verified && !rerunRisk?.evenIfDone;
		return !!rerunRisk && sent.some(mayHaveHappened) && !isShown;
	};
	const isUnseen = ({ entry, sent }: Account) =>
		!entry.options.verify && sent.slice(-1).some(mayHaveHappened);
	const saysSafe = /Running again is safe/.test(advice);
	if (saysSafe && accounts.some(isRisky)) lies.push('it says that running again is safe');
	if (saysSafe && accounts.some(isUnseen)) lies.push('it says that running unseen again is safe');
	return lies;
}

/** How old the state may be on which a change is decided, in ms. */
const FRESH_MS = 20_000;

/** What was seen last before a write has to allow it. */
function liesOfRead(account: Account): string[] {
	const { sent, shown, isWanted, entry, plan, index } = account;
	const { options, change } = entry;
	if (change.paymentId === undefined || !(options.verify || plan.onlyIf)) return [];
	return sent.flatMap((sending) => {
		// What came along with a write that a limit kept back is not taken in.
		const isAlong = (request: number) => sent.some((other) => other.request === request);
		const before = shown.findLast(({ request }) => request < sending.request && !isAlong(request));
		if (!before) return [`item ${index} was sent unseen`];
		const lies: string[] = [];
		if (isWanted(before.row)) lies.push(`item ${index} was sent although it was done`);
		if (plan.onlyIf && before.row?.sum !== 100.5) {
			lies.push(`item ${index} was sent against a condition`);
		}
		// Where reads themselves take long, there is no news that is fresh.
		const isSlow = plan.msPerCommand > 1000;
		if (!isSlow && sending.sentAt - before.at > FRESH_MS + 1000)
			lies.push(`item ${index} was sent on old news`);
		return lies;
	});
}
