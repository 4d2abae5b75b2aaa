import type { Reply } from '../../portal/command';
import { isObject } from '../../portal/json';
import { answerOf, type SingleLook } from '../../portal/look';
import { numberOf, orderOf, type Payment } from '../../records/payment';
import type { Change, Confirmation, Judgement } from '../change';
import {
	createdBy,
	creating,
	freshIn,
	notThere,
	partlyDone,
	paymentsFrom,
	previewOf,
	unconfirmed,
	type NewPayment,
	type Payments,
} from './newPayment';
import { onTheWire, type SetField } from './setFields';
import { judgeUpdate, openDifferences } from './updatedState';

/**
 * A new payment of an order of the store, with all its fields in one write: `sale.payment.add`
 * (docs/bitrix24.md#create-and-delete).
 */
export function createForOrder(orderId: number, fields: readonly SetField[]): Change<Payments> {
	const target = `order ${orderId}`;
	const wanted = filledPayment(fields);
	return {
		...creating(wanted),
		target,
		look: paymentsOfOrder(orderId),
		observe: (reply) => observed(reply, orderId),
		claim: (state) => new Set([target, ...[...(state?.values() ?? [])].flatMap(namesOf)]),
		write: () => ({
			method: 'sale.payment.add',
			params: { fields: { orderId, ...onTheWire(fields) } },
		}),
		confirmation: (value, before) => createdIn(value, orderId, before),
		judge: (after, before, confirmation) => judge(after, before, fields, wanted, confirmation),
		preview: () => previewOf(fields),
	};
}

/** The latest payments with all their fields; a new one is among them. */
function paymentsOfOrder(orderId: number): SingleLook {
	return answerOf('sale.payment.list', {
		filter: { '=orderId': orderId },
		order: { id: 'desc' },
		start: -1,
	});
}

/** A row of another order shows that the portal dropped the condition (docs/bitrix24.md#dropped-filters). */
function observed(reply: Reply, orderId: number): Payments | undefined {
	const rows = reply.kind === 'value' && isObject(reply.value) ? reply.value.payments : undefined;
	if (!Array.isArray(rows)) return undefined;
	const isAsked = (row: unknown) => isObject(row) && numberOf(row.orderId) === orderId;
	return rows.every(isAsked) ? paymentsFrom(rows) : undefined;
}

function namesOf(payment: Payment): string[] {
	return [...(orderOf(payment) ?? [])];
}

function filledPayment(fields: readonly SetField[]): NewPayment {
	return {
		owner: 'the order',
		kind: 'new payment',
		looksLikeIt: (payment) => openDifferences(fields, payment.fields).length === 0,
	};
}

/** The payment in the answer, if it is one of this order. */
function createdIn(
	value: unknown,
	orderId: number,
	before: Payments | undefined,
): Confirmation | undefined {
	const payment = isObject(value) ? value.payment : undefined;
	const isOfOrder = isObject(payment) && numberOf(payment.orderId) === orderId;
	return isOfOrder ? createdBy(payment.id, before) : undefined;
}

function judge(
	after: Payments,
	before: Payments | undefined,
	fields: readonly SetField[],
	wanted: NewPayment,
	confirmation: Confirmation | undefined,
): Judgement {
	const { createdId } = confirmation ?? {};
	if (createdId === undefined) {
		const isUncertain = !before || freshIn(after, before, wanted).length > 0;
		return { asWanted: false, failure: unconfirmed(after, before, wanted), isUncertain };
	}
	const payment = after.get(createdId);
	if (!payment) return { asWanted: false, failure: notThere(createdId, wanted) };
	const judgement = judgeUpdate(fields, payment, undefined);
	if (judgement.asWanted) return judgement;
	return { asWanted: false, failure: partlyDone(createdId, judgement.failure) };
}
