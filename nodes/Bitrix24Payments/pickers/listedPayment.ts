import type { IDataObject, INodeListSearchItems } from 'n8n-workflow';

import { numberOf, paymentFrom } from '../records/payment';
import type { Owner } from './owners';
import { money } from './words';

/** A payment for the list, with the deal or invoice that it was found by. */
export interface ListedPayment {
	readonly row: IDataObject;
	readonly owner?: Owner;
}

/**
 * The entries of the list: number, amount, paid or not, payment system, each with a link to the
 * payment; newest first and each payment once.
 */
export function entriesFor(
	payments: readonly ListedPayment[],
	origin: string,
): INodeListSearchItems[] {
	const entries = new Map<number, INodeListSearchItems>();
	for (const payment of payments) {
		const id = numberOf(payment.row.id) ?? 0;
		const name = inWords(payment, id);
		if (name === undefined || entries.has(id)) continue;
		const url = `${origin}/shop/orders/payment/details/${id}/`;
		entries.set(id, { name, value: String(id), url });
	}
	return [...entries].sort(([one], [other]) => other - one).map(([, entry]) => entry);
}

/** Undefined for a row that is no payment. */
function inWords({ row, owner }: ListedPayment, id: number): string | undefined {
	const payment = paymentFrom(row, id);
	if (!payment) return undefined;
	const { sum, currency, paid, paySystemName, fields } = payment;
	return [
		`${String(fields.accountNumber ?? '')} (ID ${id})`.trim(),
		money(sum, currency),
		paid === 'Y' ? 'paid' : 'unpaid',
		paySystemName,
		owner?.title,
		owner?.customer,
	]
		.filter(Boolean)
		.join(' · ');
}
