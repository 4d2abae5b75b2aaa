import type { Failure } from '../../../nodes/Bitrix24Payments/portal/failure';
import { RunCancelled } from '../../../nodes/Bitrix24Payments/portal/failure';
import { accountsOf, hasHappened, isCreation, mayHaveHappened, type Account } from './account';
import type { Trial, Try } from './carrying';
import { liesOfOrder } from './orderOfWrites';
import { liesOfSendings } from './repeats';

/** What a run did or said that it must not, in words. */
export function liesOf(trial: Trial): string[] {
	const tries = [...trial.tries, ...trial.more];
	return [
		...tries.flatMap((one, number) =>
			[
				...liesOfTry(one),
				...accountsOf(trial, one).flatMap((account) => liesOfItem(account)),
				...liesOfOrder(accountsOf(trial, one), one),
			].map((lie) => `${trial.more.includes(one) ? 'again' : 'try'} ${number + 1}: ${lie}`),
		),
		...liesOfSendings(trial),
		...liesAtTheEnd(trial),
	];
}

/** Longer than any run of so few items may take with the longest waits. */
const TOO_LONG_MS = 2 * 3_600_000;

function liesOfTry({ fault, wasStopped, beganAt, endedAt, verdicts }: Try): string[] {
	const lies: string[] = [];
	const isExpected = wasStopped && fault instanceof RunCancelled;
	if (fault !== undefined && !isExpected) lies.push(`it threw ${String(fault)}`);
	if (endedAt - beganAt > TOO_LONG_MS) lies.push('it took too long');
	const ids = verdicts.flatMap(({ outcome, entry }) =>
		outcome?.kind === 'done' && entry.change.paymentId === undefined
			? (outcome.paymentId ?? [])
			: [],
	);
	if (new Set(ids).size < ids.length) lies.push('two items created one payment');
	return lies;
}

function liesOfItem(account: Account): string[] {
	const { outcome, index } = account;
	const lies =
		outcome?.kind === 'done'
			? liesOfDone(account, outcome)
			: outcome?.kind === 'failed'
				? liesOfFailure(account, outcome.failure)
				: [];
	return lies.map((lie) => `item ${index}: ${lie}`);
}

function liesOfDone(
	account: Account,
	outcome: { readonly changed?: boolean; readonly verified: boolean; readonly paymentId?: number },
): string[] {
	const { sent, everSent, shown, isWanted, entry } = account;
	const lies: string[] = [];
	const lastSent = Math.max(account.during.beganAt, ...sent.map(({ sentAt }) => sentAt));
	if (outcome.verified && !shown.some(({ at, row }) => at >= lastSent && isWanted(row))) {
		lies.push('done and verified, and never shown so');
	}
	if (entry.options.verify && !outcome.verified) lies.push('not verified');
	if (outcome.changed === true && !everSent.some(hasHappened) && !mayBeTakenIn(account)) {
		lies.push('changed, and nothing of it happened');
	}
	if (outcome.changed === false && sent.some(hasHappened)) {
		lies.push('not changed, and it happened');
	}
	const created = everSent.flatMap(({ createdId }) => createdId ?? []);
	if (entry.change.paymentId === undefined && outcome.verified) {
		if (!created.includes(outcome.paymentId ?? 0)) lies.push('somebody else made that payment');
	}
	return lies;
}

/** The portal said that it did what a person did at that moment. */
function mayBeTakenIn({ plan }: Account): boolean {
	return plan.deeds.length > 0 && plan.commandFaults.some(({ kind }) => kind === 'lie');
}

/** Codes that speak of a change that was not made. */
const NOTHING_HAPPENED = new Set([
	'NOT_EXECUTED',
	'RATE_LIMITED',
	'GUARD_FAILED',
	'INVALID_INPUT',
	'PAYMENT_NOT_FOUND',
	'SCOPE_MISSING',
	'ACCESS_DENIED',
	'CREDENTIAL_INVALID',
	'CONNECTION_FAILED',
]);

const SAYS_NOTHING_HAPPENED = /nothing (was|has) (been )?(changed|sent)|did not reach|not started/i;

const SEEN_NOT_SO = new Set(['REFUSED', 'BAD_RESPONSE', 'NOT_PAID', 'NOT_APPLIED']);

/** Some seconds, between the looks that show a change to be missing. */
const SOME_SECONDS = 2000;

function liesOfFailure(account: Account, failure: Failure): string[] {
	const { sent, everSent, entry, plan } = account;
	const { code, message, description, retryable } = failure;
	const lies: string[] = [];
	const text = `${message}. ${description}`;
	const wasSaidBefore = /An earlier try of this execution sent it/.test(description);
	// What was created and not filled in has two parts, and the second is spoken of.
	const isPart = code === 'PARTLY_DONE';
	const relevant = (wasSaidBefore ? everSent : sent).filter((one) => !isPart || !isCreation(one));
	const says = `${code} "${text}"`;
	if (NOTHING_HAPPENED.has(code) && relevant.some(hasHappened)) lies.push(`${says}; it happened`);
	else if (SAYS_NOTHING_HAPPENED.test(text) && relevant.some(hasHappened)) {
		lies.push(`${says}; it happened`);
	}
	if (SEEN_NOT_SO.has(code) && !wasSaidBefore && relevant.some(hasHappened)) {
		const isNew = entry.change.paymentId === undefined;
		if (!isNew && !isSeenMissing(account)) lies.push(`${says}, without two looks that show it`);
	}
	// That a payment is not there any more is no refusal to delete it.
	const wasSent = plan.kind === 'delete' ? everSent.length > 0 : everSent.some(mayHaveHappened);
	if (code === 'OUTCOME_UNKNOWN' && !wasSent && !entry.wasBehindHalt) {
		lies.push(`${says}; nothing was ever sent`);
	}
	if (code === 'PARTLY_DONE' && plan.verify && !everSent.some(isDoneCreation)) {
		lies.push(`${says}; nothing was created`);
	}
	const isRisky = isRiskyToRepeat(account);
	if (isRisky && retryable) lies.push(`${says}: retryable`);
	if (isRisky && advisesToRunAgain(text)) lies.push(`${says}: advises to run again`);
	return lies;
}

function isRiskyToRepeat({ entry, everSent, wasSeenDone }: Account): boolean {
	const { rerunRisk } = entry.change;
	return !!rerunRisk && everSent.some(mayHaveHappened) && !(wasSeenDone && !rerunRisk.evenIfDone);
}

function isDoneCreation(one: Parameters<typeof isCreation>[0]): boolean {
	return isCreation(one) && hasHappened(one);
}

function advisesToRunAgain(text: string): boolean {
	return /run(ning)? (the workflow )?again/i.test(text.replace(/before running again/gi, ''));
}

function isSeenMissing({ sent, shown, isWanted, failedAfter = Infinity }: Account): boolean {
	const lastSent = Math.max(0, ...sent.map(({ sentAt }) => sentAt));
	const after = shown.filter(({ at, request }) => at >= lastSent && request <= failedAfter);
	const missing = after.filter(({ row }) => !isWanted(row)).map(({ at }) => at);
	const last = after.at(-1);
	if (!last || isWanted(last.row)) return false;
	return Math.max(...missing) - Math.min(...missing) >= SOME_SECONDS;
}

/** What is left undone once nothing goes wrong any more, and nothing forbids it. */
function liesAtTheEnd({ more, plan }: Trial): string[] {
	const left = new Set(
		more[1].verdicts.flatMap(({ outcome }) =>
			outcome?.kind === 'failed' ? [outcome.failure.code] : outcome ? [] : ['nothing'],
		),
	);
	for (const code of ['GUARD_FAILED', 'INVALID_INPUT', 'PAYMENT_NOT_FOUND']) left.delete(code);
	if (plan.kind === 'delete') left.delete('REFUSED');
	if (!plan.canList) left.delete('SCOPE_MISSING');
	if (!plan.tellsGone) left.delete('ACCESS_DENIED');
	return [...left].map((code) => `at last nothing goes wrong, and yet ${String(code)}`);
}
