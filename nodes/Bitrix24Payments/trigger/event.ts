import type { IDataObject } from 'n8n-workflow';

import { simplified, type Payment } from '../records/payment';
import { written } from './portalTime';
import { secondsOf, type Shot } from './shot';

/** What can happen to a payment, in the order in which it does. */
export const EVENT_KINDS = ['created', 'changed', 'paid', 'unpaid', 'deleted'] as const;

export type EventKind = (typeof EVENT_KINDS)[number];

/** Something that happened to a payment between two looks. */
export interface PaymentEvent {
	readonly kind: EventKind;
	readonly paymentId: number;
	readonly orderId: number;
	/** When, as the portal wrote it: ISO 8601 with offset. */
	readonly at: string;
	/** The payment was remembered, or is new without doubt. */
	readonly isCertain: boolean;
	/** As it is now; undefined once it is deleted. */
	readonly payment: Payment | undefined;
	/** As it was before, where that is known. */
	readonly previous: Shot | undefined;
}

/** Events in order of time; those of one moment by order, payment and kind. */
export function inOrderOfTime(events: readonly PaymentEvent[]): PaymentEvent[] {
	return [...events].sort(
		(one, other) =>
			(secondsOf(one.at) ?? 0) - (secondsOf(other.at) ?? 0) ||
			one.orderId - other.orderId ||
			one.paymentId - other.paymentId ||
			EVENT_KINDS.indexOf(one.kind) - EVENT_KINDS.indexOf(other.kind),
	);
}

/**
 * An event as the workflow gets it.
 *
 * @param offset of the portal's time, in minutes
 */
export function outputOf(event: PaymentEvent, simplify: boolean, offset: number): IDataObject {
	const { kind, paymentId, orderId, at, isCertain, payment, previous } = event;
	const shown = payment && (simplify ? { ...simplified(payment), orderId } : payment.fields);
	return {
		event: kind,
		paymentId,
		orderId,
		at,
		certain: isCertain,
		payment: shown ?? null,
		previous: previous ? previousOf(previous, payment, offset) : null,
	};
}

function previousOf(shot: Shot, payment: Payment | undefined, offset: number): IDataObject {
	const { paid, sum, paySystemId } = shot;
	return { paid, datePaid: datePaidOf(shot, payment, offset), sum, paySystemId };
}

/** The same moment in the same words as the payment has it now. */
function datePaidOf({ paidAt }: Shot, payment: Payment | undefined, offset: number): string | null {
	if (paidAt === null) return null;
	const now = payment?.datePaid ?? null;
	return secondsOf(now) === paidAt ? now : written({ seconds: paidAt, offset });
}
