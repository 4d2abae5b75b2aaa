import { invalidInput } from '../portal/failure';
import { isObject } from '../portal/json';
import { looksLikeLink, ownerInLink, ownerNamed, portalLink } from './links';
import { cleaned, isEmpty, shown } from './words';

const OWNER_ADVICE =
	'Enter the ID as a whole number, e.g. 25, or paste the link of the deal or invoice';

/**
 * `entityTypeId`: 2 deal, 31 invoice, 14 order, others by number; 0 the whole portal.
 * @throws Failure (`INVALID_INPUT`)
 */
export function entityType(value: unknown, label: string): number {
	const text = typeof value === 'number' || typeof value === 'string' ? cleaned(String(value)) : '';
	if (/^\d+$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
	throw invalidInput(
		`'${label}' is not a type of CRM record: ${shown(value)}`,
		'Use 2 for a deal, 31 for an invoice, 14 for an order or 0 for the whole portal',
	);
}

/**
 * The ID of a deal or invoice from a number, a numeric string, a pasted link of its page or its name
 * as Bitrix24's robots send it (DEAL_501).
 *
 * @param typeId what it has to be, so that a deal is not taken for an invoice
 * @throws Failure (`INVALID_INPUT`)
 */
export function entityId(
	value: unknown,
	label: string,
	portalHost: string,
	typeId: number,
): number {
	const raw = located(value);
	const text = typeof raw === 'string' ? cleaned(raw) : '';
	const isLink = looksLikeLink(text);
	const found = isLink
		? ownerInLink(portalLink(text, label, portalHost, OWNER_ADVICE))
		: ownerNamed(text);
	if (!found && isLink) {
		throw invalidInput(`'${label}' holds a link to another kind of page`, OWNER_ADVICE);
	}
	if (!found) return id(raw, label, OWNER_ADVICE);
	if (found.typeId === typeId) return id(found.id, label, OWNER_ADVICE);
	const what = isLink ? 'a link to' : 'the name of';
	throw invalidInput(
		`'${label}' holds ${what} ${typeInWords(found.typeId)} instead of ${typeInWords(typeId)}`,
		`Change the kind of record above to match it, or ${isLink ? 'paste another link' : 'enter another ID'}`,
	);
}

function typeInWords(typeId: number): string {
	if (typeId === 2) return 'a deal';
	return typeId === 31 ? 'an invoice' : `a record of type ${typeId}`;
}

/**
 * The ID of anything else in Bitrix24 (payment system, user, company).
 * @throws Failure (`INVALID_INPUT`)
 */
export function recordId(value: unknown, label: string): number {
	return id(located(value), label, 'Enter the ID as a whole number, e.g. 7');
}

function id(raw: unknown, label: string, advice: string): number {
	if (isEmpty(raw)) throw invalidInput(`'${label}' is empty`, advice);
	const text = typeof raw === 'number' || typeof raw === 'string' ? cleaned(String(raw)) : '';
	const number = /^[1-9]\d*$/.test(text) ? Number(text) : NaN;
	if (Number.isSafeInteger(number)) return number;
	throw invalidInput(`'${label}' is not an ID: ${shown(raw)}`, advice);
}

/** The value inside a resource locator, or the value itself. */
export function located(value: unknown): unknown {
	return isObject(value) && 'mode' in value ? value.value : value;
}
