import type { Input } from '../parameters/input';
import { meantPayment } from '../parameters/locators';
import { Failure } from '../portal/failure';
import type { Portal } from '../portal/portal';
import { readable } from '../portal/words';
import type { WritablePortal } from '../portal/writablePortal';
import { itemError, type FailedItem } from './failedItems';
import type { RunContext } from './runContext';

/** What an item asks for, and of which portal. */
export interface AcceptedItem<Request> {
	readonly index: number;
	readonly portal: WritablePortal;
	readonly request: Request;
}

export interface Requests<Request> {
	readonly accepted: ReadonlyArray<AcceptedItem<Request>>;
	readonly refused: readonly FailedItem[];
}

/**
 * Validates every item before anything is sent (docs/money-rules.md#validate-first).
 *
 * @throws NodeOperationError for the first wrong item, unless Continue On Fail is on
 */
export async function readRequests<Request>(
	run: RunContext,
	parse: (input: Input) => Request,
): Promise<Requests<Request>> {
	const accepted: Array<AcceptedItem<Request>> = [];
	const refused: FailedItem[] = [];
	for (let index = 0; index < run.count; index++) {
		let portal: WritablePortal | undefined;
		try {
			portal = await run.portalOf(index);
			accepted.push({ index, portal, request: parse(run.input(index, portal)) });
		} catch (error) {
			const given = givenPaymentId(run, index, portal);
			refused.push({ index, failure: asFailure(error), paymentId: given, portal });
		}
	}
	const [first] = refused;
	if (first && run.stopAtFirstFailure) throw refusal(run, first);
	return { accepted, refused };
}

/** The payment that an item is about, to name it in a failed one. */
export function givenPaymentId(
	run: RunContext,
	index: number,
	portal: Portal | undefined,
): number | undefined {
	try {
		const ref = meantPayment(run.input(index, portal));
		return ref.by === 'id' ? ref.id : undefined;
	} catch {
		return undefined;
	}
}

/** An expression that cannot be evaluated is the item's failure like any other bad value. */
export function asFailure(error: unknown): Failure {
	if (error instanceof Failure) return error;
	return new Failure({
		code: 'INVALID_INPUT',
		message: `A parameter could not be evaluated: ${error instanceof Error ? readable(error.message) : 'unknown reason'}`,
		description: 'Check the expressions in the parameters of this node',
	});
}

export function refusal(run: RunContext, item: FailedItem) {
	const remark =
		run.count > 1
			? 'All items are checked before the first one is sent, so nothing was changed'
			: '';
	return itemError(run.context.getNode(), item, remark);
}
