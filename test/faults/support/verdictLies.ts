import { isDeepStrictEqual } from 'node:util';

import type { Observation } from './observation';
import type { Verdict } from './verdict';

/** Codes of items whose payment may or may not have changed. */
const UNSETTLED: ReadonlySet<string> = new Set(['OUTCOME_UNKNOWN', 'NOT_PAID', 'NOT_APPLIED']);

export function verdictLies(seen: Observation, verdict: Verdict): string[] {
	const { kind, paymentId, index } = verdict;
	const say = (text: string) => [`item ${index} (payment ${paymentId}) ${text}`];
	if (kind === 'nonsense') return say('is neither success nor failure');
	if (kind === 'failed') return failureLies(seen, verdict).flatMap(say);
	if (paymentId === undefined) return say('succeeded without a payment');
	if (kind === 'dryRun') return seen.writes(paymentId) > 0 ? say('wrote in a dry run') : [];
	if (kind === 'unverified') return unverifiedLies(seen).flatMap(say);
	return successLies(seen, verdict, paymentId).flatMap(say);
}

function unverifiedLies({ verify }: Observation): string[] {
	return verify ? ['was not verified although that was asked for'] : [];
}

/** What is called done is done, and was done by whom the node says. */
function successLies(seen: Observation, verdict: Verdict, paymentId: number): string[] {
	const { change, flips, isTouched } = seen;
	if (isTouched(paymentId)) return [];
	const { kind } = verdict;
	const row = seen.after.get(paymentId);
	const isWanted = row !== undefined && change.isWanted(row);
	const lies = isWanted || flips > 0 ? [] : [`is called ${kind} and is not as wanted`];
	switch (kind) {
		case 'unchanged':
			return [...lies, ...unchangedLies(seen, paymentId)];
		case 'doneByWhomever':
			return [...lies, ...whomeverLies(seen, verdict, paymentId)];
		default:
			return [...lies, ...changedLies(seen, verdict, paymentId)];
	}
}

function unchangedLies(seen: Observation, paymentId: number): string[] {
	const isSent = seen.writes(paymentId) > 0 && !seen.inCompany && !seen.mayRetry;
	const byNobody = seen.verdictsOn(paymentId).every(({ kind }) => kind === 'unchanged');
	return isSent && byNobody ? ['is called unchanged and was written'] : [];
}

/** Why nobody can say whose doing it is. */
const UNCONFIRMED =
	/answer to the change was lost|answered with an error although|without confirming|else was faster/;

/** Only a change that was sent and not confirmed leaves open who made it, and the item says why. */
function whomeverLies(seen: Observation, { warning }: Verdict, paymentId: number): string[] {
	const lies: string[] = [];
	if (seen.sent(paymentId) === 0 && seen.keepsBodies) lies.push('was not sent and may be done');
	if (!UNCONFIRMED.test(warning)) lies.push(`does not say why nobody knows who did it: ${warning}`);
	return lies;
}

function changedLies(seen: Observation, { warning }: Verdict, paymentId: number): string[] {
	const { flips } = seen;
	const lies: string[] = [];
	const happened = seen.changes(paymentId);
	const isRight = flips > 0 ? happened <= 1 + flips : happened === 1;
	if (!isRight) lies.push(`is called changed and the ledger counts ${happened} changes`);
	const claims = seen.verdictsOn(paymentId).filter(({ kind }) => kind === 'changed').length;
	if (claims > 1 + flips) lies.push('was changed by two items');
	if (UNCONFIRMED.test(warning)) lies.push('is called changed although nobody confirmed it');
	return lies;
}

/** A plain failure has changed nothing, an unclear one says what was seen. */
function failureLies(seen: Observation, verdict: Verdict): string[] {
	const { code = '', text, paymentId } = verdict;
	if (!text.trim() || code === '') return ['failed without code or words'];
	if (code === 'OUTCOME_UNKNOWN') return unknownLies(seen, verdict);
	if (paymentId === undefined) return [];
	const others = seen.verdictsOn(paymentId).filter((other) => other !== verdict);
	if (others.some(({ kind, code: other }) => kind !== 'failed' || UNSETTLED.has(other ?? ''))) {
		return [];
	}
	return changedInSpiteOf(seen, paymentId, code);
}

function unknownLies(seen: Observation, { text, retryable, paymentId }: Verdict): string[] {
	const lies = tellsWhatWasSeen(text) ? [] : ['saw nothing and says so not'];
	if (retryable !== !seen.change.risky) lies.push(`is called retryable: ${retryable}`);
	if (paymentId !== undefined && seen.sent(paymentId) === 0 && seen.keepsBodies) {
		lies.push('is called unknown and was never sent');
	}
	return lies;
}

/** What a payment that failed for good must not have gone through. */
export function changedInSpiteOf(seen: Observation, paymentId: number, code: string): string[] {
	const { change, flips, inCompany, mayRetry, journal, isTouched } = seen;
	if (flips > 0 || isTouched(paymentId)) return [];
	const row = seen.after.get(paymentId);
	const earlier = seen.before.get(paymentId);
	const isWanted = row !== undefined && change.isWanted(row);
	if (UNSETTLED.has(code)) return isWanted ? [`says ${code} and is as wanted`] : [];
	// What an earlier try has done, a later one that cannot look does not know.
	if (inCompany || mayRetry || isDeepStrictEqual(row, earlier)) return [];
	// A payment system that refuses may mark the payment, and a part of an update may be stored.
	const isPartly = journal.some(
		(entry) => entry.paymentId === paymentId && entry.outcome === 'refused' && entry.changed,
	);
	return isPartly && !isWanted ? [] : [`failed with ${code} and was changed`];
}

const WHAT_WAS_SEEN = [
	/the payment was (un)?paid/,
	/could not be read/,
	/was interrupted/,
	/(no|all) fields? of the update (was|were) stored/,
	/of the update .+ (was|were) stored, and not/,
];

/** The words of an unclear failure tell how the payment was seen last. */
export function tellsWhatWasSeen(text: string): boolean {
	return WHAT_WAS_SEEN.some((words) => words.test(text));
}
