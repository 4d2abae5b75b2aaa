import type { Reply } from '../portal/command';
import type { Look } from '../portal/look';
import type { Payment } from '../records/payment';
import { newestOrders } from './baseline';
import type { ChangedOrder } from './classify';
import { inOrderOfTime, type EventKind, type PaymentEvent } from './event';
import { anyOrderFrom } from './orderList';
import { Pace } from './pace';
import { paymentsOf } from './paymentList';
import { pageOf } from './rows';

/** What somebody who builds a workflow needs to see. */
const MOST_SAMPLES = 3;

/** Events that might have been, and how far the portal's time is ahead of Greenwich, in minutes. */
export interface Samples {
	readonly events: readonly PaymentEvent[];
	readonly offset: number;
}

/**
 * The latest changes as events, to build a workflow with. What a payment was before, the portal does
 * not tell: a deletion leaves nothing to show, and the others are guesses.
 *
 * @param isWanted which events are of interest
 */
export function* samples(
	isWanted: (event: PaymentEvent) => boolean,
): Generator<Look[], Samples, Reply[]> {
	const [reply] = yield [newestOrders(0)];
	const pace = new Pace();
	const { rows, time } = pageOf(reply, 'orders', pace);
	const orders = rows.map(anyOrderFrom).filter(({ changedAt }) => changedAt > 0);
	const payments =
		orders.length === 0
			? new Map()
			: yield* paymentsOf(
					orders.map(({ id }) => id),
					pace,
				);
	const events = orders.flatMap((order) =>
		(payments.get(order.id) ?? []).flatMap((payment: Payment) => guesses(order, payment)),
	);
	const latest = inOrderOfTime(events.filter(isWanted)).slice(-MOST_SAMPLES);
	return { events: latest, offset: time?.offset ?? 0 };
}

function guesses(order: ChangedOrder, payment: Payment): PaymentEvent[] {
	const { datePaid, paid, fields } = payment;
	const guess = (kind: EventKind, at: unknown = undefined): PaymentEvent => ({
		kind,
		paymentId: payment.id,
		orderId: order.id,
		at: typeof at === 'string' && at !== '' ? at : order.changedOn,
		isCertain: false,
		payment,
		previous: undefined,
	});
	const isUnpaidAgain = paid === 'N' && datePaid !== null;
	return [
		guess('created', fields.dateBill),
		guess('changed'),
		...(paid === 'Y' ? [guess('paid', datePaid)] : []),
		...(isUnpaidAgain ? [guess('unpaid')] : []),
	];
}
