import type { Failure } from '../portal/failure';
import type { ListedPayment } from './listedPayment';
import type { Lookup } from './lookup';
import { paymentsOf } from './ownedPayments';
import { ownerQuestions, ownersIn, ownersOfCustomers } from './owners';
import { ask, hasMore, refusalOf } from './questions';
import { isWanted, storeQuestions } from './storedPayments';

/** Rows per page, set by Bitrix24 (docs/bitrix24.md#paging). */
const PAGE = 50;

/** A page of payments. */
export interface PaymentsFound {
	readonly payments: readonly ListedPayment[];
	readonly hasMore: boolean;
}

/** That the credential may not list payments. */
export interface MayNotList {
	readonly refusal: Failure;
}

/**
 * Searches the payments of the whole portal: by what they say themselves, and by the deal or
 * invoice and its customer. One request where only the former finds something, at most four else.
 * A part that is refused leaves out what it would have found.
 *
 * @param page counted from 0
 * @throws Failure where every part was refused for another reason than a permission
 */
export async function throughStore(
	text: string,
	page: number,
	lookup: Lookup,
): Promise<PaymentsFound | MayNotList> {
	const start = page * PAGE;
	const stored = storeQuestions(text, start);
	const owning = text ? ownerQuestions(text, start) : [];
	const answers = await ask(lookup, [...stored, ...owning]);
	const inStore = answers.slice(0, stored.length);
	const refusal = refusalOf(inStore);
	if (refusal && isForbidden(refusal)) return { refusal };
	const nothing = refusalOf(answers);
	if (nothing) throw nothing;

	const [deals, invoices, ...customers] = answers.slice(stored.length);
	const titled = [deals, invoices].flatMap((answer) => answer ?? []);
	const ofCustomers = await ownersOfCustomers(lookup, customers, text, start);
	const owners = [...ownersIn(titled), ...ofCustomers.owners];
	const owned = await paymentsOf(owners, lookup, { mayList: !refusal });
	return {
		payments: [
			...inStore.flatMap(({ rows }) => rows).map((row) => ({ row })),
			// What has the text itself stands on a page of its own.
			...(Array.isArray(owned) ? owned : []).filter(({ row }) => !isWanted(row, text)),
		],
		hasMore: hasMore([...inStore, ...titled, ...ofCustomers.answers]),
	};
}

function isForbidden({ code, requiredScope }: Failure): boolean {
	return requiredScope !== undefined || code === 'ACCESS_DENIED';
}
