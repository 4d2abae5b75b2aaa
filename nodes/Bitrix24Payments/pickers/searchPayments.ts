import type { IDataObject, INodeListSearchResult } from 'n8n-workflow';

import { unexpected, valueOf } from '../operations/query';
import { PAYMENT_LABEL } from '../parameters/locators';
import { Failure } from '../portal/failure';
import { isObject } from '../portal/json';
import { entriesFor, type ListedPayment } from './listedPayment';
import { listSearch, type Lookup } from './lookup';
import { paymentsOf } from './ownedPayments';
import { pastedLink, type Pasted } from './pasted';
import { typed } from './texts';
import { throughDeals } from './throughDeals';
import { throughStore, type PaymentsFound } from './throughStore';

/** Pages without any payment that are skipped before the list is called empty. */
const SKIPPED_PAGES = 3;

/**
 * Payments by number, ID, amount, payment system, title of the deal or invoice, customer, or a
 * pasted link; without a text the latest. Where the credential may not list payments, those of the
 * latest deals and invoices and of those that the text names.
 */
export const searchPayments = listSearch(async (lookup) => {
	const text = typed(lookup.text);
	const pasted = pastedLink(text, PAYMENT_LABEL, lookup.host);
	if (pasted) {
		return { results: entriesFor(await ofLink(pasted, lookup), lookup.origin) };
	}
	let at = placeFrom(lookup.page);
	for (let skipped = 0; ; skipped++) {
		const found = await pageAt(at, text, lookup);
		const next = found.hasMore ? { way: found.way, page: at.page + 1 } : undefined;
		const results = entriesFor(found.payments, lookup.origin);
		if (results.length > 0 || !next || skipped === SKIPPED_PAGES) return listed(results, next);
		at = next;
	}
});

/** Where a page is, and how its payments are found. */
interface Place {
	/** Undefined as long as nobody knows what the credential may do. */
	readonly way?: 'store' | 'deals';
	/** Counted from 0. */
	readonly page: number;
}

function placeFrom(token: string | undefined): Place {
	const [, way, page] = /^(store|deals) (\d+)$/.exec(token ?? '') ?? [];
	return { page: Number(page ?? 0), ...(way ? { way: way as Place['way'] } : {}) };
}

function listed(
	results: INodeListSearchResult['results'],
	next: Place | undefined,
): INodeListSearchResult {
	return next ? { results, paginationToken: `${next.way} ${next.page}` } : { results };
}

async function pageAt(
	{ way, page }: Place,
	text: string,
	lookup: Lookup,
): Promise<PaymentsFound & { way: Place['way'] }> {
	if (way === 'deals') return { way, ...(await throughDeals(text, page, lookup)) };
	const found = await throughStore(text, page, lookup);
	if (!('refusal' in found)) return { way: 'store', ...found };
	try {
		return { way: 'deals', ...(await throughDeals(text, page, lookup)) };
	} catch (error) {
		throw error instanceof Failure ? nothingToSearch(found.refusal, error) : error;
	}
}

/** Neither payments nor deals can be listed: names what would help. */
function nothingToSearch(store: Failure, deals: Failure): Failure {
	const scopes = [store.requiredScope, deals.requiredScope];
	if (scopes.includes(undefined) || scopes[0] === scopes[1]) return store;
	return store.with({
		message: `The credential lacks the permissions '${scopes.join("' and '")}' in Bitrix24`,
		description: `With '${scopes[0]}' all payments can be searched, with '${scopes[1]}' those of deals and invoices. Add one of them to the webhook or application in Bitrix24. An application has to be connected again afterwards`,
	});
}

/** The payments that a pasted link leads to. */
async function ofLink(pasted: Pasted, lookup: Lookup): Promise<ListedPayment[]> {
	if ('owner' in pasted) {
		const owned = await paymentsOf([pasted.owner], lookup, { mayList: false });
		if (owned instanceof Failure) throw owned;
		return owned;
	}
	if ('orderId' in pasted) {
		const [reply] = await lookup.see([{ show: 'paymentsOfOrder', order: { id: pasted.orderId } }]);
		return paymentsIn(valueOf(reply)).map((row) => ({ row }));
	}
	const [reply] = await lookup.see([
		{ show: 'payment', id: pasted.paymentId, form: 'short', singly: true },
	]);
	const row = valueOf(reply);
	return isObject(row) ? [{ row }] : [];
}

function paymentsIn(value: unknown): IDataObject[] {
	if (!isObject(value) || !Array.isArray(value.payments)) throw unexpected();
	return value.payments.filter(isObject);
}
