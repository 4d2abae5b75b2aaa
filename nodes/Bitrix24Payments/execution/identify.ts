import type { PaidStatus } from '../operations/change';
import type { Guards } from '../parameters/guards';
import type { PaymentRef } from '../parameters/paymentRef';
import { Failure } from '../portal/failure';
import type { OrderName } from '../portal/paymentSearch';
import type { FailedItem } from './failedItems';
import { find, type Found } from './find';
import { findOrders } from './findOrders';
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
	readonly refused: readonly FailedItem[];
}

/**
 * Finds the payments and orders that items mean, all of them before anything is sent for one.
 *
 * @throws NodeOperationError for the first that is not found, unless Continue On Fail is on
 */
export async function identify<Request extends Referring>(
	run: RunContext,
	{ accepted, refused }: Requests<Request>,
	seeks?: PaidStatus,
): Promise<Identified<Request>> {
	const found = new Map([
		...(await foundPayments(accepted, seeks)),
		...(await foundOrders(accepted)),
	]);
	const missing = accepted.flatMap((item): FailedItem[] => {
		const result = found.get(item);
		return result instanceof Failure ? [{ index: item.index, failure: result }] : [];
	});
	const [first] = missing;
	if (first && run.stopAtFirstFailure) throw refusal(run, first);
	return {
		accepted: accepted.flatMap((item) => {
			const result = found.get(item);
			return result instanceof Failure ? [] : [{ ...item, found: result }];
		}),
		refused: [...refused, ...missing],
	};
}

type Results<Request> = ReadonlyArray<
	readonly [AcceptedItem<Request>, Found | Failure | undefined]
>;

async function foundPayments<Request extends Referring>(
	accepted: ReadonlyArray<AcceptedItem<Request>>,
	seeks?: PaidStatus,
): Promise<Results<Request>> {
	const referring = accepted.flatMap((item) => {
		const { ref, guards = {} } = item.request;
		return ref ? [{ item, sought: { portal: item.portal, ref, seeks, guards } }] : [];
	});
	const results = await find(referring.map(({ sought }) => sought));
	return referring.map(({ item }, index) => [item, results[index]]);
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
