import type { IDataObject } from 'n8n-workflow';

import { START, type CommandAnswer, type SentCommand } from '../../portal/support';
import { errorOf } from './faults';
import type { Ledger } from './ledger';
import type { Row } from './records';

/** The orders of the deals, by the ID of the deal. */
export const ORDER_OF_DEAL: Readonly<Record<number, number>> = { 25: 201, 26: 202 };

const WRITE = /\.(pay|unpay|update|delete|add|payment)$/;

export function isWrite({ method }: Pick<SentCommand, 'method'>): boolean {
	return WRITE.test(method);
}

const NOT_FOUND = errorOf(['0', 'Payment has not been found']);
const HIDDEN = errorOf(['0', 'Insufficient permissions.']);

export function paymentOf({ params }: SentCommand): number {
	return Number(params.id ?? params.PAYMENT_ID);
}

/** The order that a write saves. */
export function orderOf(command: SentCommand, ledger: Ledger): number | undefined {
	const { method, params } = command;
	if (method === 'crm.item.payment.add') return ORDER_OF_DEAL[Number(params.entityId)];
	if (method === 'sale.payment.add') return Number((params.fields as IDataObject).orderId);
	return ledger.present(paymentOf(command))?.orderId;
}

/** Carries out a write, as Bitrix24 does. */
export function write(command: SentCommand, ledger: Ledger, at: number): CommandAnswer {
	const { method, params } = command;
	if (method.endsWith('.add')) return create(command, ledger, at);
	const id = paymentOf(command);
	const row = ledger.present(id);
	if (!row) return NOT_FOUND;
	if (method === 'crm.item.payment.delete') return remove(row, ledger, at);
	if (method === 'sale.payment.update') {
		const fields = { ...row, ...fieldsIn(params) };
		const stamp = row.paid === 'N' && fields.paid === 'Y' ? dated(at) : {};
		ledger.set(id, { ...fields, ...stamp }, at);
		return { result: { payment: ledger.present(id) } };
	}
	if (method === 'crm.item.payment.unpay') ledger.set(id, { paid: 'N' }, at);
	else if (row.paid === 'N') ledger.set(id, { paid: 'Y', ...dated(at) }, at);
	return { result: true };
}

function remove({ id, paid }: Row, ledger: Ledger, at: number): CommandAnswer {
	if (paid === 'Y') return errorOf(['SALE_PAYMENT_DELETE_EXIST_PAID', 'Paid']);
	ledger.set(id, undefined, at);
	return { result: true };
}

export function dated(at: number): IDataObject {
	return { datePaid: new Date(START + at).toISOString() };
}

function create({ method, params }: SentCommand, ledger: Ledger, at: number): CommandAnswer {
	const fields = fieldsIn(params);
	const isOfOrder = method === 'sale.payment.add';
	const deal = isOfOrder ? undefined : Number(params.entityId);
	const orderId = isOfOrder ? Number(fields.orderId) : (ORDER_OF_DEAL[deal ?? 0] ?? 0);
	const row = ledger.create({ ...EMPTY, ...fields, orderId, dealId: deal }, at);
	return { result: isOfOrder ? { payment: row } : row.id };
}

/** A batch carries numbers as texts. */
function fieldsIn({ fields }: IDataObject): IDataObject {
	const numbers = new Set(['paySystemId', 'sum', 'orderId']);
	const entries = Object.entries((fields ?? {}) as IDataObject);
	return Object.fromEntries(
		entries.map(([name, value]) => [name, numbers.has(name) ? Number(value) : value]),
	);
}

const EMPTY = {
	paid: 'N',
	datePaid: null,
	sum: 0,
	currency: 'EUR',
	paySystemId: 7,
	paySystemName: 'Bank',
	comments: '',
	isReturn: 'N',
};

/** Answers as if a write were done, without doing it; a creation with this ID. */
export function pretend(command: SentCommand, ledger: Ledger, id: number): CommandAnswer {
	const { method, params } = command;
	if (method === 'crm.item.payment.add') return { result: id };
	if (method === 'sale.payment.add') {
		return { result: { payment: { ...EMPTY, ...fieldsIn(params), id } } };
	}
	const row = ledger.present(paymentOf(command));
	if (method !== 'sale.payment.update' || !row) return { result: true };
	return { result: { payment: { ...row, ...fieldsIn(params) } } };
}

/** What an answer to a read shows: payments by ID, of which undefined is gone. */
export interface Sight {
	readonly answer: CommandAnswer;
	readonly rows: ReadonlyMap<number, Row | undefined>;
	/** A list of certain payments, so that a wrong row can be told. */
	readonly isByIds?: boolean;
}

export function read(command: SentCommand, ledger: Ledger, tellsGone: boolean): Sight {
	const { method, params } = command;
	if (method === 'sale.payment.list') return list(params, ledger);
	if (method === 'crm.item.payment.list') {
		const rows = ledger.allShown().filter(({ dealId }) => dealId === Number(params.entityId));
		return { answer: { result: rows }, rows: byId(rows) };
	}
	const id = paymentOf(command);
	const row = ledger.shown(id);
	const rows = new Map([[id, row]]);
	if (!row) return { answer: tellsGone ? NOT_FOUND : HIDDEN, rows };
	return {
		answer: { result: method === 'sale.payment.get' ? { payment: row } : row },
		rows,
	};
}

function list({ filter }: IDataObject, ledger: Ledger): Sight {
	const { '=id': ids, '=orderId': order } = filter as IDataObject;
	const rows = Array.isArray(ids)
		? ids.flatMap((id) => ledger.shown(Number(id)) ?? [])
		: ledger.allShown().filter(({ orderId }) => orderId === Number(order));
	return { answer: { result: { payments: rows } }, rows: byId(rows), isByIds: Array.isArray(ids) };
}

function byId(rows: readonly Row[]): Map<number, Row> {
	return new Map(rows.map((row) => [row.id, row]));
}
