import type { IDataObject } from 'n8n-workflow';

import { isObject } from '../portal/json';

/** A payment as a read showed it. */
export interface Payment {
	readonly id: number;
	readonly paid: 'Y' | 'N';
	/**
	 * ISO 8601 with offset. Stays when the payment is marked as unpaid
	 * (docs/bitrix24.md#pay-and-unpay).
	 */
	readonly datePaid: string | null;
	readonly sum: number | null;
	readonly currency: string;
	readonly paySystemId: number | null;
	readonly paySystemName: string;
	/** Everything Bitrix24 returned. */
	readonly fields: IDataObject;
}

/**
 * Reads what `crm.item.payment.get` (the fields themselves) or `sale.payment.get` (inside
 * `payment`) answered. Older portals send numbers as strings (docs/bitrix24.md#crm-get-and-list).
 *
 * @returns undefined when this is not the payment that was asked for
 */
export function paymentFrom(value: unknown, paymentId: number): Payment | undefined {
	const fields = isObject(value) && isObject(value.payment) ? value.payment : value;
	if (!isObject(fields) || numberOf(fields.id) !== paymentId) return undefined;
	if (fields.paid !== 'Y' && fields.paid !== 'N') return undefined;
	return {
		id: paymentId,
		paid: fields.paid,
		datePaid: textOf(fields.datePaid) || null,
		sum: numberOf(fields.sum),
		currency: textOf(fields.currency),
		paySystemId: numberOf(fields.paySystemId),
		paySystemName: textOf(fields.paySystemName),
		fields,
	};
}

/**
 * The order that a payment belongs to, by every name that a read shows. The part of its number
 * before the last slash is the number that the order had when the payment was made
 * (docs/bitrix24.md#payment-numbers).
 *
 * @returns undefined when the read shows none
 */
export function orderOf({ fields }: Payment): ReadonlySet<string> | undefined {
	const orderId = numberOf(fields.orderId);
	const number = textOf(fields.accountNumber);
	const prefix = number.slice(0, Math.max(0, number.lastIndexOf('/'))).trim();
	const names = [
		...(orderId === null ? [] : [`order ${orderId}`]),
		...(prefix ? [`number ${prefix.toLowerCase()}`] : []),
	];
	return names.length > 0 ? new Set(names) : undefined;
}

/** The at most ten fields of a simplified output. */
export function simplified(payment: Payment): IDataObject {
	const { accountNumber, empPaidId, orderId } = payment.fields;
	return {
		id: payment.id,
		accountNumber: textOf(accountNumber),
		paid: payment.paid,
		datePaid: payment.datePaid,
		sum: payment.sum,
		currency: payment.currency,
		paySystemId: payment.paySystemId,
		paySystemName: payment.paySystemName,
		empPaidId: numberOf(empPaidId),
		...(orderId === undefined ? {} : { orderId: numberOf(orderId) }),
	};
}

/** A number or a text of one; JavaScript would take `false` and PHP's empty list for 0. */
export function numberOf(value: unknown): number | null {
	const isWritten = typeof value === 'string' && value.trim() !== '';
	const number = typeof value === 'number' || isWritten ? Number(value) : NaN;
	return Number.isFinite(number) ? number : null;
}

function textOf(value: unknown): string {
	return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}
