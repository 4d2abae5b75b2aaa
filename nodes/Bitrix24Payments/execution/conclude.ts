import type { Reply } from '../portal/command';
import { Failure } from '../portal/failure';
import { fail, type Doubt, type Entry } from './entry';

/** In ms. */
export interface Times {
	readonly sentAt: number;
	readonly now: number;
}

/** Whether the portal was not asked at all, so that there is nothing to conclude. */
export function wasKeptBack(write: Reply): boolean {
	return write.kind === 'notExecuted' && write.failure.code === 'NOT_EXECUTED';
}

/**
 * Turns the replies to a write and its read-back into an outcome, or into a doubt that has to be
 * settled by looking. A write that was kept back is none of these.
 */
export function conclude(
	entry: Entry,
	write: Reply,
	readBack: Reply | undefined,
	times: Times,
): void {
	if (write.kind === 'notExecuted') return fail(entry, write.failure);
	if (write.kind === 'value') return concludeAnswered(entry, write, readBack, times);
	if (write.kind === 'refused' && !entry.change.mayBeStoredDespite(write.failure)) {
		return fail(entry, write.failure);
	}
	entry.doubt = {
		kind: write.kind === 'refused' ? 'refused' : 'lost',
		failure: write.failure,
		// The portal may have begun only just before the connection was lost.
		since: times.now,
	};
	if (write.kind === 'refused' && readBack) look(entry, readBack, times.now);
}

function concludeAnswered(
	entry: Entry,
	write: Extract<Reply, { kind: 'value' }>,
	readBack: Reply | undefined,
	times: Times,
): void {
	const { change, options } = entry;
	entry.time = write.time;
	const confirmation = change.confirmation(write.value);
	if (confirmation && !options.verify) {
		const { payment, createdId } = confirmation;
		entry.outcome = {
			kind: 'done',
			verified: false,
			payment,
			paymentId: createdId,
			time: write.time,
		};
		return;
	}
	entry.doubt = {
		kind: 'unconfirmed',
		since: times.sentAt,
		...(confirmation ? { confirmation } : { failure: unconfirmed(!change.rerunRisk) }),
	};
	if (readBack) look(entry, readBack, times.now);
}

/**
 * Looks at a payment in doubt. What was answered is judged at once; what was lost is only judged
 * once it is as wanted, because the first request may still be running.
 *
 * @param now in ms
 */
export function look(entry: Entry, reply: Reply, now: number): void {
	const { change, before, doubt } = entry;
	const state = change.observe(reply);
	if (state === undefined || !doubt) return;
	entry.seen = { state, at: now };
	const judgement = change.judge(state, before, doubt.confirmation);
	if (!judgement.asWanted) {
		if (doubt.kind !== 'lost') fail(entry, doubt.failure ?? judgement.failure);
		return;
	}
	const payment = change.paymentIn(state, doubt.confirmation, before);
	const { notApplied, warning } = judgement;
	entry.outcome = {
		kind: 'done',
		// Without a look at the state before, nobody can say whose doing it is.
		...(before === undefined ? {} : { changed: true }),
		verified: true,
		payment,
		paymentId: payment?.id,
		time: entry.time,
		...(notApplied ? { notApplied } : {}),
		...(warning ? { warning } : {}),
		...warningOf(doubt),
	};
}

function warningOf({ kind, failure }: Doubt): { warning?: string } {
	return kind === 'refused' && failure
		? { warning: `${failure.message}. ${failure.description}` }
		: {};
}

function unconfirmed(retryable: boolean): Failure {
	return new Failure({
		code: 'BAD_RESPONSE',
		message: 'Bitrix24 answered without confirming the change',
		description:
			'The payment was read afterwards and is not as wanted. Look at the payment in Bitrix24, then run again',
		retryable,
	});
}
