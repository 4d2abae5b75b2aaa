import { collection } from '../../parameters/collections';
import { flag } from '../../parameters/flags';
import { returnAllParameters, rowLimit } from '../../parameters/limit';
import { itemOptions } from '../../parameters/options';
import { choice } from '../../parameters/texts';
import type { Reply } from '../../portal/command';
import { isObject } from '../../portal/json';
import { answerOf, type Look } from '../../portal/look';
import { paySystemFrom, type PaySystem, type RestHandlers } from '../../records/paySystem';
import { unexpected, valueOf, type Query, type QueryOperation } from '../query';

const SHOWN = { show: { resource: ['paySystem'], operation: ['getAll'] } };

/** Payment System > Get Many: `sale.paysystem.list` (docs/bitrix24.md#payment-systems). */
export const getAllPaySystems: QueryOperation = {
	kind: 'query',
	resource: 'paySystem',
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many payment systems',
		description: 'List payment systems and tell which can be paid over REST',
	},
	forAgents: 'Lists the payment systems of Bitrix24 with their IDs. Changes nothing.',
	properties: [
		...returnAllParameters('paySystem'),
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add Filter',
			default: {},
			displayOptions: SHOWN,
			options: [
				{
					displayName: 'Include Inactive',
					name: 'includeInactive',
					type: 'boolean',
					default: false,
					description: 'Whether to list payment systems that are switched off, too',
				},
				{
					displayName: 'Used For',
					name: 'entityType',
					type: 'options',
					default: 'ORDER',
					description: 'What the payment systems are for',
					options: [
						{ name: 'Invoices (Old)', value: 'CRM_INVOICE' },
						{ name: 'Orders, Deals and Invoices', value: 'ORDER' },
						{ name: 'Quotes', value: 'CRM_QUOTE' },
					],
				},
			],
		},
	],
	request: (input) => {
		const filters = collection(input.parameter('filters'), 'Filters', [
			'includeInactive',
			'entityType',
		]);
		const search = {
			activeOnly:
				flag('includeInactive' in filters ? filters.includeInactive : false, 'Include Inactive') ===
				'N',
			entityType: choice('entityType' in filters ? filters.entityType : 'ORDER', 'Used For', [
				'ORDER',
				'CRM_INVOICE',
				'CRM_QUOTE',
			]),
			limit: rowLimit(input),
			simplify: itemOptions(input).simplify,
		};
		return { query: () => paySystems(search) };
	},
};

interface PaySystemSearch {
	readonly activeOnly: boolean;
	readonly entityType: string;
	readonly limit: number;
	readonly simplify: boolean;
}

function* paySystems(search: PaySystemSearch): Query {
	const { activeOnly, entityType, limit, simplify } = search;
	const found = yield* readPaySystems(activeOnly, entityType);
	return found.slice(0, limit).map(({ fields, ...summary }) => ({
		json: simplify ? { ...summary } : { ...fields, payableOverRest: summary.payableOverRest },
	}));
}

/**
 * Reads and refines the list; the server ignores operators in its filter
 * (docs/bitrix24.md#payment-systems).
 */
export function* readPaySystems(
	activeOnly: boolean,
	entityType: string,
): Generator<Look[], PaySystem[], Reply[]> {
	const filter = { ...(activeOnly ? { ACTIVE: 'Y' } : {}), ENTITY_REGISTRY_TYPE: entityType };
	const [list, handlers] = yield [
		answerOf('sale.paysystem.list', { FILTER: filter, ORDER: { SORT: 'ASC', ID: 'ASC' } }),
		answerOf('sale.paysystem.handler.list'),
	];
	return paySystemsIn(valueOf(list), handlerCodes(handlers))
		.filter(
			({ fields }) =>
				fields.ENTITY_REGISTRY_TYPE === undefined || fields.ENTITY_REGISTRY_TYPE === entityType,
		)
		.filter(({ active }) => !activeOnly || active);
}

/** All rows of the list, none of which may be something else or there twice. */
function paySystemsIn(rows: unknown, codes: RestHandlers): PaySystem[] {
	if (!Array.isArray(rows) || !rows.every(isObject)) throw unexpected();
	const systems = rows.flatMap((row) => paySystemFrom(row, codes) ?? []);
	if (new Set(systems.map(({ id }) => id)).size < rows.length) throw unexpected();
	return systems;
}

/** The handlers that applications added; unknown where the credential may not list them. */
function handlerCodes(reply: Reply | undefined): RestHandlers {
	if (reply?.kind !== 'value' || !Array.isArray(reply.value)) return undefined;
	return new Set(reply.value.filter(isObject).map(({ CODE }) => String(CODE)));
}
