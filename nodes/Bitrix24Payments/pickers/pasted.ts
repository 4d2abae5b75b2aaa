import { entityId, recordId } from '../parameters/ids';
import {
	looksLikeLink,
	orderInLink,
	ownerInLink,
	ownerNamed,
	paymentInLink,
	portalLink,
} from '../parameters/links';
import { invalidInput } from '../portal/failure';
import type { Owner } from './owners';

const ADVICE = 'Paste the link of a payment, deal, invoice or order, or search by a text';

/** What a link leads to that was pasted into the search box. */
export type Pasted =
	| { readonly paymentId: number }
	| { readonly orderId: number }
	| { readonly owner: Owner };

/**
 * Reads a link in the search box, or the name of a CRM record as Bitrix24's robots send it; undefined
 * where there is neither.
 *
 * @throws Failure (`INVALID_INPUT`) for a link to another portal or to another kind of page
 */
export function pastedLink(text: string, label: string, host: string): Pasted | undefined {
	const named = ownerNamed(text);
	if (named) return { owner: ownerFrom(named, label, host) };
	if (!looksLikeLink(text)) return undefined;
	const url = portalLink(text, label, host, ADVICE);
	const payment = paymentInLink(url);
	if (payment !== undefined) return { paymentId: recordId(payment, label) };
	const owner = ownerInLink(url);
	if (owner) return { owner: ownerFrom(owner, label, host) };
	const order = orderInLink(url);
	if (order !== undefined) return { orderId: recordId(order, label) };
	throw invalidInput(`'${label}' holds a link to another kind of page`, ADVICE);
}

function ownerFrom(
	{ typeId, id }: { typeId: number; id: string },
	label: string,
	host: string,
): Owner {
	return { typeId, id: entityId(id, label, host, typeId), title: '' };
}
