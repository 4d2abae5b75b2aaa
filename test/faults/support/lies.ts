import { isDeepStrictEqual } from 'node:util';

import type { Change, Effects } from './changes';
import { numberOf, type Observation, type Stop, type Verdict } from './observation';
import { hastyWrites } from './haste';
import { leaksIn } from './secrets';

/** Codes of items whose payment may or may not have changed. */
const UNSETTLED: ReadonlySet<string> = new Set(['OUTCOME_UNKNOWN', 'NOT_PAID', 'NOT_APPLIED']);

const UNKNOWN_MESSAGE = 'It is not known whether the payment was changed';

/** Every statement of a run that the ledger contradicts, in words; empty when the run was honest. */
export function liesOf(seen: Observation): string[] {
	return [
		...(seen.stop ? stopLies(seen, seen.stop) : outputLies(seen)),
		...seen.verdicts.flatMap((verdict) => verdictLies(seen, verdict)),
		...effectLies(seen),
		...hastyWrites(seen),
		...leaks(seen),
	];
}

/** One output item per input item, in order, each knowing where it came from. */
function outputLies({ items, onError, result, verdicts }: Observation): string[] {
	const indexes = verdicts.map(({ index }) => index);
	const lies: string[] = [];
	if (!isDeepStrictEqual(indexes, [...items.keys()])) {
		lies.push(`${items.length} items came out as items ${indexes.join(', ')}`);
	}
	for (const output of [result.items, result.errors]) {
		const order = output.map(({ pairedItem }) => (pairedItem as { item: number }).item);
		if (!isAscending(order)) lies.push(`an output has the order ${order.join(', ')}`);
	}
	if (onError === 'stopWorkflow' && verdicts.some(({ kind }) => kind === 'failed')) {
		lies.push('a run that should have stopped went on');
	}
	return lies;
}

function isAscending(numbers: readonly number[]): boolean {
	return numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0));
}

function verdictLies(seen: Observation, verdict: Verdict): string[] {
	const { kind, paymentId, index } = verdict;
	const say = (text: string) => [`item ${index} (payment ${paymentId}) ${text}`];
	if (kind === 'nonsense') return say('is neither success nor failure');
	if (kind === 'failed') return failureLies(seen, verdict).flatMap(say);
	if (paymentId === undefined) return say('succeeded without a payment');
	if (kind === 'dryRun') return seen.writes(paymentId) > 0 ? say('wrote in a dry run') : [];
	if (kind === 'unverified') return unverifiedLies(seen, verdict, paymentId).flatMap(say);
	return successLies(seen, verdict, paymentId).flatMap(say);
}

/** Without a look before the write nobody says whose doing it is; a look after it still counts. */
function unverifiedLies(seen: Observation, { verified }: Verdict, paymentId: number): string[] {
	if (seen.verify) return ['was not verified although that was asked for'];
	const row = seen.after.get(paymentId);
	const isRight = seen.flips > 0 || (row !== undefined && seen.change.isWanted(row));
	return verified && !isRight ? ['is called verified and is not as wanted'] : [];
}

/** Invariants a and b: what is called done is done, and was done by whom the node says. */
function successLies(seen: Observation, { kind }: Verdict, paymentId: number): string[] {
	const { change, flips } = seen;
	const row = seen.after.get(paymentId);
	const lies: string[] = [];
	if (!row || (!change.isWanted(row) && flips === 0)) {
		lies.push(`is called ${kind} and is not as wanted`);
	}
	const ofPayment = seen.verdictsOn(paymentId);
	if (kind === 'unchanged') {
		const isSent = seen.writes(paymentId) > 0 && !seen.inCompany;
		const byNobody = ofPayment.every((other) => other.kind === 'unchanged');
		return isSent && byNobody ? [...lies, 'is called unchanged and was written'] : lies;
	}
	const happened = seen.changes(paymentId);
	const isRight = flips > 0 ? happened <= 1 + flips : happened === 1;
	if (!isRight) lies.push(`is called changed and the ledger counts ${happened} changes`);
	if (ofPayment.filter((other) => other.kind === 'changed').length > 1 + flips) {
		lies.push('was changed by two items');
	}
	return lies;
}

/** Invariant c: a plain failure has changed nothing, an unclear one says what was seen. */
function failureLies(seen: Observation, verdict: Verdict): string[] {
	const { code = '', text, paymentId } = verdict;
	if (!text.trim() || code === '') return ['failed without code or words'];
	if (code === 'OUTCOME_UNKNOWN')
		return tellsWhatWasSeen(text) ? [] : ['saw nothing and says so not'];
	if (paymentId === undefined) return [];
	const others = seen.verdictsOn(paymentId).filter((other) => other !== verdict);
	if (others.some(({ kind, code: other }) => kind !== 'failed' || UNSETTLED.has(other ?? ''))) {
		return [];
	}
	return changedInSpiteOf(seen, paymentId, code);
}

function changedInSpiteOf(seen: Observation, paymentId: number, code: string): string[] {
	const row = seen.after.get(paymentId);
	if (code === 'NOT_PAID' || code === 'NOT_APPLIED') {
		const isWanted = row !== undefined && seen.change.isWanted(row);
		return isWanted && seen.flips === 0 ? [`says ${code} and is as wanted`] : [];
	}
	const wasStoredAndRefused = seen.journal.some(
		(entry) => entry.paymentId === paymentId && entry.outcome === 'refused' && entry.changed,
	);
	const isSame = isDeepStrictEqual(row, seen.before.get(paymentId));
	return isSame || wasStoredAndRefused || seen.flips > 0 || seen.inCompany
		? []
		: [`failed with ${code} and was changed`];
}

function tellsWhatWasSeen(text: string): boolean {
	return /the payment was (un)?paid|could not be read|was interrupted/.test(text);
}

/** Invariant e without Continue On Fail: the error names the first item that is not done. */
function stopLies(seen: Observation, stop: Stop): string[] {
	const { items, change, after, onError, flips } = seen;
	const lies: string[] = [];
	if (onError !== 'stopWorkflow') lies.push(`the run stopped: ${stop.message}`);
	if (seen.result.items.length > 0) lies.push('a stopped run put items out');
	const { itemIndex } = stop;
	if (itemIndex === undefined || itemIndex >= items.length) return [...lies, 'no item is named'];
	const isDone = items.map(({ id }) => {
		const row = after.get(numberOf(id) ?? 0);
		return row !== undefined && change.isWanted(row);
	});
	const isRefusedAtOnce = stop.description.includes('All items are checked before');
	if (isRefusedAtOnce) {
		const isUntouched = isDeepStrictEqual([...seen.before], [...after]);
		return isUntouched
			? lies
			: [...lies, 'something was changed although nothing should have been'];
	}
	if (!seen.verify || seen.dryRun) return lies;
	const stranger = isDone.slice(0, itemIndex).indexOf(false);
	if (stranger !== -1 && flips === 0) {
		lies.push(`item ${itemIndex} is named although item ${stranger} is not done`);
	}
	return [...lies, ...countLies(seen, stop, isDone), ...namedItemLies(seen, stop, itemIndex)];
}

function countLies(seen: Observation, stop: Stop, isDone: readonly boolean[]): string[] {
	const { items, flips } = seen;
	const [, done, all, left] =
		/Done: (\d+) of (\d+) payments\. Not started: (\d+)\./.exec(stop.description) ?? [];
	if (done === undefined)
		return items.length === 1 ? [] : ['the number of done payments is missing'];
	if (Number(all) !== items.length) return [`${all} payments are counted`];
	const others = isDone.filter((is, index) => is && index !== stop.itemIndex).length;
	const isUnclear = stop.message === UNKNOWN_MESSAGE || flips > 0;
	const least = isUnclear ? (stop.itemIndex ?? 0) - flips : others - wantedBefore(seen, stop);
	const isRight = Number(done) >= least && Number(done) <= others + flips;
	if (Number(done) + Number(left) >= items.length) return [`${done} and ${left} leave none failed`];
	return isRight ? [] : [`${done} are called done, the ledger counts ${others}`];
}

/** Items behind the named one that needed no change: a stopped run may not have looked at them. */
function wantedBefore({ items, change, after, before }: Observation, stop: Stop): number {
	const seenIds = new Set<unknown>();
	return items.filter(({ id }, index) => {
		const row = before.get(numberOf(id) ?? 0);
		const isAgain = seenIds.has(id);
		seenIds.add(id);
		if (index <= (stop.itemIndex ?? 0)) return false;
		const later = after.get(numberOf(id) ?? 0);
		return later && change.isWanted(later) && (isAgain || (row && change.isWanted(row)));
	}).length;
}

function namedItemLies(seen: Observation, stop: Stop, itemIndex: number): string[] {
	const paymentId = numberOf(seen.items[itemIndex]?.id);
	if (stop.message === UNKNOWN_MESSAGE) {
		return tellsWhatWasSeen(stop.description) ? [] : ['the error does not say what was seen'];
	}
	const isRepeated = seen.items.filter(({ id }) => numberOf(id) === paymentId).length > 1;
	if (paymentId === undefined || isRepeated) return [];
	return changedInSpiteOf(seen, paymentId, stop.code).map((lie) => `item ${itemIndex} ${lie}`);
}

/** Invariant d: nothing happens twice and no two writes meet. */
function effectLies(seen: Observation): string[] {
	const { change, flips, effects } = seen;
	return [...seen.after.keys()].flatMap((id) => {
		const happened = effects(id);
		const lies = happened.overlappingWrites > 0 ? [`writes met on payment ${id}`] : [];
		for (const name of Object.keys(change.allowed) as Array<keyof Effects>) {
			const most = mostOf(change, name, flips);
			if (happened[name] > most) {
				lies.push(`payment ${id} has ${happened[name]} ${name}, at most ${most} are right`);
			}
		}
		return lies;
	});
}

/** Whoever turns a payment over by hand gives a repeated run something to do again. */
function mostOf({ allowed }: Change, name: keyof Effects, flips: number): number {
	return allowed[name] === 0 ? 0 : allowed[name] + flips;
}

/** Invariant f: no secret in the execution record, hints or errors. */
function leaks({ result, secrets }: Observation): string[] {
	const { error, hints, record } = result;
	const told = [record, JSON.stringify(hints), error?.message, error?.description, error?.stack];
	return leaksIn(told.join('\n'), secrets).map((secret) => `the secret ${secret} leaked`);
}
