import type { PaySystem } from '../entities';
import { classicAccessDenied } from '../errors';
import { parseFilterKey, readSorting, satisfies, sortRows } from '../filters';
import { isArray, toText, type Json, type PhpArray } from '../php/values';
import { checkFailure, upperKeys } from './classic';
import type { CommandContext } from './types';

/**
 * Bare array, no paging; operator prefixes of the filter are thrown away
 * (docs/bitrix24.md#payment-systems).
 */
export function listPaySystems(context: CommandContext): Json {
	if (!context.auth.user.isAdmin) throw classicAccessDenied();
	const params = upperKeys(context.params);
	const select = readNames(params.get('SELECT'), 'select');
	const filter = readConditions(params);
	const printed = [...context.core.store.paySystems.values()].map(printPaySystem);
	const rows = printed.filter((row) => filter.every((one) => satisfies(row[one.field], one)));
	const order = params.get('ORDER');
	const sorting = isArray(order) ? readSorting(order) : [];
	checkNames(
		sorting.map((one) => one.field),
		'order',
	);
	const sorted = sortRows(rows, sorting, (row, field) => row[field] ?? null);
	return sorted.map((row) => (select.length > 0 ? pick(row, select) : row));
}

function readConditions(params: PhpArray) {
	const filter = params.get('FILTER');
	if (!isArray(filter)) return [];
	const conditions = [...filter].map(([key, value]) => {
		const field = known(parseFilterKey(key).field);
		return { field, operation: '', negated: false, value };
	});
	checkNames(
		conditions.map((one) => one.field),
		'filter',
	);
	return conditions;
}

function readNames(names: Parameters<typeof isArray>[0], place: string): string[] {
	if (!isArray(names)) return [];
	const upper = [...names.values()].map((name) => known(toText(name).toUpperCase()));
	checkNames(upper, place);
	return upper;
}

/** `TARIF` is the column behind `TARIFF` (docs/bitrix24.md#payment-systems). */
function known(name: string): string {
	return name === 'TARIF' ? 'TARIFF' : name;
}

function checkNames(names: string[], place: string): void {
	const unknown = names.filter((name) => !(name in EMPTY_SYSTEM));
	if (unknown.length > 0) throw checkFailure(`${unknown.join(', ')} not allowed for ${place}`);
}

function pick(row: Record<string, Json>, names: string[]): Record<string, Json> {
	return Object.fromEntries(names.map((name) => [name, row[name] ?? null]));
}

function printPaySystem(system: PaySystem): Record<string, Json> {
	return {
		...EMPTY_SYSTEM,
		ID: system.id,
		NAME: system.name,
		PSA_NAME: system.name,
		SORT: system.sort,
		ACTION_FILE: system.actionFile,
		ACTIVE: system.active,
		IS_CASH: system.isCash,
		ENTITY_REGISTRY_TYPE: system.registryType,
		XML_ID: system.xmlId,
	};
}

const EMPTY_SYSTEM: Readonly<Record<string, Json>> = {
	ID: 0,
	PERSON_TYPE_ID: 1,
	NAME: '',
	PSA_NAME: '',
	SORT: 100,
	DESCRIPTION: null,
	ACTION_FILE: '',
	RESULT_FILE: null,
	NEW_WINDOW: 'N',
	TARIFF: null,
	PS_MODE: null,
	HAVE_PAYMENT: 'Y',
	HAVE_ACTION: 'N',
	HAVE_RESULT: 'N',
	HAVE_PREPAY: 'N',
	HAVE_PRICE: 'N',
	HAVE_RESULT_RECEIVE: 'Y',
	ENCODING: null,
	LOGOTYPE: null,
	ACTIVE: 'Y',
	ALLOW_EDIT_PAYMENT: 'Y',
	IS_CASH: 'N',
	AUTO_CHANGE_1C: 'N',
	CAN_PRINT_CHECK: 'Y',
	ENTITY_REGISTRY_TYPE: 'ORDER',
	XML_ID: null,
};
