import { isDeepStrictEqual } from 'node:util';

import type { Observation } from './observation';
import { numberOf, type Stop } from './verdict';
import { changedInSpiteOf, tellsWhatWasSeen } from './verdictLies';

/** Both kinds of unknown outcome: nobody answered, or Bitrix24 confirmed and nobody could look. */
const UNKNOWN = 'OUTCOME_UNKNOWN';

/** Without Continue On Fail the error names the first item that is not done. */
export function stopLies(seen: Observation, stop: Stop): string[] {
	const { items, onError } = seen;
	const lies: string[] = [];
	if (onError !== 'stopWorkflow') lies.push(`the run stopped: ${stop.message}`);
	if (seen.result.items.length > 0) lies.push('a stopped run put items out');
	const { itemIndex } = stop;
	if (itemIndex === undefined || itemIndex >= items.length) return [...lies, 'no item is named'];
	if (stop.description.includes('All items are checked before')) {
		return isUntouched(seen)
			? lies
			: [...lies, 'something was changed although nothing should have been'];
	}
	if (!seen.verify || seen.dryRun || items.some((item) => isByHand(seen, item.id))) return lies;
	return [...lies, ...placeLies(seen, stop), ...namedItemLies(seen, stop, itemIndex)];
}

function isUntouched({ before, after }: Observation): boolean {
	return isDeepStrictEqual([...before], [...after]);
}

function isByHand({ isTouched }: Observation, id: unknown): boolean {
	const paymentId = numberOf(id);
	return paymentId !== undefined && isTouched(paymentId);
}

/** What the error says of the items around the one it names. */
function placeLies(seen: Observation, stop: Stop): string[] {
	const { items, change, after, flips } = seen;
	const isDone = items.map(({ id }) => {
		const row = after.get(numberOf(id) ?? 0);
		return row !== undefined && change.isWanted(row);
	});
	const stranger = isDone.slice(0, stop.itemIndex).indexOf(false);
	const lies = countLies(seen, stop, isDone);
	return stranger === -1 || flips > 0
		? lies
		: [...lies, `item ${stop.itemIndex} is named although item ${stranger} is not done`];
}

function countLies(seen: Observation, stop: Stop, isDone: readonly boolean[]): string[] {
	const { items, flips } = seen;
	const [, done, all, left] =
		/Done: (\d+) of (\d+) payments\. Not started: (\d+)\./.exec(stop.description) ?? [];
	if (done === undefined) {
		return items.length === 1 ? [] : ['the number of done payments is missing'];
	}
	if (Number(all) !== items.length) return [`${all} payments are counted`];
	const others = isDone.filter((is, index) => is && index !== stop.itemIndex).length;
	// What is unclear may be done, and what an earlier try has done, a later one may not get to see.
	const isUnclear = stop.code === UNKNOWN || flips > 0 || seen.mayRetry;
	const least = isUnclear ? (stop.itemIndex ?? 0) - flips : others - wantedBefore(seen, stop);
	const isRight = Number(done) >= least && Number(done) <= others + flips;
	const [, unclear = 0] = /Failed besides this one: (\d+)\./.exec(stop.description) ?? [];
	const sum = Number(done) + Number(left) + Number(unclear) + 1;
	const lies = isRight ? [] : [`${done} are called done, the ledger counts ${others}`];
	return sum === items.length ? lies : [...lies, `${sum} of ${items.length} items are counted`];
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
	if (stop.code === UNKNOWN) {
		return tellsWhatWasSeen(stop.description) ? [] : ['the error does not say what was seen'];
	}
	const isRepeated = seen.items.filter(({ id }) => numberOf(id) === paymentId).length > 1;
	if (paymentId === undefined || isRepeated) return [];
	return changedInSpiteOf(seen, paymentId, stop.code).map((lie) => `item ${itemIndex} ${lie}`);
}
