import type { Payment } from '../records/payment';
import type { EventKind, PaymentEvent } from './event';
import { isSameShot, secondsOf, shotOf, type Shot } from './shot';
import type { KnownOrder } from './snapshot';

/** An order that has changed. */
export interface ChangedOrder {
	readonly id: number;
	/** Its `dateUpdate` in Unix seconds. */
	readonly changedAt: number;
	/** The same as the portal wrote it. */
	readonly changedOn: string;
}

/** What is known of the time before a look. */
export interface Before {
	/** What happened earlier to a payment that is not remembered is no news; Unix seconds. */
	readonly since: number;
	/** The highest ID of a payment until then. */
	readonly newestPayment: number;
	/** Whether orders that were looked at since then are not remembered any more. */
	readonly mayHaveForgotten?: boolean;
}

/**
 * What has happened to the payments of an order, whoever brought the news of it.
 *
 * @param known what is remembered of the order, if anything
 * @param payments all that it has now
 * @param moved what is remembered of those that were in another order
 */
export function changesOf(
	order: ChangedOrder,
	known: KnownOrder | undefined,
	payments: readonly Payment[],
	before: Before,
	moved: ReadonlyMap<number, Shot> = new Map(),
): PaymentEvent[] {
	const present = new Set(payments.map(({ id }) => id));
	const gone = [...(known?.payments ?? [])].filter(([id]) => !present.has(id));
	return [
		...payments.flatMap((payment) => {
			const elsewhere = moved.get(payment.id);
			if (elsewhere) return [changeOf(order, payment, elsewhere, before)];
			if (!known) return changesOfUnknown(order, payment, before);
			const shot = known.payments.get(payment.id);
			return shot ? changesOfKnown(order, payment, shot, before) : arrival(order, payment, before);
		}),
		...gone.map(([paymentId, shot]) => deletion(order, paymentId, shot)),
	];
}

function changesOfKnown(
	order: ChangedOrder,
	payment: Payment,
	previous: Shot,
	before: Before,
): PaymentEvent[] {
	return isSameShot(shotOf(payment), previous) ? [] : [changeOf(order, payment, previous, before)];
}

function changeOf(
	order: ChangedOrder,
	payment: Payment,
	previous: Shot,
	before: Before,
): PaymentEvent {
	const kind = kindOf(previous, payment);
	const at = kind === 'paid' ? paidOn(order, payment, before) : order.changedOn;
	return { ...eventOf(kind, order, payment, at), previous };
}

function kindOf(previous: Shot, now: Payment): EventKind {
	if (previous.paid === now.paid) return 'changed';
	return now.paid === 'Y' ? 'paid' : 'unpaid';
}

/** A payment that is new, and perhaps paid by now. */
function arrival(
	order: ChangedOrder,
	payment: Payment,
	before: Before,
	isCertain = true,
): PaymentEvent[] {
	const isPaid = payment.paid === 'Y';
	const paid = { ...eventOf('paid', order, payment, paidOn(order, payment, before)), isCertain };
	const created = {
		...eventOf('created', order, payment, createdOn(order, payment, before)),
		isCertain,
	};
	if (!isPaid) return [created];
	const isEarlier = (secondsOf(created.at) ?? 0) <= (secondsOf(paid.at) ?? 0);
	return [isEarlier ? created : { ...created, at: paid.at }, paid];
}

/**
 * Of an order that is not remembered, its payments alone can tell (docs/trigger.md#certain). A
 * payment whose ID is higher than any before is new without doubt.
 */
function changesOfUnknown(order: ChangedOrder, payment: Payment, before: Before): PaymentEvent[] {
	const isNew = payment.id > before.newestPayment;
	if (isNew) return arrival(order, payment, before, !before.mayHaveForgotten);
	if (isNews(payment.fields.dateBill, before)) return arrival(order, payment, before, false);
	if (payment.paid !== 'Y' || !isNews(payment.datePaid, before)) return [];
	const at = paidOn(order, payment, before);
	return [{ ...eventOf('paid', order, payment, at), isCertain: false }];
}

function isNews(date: unknown, { since }: Before): boolean {
	const moment = secondsOf(date);
	return moment !== null && moment >= since;
}

function deletion(order: ChangedOrder, paymentId: number, previous: Shot): PaymentEvent {
	return {
		kind: 'deleted',
		paymentId,
		orderId: order.id,
		at: order.changedOn,
		isCertain: true,
		payment: undefined,
		previous,
	};
}

function eventOf(kind: EventKind, order: ChangedOrder, payment: Payment, at: string): PaymentEvent {
	return {
		kind,
		paymentId: payment.id,
		orderId: order.id,
		at,
		isCertain: true,
		payment,
		previous: undefined,
	};
}

function paidOn(order: ChangedOrder, { datePaid }: Payment, before: Before): string {
	return momentWithin(order, datePaid, before);
}

function createdOn(order: ChangedOrder, { fields }: Payment, before: Before): string {
	return momentWithin(order, fields.dateBill, before);
}

/**
 * The payment's own date stays the same if the event has to be told again, while the order's moves
 * on. But somebody may have entered it, for last week or the next one.
 */
function momentWithin(order: ChangedOrder, date: unknown, before: Before): string {
	const moment = secondsOf(date);
	const isPlausible = moment !== null && moment >= before.since && moment <= order.changedAt;
	return isPlausible ? (date as string) : order.changedOn;
}
