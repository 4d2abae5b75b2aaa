import { DEAL, INVOICE, type CrmItem } from '../entities';
import { controllerError } from '../errors';
import { toCamelCase, toUpperSnake } from '../fieldNames';
import { parseFilterKey, readSorting, satisfies, sortRows, type Condition } from '../filters';
import { pageOf } from '../paging';
import { isArray, PhpArray, toText, type Json, type PhpValue } from '../php/values';
import { bindInt, bindOptionalArray } from './binding';
import type { CommandContext, CommandResult, RestMethod } from './types';

/** Deals and invoices, as far as the pickers need them (docs/bitrix24.md#objects). */
export const CRM_ITEM_METHODS: readonly RestMethod[] = [
	{ name: 'crm.item.get', scope: 'crm', kind: 'controller', run: getItem },
	{ name: 'crm.item.list', scope: 'crm', kind: 'controller', run: listItems },
	{ name: 'crm.deal.list', scope: 'crm', kind: 'classic', run: listDeals },
];

type ItemField = keyof CrmItem;

const ITEM_FIELDS: readonly ItemField[] = [
	'id',
	'title',
	'opportunity',
	'currencyId',
	'stageId',
	'categoryId',
	'assignedById',
	'companyId',
	'createdTime',
	'updatedTime',
	'entityTypeId',
];

function getItem({ params, core }: CommandContext): Json {
	const entityTypeId = bindInt(params, 'entityTypeId');
	requireKnownType(entityTypeId);
	const item = core.store.item(entityTypeId, bindInt(params, 'id'));
	if (item === undefined) throw controllerError('Element not found', 'NOT_FOUND');
	return { item: printItem(item, ITEM_FIELDS) };
}

function listItems(context: CommandContext): CommandResult {
	const { params, start } = context;
	const entityTypeId = bindInt(params, 'entityTypeId');
	requireKnownType(entityTypeId);
	const filter = [...nullableArray(params, 'filter')].map(([key, value]) => {
		const parsed = parseFilterKey(key);
		return { ...parsed, field: requireField(parsed.field, 'filter'), value };
	});
	const order = readSorting(nullableArray(params, 'order')).map((one) => ({
		...one,
		field: requireField(one.field, 'order'),
	}));
	const fields = readSelect(params, findField);
	const rows = findItems(context, entityTypeId, filter, order);
	return pageOf(rows, start, (page) => ({ items: page.map((item) => printItem(item, fields)) }));
}

function requireKnownType(entityTypeId: number): void {
	if (entityTypeId === DEAL || entityTypeId === INVOICE) return;
	throw controllerError('Smart Process was not found', 'NOT_FOUND');
}

/** `array $filter = null`: null is allowed here. */
function nullableArray(params: PhpArray, name: string): PhpArray {
	return params.get(name) === null ? new PhpArray() : bindOptionalArray(params, name);
}

function requireField(name: string, place: 'filter' | 'order'): ItemField {
	const field = findField(name);
	if (field !== undefined) return field;
	const text = `Invalid ${place}: field '${name}' is not allowed in ${place}`;
	throw controllerError(text, 'INVALID_ARG_VALUE');
}

function findField(name: string): ItemField | undefined {
	return ITEM_FIELDS.find((field) => toUpperSnake(field) === toUpperSnake(name));
}

function readSelect(
	params: PhpArray,
	find: (name: string) => ItemField | undefined,
): readonly ItemField[] {
	const select = params.get('select') ?? params.get('SELECT');
	const names = isArray(select) ? [...select.values()].map((name) => toText(name)) : [];
	const known = names.flatMap((name) => find(name) ?? []);
	return known.length === 0 || names.includes('*') ? ITEM_FIELDS : ['id', ...known];
}

function findItems(
	{ core }: CommandContext,
	entityTypeId: number,
	filter: Condition[],
	order: Array<{ field: string; descending: boolean }>,
): CrmItem[] {
	const rows = [...core.store.items.values()].filter(
		(item) =>
			item.entityTypeId === entityTypeId &&
			filter.every((one) => satisfies(item[one.field as ItemField], one)),
	);
	return sortRows(rows, order, (item, field) => item[field as ItemField]);
}

function printItem(item: CrmItem, fields: readonly ItemField[]): Record<string, Json> {
	return Object.fromEntries(fields.map((field) => [field, item[field]]));
}

/** The classic deal list: UPPER_SNAKE names, everything a string, bare array with paging data. */
function listDeals(context: CommandContext): CommandResult {
	const { params, start } = context;
	const filter = [...classicArray(params, 'FILTER')].flatMap(([key, value]) =>
		readDealCondition(key, value),
	);
	const order = readSorting(classicArray(params, 'ORDER')).flatMap((one) => {
		const field = dealField(one.field);
		return field === undefined ? [] : [{ ...one, field }];
	});
	const fields = readSelect(params, dealField).filter((field) => field !== 'entityTypeId');
	const rows = findItems(context, DEAL, filter, order);
	return pageOf(rows, start, (page) => page.map((item) => printDeal(item, fields)));
}

function classicArray(params: PhpArray, name: string): PhpArray {
	const value = params.get(name) ?? params.get(name.toLowerCase());
	return isArray(value) ? value : new PhpArray();
}

function readDealCondition(key: string, value: PhpValue): Condition[] {
	const parsed = parseFilterKey(key);
	const field = dealField(parsed.field);
	return field === undefined ? [] : [{ ...parsed, field, value }];
}

const DEAL_NAMES: Partial<Record<string, ItemField>> = {
	DATE_CREATE: 'createdTime',
	DATE_MODIFY: 'updatedTime',
};

function dealField(name: string): ItemField | undefined {
	const upper = name.toUpperCase();
	return DEAL_NAMES[upper] ?? ITEM_FIELDS.find((field) => field === toCamelCase(upper));
}

function printDeal(item: CrmItem, fields: readonly ItemField[]): Record<string, Json> {
	return Object.fromEntries(fields.map((field) => [dealName(field), String(item[field])]));
}

function dealName(field: ItemField): string {
	const renamed = Object.entries(DEAL_NAMES).find(([, known]) => known === field)?.[0];
	return renamed ?? toUpperSnake(field);
}
