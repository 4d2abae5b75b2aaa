import type { IDataObject } from 'n8n-workflow';

import type { Command, Reply } from '../../nodes/Bitrix24Payments/portal/command';
import { describeError } from '../../nodes/Bitrix24Payments/portal/errorCatalogue';
import type { CommandAnswer, SentCommand } from './fakePortal';

/** What a store holds: payments, orders, and which deal or invoice an order belongs to. */
export interface Stock {
	readonly payments?: readonly IDataObject[];
	readonly orders?: readonly IDataObject[];
	readonly orderEntity?: readonly IDataObject[];
}

type Answer = (command: SentCommand) => CommandAnswer;

const LISTS: Readonly<Record<string, keyof Stock>> = {
	'sale.payment.list': 'payments',
	'sale.order.list': 'orders',
	'crm.orderentity.list': 'orderEntity',
};

const ROWS = 50;

/** Answers lists as Bitrix24 does: fifty rows a page of those that fit, with the fields selected. */
export function storeOf(stock: Stock): Answer {
	return ({ method, params }) => {
		if (method === 'crm.item.payment.list') return { result: paymentsOf(stock, params) };
		const key = LISTS[method];
		if (!key) return { error: 'ERROR_METHOD_NOT_FOUND', error_description: 'Method not found!' };
		const { filter, select, order } = params as Record<string, IDataObject>;
		const [[by, direction] = []] = Object.entries(order ?? {});
		if (!by || direction !== 'asc') throw new Error('No order that pages can be read by');
		const rows = (stock[key] ?? [])
			.filter((row) =>
				Object.entries(filter ?? {}).every(([name, value]) => fits(row, name, value)),
			)
			.sort((one, other) => Number(one[by]) - Number(other[by]))
			.slice(0, ROWS)
			.map((row) => picked(row, Object.values(select ?? {}).map(String)));
		return { result: { [key]: rows } };
	};
}

/** The payments of one deal or invoice, newest first. */
function paymentsOf({ orderEntity = [], payments = [] }: Stock, params: IDataObject): unknown {
	const { entityId, entityTypeId } = params;
	const orders = orderEntity.filter(
		({ ownerId, ownerTypeId }) => same(entityId, ownerId) && same(entityTypeId, ownerTypeId),
	);
	return payments
		.filter((payment) => orders.some(({ orderId }) => orderId === payment.orderId))
		.sort((one, other) => Number(other.id) - Number(one.id));
}

function fits(row: IDataObject, condition: string, value: unknown): boolean {
	const [, operator, field = ''] = /^(>=|<=|=|>)(\w+)$/.exec(condition) ?? [];
	const stored = row[field];
	switch (operator) {
		case '=':
			return (Array.isArray(value) ? value : [value]).some((one) => same(one, stored));
		case '>':
			return Number(stored) > Number(value);
		case '>=':
			return Number(stored) >= Number(value);
		case '<=':
			return Number(stored) <= Number(value);
		default:
			throw new Error(`Nobody knows the condition ${condition}`);
	}
}

function same(one: unknown, other: unknown): boolean {
	return String(one).toLowerCase() === String(other).trim().toLowerCase();
}

function picked(row: IDataObject, fields: readonly string[]): IDataObject {
	return Object.fromEntries(Object.entries(row).filter(([name]) => fields.includes(name)));
}

/** Sends commands to a store without a portal in between, and keeps what was sent, by request. */
export function lineTo(answer: Answer) {
	const sent: Command[][] = [];
	const send = async (commands: readonly Command[]): Promise<Reply[]> => {
		sent.push([...commands]);
		return commands.map((command) => replyTo(command, answer(command)));
	};
	return { sent, send };
}

function replyTo({ method }: Command, answer: CommandAnswer): Reply {
	if (!('error' in answer)) return { kind: 'value', value: answer.result };
	const { error, error_description: text = '' } = answer;
	return { kind: 'refused', failure: describeError({ code: String(error), text, method }) };
}

/** Refuses one list, as for a credential without the permission for it. */
export function refusing(method: string, answer: Answer): Answer {
	return (command) =>
		command.method === method
			? { error: 'insufficient_scope', error_description: 'No permission' }
			: answer(command);
}

/** What was asked of each list, in the order of the requests. */
export function filtersOf(sent: ReadonlyArray<readonly Command[]>): unknown[] {
	return sent.map((commands) =>
		commands.map(({ method, params }) => [method, params.filter] as const),
	);
}
