import { aimOf } from './aims';
import { idsOf, STRUCK_BATCH, STRUCK_ITEM, type Case } from './cases';
import type { Fate, Place } from './faultCase';

/** What has to become of each item. */
export function fatesOf(one: Case): Fate[] {
	const struck = struckItems(one);
	return idsOf(one).map((_, index) => {
		const position = struck.indexOf(index);
		if (position === -1 || !strikesWrite(one)) return 'changed';
		return one.fault.fateOf(one.change, placeOf(one, position));
	});
}

/** A read-back that rides in a batch of writes takes their answers along when it is lost. */
function strikesWrite({ aim, fault, change }: Case): boolean {
	return aim === 'write' || (aim === 'read-back' && fault.level === 'request' && change.batched);
}

function placeOf(one: Case, position: number): Place {
	const { change, reads, count } = one;
	const isPaired = reads === 'singly' || (count === 1 && !change.listsOne);
	return {
		inBatch: change.batched,
		reads: isPaired ? 'singly' : 'lists',
		position,
		afterCommands: aimOf(one).afterCommands,
	};
}

/** The items that the fault strikes, as positions. */
function struckItems({ count, fault, change }: Case): number[] {
	if (count === 1) return [0];
	return fault.level === 'request' && change.batched ? STRUCK_BATCH : [STRUCK_ITEM];
}

/** The last item that may have been written when the struck item stops the run. */
export function lastSent(one: Case): number {
	const struck = struckItems(one).at(-1) ?? 0;
	const isShared = one.count > 1 && one.change.batched && !one.fault.haltsBatch;
	return isShared ? (STRUCK_BATCH.at(-1) ?? 0) : struck;
}
