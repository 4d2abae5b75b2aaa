import { guardFailure, hasGuards } from '../operations/guards';
import { paymentFrom, type Payment } from '../operations/payment';
import type { Reply } from '../portal/command';
import { Failure } from '../portal/failure';
import { fail, type Entry } from './entry';

/** Whether the payment has to be read before anything is decided about it. */
export function needsRead(entry: Entry): boolean {
	const { verify, dryRun, guards } = entry.options;
	return verify || dryRun || hasGuards(guards) || entry.change.needsPaymentBefore;
}

/**
 * Decides from the payment as it is whether the change is sent: an entry without an outcome
 * afterwards is to be written.
 */
export function decide(entry: Entry, reply: Reply): void {
	if (reply.kind !== 'value') return fail(entry, unreadable(entry, reply.failure));
	const payment = paymentFrom(reply.value, entry.change.paymentId);
	if (!payment) return fail(entry, notThisPayment());
	entry.before = payment;
	entry.time = reply.time;
	const objection = guardFailure(entry.options.guards, payment) ?? entry.change.objection(payment);
	if (objection) return fail(entry, objection);
	if (entry.options.dryRun) return concludeDryRun(entry, payment);
	if (entry.change.isDone(payment)) {
		entry.outcome = { kind: 'done', changed: false, verified: true, payment, time: reply.time };
	}
}

function concludeDryRun(entry: Entry, payment: Payment): void {
	const isDone = entry.change.isDone(payment);
	entry.outcome = {
		kind: 'dryRun',
		wouldChange: !isDone,
		changes: isDone ? [] : entry.change.preview(payment),
		payment,
		time: entry.time,
	};
}

/** A credential that may not read writes nothing, unless the user says so (DESIGN §5, rule 2). */
function unreadable(entry: Entry, failure: Failure): Failure {
	const mayNotRead = ['insufficient_scope', 'ACCESS_DENIED', '200040300010'].includes(failure.code);
	if (!mayNotRead) return failure;
	const { dryRun, guards } = entry.options;
	const couldDoWithout = !dryRun && !hasGuards(guards) && !entry.change.needsPaymentBefore;
	const wayOut = couldDoWithout
		? ". Or switch off 'Verify' in the options; then nobody checks whether the change was made"
		: '';
	return failure.with({
		description: `The payment could not be read, so nothing was changed. ${failure.description}${wayOut}`,
	});
}

function notThisPayment(): Failure {
	return new Failure({
		code: 'BAD_RESPONSE',
		message: 'Bitrix24 answered without the payment that was asked for',
		description: 'Nothing was changed. Look at the payment in Bitrix24, then run again',
		retryable: true,
	});
}
