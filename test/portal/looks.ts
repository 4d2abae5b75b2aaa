import type { IDataObject } from 'n8n-workflow';

import type { Command, Reply } from '../../nodes/Bitrix24Payments/portal/command';
import type { PaymentForm, PaymentLook } from '../../nodes/Bitrix24Payments/portal/look';
import type { CommandAnswer, SentCommand } from './support';

export function numbers(count: number, from = 1): number[] {
	return Array.from({ length: count }, (_, index) => from + index);
}

export function lookAt(id: number, form: PaymentForm = 'short'): PaymentLook {
	return { show: 'payment', id, form };
}

/** The payments that a list asks for. */
export function idsAsked({ params }: Command | SentCommand): number[] {
	const { '=id': ids } = params.filter as { '=id': unknown[] };
	return ids.map(Number);
}

/** A payment as a list shows it. */
export function row(id: number, fields: IDataObject = {}): IDataObject {
	return { id, orderId: id, paid: 'N', ...fields };
}

/** The answer to a list: these rows. */
export function listOf(rows: unknown): Reply {
	return { kind: 'value', value: { payments: rows } };
}

/** Answers reads as a portal does whose credential may list payments; writes succeed. */
export function readingPortal({ method, params }: SentCommand): CommandAnswer {
	if (method === 'sale.payment.list') {
		return { result: { payments: idsAsked({ method, params }).map((id) => row(id)) } };
	}
	const id = Number(params.id);
	if (method === 'sale.payment.get') return { result: { payment: row(id) } };
	return method === 'crm.item.payment.get' ? { result: row(id) } : { result: true };
}

/** The same where the credential lacks the permission to list. */
export function readingPortalWithoutLists(command: SentCommand): CommandAnswer {
	return command.method === 'sale.payment.list'
		? { error: 'insufficient_scope', error_description: '' }
		: readingPortal(command);
}
