import type { RerunRisk } from '../operations/change';
import { guardFailure, guardsBeside, hasGuards } from '../parameters/guards';
import type { Reply } from '../portal/command';
import { scopeOf } from '../portal/errorCatalogue';
import { Failure } from '../portal/failure';
import { fail, NOT_WHAT_WAS_ASKED, type Entry } from './entry';
import { whatToDo } from './whatToDo';

/** Whether the state before has to be known before anything is decided. */
export function needsRead(entry: Entry): boolean {
	const { change, mustBeSeen = false, options } = entry;
	const { verify, dryRun, guards } = options;
	return verify || dryRun || hasGuards(guards) || change.needsStateBefore || mustBeSeen;
}

/**
 * Decides from the state as it is whether the change is sent: an entry without an outcome
 * afterwards is to be written.
 */
export function decide(entry: Entry, reply: Reply): void {
	const { change } = entry;
	const state = change.observe(reply);
	if (state === undefined) {
		return fail(entry, reply.kind === 'value' ? notWhatWasAsked() : unreadable(entry, reply));
	}
	entry.time = reply.kind === 'value' ? reply.time : undefined;
	decideOn(entry, state);
}

/** The same from a state that is known already. */
export function decideOn(entry: Entry, state: unknown): void {
	const { change, options, time } = entry;
	const earlier = entry.before;
	entry.before = state;
	if (entry.wasBehindHalt && earlier !== undefined) concludeHalted(entry, state, earlier);
	if (entry.outcome) return;
	const isDone = change.isDone(state) || isStillDone(entry, state);
	const payment = change.paymentIn(state);
	const objection = objectionTo(entry, state, isDone);
	if (objection) return fail(entry, objection);
	if (options.dryRun) {
		const changes = isDone ? [] : change.preview(state);
		entry.outcome = { kind: 'dryRun', wouldChange: !isDone, changes, payment, time };
	} else if (isDone) {
		const notApplied = change.differences?.(state) ?? [];
		entry.outcome = {
			kind: 'done',
			changed: false,
			verified: true,
			payment,
			time,
			...(notApplied.length > 0 ? { notApplied } : {}),
		};
	}
}

/** What was behind the error that stopped a batch may have been carried out after all. */
function concludeHalted(entry: Entry, state: unknown, earlier: unknown): void {
	const { change, time } = entry;
	const judgement = change.judge(state, earlier);
	if (!judgement.asWanted) {
		if (judgement.isUncertain) fail(entry, judgement.failure);
		return;
	}
	const { notApplied } = judgement;
	entry.outcome = {
		kind: 'done',
		verified: true,
		payment: change.paymentIn(state),
		time,
		...(notApplied ? { notApplied } : {}),
		warning:
			'Bitrix24 stopped a batch before this change. It is as wanted now; whether by this change or by somebody else is not known',
	};
}

/** Decides again, from a newer state, on a change that is still to be sent. */
export function reconsider(entry: Entry, state: unknown): void {
	entry.before = state;
	const objection = objectionTo(entry, state, false);
	if (objection) fail(entry, objection);
}

function objectionTo(entry: Entry, state: unknown, isDone: boolean): Failure | undefined {
	const { change, options } = entry;
	const guards = isDone ? guardsBeside(options.guards, change.sets) : options.guards;
	const payment = change.paymentIn(state);
	const broken = payment && guardFailure(guards, payment);
	if (broken || isStillDone(entry, state)) return broken;
	// The portal may be late to show it, and a second one would move money once more.
	const isRepeat = entry.mayRepeatCharge && !isDone && !change.showsCharge?.(state);
	return isRepeat ? doneAMomentAgo(change.rerunRisk) : change.objection(state);
}

function doneAMomentAgo(risk: RerunRisk | undefined): Failure {
	return new Failure({
		code: 'NOT_EXECUTED',
		message:
			'Nothing was sent: an item before it has done the same, and the payment does not show it',
		description: whatToDo(risk),
	});
}

/** An earlier try of the execution has done it, which is more than the payment itself may show. */
function isStillDone({ change, wasDoneBefore }: Entry, state: unknown): boolean {
	return !!wasDoneBefore && change.judge(state, undefined, {}).asWanted;
}

/** What is not read is not written, unless the user says so (docs/money-rules.md#read-decide-act-verify). */
function unreadable(entry: Entry, { kind, failure }: Exclude<Reply, { kind: 'value' }>): Failure {
	const wayOut = couldDoWithout(entry, failure)
		? ". Or switch off 'Verify' in the options; then nobody checks whether the change was made"
		: '';
	const isLost = kind === 'uncertain' || failure.code === 'CONNECTION_FAILED';
	return failure.with({
		message: !isLost
			? failure.message
			: `Nothing was changed, because the payment could not be read: ${failure.message}`,
		description: `${saysNothingChanged(failure) ? '' : 'Nothing was changed: the payment could not be read. '}${failure.description}${wayOut}`,
	});
}

function saysNothingChanged({ description }: Failure): boolean {
	return description.includes('Nothing was changed');
}

/** Paying may be allowed where reading is not, if it needs another permission. */
function couldDoWithout(entry: Entry, { requiredScope }: Failure): boolean {
	const unverified = { ...entry, options: { ...entry.options, verify: false } };
	if (!requiredScope || needsRead(unverified)) return false;
	return scopeOf(entry.change.write(undefined).method) !== requiredScope;
}

function notWhatWasAsked(): Failure {
	return new Failure({
		code: 'BAD_RESPONSE',
		message: NOT_WHAT_WAS_ASKED,
		description: 'Nothing was changed. Look at the payment in Bitrix24, then run again',
		retryable: true,
	});
}
