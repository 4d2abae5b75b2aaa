import { COMPANY, CONTACT, DEAL, INVOICE, type CrmItem } from '../entities';
import { controllerError } from '../errors';
import { toCamelCase, toUpperSnake } from '../fieldNames';
import { parseFilterKey, readSorting, satisfies, sortRows, type Condition } from '../filters';
import { pageOf } from '../paging';
import { isArray, isIntegerKey, PhpArray, toText, type Json, type PhpValue } from '../php/values';
import { bindInt, bindOptionalArray } from './binding';
import type { CommandContext, CommandResult, RestMethod } from './types';

/** Deals, invoices, contacts and companies, as far as the pickers need them (docs/bitrix24.md#crm-items). */
export const CRM_ITEM_METHODS: readonly RestMethod[] = [
	{ name: 'crm.item.get', scope: 'crm', kind: 'controller', run: getItem },
	{ name: 'crm.item.list', scope: 'crm', kind: 'controller', run: listItems },
	{ name: 'crm.deal.list', scope: 'crm', kind: 'classic', run: listDeals },
];

type ItemField = keyof CrmItem;

const COMMON_FIELDS: readonly ItemField[] = [
	'id',
	'assignedById',
	'createdTime',
	'updatedTime',
	'entityTypeId',
];

const OWNER_FIELDS: readonly ItemField[] = [
	'id',
	'title',
	'opportunity',
	'currencyId',
	'stageId',
	'categoryId',
	'assignedById',
	'companyId',
	'contactId',
	'createdTime',
	'updatedTime',
	'entityTypeId',
];

const FIELDS: Readonly<Record<number, readonly ItemField[]>> = {
	[DEAL]: OWNER_FIELDS,
	[INVOICE]: OWNER_FIELDS,
	[CONTACT]: ['name', 'lastName', ...COMMON_FIELDS],
	[COMPANY]: ['title', ...COMMON_FIELDS],
};

function getItem({ params, core }: CommandContext): Json {
	const entityTypeId = bindInt(params, 'entityTypeId');
	const fields = fieldsOf(entityTypeId);
	const item = core.store.item(entityTypeId, bindInt(params, 'id'));
	if (item === undefined) throw controllerError('Element not found', 'NOT_FOUND');
	return { item: printItem(item, fields) };
}

function listItems(context: CommandContext): CommandResult {
	const { params, start } = context;
	const entityTypeId = bindInt(params, 'entityTypeId');
	const fields = fieldsOf(entityTypeId);
	const isWanted = readFilter(nullableArray(params, 'filter'), fields);
	const order = readSorting(nullableArray(params, 'order')).map((one) => ({
		...one,
		field: requireField(one.field, 'order', fields),
	}));
	const shown = readSelect(params, fields, (name) => findField(name, fields));
	const rows = findItems(context, entityTypeId, isWanted, order);
	return pageOf(rows, start, (page) => ({ items: page.map((item) => printItem(item, shown)) }));
}

function fieldsOf(entityTypeId: number): readonly ItemField[] {
	const fields = FIELDS[entityTypeId];
	if (fields) return fields;
	throw controllerError('Smart Process was not found', 'NOT_FOUND');
}

type Test = (item: CrmItem) => boolean;

/**
 * Conditions, all of which have to hold; with `logic` OR, one of them. A number as a key holds
 * further conditions (docs/bitrix24.md#crm-items).
 */
function readFilter(filter: PhpArray, fields: readonly ItemField[]): Test {
	const isOr = toText(filter.get('logic') ?? filter.get('LOGIC')).toUpperCase() === 'OR';
	const tests = [...filter]
		.filter(([key]) => key.toLowerCase() !== 'logic')
		.map(([key, value]): Test => {
			if (isIntegerKey(key) && isArray(value)) return readFilter(value, fields);
			const parsed = parseFilterKey(key);
			const field = requireField(parsed.field, 'filter', fields);
			return (item) => satisfies(item[field], { ...parsed, field, value });
		});
	if (tests.length === 0) return () => true;
	return (item) => (isOr ? tests.some((test) => test(item)) : tests.every((test) => test(item)));
}

/** `array $filter = null`: null is allowed here. */
function nullableArray(params: PhpArray, name: string): PhpArray {
	return params.get(name) === null ? new PhpArray() : bindOptionalArray(params, name);
}

function requireField(
	name: string,
	place: 'filter' | 'order',
	fields: readonly ItemField[],
): ItemField {
	const field = findField(name, fields);
	if (field !== undefined) return field;
	const text = `Invalid ${place}: field '${name}' is not allowed in ${place}`;
	throw controllerError(text, 'INVALID_ARG_VALUE');
}

function findField(name: string, fields: readonly ItemField[]): ItemField | undefined {
	return fields.find((field) => toUpperSnake(field) === toUpperSnake(name));
}

function readSelect(
	params: PhpArray,
	all: readonly ItemField[],
	find: (name: string) => ItemField | undefined,
): readonly ItemField[] {
	const select = params.get('select') ?? params.get('SELECT');
	const names = isArray(select) ? [...select.values()].map((name) => toText(name)) : [];
	const known = names.flatMap((name) => find(name) ?? []);
	return known.length === 0 || names.includes('*') ? all : ['id', ...known];
}

function findItems(
	{ core }: CommandContext,
	entityTypeId: number,
	isWanted: Test,
	order: Array<{ field: string; descending: boolean }>,
): CrmItem[] {
	const rows = [...core.store.items.values()].filter(
		(item) => item.entityTypeId === entityTypeId && isWanted(item),
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
	const fields = readSelect(params, OWNER_FIELDS, dealField).filter(
		(field) => field !== 'entityTypeId',
	);
	const isWanted: Test = (item) =>
		filter.every((one) => satisfies(item[one.field as ItemField], one));
	const rows = findItems(context, DEAL, isWanted, order);
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
	return DEAL_NAMES[upper] ?? OWNER_FIELDS.find((field) => field === toCamelCase(upper));
}

function printDeal(item: CrmItem, fields: readonly ItemField[]): Record<string, Json> {
	return Object.fromEntries(fields.map((field) => [dealName(field), String(item[field] ?? '')]));
}

function dealName(field: ItemField): string {
	const renamed = Object.entries(DEAL_NAMES).find(([, known]) => known === field)?.[0];
	return renamed ?? toUpperSnake(field);
}
