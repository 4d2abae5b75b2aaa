import type { FaultRule } from '../../../sandbox/portal';
import { struckId, type Case } from './cases';

const LIST = 'sale.payment.list';

type Aimed = Pick<FaultRule, 'method' | 'paymentId' | 'skip' | 'afterCommands'>;

/**
 * When a rule strikes so that it meets what the case wants to be met:
 * - with lists, twelve payments are seen by a list of the first four, then
 *   `[write × 4, list(these), list(next)]` three times; a single one by its own read, then
 *   `[write, read]`
 * - without, each batch is `[write, read] × 4`
 * - writes that are not batched go out alone between a read of all and a read of those that were
 *   written
 */
export function aimOf(one: Case): Aimed {
	return one.fault.level === 'command' ? aimAtCommand(one) : aimAtRequest(one);
}

function aimAtCommand(one: Case): Aimed {
	const paymentId = struckId(one);
	if (one.aim === 'write') return { method: one.change.write, paymentId };
	if (one.aim === 'first read') return { method: firstReadOf(one), paymentId };
	const method = readBackOf(one);
	return { method, paymentId, skip: method === firstReadOf(one) ? 1 : 0 };
}

/** The method of the first look at the struck item. */
function firstReadOf({ change, count, reads }: Case): string {
	const isListed = reads === 'lists' && (count > 1 || change.listsOne);
	return isListed ? LIST : change.read;
}

/** The method of the look after its write: what stops the run is looked at before the next. */
export function readBackOf(one: Case): string {
	const { change, count, onError } = one;
	const isAlone = !change.batched && count > 1 && onError === 'stopWorkflow';
	return isAlone ? change.read : firstReadOf(one);
}

function aimAtRequest(one: Case): Aimed {
	if (one.aim === 'first read') return { method: requestOfFirstRead(one) };
	return one.change.batched ? aimAtBatch(one) : aimAtSingleCalls(one);
}

function requestOfFirstRead(one: Case): string {
	return one.count > 1 && one.reads === 'singly' ? 'batch' : firstReadOf(one);
}

/** The second batch that concerns the payment is the one with its write; of a single one the first. */
function aimAtBatch(one: Case): Aimed {
	const { aim, count, reads } = one;
	const which = count === 1 ? {} : { paymentId: struckId(one), skip: 1 };
	if (aim === 'write') return { method: 'batch', ...which };
	if (count === 1) return { method: 'batch', afterCommands: 1 };
	// All four writes have run, or those up to the one of the struck item.
	return { method: 'batch', ...which, afterCommands: reads === 'lists' ? 4 : 5 };
}

/** Writes by themselves are read back together, or one by one when a failure has to stop the run. */
function aimAtSingleCalls(one: Case): Aimed {
	const { aim, change, count, onError, reads } = one;
	const paymentId = struckId(one);
	if (aim === 'write') return { method: change.write, paymentId };
	if (count === 1) return { method: change.read, skip: 1 };
	if (onError === 'stopWorkflow') return { method: change.read, paymentId };
	return { method: reads === 'lists' ? LIST : 'batch', skip: 1 };
}
