import type { IDataObject } from 'n8n-workflow';

import { numberOf, rowsIn, textOf, type JsonObject } from '../judge/json';
import type { Answer } from '../net/answer';
import { noData, type Plan } from './asks';
import { pick } from './choices';

/** Operators by which the node narrows lists. */
export type Operator = '=' | '@' | '%' | '>' | '>=' | '<=';

/** A list that was read before, whose rows a condition divides into those it shows and the others. */
interface Source {
	/** Under which name it was asked. */
	readonly name: string;
	readonly key: string;
	readonly id: string;
	/** The call that shows some of these rows again. */
	readonly again: (filter: IDataObject) => { method: string; params: IDataObject };
	readonly ids: (ids: number[]) => IDataObject;
}

/** One condition of a filter as the node sends it. */
export interface Condition {
	/** Of the assumption. */
	readonly id: string;
	readonly source: Source;
	readonly field: string;
	readonly operator: Operator;
	/** The value stands in a list. */
	readonly isList?: true;
}

const PAYMENTS: Source = {
	name: 'newest payments',
	key: 'payments',
	id: 'id',
	ids: (ids) => ({ '=id': ids }),
	again: (filter) => ({
		method: 'sale.payment.list',
		params: { select: ['id'], filter, order: { id: 'asc' }, start: -1 },
	}),
};

const ORDERS: Source = {
	name: 'orders by id',
	key: 'orders',
	id: 'id',
	ids: (ids) => ({ '=id': ids }),
	again: (filter) => ({
		method: 'sale.order.list',
		params: { select: ['id', 'dateUpdate'], filter, order: { id: 'asc' }, start: 0 },
	}),
};

const OWNERS: Source = {
	name: 'owners of orders',
	key: 'orderEntity',
	id: 'orderId',
	ids: (ids) => ({ '=orderId': ids }),
	again: (filter) => ({
		method: 'crm.orderentity.list',
		params: {
			select: ['orderId', 'ownerId', 'ownerTypeId'],
			filter,
			order: { orderId: 'asc' },
			start: -1,
		},
	}),
};

const DEALS = items('newest deals', 2);
const COMPANIES = items('newest companies', 4);

function items(name: string, entityTypeId: number): Source {
	return {
		name,
		key: 'items',
		id: 'id',
		ids: (ids) => ({ '@id': ids }),
		again: (filter) => ({
			method: 'crm.item.list',
			params: { entityTypeId, select: ['id'], filter, order: { id: 'DESC' }, start: 0 },
		}),
	};
}

/** Every condition by which the node finds something, besides those that have calls of their own. */
export const CONDITIONS: readonly Condition[] = [
	{ id: 'list-by-state', source: PAYMENTS, field: 'paid', operator: '=' },
	{ id: 'list-by-system', source: PAYMENTS, field: 'paySystemId', operator: '=' },
	{ id: 'list-by-system-name', source: PAYMENTS, field: 'paySystemName', operator: '%' },
	{ id: 'list-by-external-id', source: PAYMENTS, field: 'xmlId', operator: '=' },
	{ id: 'list-by-one-number', source: PAYMENTS, field: 'accountNumber', operator: '=' },
	{ id: 'list-by-one-order', source: PAYMENTS, field: 'orderId', operator: '=' },
	{ id: 'list-by-currency', source: PAYMENTS, field: 'currency', operator: '=', isList: true },
	{ id: 'list-paid-since', source: PAYMENTS, field: 'datePaid', operator: '>=' },
	{ id: 'list-paid-until', source: PAYMENTS, field: 'datePaid', operator: '<=' },
	{ id: 'list-after', source: PAYMENTS, field: 'id', operator: '>' },
	{ id: 'orders-after', source: ORDERS, field: 'id', operator: '>' },
	{ id: 'owners-after', source: OWNERS, field: 'orderId', operator: '>' },
	{ id: 'deal-by-id', source: DEALS, field: 'id', operator: '=' },
	{ id: 'deals-by-title', source: DEALS, field: 'title', operator: '%' },
	{ id: 'deals-by-company', source: DEALS, field: 'companyId', operator: '@', isList: true },
	{ id: 'deals-by-contact', source: DEALS, field: 'contactId', operator: '@', isList: true },
	{ id: 'companies-by-title', source: COMPANIES, field: 'title', operator: '%' },
];

/** Under which the answer to a condition is kept. */
export function callOf({ id }: Pick<Condition, 'id'>): string {
	return `condition ${id}`;
}

/** The key of a condition in a filter: `>=datePaid`. */
export function keyOf({ operator, field }: Condition): string {
	return operator + field;
}

/** Whether a row meets a condition. */
export function meets({ operator, field }: Condition, row: JsonObject, value: unknown): boolean {
	const [own, wanted] = [textOf(row[field]).toLowerCase(), textOf(value).toLowerCase()];
	if (own === '') return false;
	if (operator === '%') return own.includes(wanted);
	if (operator === '=' || operator === '@') return own === wanted;
	const distance = placeOf(own) - placeOf(wanted);
	if (operator === '>') return distance > 0;
	return operator === '>=' ? distance >= 0 : distance <= 0;
}

/** Numbers and dates, to compare. */
function placeOf(text: string): number {
	return numberOf(text) ?? Date.parse(text);
}

/** The rows of the list that a condition divides. */
export function rowsOf({ source }: Pick<Condition, 'source'>, answer: Answer | undefined) {
	return rowsIn(pick(answer)?.[source.key]).filter((row) => numberOf(row[source.id]));
}

/** A call for each condition, with a value that some of the rows have. */
export function conditionAsks(answers: ReadonlyMap<string, Answer>): Plan[] {
	return CONDITIONS.map((condition) => {
		const { source, isList = false } = condition;
		const name = callOf(condition);
		const rows = rowsOf(condition, answers.get(source.name));
		const value = dividing(condition, rows);
		if (value === undefined)
			return { name, lacks: noData('nothing that has such a value is there') };
		const ids = rows.map((row) => numberOf(row[source.id]) ?? 0);
		const filter = { ...source.ids(ids), [keyOf(condition)]: isList ? [value] : value };
		return { name, ...source.again(filter) };
	});
}

/** A value that some rows meet and others do not; any, if there is none such. */
function dividing(condition: Condition, rows: readonly JsonObject[]): string | number | undefined {
	const values = rows
		.map((row) => row[condition.field])
		.filter((value): value is string | number => textOf(value) !== '' && value !== 0)
		.map((value) => (condition.operator === '%' ? partOf(textOf(value)) : value));
	const divides = (value: string | number) => {
		const { length } = rows.filter((row) => meets(condition, row, value));
		return length > 0 && length < rows.length;
	};
	return values.find(divides) ?? values[0];
}

/** Without its first character, so that only what looks for a part finds it. */
function partOf(text: string): string {
	return text.length > 2 ? text.slice(1) : text;
}
