import type { Aim } from '../operations/change';
import type { Guards } from '../parameters/guards';
import type { PaymentRef } from '../parameters/paymentRef';
import { Failure } from '../portal/failure';
import { NothingToDo } from './choose';
import type { FailedItem } from './failedItems';
import { find, type Found } from './find';
import type { Memory } from './memory';
import { refusal, type AcceptedItem, type Requests } from './requests';
import type { RunContext } from './runContext';

/** A request that says which payment it is about, if it is about one. */
interface Referring {
	readonly ref?: PaymentRef;
	/** Conditions that tell several payments apart. */
	readonly guards?: Guards;
}

/** An item whose payment is known. */
export interface IdentifiedItem<Request> extends AcceptedItem<Request> {
	/** Undefined for a request that is about no payment that exists. */
	readonly found?: Found;
}

export interface Identified<Request> {
	readonly accepted: ReadonlyArray<IdentifiedItem<Request>>;
	/** Those that are as they should be, whichever payment they mean. */
	readonly done: ReadonlyArray<AcceptedItem<Request> & { readonly remark: string }>;
	readonly refused: readonly FailedItem[];
}

/**
 * Finds the payments that items mean, all of them before anything is sent for one.
 *
 * @param aim of the operation, where several payments could be meant
 * @param memory of what earlier tries of this execution have found
 * @throws NodeOperationError for the first that is not found, unless Continue On Fail is on
 */
export async function identify<Request extends Referring>(
	run: RunContext,
	{ accepted, refused }: Requests<Request>,
	aim?: Aim,
	memory?: Memory,
): Promise<Identified<Request>> {
	const referring = accepted.flatMap((item) => {
		const { ref, guards = {} } = item.request;
		const known = ref && memory?.recallFound(item.index, ref);
		const sought = known === undefined ? ref : { by: 'id' as const, id: known };
		return sought ? [{ item, sought: { portal: item.portal, ref: sought, aim, guards } }] : [];
	});
	const results = await find(referring.map(({ sought }) => sought));
	const found = new Map(referring.map(({ item }, index) => [item, results[index]]));
	for (const [{ index, request }, result] of found) {
		const isFound = result && !(result instanceof Failure || result instanceof NothingToDo);
		if (isFound && request.ref && request.ref.by !== 'id') memory?.noteFound(index, request.ref, result.id);
	}
	const missing = accepted.flatMap((item): FailedItem[] => {
		const result = found.get(item);
		return result instanceof Failure ? [{ index: item.index, failure: result }] : [];
	});
	const [first] = missing;
	if (first && run.stopAtFirstFailure) throw refusal(run, first);
	return {
		accepted: accepted.flatMap((item) => {
			const result = found.get(item);
			const isKnown = !(result instanceof Failure || result instanceof NothingToDo);
			return isKnown ? [{ ...item, found: result }] : [];
		}),
		done: accepted.flatMap((item) => {
			const result = found.get(item);
			return result instanceof NothingToDo ? [{ ...item, remark: result.remark }] : [];
		}),
		refused: [...refused, ...missing],
	};
}
