import { guardFailure, guardsBeside, hasGuards } from '../parameters/guards';
import type { Reply } from '../portal/command';
import { Failure } from '../portal/failure';
import { fail, type Entry } from './entry';

/** Whether the state before has to be known before anything is decided. */
export function needsRead(entry: Entry): boolean {
	const { verify, dryRun, guards } = entry.options;
	return verify || dryRun || hasGuards(guards) || entry.change.needsStateBefore;
}

/**
 * Decides from the state as it is whether the change is sent: an entry without an outcome
 * afterwards is to be written.
 */
export function decide(entry: Entry, reply: Reply): void {
	const { change, options } = entry;
	const state = change.observe(reply);
	if (state === undefined) {
		return fail(
			entry,
			reply.kind === 'value' ? notWhatWasAsked() : unreadable(entry, reply.failure),
		);
	}
	entry.before = state;
	entry.time = reply.kind === 'value' ? reply.time : undefined;
	const isDone = change.isDone(state);
	const payment = change.paymentIn(state);
	const objection = objectionTo(entry, state, isDone);
	if (objection) return fail(entry, objection);
	if (options.dryRun) {
		const changes = isDone ? [] : change.preview(state);
		entry.outcome = { kind: 'dryRun', wouldChange: !isDone, changes, payment, time: entry.time };
	} else if (isDone) {
		entry.outcome = { kind: 'done', changed: false, verified: true, payment, time: entry.time };
	}
}

/** Decides again, from a newer state, on a change that is still to be sent. */
export function reconsider(entry: Entry, state: unknown): void {
	entry.before = state;
	const objection = objectionTo(entry, state, false);
	if (objection) fail(entry, objection);
}

function objectionTo(
	{ change, options }: Entry,
	state: unknown,
	isDone: boolean,
): Failure | undefined {
	const guards = isDone ? guardsBeside(options.guards, change.sets) : options.guards;
	const payment = change.paymentIn(state);
	return (payment && guardFailure(guards, payment)) ?? change.objection(state);
}

/** A credential that may not read writes nothing, unless the user says so (DESIGN §5, rule 2). */
function unreadable(entry: Entry, failure: Failure): Failure {
	const mayNotRead = ['insufficient_scope', 'ACCESS_DENIED', '200040300010'].includes(failure.code);
	if (!mayNotRead) return failure;
	const { dryRun, guards } = entry.options;
	const couldDoWithout = !dryRun && !hasGuards(guards) && !entry.change.needsStateBefore;
	const wayOut = couldDoWithout
		? ". Or switch off 'Verify' in the options; then nobody checks whether the change was made"
		: '';
	return failure.with({
		description: `The payment could not be read, so nothing was changed. ${failure.description}${wayOut}`,
	});
}

function notWhatWasAsked(): Failure {
	return new Failure({
		code: 'BAD_RESPONSE',
		message: 'Bitrix24 answered without the payment that was asked for',
		description: 'Nothing was changed. Look at the payment in Bitrix24, then run again',
		retryable: true,
	});
}
