import type { IDataObject } from 'n8n-workflow';

import { numberOf, textOf } from '../judge/json';
import type { BatchAsk, BatchCommand } from '../net/ask';
import { SHORT_FIELDS } from './asks';
import { AWKWARD, METHODS_BY_SCOPE, REFERENCE_LIKE, UNKNOWN_ID } from './names';
import type { Subjects } from './subjects';

const GET = 'crm.item.payment.get';
const LIST = 'sale.payment.list';

/** Bitrix24 runs so many commands of a batch, and shows so many rows on a page. */
const MOST = 50;

/** Payment numbers are compared over so many pages. */
const PAGES = 10;

/** Batches that need no data. */
export function batchAsks(scopes: readonly string[]): BatchAsk[] {
	return [
		{ name: 'batch of refusals', commands: refusals(scopes) },
		{
			name: 'batch that halts',
			commands: { first: 'scope', second: 'probe.no.such.method', third: 'scope' },
			halt: true,
		},
		{ name: 'batch of good ones', commands: { good: 'scope' } },
		{ name: 'batch of bad ones', commands: { bad: 'probe.no.such.method' } },
		{ name: 'batch too long', commands: tooMany() },
	];
}

function refusals(scopes: readonly string[]): Record<string, BatchCommand> {
	return {
		good: 'scope',
		unknownMethod: 'probe.no.such.method',
		missingId: { method: GET },
		word: { method: GET, params: { id: AWKWARD } },
		reference: `${GET}?id=${encodeURIComponent(REFERENCE_LIKE)}`,
		unknownPayment: { method: GET, params: { id: UNKNOWN_ID } },
		unknownPaymentOfStore: { method: 'sale.payment.get', params: { id: UNKNOWN_ID } },
		nested: 'batch?cmd[a]=scope',
		...Object.fromEntries(lacking(scopes).map(([scope, method]) => [`lacks_${scope}`, method])),
	};
}

/** Permissions that the credential has not, each with a method that needs it. */
export function lacking(scopes: readonly string[]): Array<readonly [string, string]> {
	return METHODS_BY_SCOPE.filter(([scope]) => !scopes.some((own) => own.startsWith(scope)));
}

function tooMany(): Record<string, BatchCommand> {
	const keys = Array.from({ length: MOST + 1 }, (_, index) => `c${index}`);
	return Object.fromEntries(keys.map((key) => [key, 'scope']));
}

/** Every reading method that the node puts into batches, as the node calls it. */
export function readsInBatch({ paymentIds, payment, orderIds, dealId }: Subjects): BatchAsk {
	const [id = UNKNOWN_ID] = paymentIds;
	const number = textOf(payment?.accountNumber);
	const orderId = orderIds[0] ?? UNKNOWN_ID;
	const entity = { entityTypeId: 2, entityId: dealId ?? UNKNOWN_ID };
	const commands: Record<string, { method: string; params: IDataObject }> = {
		get: { method: GET, params: { id } },
		getOfStore: { method: 'sale.payment.get', params: { id } },
		list: {
			method: LIST,
			params: {
				select: SHORT_FIELDS,
				filter: { '=id': [id, ...paymentIds.slice(1)] },
				order: { id: 'asc' },
				start: -1,
			},
		},
		listOfDeal: { method: 'crm.item.payment.list', params: { ...entity, order: { id: 'desc' } } },
		orders: {
			method: 'sale.order.list',
			params: { select: ['id', 'accountNumber'], filter: { '=id': [orderId] }, start: -1 },
		},
		owners: {
			method: 'crm.orderentity.list',
			params: { filter: { '=orderId': [orderId] }, start: -1 },
		},
		deals: {
			method: 'crm.item.list',
			params: { entityTypeId: 2, select: ['id'], order: { id: 'DESC' }, start: 0 },
		},
		paySystems: {
			method: 'sale.paysystem.list',
			params: { FILTER: { ENTITY_REGISTRY_TYPE: 'ORDER' }, ORDER: { SORT: 'ASC' } },
		},
		restHandlers: { method: 'sale.paysystem.handler.list', params: {} },
	};
	if (number !== '') {
		const filter = { '=accountNumber': [number] };
		commands.byNumber = {
			method: LIST,
			params: { select: ['id', 'accountNumber'], filter, start: -1 },
		};
	}
	return { name: 'batch of reads', commands };
}

/**
 * Pages of payments, each of which begins behind the last row of the one before. Where there is one
 * page only, the second begins behind its first row.
 */
export function pagesInBatch({ paymentIds }: Subjects, total: unknown): BatchAsk {
	const count = Math.min(PAGES, Math.ceil((numberOf(total) ?? 0) / MOST));
	const row = count > 1 ? MOST - 1 : 0;
	const pages = Array.from({ length: Math.max(2, count) }, (_, page) => {
		const query = [
			'select[0]=id',
			'select[1]=orderId',
			'select[2]=accountNumber',
			'order[id]=desc',
			'start=-1',
			...(page === 0
				? [`filter[%3C%3Did]=${paymentIds[0] ?? 0}`]
				: [
						`filter[%3Cid]=${encodeURIComponent(`$result[page${page - 1}][payments][${row}][id]`)}`,
					]),
		];
		return [`page${page}`, `${LIST}?${query.join('&')}`] as const;
	});
	return { name: 'pages by key', commands: Object.fromEntries(pages) };
}
