import type { Order } from '../entities';
import type { PaymentRow } from '../paymentFields';
import type { Json } from '../php/values';
import { roundMoney } from '../typing';

/** What an order has that nobody here has set (docs/bitrix24.md#orders). */
const UNSET = {
	additionalInfo: '',
	affiliateId: null,
	comments: '',
	companyId: null,
	dateCanceled: null,
	dateLock: null,
	dateMarked: null,
	deducted: 'N',
	discountValue: 0,
	empCanceledId: null,
	empMarkedId: null,
	empStatusId: 1,
	externalOrder: 'N',
	id1c: '',
	lid: 's1',
	lockedBy: '',
	marked: 'N',
	orderTopic: '',
	personTypeId: 3,
	personTypeXmlId: '',
	reasonCanceled: '',
	reasonMarked: '',
	recountFlag: 'Y',
	recurringId: '',
	statusId: 'N',
	statusXmlId: '',
	taxValue: 0,
	updated1c: 'N',
	userDescription: '',
	userId: 5,
	version: 0,
	version1c: '',
} as const satisfies Record<string, Json>;

const OWN = [
	'accountNumber',
	'canceled',
	'currency',
	'dateInsert',
	'dateStatus',
	'dateUpdate',
	'id',
	'payed',
	'price',
	'responsibleId',
	'xmlId',
] as const;

/** All fields of an order, in the order in which they are printed. */
export const ORDER_FIELDS: readonly string[] = [...OWN, ...Object.keys(UNSET)].sort();

/**
 * One field of an order as sale.order.get and list show it; price and state are those of its
 * payments, which are only asked for where they matter.
 */
export function orderField(order: Order, field: string, payments: () => PaymentRow[]): Json {
	switch (field) {
		case 'payed':
			return isPaid(payments()) ? 'Y' : 'N';
		case 'price':
			return roundMoney(payments().reduce((sum, row) => sum + (row.sum ?? 0), 0));
		case 'dateStatus':
			return order.dateInsert;
		case 'xmlId':
			return `bx_${order.id.toString(16).padStart(13, '0')}`;
		default:
			return (
				(field in UNSET ? UNSET[field as keyof typeof UNSET] : order[field as keyof Order]) ?? null
			);
	}
}

function isPaid(payments: readonly PaymentRow[]): boolean {
	return payments.length > 0 && payments.every((row) => row.paid === 'Y');
}
