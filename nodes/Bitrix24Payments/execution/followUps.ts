import { partlyDone } from '../operations/payment/newPayment';
import { Failure } from '../portal/failure';
import { answerOf } from '../portal/look';
import { fail, isOpen, type Entry, type Outcome } from './entry';

type Done = Extract<Outcome, { kind: 'done' }>;

/**
 * Changes that are followed by another, in portions. The first goes alone: what fails for it, such
 * as for a missing right, would fail for all, and each would leave a payment behind.
 */
export function partsOf(entries: readonly Entry[], size: number): Entry[][] {
	const parts = entries.length > 0 ? [entries.slice(0, 1)] : [];
	for (let start = 1; start < entries.length; start += size) {
		parts.push(entries.slice(start, start + size));
	}
	return parts;
}

/** The changes that follow on what has been created. */
export function followUpsOf(entries: readonly Entry[]): Entry[] {
	return entries.flatMap((entry) => {
		const { outcome, change, index, portal, options } = entry;
		const id = outcome?.kind === 'done' ? outcome.paymentId : undefined;
		if (id === undefined || !change.followUp || entry.followUp) return [];
		entry.followUp = { index, portal, change: change.followUp(id), options };
		return [entry.followUp];
	});
}

/**
 * Both changes have one outcome: of a payment that was created and not filled in nobody may think
 * that all is done, nor that nothing is.
 */
export function concludeTogether(entries: readonly Entry[]): void {
	for (const entry of entries) {
		const { outcome, change } = entry;
		if (outcome?.kind === 'done' && change.followUp) entry.outcome = together(entry, outcome);
	}
}

function together(entry: Entry, first: Done): Outcome {
	const { followUp, change } = entry;
	const second = followUp?.outcome;
	const paymentId = followUp?.change.paymentId ?? first.paymentId;
	if (second?.kind !== 'done') {
		const reason = second?.kind === 'failed' ? second.failure : interrupted(followUp);
		return { kind: 'failed', failure: partlyDone(paymentId ?? 0, reason) };
	}
	const remark = second.payment && change.remarkOn?.(second.payment);
	const warning = [first.warning, second.warning, remark].filter(Boolean).join('. ');
	return {
		...second,
		...(first.changed === undefined ? {} : { changed: first.changed }),
		paymentId,
		...(warning ? { warning } : {}),
	};
}

/** The run ended before there was anything to say about it. */
function interrupted(followUp: Entry | undefined): Failure {
	const wasSent = !!followUp?.doubt || !!followUp?.wasLeftBehind;
	return new Failure({
		code: wasSent ? 'OUTCOME_UNKNOWN' : 'NOT_EXECUTED',
		message: 'The run was interrupted before',
		description: wasSent
			? 'The run was interrupted while it waited for an answer'
			: 'The payment is as Bitrix24 created it',
	});
}

/**
 * Asks once whether this credential may see payments of the store at all, before a payment is
 * created that it could not fill in.
 */
export async function refuseWhatCannotFollow(entries: readonly Entry[]): Promise<void> {
	const waiting = entries.filter((entry) => isOpen(entry) && entry.change.followUp);
	const [first] = waiting;
	if (!first) return;
	const [reply] = await first.portal.reader.see([
		answerOf('sale.payment.list', { select: ['id'], filter: { '=id': [0] }, start: -1 }),
	]);
	if (reply?.kind !== 'refused') return;
	for (const entry of waiting) fail(entry, nothingCreated(reply.failure));
}

/** The credential lacks something that it will not have for the next payment either. */
const OF_CREDENTIAL: ReadonlySet<string> = new Set([
	'ACCESS_DENIED',
	'CREDENTIAL_INVALID',
	'SCOPE_MISSING',
]);

/** Creates no more of what the credential has just been unable to fill in. */
export function stopWhatWouldFail(entries: readonly Entry[], tried: readonly Entry[]): void {
	const outcomes = tried.map(({ followUp }) => followUp?.outcome);
	const refused = outcomes.find(
		(outcome) => outcome?.kind === 'failed' && OF_CREDENTIAL.has(outcome.failure.code),
	);
	if (refused?.kind !== 'failed') return;
	for (const entry of entries) {
		if (isOpen(entry) && entry.change.followUp) fail(entry, nothingCreated(refused.failure));
	}
}

function nothingCreated(failure: Failure): Failure {
	return failure.with({
		message: `No payment was created, because it could not be filled in: ${failure.message}`,
		description: `${failure.description}. Or leave out all fields but the payment system`,
	});
}
