import type { IDataObject } from 'n8n-workflow';

import { paymentFrom, type Payment } from '../../../nodes/Bitrix24Payments/records/payment';
import type { ChangedOrder } from '../../../nodes/Bitrix24Payments/trigger/classify';
import { shotOf } from '../../../nodes/Bitrix24Payments/trigger/shot';
import type { KnownOrder } from '../../../nodes/Bitrix24Payments/trigger/snapshot';

const READ = new Map<string, number>();

/** Thousands of orders are compared by their dates on every page. */
export function seconds(date: string): number {
	const read = READ.get(date) ?? Date.parse(date) / 1000;
	READ.set(date, read);
	return read;
}

/** A payment as the portal lists it; unpaid unless the fields say otherwise. */
export function payment(id: number, fields: IDataObject = {}): Payment {
	const unpaid = { id, paid: 'N', datePaid: null, sum: 100, currency: 'EUR', paySystemId: 2 };
	const read = paymentFrom({ ...unpaid, ...fields }, id);
	if (!read) throw new Error('This is no payment');
	return read;
}

export function order(changedOn: string, id = 7): ChangedOrder {
	return { id, changedOn, changedAt: seconds(changedOn) };
}

export function known(...payments: Payment[]): KnownOrder {
	return { changedAt: 1, payments: new Map(payments.map((one) => [one.id, shotOf(one)])) };
}
