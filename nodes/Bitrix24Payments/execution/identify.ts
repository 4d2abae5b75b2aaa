import type { Aim } from '../operations/change';
import type { Guards } from '../parameters/guards';
import type { PaymentRef } from '../parameters/paymentRef';
import { Failure } from '../portal/failure';
import type { OrderName } from '../portal/paymentSearch';
import { NothingToDo } from './choose';
import type { FailedItem } from './failedItems';
import { find, type Found } from './find';
import { findOrders } from './findOrders';
import type { Memory } from './memory';
import { refusal, type AcceptedItem, type Requests } from './requests';
import type { RunContext } from './runContext';

/** A request that says which payment or order it is about, if it is about one. */
interface Referring {
	readonly ref?: PaymentRef;
	readonly order?: OrderName;
	/** Conditions that tell several payments apart. */
	readonly guards?: Guards;
}

/** An item whose payment or order is known. */
export interface IdentifiedItem<Request> extends AcceptedItem<Request> {
	/** Undefined for a request that is about neither. */
	readonly found?: Found;
}

export interface Identified<Request> {
	readonly accepted: ReadonlyArray<IdentifiedItem<Request>>;
	/** Those that are as they should be, whichever payment they mean. */
	readonly done: ReadonlyArray<AcceptedItem<Request> & { readonly remark: string }>;
	readonly refused: readonly FailedItem[];
}

/** What decides which payments are meant, beside what an item says. */
export interface Circumstances {
	/** Of the operation, where several payments could be meant. */
	readonly aim?: Aim;
	/** What earlier tries of this execution have found. */
	readonly memory?: Memory;
}

/**
 * Finds the payments and orders that items mean, all of them before anything is sent for one.
 *
 * @throws NodeOperationError for the first that is not found, unless Continue On Fail is on
 */
export async function identify<Request extends Referring>(
	run: RunContext,
	{ accepted, refused }: Requests<Request>,
	circumstances: Circumstances = {},
): Promise<Identified<Request>> {
	const found = new Map([
		...(await foundPayments(accepted, circumstances)),
		...(await foundOrders(accepted)),
	]);
	const missing = accepted.flatMap((item): FailedItem[] => {
		const result = found.get(item);
		const { index, portal } = item;
		return result instanceof Failure ? [{ index, failure: result, portal }] : [];
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

type Result = Found | NothingToDo | Failure | undefined;
type Results<Request> = ReadonlyArray<readonly [AcceptedItem<Request>, Result]>;

async function foundPayments<Request extends Referring>(
	accepted: ReadonlyArray<AcceptedItem<Request>>,
	{ aim, memory }: Circumstances,
): Promise<Results<Request>> {
	const referring = accepted.flatMap((item) => {
		const { ref, guards = {} } = item.request;
		if (!ref) return [];
		const known = memory?.recallFound(item.index, ref);
		const meant: PaymentRef = known === undefined ? ref : { by: 'id', id: known };
		return [{ item, ref, sought: { portal: item.portal, ref: meant, aim, guards } }];
	});
	const results = await find(referring.map(({ sought }) => sought));
	return referring.map(({ item, ref }, index) => {
		const result = results[index];
		if (result && 'id' in result && ref.by !== 'id') {
			memory?.noteFound(item.index, ref, result.id);
		}
		return [item, result];
	});
}

async function foundOrders<Request extends Referring>(
	accepted: ReadonlyArray<AcceptedItem<Request>>,
): Promise<Results<Request>> {
	const referring = accepted.flatMap((item) => {
		const { order } = item.request;
		return order ? [{ item, sought: { portal: item.portal, order } }] : [];
	});
	const results = await findOrders(referring.map(({ sought }) => sought));
	return referring.map(({ item }, index) => [item, results[index]]);
}
