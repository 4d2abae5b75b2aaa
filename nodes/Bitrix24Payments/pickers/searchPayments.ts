import type { IDataObject, INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';

import { unexpected, valueOf } from '../operations/query';
import { entityId, entityType } from '../parameters/ids';
import { ENTITY_LABEL } from '../parameters/locators';
import type { Reply } from '../portal/command';
import { answerOf, type Look } from '../portal/look';
import { isObject } from '../portal/json';
import { numberOf, paymentFrom, type Payment } from '../records/payment';
import { listSearch, type Lookup } from './lookup';
import { money } from './words';

/**
 * Payments of the chosen deal or invoice, else the latest of the portal: number, amount, paid or
 * not, payment system.
 */
export const searchPayments = listSearch(async (lookup) => {
	const typeId = entityType(lookup.parameter('entityTypeId') ?? 0, 'List Payments Of');
	return typeId === 0 ? await ofPortal(lookup) : await ofDealOrInvoice(typeId, lookup);
});

/** They come in one answer, so the search looks at what is shown. */
async function ofDealOrInvoice(
	entityTypeId: number,
	lookup: Lookup,
): Promise<INodeListSearchResult> {
	const given = lookup.parameter('entityId');
	const ownerId = entityId(given, ENTITY_LABEL, lookup.host, entityTypeId);
	const [reply] = await lookup.see([{ show: 'paymentsOf', entityTypeId, entityId: ownerId }]);
	const rows = valueOf(reply);
	if (!Array.isArray(rows)) throw unexpected();
	const wanted = lookup.text.toLowerCase();
	const results = rows
		.filter(isObject)
		.flatMap((row) => listed(row, lookup.origin))
		.filter(({ name }) => name.toLowerCase().includes(wanted));
	return { results };
}

async function ofPortal(lookup: Lookup): Promise<INodeListSearchResult> {
	const replies = await lookup.see(searches(lookup));
	const unique = new Map(replies.flatMap(rowsOf).map((row) => [numberOf(row.id), row]));
	const next = replies[0]?.kind === 'value' ? replies[0].next : undefined;
	return {
		results: [...unique.values()].flatMap((row) => listed(row, lookup.origin)),
		...(next === undefined ? {} : { paginationToken: String(next) }),
	};
}

/** Bitrix24 cannot look for a text in several fields at once, so it is asked once for each. */
function searches({ text, page }: Lookup): Look[] {
	const list = (filter: IDataObject, start: number): Look =>
		answerOf('sale.payment.list', {
			select: ['id', 'accountNumber', 'paid', 'sum', 'currency', 'paySystemId', 'paySystemName'],
			...(Object.keys(filter).length > 0 ? { filter } : {}),
			order: { id: 'desc' },
			start,
		});
	if (!text) return [list({}, Number(page ?? 0))];
	const byNumber = list({ '%accountNumber': text }, Number(page ?? 0));
	if (page !== undefined) return [byNumber];
	const isId = /^\d+$/.test(text);
	const isAmount = /^\d+([.,]\d+)?$/.test(text);
	return [
		byNumber,
		list({ '%paySystemName': text }, 0),
		...(isId ? [list({ '=id': Number(text) }, 0)] : []),
		...(isAmount ? [list({ '=sum': Number(text.replace(',', '.')) }, 0)] : []),
	];
}

function rowsOf(reply: Reply): IDataObject[] {
	const value = valueOf(reply);
	if (!isObject(value) || !Array.isArray(value.payments)) throw unexpected();
	return value.payments.filter(isObject);
}

function listed(row: IDataObject, origin: string): INodeListSearchItems[] {
	const payment = paymentFrom(row, numberOf(row.id) ?? 0);
	if (!payment) return [];
	const { id } = payment;
	return [
		{
			name: inWords(payment),
			value: String(id),
			url: `${origin}/shop/orders/payment/details/${id}/`,
		},
	];
}

function inWords(payment: Payment): string {
	const { id, sum, currency, paid, paySystemName, fields } = payment;
	return [
		`${String(fields.accountNumber ?? '')} (ID ${id})`.trim(),
		money(sum, currency),
		paid === 'Y' ? 'paid' : 'unpaid',
		paySystemName,
	]
		.filter(Boolean)
		.join(' · ');
}
