import { Failure } from '../portal/failure';
import { hasFailed, type Entry } from './entry';
import { whatToDo } from './whatToDo';

/**
 * How far a run got that stops at the first failure, for a person; the numbers add up to that of
 * the items.
 */
export function tally(entries: readonly Entry[], failed: Entry): string {
	const done = entries.filter((entry) => isDone(entry, failed)).length;
	const others = entries.filter((entry) => entry !== failed && !isDone(entry, failed));
	const unclear = others.filter(hasFailed).filter(wasSent).length;
	const triedOut = others.filter((entry) => wasTriedOut(entry, failed)).length;
	const notStarted = others.length - unclear - triedOut;
	const parts = [
		`Done: ${done} of ${entries.length} payments.`,
		...(triedOut > 0 ? [`Looked at in a dry run: ${triedOut}.`] : []),
		`Not started: ${notStarted}.`,
		...(unclear > 0 ? [`Failed besides this one: ${unclear}.`] : []),
	];
	return parts.join(' ');
}

/** What is behind the failed one and was found done already does not count: it was not its turn. */
function isDone({ index, outcome }: Entry, failed: Entry): boolean {
	return outcome?.kind === 'done' && (index < failed.index || outcome.changed !== false);
}

function wasTriedOut({ index, outcome }: Entry, failed: Entry): boolean {
	return outcome?.kind === 'dryRun' && index < failed.index;
}

function wasSent({ doubt, followUp }: Entry): boolean {
	return !!doubt || !!followUp;
}

/** What to do before running again, for a run that ended before all was done. */
export function rerunAdvice(entries: readonly Entry[]): string {
	const risk = entries.find(isRiskyToRepeat)?.change.rerunRisk;
	if (risk) {
		return `Look at ${risk.lookAt} and remove from the input what is done: running it again would ${risk.would}`;
	}
	return entries.some(wouldBeSentUnseen)
		? "Switch on 'Verify' before running again: payments that are done are left alone then"
		: 'Running again is safe: what is done is not done twice';
}

/** It was sent, or may have been, and a second time would not be harmless. */
function isRiskyToRepeat(entry: Entry): boolean {
	const { change, outcome, doubt, followUp, wasLeftBehind } = entry;
	const isUnclear = !!wasLeftBehind || (outcome?.kind !== 'done' && (!!doubt || !!followUp));
	const isDoneForGood = outcome?.kind === 'done' && !!change.rerunRisk?.evenIfDone;
	return !!change.rerunRisk && (isUnclear || isDoneForGood);
}

/** It is done or may be at work still, and nobody would look before it is sent once more. */
function wouldBeSentUnseen({ options, outcome, doubt, wasLeftBehind }: Entry): boolean {
	const isDoneUnseen = outcome?.kind === 'done' && !outcome.verified;
	return !options.verify && (isDoneUnseen || !!doubt || !!wasLeftBehind);
}

/**
 * The failure of an item that had no outcome yet when something broke that nobody foresaw.
 *
 * @param fault what was thrown
 */
export function interrupted(fault: unknown, { change, doubt, wasLeftBehind }: Entry): Failure {
	const reason = `The run was interrupted (${nameOf(fault)})`;
	if (!doubt && !wasLeftBehind) {
		return neverStarted(`${reason} before this payment was sent. Nothing was changed. Run again`);
	}
	return new Failure({
		code: 'OUTCOME_UNKNOWN',
		message: 'It is not known whether the payment was changed',
		description: `${reason}. ${whatToDo(change.rerunRisk)}`,
		retryable: !change.rerunRisk,
	});
}

/** The failure of an item that was not sent. */
export function neverStarted(description: string): Failure {
	return new Failure({
		code: 'NOT_EXECUTED',
		message: 'This payment was not started',
		description,
		retryable: true,
	});
}

/** The failure of a run that has dealt with its items, and then could not tell what came of them. */
export function untold(fault: unknown): Failure {
	return new Failure({
		code: 'OUTCOME_UNKNOWN',
		message: 'What became of the payments could not be shown',
		description: `The run was interrupted (${nameOf(fault)}) after its payments had been dealt with. Look at them in Bitrix24 before running again`,
	});
}

function nameOf(fault: unknown): string {
	return fault instanceof Error ? fault.name : 'unknown reason';
}
