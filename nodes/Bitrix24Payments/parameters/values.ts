import type { IDataObject } from 'n8n-workflow';
import { tryToParseDateTime } from 'n8n-workflow';

import { tryParseUrl } from '../portal/address';
import { invalidInput } from '../portal/failure';
import { isObject } from '../portal/replies';

/** Where an ID hides in the addresses of a portal's pages. */
const PAYMENT_LINK = /\/shop\/orders\/payment\/details\/(\d+)(?:\/|$)/i;
const ENTITY_LINK = /\/crm\/(?:deal\/details\/(\d+)|type\/(\d+)\/details\/(\d+))(?:\/|$)/i;
const PAYMENT_QUERY = ['payment_id', 'paymentId'] as const;
const OTHER_PAGES: ReadonlyArray<{ path: RegExp; name: string }> = [
	{ path: /\/crm\/deal\/details\/|\/crm\/type\/2\/details\//i, name: 'a deal' },
	{ path: /\/crm\/type\/31\/details\/|\/crm\/invoice\//i, name: 'an invoice' },
	{ path: /\/shop\/orders\/details\//i, name: 'an order' },
	{ path: /\/crm\/(lead|contact|company)\/details\//i, name: 'a CRM record' },
];

const ID_EXAMPLE = 'Enter the payment ID, e.g. 1038, or paste the link of the payment';

/**
 * A payment ID from a number, a numeric string or a pasted link of the portal's payment page,
 * bare or inside a resource locator.
 *
 * @throws Failure (`INVALID_INPUT`) for anything else, with a hint at what was pasted
 */
export function paymentId(value: unknown, label: string, portalHost: string): number {
	const raw = located(value);
	if (typeof raw === 'string' && looksLikeLink(raw)) {
		return idFromPaymentLink(raw.trim(), label, portalHost);
	}
	if (typeof raw === 'string' && /^\s*\d+\/\d+\s*$/.test(raw)) {
		throw invalidInput(
			`'${label}' holds an account number (${raw.trim()}) instead of a payment ID`,
			`The part behind the slash counts the payments of an order. ${ID_EXAMPLE}`,
		);
	}
	return id(raw, label, ID_EXAMPLE);
}

/** `entityTypeId`: 2 deal, 31 invoice, others by number; 0 the whole portal.
 * @throws Failure (`INVALID_INPUT`) */
export function entityType(value: unknown, label: string): number {
	const text = typeof value === 'number' || typeof value === 'string' ? String(value).trim() : '';
	if (/^\d+$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
	throw invalidInput(
		`'${label}' is not a type of CRM record: ${shown(value)}`,
		'Use 2 for a deal, 31 for an invoice or 0 for the whole portal',
	);
}

/**
 * The ID of a deal or invoice from a number, a numeric string or a pasted link of its page.
 *
 * @param typeId what it has to be, so that a link to a deal is not taken for an invoice
 * @throws Failure (`INVALID_INPUT`)
 */
export function entityId(
	value: unknown,
	label: string,
	portalHost: string,
	typeId: number,
): number {
	const raw = located(value);
	const advice =
		'Enter the ID as a whole number, e.g. 25, or paste the link of the deal or invoice';
	if (typeof raw !== 'string' || !looksLikeLink(raw)) return id(raw, label, advice);
	const url = portalLink(raw.trim(), label, portalHost, advice);
	const found = ENTITY_LINK.exec(url.pathname);
	if (!found) throw invalidInput(`'${label}' holds a link to another kind of page`, advice);
	const [, deal, type, typedId] = found;
	const linkedType = deal ? 2 : Number(type);
	if (linkedType === typeId) return id(deal ?? typedId, label, advice);
	throw invalidInput(
		`'${label}' holds a link to ${nameOfType(linkedType)} instead of ${nameOfType(typeId)}`,
		'Change the kind of record above to match it, or paste another link',
	);
}

function nameOfType(typeId: number): string {
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
	if (raw === undefined || raw === null || raw === '') {
		throw invalidInput(`'${label}' is empty`, advice);
	}
	const text = typeof raw === 'number' || typeof raw === 'string' ? String(raw).trim() : '';
	const number = /^[1-9]\d*$/.test(text) ? Number(text) : NaN;
	if (Number.isSafeInteger(number)) return number;
	throw invalidInput(`'${label}' is not an ID: ${shown(raw)}`, advice);
}

function idFromPaymentLink(link: string, label: string, portalHost: string): number {
	const url = portalLink(link, label, portalHost, ID_EXAMPLE);
	const found =
		PAYMENT_LINK.exec(url.pathname)?.[1] ??
		PAYMENT_QUERY.map((name) => url.searchParams.get(name)).find((text) => text !== null);
	if (found !== undefined) return id(found, label, ID_EXAMPLE);
	const other = OTHER_PAGES.find(({ path }) => path.test(url.pathname));
	throw invalidInput(
		`'${label}' holds a link to ${other?.name ?? 'a page'}, not to a payment`,
		'The link of a payment has the form https://your-portal/shop/orders/payment/details/{ID}/',
	);
}

/** A link, if it leads to the portal of the credential. */
function portalLink(link: string, label: string, portalHost: string, advice: string): URL {
	const url = tryParseUrl(link.startsWith('/') ? `https://${portalHost}${link}` : link);
	if (!url) throw invalidInput(`'${label}' holds a link that cannot be read`, advice);
	if (url.host === portalHost) return url;
	throw invalidInput(
		`'${label}' holds a link to another portal (${url.host})`,
		`The credential belongs to ${portalHost}, where the same ID is something else. Paste a link of that portal, or the ID`,
	);
}

function looksLikeLink(text: string): boolean {
	return /^\s*(https?:\/\/|\/\w)/i.test(text);
}

/** The value inside a resource locator, or the value itself. */
function located(value: unknown): unknown {
	return isObject(value) && 'mode' in value ? value.value : value;
}

/**
 * `Y` or `N`, exactly: Bitrix24 takes everything else for `N` (reference §3.8).
 * @throws Failure (`INVALID_INPUT`)
 */
export function flag(value: unknown, label: string): 'Y' | 'N' {
	if (value === true || value === 'Y' || value === 'true') return 'Y';
	if (value === false || value === 'N' || value === 'false') return 'N';
	throw invalidInput(
		`'${label}' is neither on nor off: ${shown(value)}`,
		'Use true or false, or Y or N, without quotes or spaces around them',
	);
}

/** @throws Failure (`INVALID_INPUT`) */
export function choice(value: unknown, label: string, choices: readonly string[]): string {
	if (typeof value === 'string' && choices.includes(value)) return value;
	throw invalidInput(
		`'${label}' has a value that Bitrix24 does not know: ${shown(value)}`,
		`Use one of ${choices.join(', ')}`,
	);
}

/**
 * An amount of money as a number; a decimal comma is accepted, thousands separators are not.
 * @throws Failure (`INVALID_INPUT`)
 */
export function amount(value: unknown, label: string): number {
	const text = typeof value === 'number' || typeof value === 'string' ? String(value).trim() : '';
	// Before three digits, a comma or point in a text may separate thousands: 1.250 is not guessed at.
	if (typeof value === 'string' && /^\d{1,3}[.,]\d{3}$/.test(text)) {
		throw invalidInput(
			`'${label}' can be read in two ways: ${shown(value)}`,
			'Leave out the thousands separator, or give fewer or more than three decimals, e.g. 1250 or 1.25',
		);
	}
	const isAmount = /^\d+([.,]\d+)?$/.test(text);
	const number = isAmount ? Number(text.replace(',', '.')) : NaN;
	if (Number.isFinite(number) && number < 1e15) return number;
	throw invalidInput(
		`'${label}' is not an amount: ${shown(value)}`,
		'Enter a number of at least 0 with a decimal point, without currency and thousands separator, e.g. 1250.50',
	);
}

/** No amount is that small; what is left of adding floating-point numbers is. */
const EXACT = 1e-6;

/** Bitrix24 rounds what it stores to the portal's precision, half a cent as a rule. */
export const ROUNDED = 0.005;

/** @param tolerance difference from which on amounts are not the same */
export function isSameAmount(wanted: number, found: number | null, tolerance = EXACT): boolean {
	return found !== null && Math.abs(found - wanted) < tolerance;
}

/** @throws Failure (`INVALID_INPUT`) */
export function text(value: unknown, label: string, maxLength?: number): string {
	if (typeof value !== 'string' && !Number.isFinite(value)) {
		throw invalidInput(
			`'${label}' is not a text: ${shown(value)}`,
			'Enter a text or leave it empty',
		);
	}
	const result = String(value);
	if (maxLength !== undefined && result.length > maxLength) {
		throw invalidInput(
			`'${label}' is longer than ${maxLength} characters`,
			'Bitrix24 would cut it off without saying so. Shorten the text',
		);
	}
	return result;
}

/** @throws Failure (`INVALID_INPUT`) */
export function currency(value: unknown, label: string): string {
	const code = typeof value === 'string' ? value.trim() : '';
	if (/^[A-Z0-9]{3}$/.test(code)) return code;
	throw invalidInput(
		`'${label}' is not a currency code: ${shown(value)}`,
		'Enter the three capital letters of the currency, e.g. EUR',
	);
}

/**
 * A moment as full ISO 8601 with offset: Bitrix24 reads a date without one in its own time zone
 * and drops what it cannot read without saying so (reference §3.8).
 *
 * @param timezone for dates without an offset
 * @throws Failure (`INVALID_INPUT`)
 */
export function dateTime(value: unknown, label: string, timezone: string): string {
	return parsedDate(value, label, timezone).toISO({ suppressMilliseconds: true }) ?? '';
}

/**
 * A calendar day as `YYYY-MM-DD`, without an offset so that no time zone can move it.
 * @throws Failure (`INVALID_INPUT`)
 */
export function calendarDate(value: unknown, label: string, timezone: string): string {
	return parsedDate(value, label, timezone).toISODate() ?? '';
}

function parsedDate(value: unknown, label: string, timezone: string) {
	const given = typeof value === 'string' ? value.trim() : value;
	if (given === '' || given === undefined || given === null) {
		throw invalidInput(
			`'${label}' is empty`,
			'Bitrix24 cannot clear a date. Enter a date, or remove the field from the update',
		);
	}
	const parsed = tryParseDate(given, timezone);
	if (parsed) return parsed;
	throw invalidInput(
		`'${label}' is not a date: ${shown(value)}`,
		'Enter date and time in ISO 8601 form, e.g. 2026-04-10T10:00:00+02:00',
	);
}

const ISO_8601 =
	/^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?\s?(Z|[+-]\d{2}(:?\d{2})?)?)?$/i;

/**
 * Text has to be ISO 8601: n8n's parser would guess at anything else, and take 10.04.2024 for a
 * day in October and the 30th of February for one in March.
 */
function tryParseDate(given: unknown, timezone: string) {
	if (typeof given !== 'string' && !isObject(given)) return undefined;
	if (typeof given === 'string' && !ISO_8601.test(given)) return undefined;
	try {
		const parsed = tryToParseDateTime(given, timezone);
		const isAsWritten = typeof given !== 'string' || parsed.toISODate() === given.slice(0, 10);
		return isAsWritten ? parsed : undefined;
	} catch {
		return undefined;
	}
}

/** A value in a message: short, and never an object's whole content. */
function shown(value: unknown): string {
	if (typeof value === 'string') return `'${value.length > 40 ? `${value.slice(0, 40)}…` : value}'`;
	if (typeof value === 'number' || typeof value === 'boolean') return String(value);
	if (value === null || value === undefined) return 'nothing';
	return Array.isArray(value) ? 'a list' : 'an object';
}

/**
 * A collection parameter as an object. An expression in its place that came out empty, or a
 * misspelt name, would silently drop what the user meant.
 *
 * @param names that it may contain, where somebody has not checked them already
 * @throws Failure (`INVALID_INPUT`)
 */
export function collection(value: unknown, label: string, names?: readonly string[]): IDataObject {
	if (value === undefined) return {};
	if (!isObject(value)) {
		throw invalidInput(
			`'${label}' is not a collection: ${shown(value)}`,
			`Add to '${label}' one by one instead of giving all of it by one expression`,
		);
	}
	const unknown = names && Object.keys(value).find((name) => !names.includes(name));
	if (unknown === undefined) return value;
	throw invalidInput(`'${label}' knows no '${unknown}'`, `Its names are ${names?.join(', ')}`);
}
