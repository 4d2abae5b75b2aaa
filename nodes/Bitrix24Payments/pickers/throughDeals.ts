import { Failure } from '../portal/failure';
import type { Lookup } from './lookup';
import { AT_ONCE, paymentsOf } from './ownedPayments';
import { latestOwners, ownerQuestions, ownersIn, ownersOfCustomers, type Owner } from './owners';
import { ask, hasMore, refusalOf } from './questions';
import { isWanted } from './storedPayments';
import { holds } from './texts';
import type { PaymentsFound } from './throughStore';

/** Rows per page, set by Bitrix24 (docs/bitrix24.md#paging). */
const ROWS = 50;

/** So many deals and so many invoices are looked at for one page. */
const LATEST = AT_ONCE / 2;

const PAGES_PER_LIST = ROWS / LATEST;

/**
 * Searches without the right to list payments: those of the latest deals and invoices, and with a
 * text all those of deals and invoices that have it in their title or their customer's name.
 *
 * @param page counted from 0
 * @throws Failure where deals and invoices cannot be listed either
 */
export async function throughDeals(
	text: string,
	page: number,
	lookup: Lookup,
): Promise<PaymentsFound> {
	const start = Math.floor(page / PAGES_PER_LIST) * ROWS;
	const asked = [...latestOwners(start), ...(text && page === 0 ? ownerQuestions(text, 0) : [])];
	const answers = await ask(lookup, asked);
	const [latestDeals, latestInvoices, deals, invoices, ...customers] = answers;
	const lists = [latestDeals, latestInvoices].flatMap((answer) => answer ?? []);
	const nothing = refusalOf(answers);
	if (nothing) throw nothing;

	const from = (page % PAGES_PER_LIST) * LATEST;
	const latest = ownersIn(
		lists.map((answer) => ({ ...answer, rows: answer.rows.slice(from, from + LATEST) })),
	);
	const titled = ownersIn([deals, invoices].flatMap((answer) => answer ?? []));
	const { owners: ofCustomers } = await ownersOfCustomers(lookup, customers, text, 0);
	// A text that half of the portal has is worth typing on, not worth waiting for.
	const named = [...titled, ...ofCustomers].slice(0, AT_ONCE);
	const others = latest.filter(
		(owner) =>
			!(text && holds(owner.title, text)) && !ofCustomers.some((one) => isSame(one, owner)),
	);
	const owned = await paymentsOf([...named, ...others], lookup, { mayList: false });
	if (owned instanceof Failure) throw owned;
	return {
		payments: owned
			.filter(({ row, owner }) => named.includes(owner) || isWanted(row, text))
			.map(({ row, owner }) => ({ row, owner })),
		hasMore: hasMore(lists) || lists.some(({ rows }) => rows.length > from + LATEST),
	};
}

function isSame(one: Owner, other: Owner): boolean {
	return one.typeId === other.typeId && one.id === other.id;
}
