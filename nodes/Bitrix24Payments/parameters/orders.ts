import { invalidInput } from '../portal/failure';
import type { OrderName } from '../portal/paymentSearch';
import { located } from './ids';
import { looksLikeLink, orderInLink, pageInWords, portalLink } from './links';
import { numberReadings } from './paymentRef';
import { cleaned, shown } from './words';

const ADVICE =
	'Enter the number of the order, e.g. 356, or paste the link of its page: https://your-portal/shop/orders/details/{ID}/';

/**
 * Which order is meant, by its number or the link of its page, bare or inside a resource locator;
 * in the mode By ID by its ID.
 *
 * @throws Failure (`INVALID_INPUT`)
 */
export function orderName(value: unknown, label: string, portalHost: string): OrderName {
	const raw = located(value);
	const text = typeof raw === 'string' || typeof raw === 'number' ? cleaned(String(raw)) : '';
	if (text === '' && (raw === undefined || raw === null || typeof raw === 'string')) {
		throw invalidInput(`'${label}' is empty`, ADVICE);
	}
	if (text === '') throw invalidInput(`'${label}' is no order: ${shown(raw)}`, ADVICE);
	if (looksLikeLink(text)) return linkedOrder(text, label, portalHost);
	return modeOf(value) === 'id' ? { id: orderId(text, label) } : numberReadings(String(raw), label);
}

function modeOf(value: unknown): unknown {
	return value === located(value) ? undefined : (value as { mode: unknown }).mode;
}

function linkedOrder(link: string, label: string, portalHost: string): OrderName {
	const url = portalLink(link, label, portalHost, ADVICE);
	const found = orderInLink(url);
	if (found !== undefined) return { id: orderId(found, label) };
	throw invalidInput(
		`'${label}' holds a link to ${pageInWords(url)}, not to an order`,
		`${ADVICE}. For a deal or invoice choose it in the field above`,
	);
}

function orderId(text: string, label: string): number {
	const id = /^[1-9]\d*$/.test(text) ? Number(text) : NaN;
	if (Number.isSafeInteger(id)) return id;
	throw invalidInput(
		`'${label}' is not the ID of an order: ${shown(text)}`,
		`Change its mode to By Number to give its number. ${ADVICE}`,
	);
}
