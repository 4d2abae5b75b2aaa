import { paymentFrom } from '../operations/payment';
import type { Reply } from '../portal/command';
import { Failure } from '../portal/failure';
import { fail, type Entry } from './entry';

export interface Times {
	readonly sentAt: number;
	readonly now: number;
}

/**
 * Turns the replies to a write and its read-back into an outcome, or into a doubt that has to be
 * settled by looking. An entry that was kept back by a halt is left untouched.
 *
 * @param times in ms: when the write was sent, and now
 */
export function conclude(
	entry: Entry,
	write: Reply,
	readBack: Reply | undefined,
	times: Times,
): void {
	if (write.kind === 'notExecuted') {
		if (write.failure.code !== 'NOT_EXECUTED') fail(entry, write.failure);
		return;
	}
	if (write.kind === 'uncertain') {
		entry.doubt = { kind: 'lost', failure: write.failure, since: times.sentAt };
		return;
	}
	if (write.kind === 'refused') return concludeRefused(entry, write.failure, readBack, times);
	entry.time = write.time;
	const isConfirmed = confirms(write.value, entry.change.paymentId);
	if (isConfirmed && !entry.options.verify) {
		const payment = paymentFrom(write.value, entry.change.paymentId);
		entry.outcome = { kind: 'done', verified: false, payment, time: write.time };
		return;
	}
	entry.doubt = {
		kind: 'unconfirmed',
		since: times.sentAt,
		...(isConfirmed ? {} : { failure: unconfirmed() }),
	};
	if (readBack) look(entry, readBack, times.now);
}

function concludeRefused(
	entry: Entry,
	failure: Failure,
	readBack: Reply | undefined,
	times: Times,
): void {
	if (!entry.change.mayBeStoredDespite(failure)) return fail(entry, failure);
	entry.doubt = { kind: 'refused', failure, since: times.sentAt };
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
	const payment = reply.kind === 'value' ? paymentFrom(reply.value, change.paymentId) : undefined;
	if (!payment || !doubt) return;
	entry.seen = { payment, at: now };
	const judgement = change.judge(payment, before);
	if (judgement.asWanted) {
		entry.outcome = {
			kind: 'done',
			// Without a look at the state before, nobody can say whose doing it is.
			...(before ? { changed: true } : {}),
			verified: true,
			payment,
			time: entry.time,
			...(judgement.notApplied ? { notApplied: judgement.notApplied } : {}),
			...(doubt.kind === 'refused' && doubt.failure
				? { warning: `${doubt.failure.message}. ${doubt.failure.description}` }
				: {}),
		};
		return;
	}
	if (doubt.kind !== 'lost') fail(entry, doubt.failure ?? judgement.failure);
}

/** `true` for pay and unpay, the payment itself for an update; anything else proves nothing. */
function confirms(value: unknown, paymentId: number): boolean {
	return value === true || paymentFrom(value, paymentId) !== undefined;
}

function unconfirmed(): Failure {
	return new Failure({
		code: 'BAD_RESPONSE',
		message: 'Bitrix24 answered without confirming the change',
		description:
			'The payment was read afterwards and is not as wanted. Look at the payment in Bitrix24, then run again',
		retryable: true,
	});
}
