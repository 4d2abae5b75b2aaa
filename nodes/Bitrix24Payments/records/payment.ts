import type { IDataObject } from 'n8n-workflow';

import { isObject } from '../portal/replies';

/** A payment as a read showed it. */
export interface Payment {
	readonly id: number;
	readonly paid: 'Y' | 'N';
	/** ISO 8601 with offset. Stays when the payment is marked as unpaid (reference §3.2). */
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
 * `payment`) answered. Older portals send numbers as strings (reference §3.4).
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

export function numberOf(value: unknown): number | null {
	if (value === null || value === undefined || value === '') return null;
	const number = Number(value);
	return Number.isFinite(number) ? number : null;
}

function textOf(value: unknown): string {
	return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}
