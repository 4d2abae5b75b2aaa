import type { IDataObject, INodeListSearchItems } from 'n8n-workflow';

import { unexpected, valueOf } from '../operations/query';
import { entityId, entityType } from '../parameters/ids';
import { looksLikeLink, ownerNamed } from '../parameters/links';
import { ownerLabel, ownerTypeLabel } from '../parameters/locators';
import type { Reply } from '../portal/command';
import { answerOf, type Look } from '../portal/look';
import { isObject } from '../portal/json';
import { numberOf } from '../records/payment';
import { listSearch, type Lookup } from './lookup';
import { holds, typed } from './texts';
import { money } from './words';

/** Deals or invoices by title or ID, newest first, in pages of 50. */
export const searchDealsOrInvoices = listSearch(async (lookup) => {
	const label = ownerTypeLabel(lookup.parameter('operation'));
	const typeId = entityType(lookup.parameter('entityTypeId') ?? 0, label);
	if (typeId === 0) return { results: [] };
	const text = meantIn(typed(lookup.text), typeId, lookup);
	const replies = await lookup.see(searches(typeId, text, lookup.page));
	const rows = replies.flatMap(rowsOf).filter((row) => isWanted(row, text));
	const unique = new Map(rows.map((row) => [numberOf(row.id), row]));
	const next = replies[0]?.kind === 'value' ? replies[0].next : undefined;
	return {
		results: [...unique.values()].map((row) => listed(row, typeId, lookup.origin)),
		...(next === undefined ? {} : { paginationToken: String(next) }),
	};
});

/** A pasted link of a deal, or its name as robots send it, is as good as its ID. */
function meantIn(text: string, typeId: number, { host }: Lookup): string {
	const isName = looksLikeLink(text) || ownerNamed(text) !== undefined;
	return isName ? String(entityId(text, ownerLabel(typeId), host, typeId)) : text;
}

/** A number may be part of a title as well as an ID. */
function searches(entityTypeId: number, text: string, page: string | undefined): Look[] {
	const list = (filter: IDataObject, start: number): Look =>
		answerOf('crm.item.list', {
			entityTypeId,
			select: ['id', 'title', 'opportunity', 'currencyId'],
			...(Object.keys(filter).length > 0 ? { filter } : {}),
			order: { id: 'DESC' },
			start,
		});
	const byTitle = list(text ? { '%title': text } : {}, Number(page ?? 0));
	const isId = /^\d{1,15}$/.test(text) && page === undefined;
	return isId ? [byTitle, list({ '=id': Number(text) }, 0)] : [byTitle];
}

/** The server drops conditions that it does not understand (docs/bitrix24.md#dropped-filters). */
function isWanted({ id, title }: IDataObject, text: string): boolean {
	return text === '' || holds(title, text) || String(id) === text;
}

function rowsOf(reply: Reply): IDataObject[] {
	const value = valueOf(reply);
	if (!isObject(value) || !Array.isArray(value.items)) throw unexpected();
	return value.items.filter(isObject);
}

function listed(row: IDataObject, typeId: number, origin: string): INodeListSearchItems {
	const id = String(row.id);
	const path = typeId === 2 ? `deal/details/${id}` : `type/${typeId}/details/${id}`;
	const amount = money(numberOf(row.opportunity), String(row.currencyId ?? ''));
	return {
		name: [`${String(row.title ?? '')} (ID ${id})`, amount].filter(Boolean).join(' · '),
		value: id,
		url: `${origin}/crm/${path}/`,
	};
}
