import type { Command } from '../../nodes/Bitrix24Payments/portal/command';
import { numbers } from './looks';

export const GET: Command = { method: 'crm.item.payment.get', params: { id: 1 } };
export const PAY: Command = { method: 'crm.item.payment.pay', params: { id: 1 } };

export function get(id: number): Command {
	return { method: 'crm.item.payment.get', params: { id } };
}

export function pay(id: number): Command {
	return { method: 'crm.item.payment.pay', params: { id } };
}

export function comment(id: number, comments: string): Command {
	return { method: 'sale.payment.update', params: { id, fields: { comments } } };
}

/** So many writes, each with its read-back. */
export function verified(count: number): Command[][] {
	return numbers(count).map((id) => [pay(id), get(id)]);
}

export function unverified(count: number): Command[][] {
	return numbers(count).map((id) => [pay(id)]);
}
