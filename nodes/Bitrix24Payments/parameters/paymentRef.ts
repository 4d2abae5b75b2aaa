import { invalidInput } from '../portal/failure';
import { isObject } from '../portal/json';
import type { NumberLook, OrderName } from '../portal/paymentSearch';
import {
	looksLikeLink,
	orderInLink,
	ownerInLink,
	ownerNamed,
	paymentInLink,
	portalLink,
} from './links';
import { cleaned, shown, visible } from './words';

export const DEAL = 2;
export const INVOICE = 31;
export const ORDER = 14;

/** Which payment an item means. */
export type PaymentRef =
	| { readonly by: 'id'; readonly id: number }
	| ({ readonly by: 'number' } & NumberLook)
	| { readonly by: 'deal' | 'invoice'; readonly entityTypeId: number; readonly entityId: number }
	| { readonly by: 'order'; readonly order: OrderName };

/** The modes of the locator, by the names that workflows save and as the panel calls them. */
export const MODES = {
	list: 'From List',
	number: 'By Number',
	deal: 'Of Deal',
	invoice: 'Of Invoice',
	order: 'Of Order',
	id: 'By ID',
	url: 'By URL',
} as const;

export type Mode = keyof typeof MODES;

/**
 * Reads what stands in the locator of a payment. What is plainly something else than the mode says
 * is refused with the name of the mode that is meant: a deal's number taken for a payment ID would
 * book another customer's payment.
 *
 * @param value a resource locator, or a bare value, which counts as an ID
 * @throws Failure (`INVALID_INPUT`)
 */
export function paymentRef(value: unknown, label: string, portalHost: string): PaymentRef {
	const { mode, raw } = located(value);
	if (raw === undefined || raw === null || (typeof raw === 'string' && cleaned(raw) === '')) {
		throw invalidInput(`'${label}' is empty`, EMPTY_ADVICE);
	}
	const text =
		typeof raw === 'string' || typeof raw === 'number' ? cleaned(String(raw)) : undefined;
	if (text === undefined) throw invalidInput(`'${label}' is ${shown(raw)}`, ADVICE[mode]);
	if (/^\/\s*\d*$/.test(text)) {
		throw invalidInput(`'${label}' has nothing before its slash: ${shown(raw)}`, EMPTY_ADVICE);
	}
	if (looksLikeLink(text)) return linked(text, mode, label, portalHost);
	return named(text, String(raw), mode, label);
}

function located(value: unknown): { mode: Mode; raw: unknown } {
	if (!isObject(value) || !('mode' in value)) return { mode: 'id', raw: value };
	const { mode, value: raw } = value;
	if (typeof mode === 'string' && Object.hasOwn(MODES, mode)) return { mode: mode as Mode, raw };
	throw invalidInput(
		`'Payment' has no mode ${shown(mode)}`,
		`Its modes are ${Object.keys(MODES).join(', ')}`,
	);
}

const EMPTY_ADVICE =
	'An expression may have come out empty. Choose how the payment is given, then enter it or drag a field into it';

const ADVICE: Readonly<Record<Mode, string>> = {
	list: 'Choose a payment, or change the mode to say how the payment is given',
	number: 'Enter the number of the payment, e.g. 356/1',
	deal: 'Enter the ID of the deal as a whole number, e.g. 25, or paste its link',
	invoice: 'Enter the ID of the invoice as a whole number, e.g. 12, or paste its link',
	order: 'Enter the number of the order, or paste the link of its page',
	id: 'Enter the payment ID, e.g. 1038, or change the mode to say how the payment is given',
	url: 'Paste the link of the payment: https://your-portal/shop/orders/payment/details/{ID}/',
};

/** What a pasted link leads to, if the mode allows it. */
function linked(text: string, mode: Mode, label: string, portalHost: string): PaymentRef {
	const url = portalLink(text, label, portalHost, ADVICE[mode]);
	const payment = paymentInLink(url);
	if (payment !== undefined) {
		const isMeant = mode === 'id' || mode === 'url' || mode === 'list';
		if (!isMeant) throw wrongMode('the link of a payment', 'url', mode, label);
		return { by: 'id', id: wholeNumber(payment, mode, label) };
	}
	const owner = ownerInLink(url);
	if (owner) return ofOwner(owner.typeId, owner.id, 'the link of', mode, label);
	const order = orderInLink(url);
	if (order === undefined) {
		throw invalidInput(`'${label}' holds a link to another kind of page`, ADVICE[mode]);
	}
	if (mode !== 'order') throw wrongMode('the link of an order', 'order', mode, label);
	return { by: 'order', order: { id: wholeNumber(order, mode, label) } };
}

function named(text: string, raw: string, mode: Mode, label: string): PaymentRef {
	const owner = ownerNamed(text);
	if (owner) return ofOwner(owner.typeId, owner.id, 'the name of', mode, label);
	const isPaymentNumber = /^\S*\d\s?\/\s?\d+$/.test(text);
	switch (mode) {
		case 'number':
			return { by: 'number', ...numberReadings(raw, label) };
		case 'order':
			return { by: 'order', order: numberReadings(raw, label) };
		case 'deal':
		case 'invoice': {
			if (isPaymentNumber) throw wrongMode('the number of a payment', 'number', mode, label);
			const entityTypeId = mode === 'deal' ? DEAL : INVOICE;
			return { by: mode, entityTypeId, entityId: wholeNumber(text, mode, label) };
		}
		default:
			if (isPaymentNumber) throw wrongMode('the number of a payment', 'number', mode, label);
			return { by: 'id', id: wholeNumber(text, mode, label) };
	}
}

function ofOwner(typeId: number, id: string, what: string, mode: Mode, label: string): PaymentRef {
	const right = typeId === DEAL ? 'deal' : typeId === INVOICE ? 'invoice' : undefined;
	if (!right) {
		throw invalidInput(`'${label}' holds ${what} a CRM record of type ${typeId}`, ADVICE[mode]);
	}
	const words = right === 'deal' ? 'a deal' : 'an invoice';
	if (right !== mode) throw wrongMode(`${what} ${words}`, right, mode, label);
	return { by: right, entityTypeId: typeId, entityId: wholeNumber(id, mode, label) };
}

/** No number in Bitrix24 is longer. */
const LONGEST_NUMBER = 100;

/**
 * The number of a payment or order, as it stands there and as it may be meant.
 *
 * @param value as it was entered
 * @throws Failure (`INVALID_INPUT`)
 */
export function numberReadings(value: string, label: string): NumberLook {
	const number = closed(visible(value));
	const bare = closed(cleaned(value.replace(/№/g, '# ')).replace(MARKS, ''));
	if (number.length > LONGEST_NUMBER) {
		throw invalidInput(`'${label}' is no number: ${shown(value)}`, ADVICE.number);
	}
	return bare === number ? { number } : { number, bare };
}

/** What people write before a number. Letters that cling to it are a part of it. */
const MARKS = /^(?:#\s*|n[ro°]\.\s*|n[ro°]\s+)(?=\d)/i;

/** Spaces around a slash are none. */
function closed(number: string): string {
	return number.replace(/\s*\/\s*/g, '/');
}

/**
 * A payment number as people copy it, without what stands before it.
 * @throws Failure (`INVALID_INPUT`)
 */
export function paymentNumber(value: unknown, label: string): string {
	const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
	if (cleaned(text) === '') throw invalidInput(`'${label}' is empty`, ADVICE.number);
	const { number, bare = number } = numberReadings(text, label);
	return bare;
}

function wholeNumber(text: string, mode: Mode, label: string): number {
	const number = /^[1-9]\d*$/.test(text) ? Number(text) : NaN;
	if (Number.isSafeInteger(number)) return number;
	throw invalidInput(`'${label}' is not an ID: ${shown(text)}`, ADVICE[mode]);
}

function wrongMode(what: string, right: Mode, mode: Mode, label: string) {
	return invalidInput(
		`'${label}' holds ${what}, and its mode is ${MODES[mode]}`,
		`Change the mode of '${label}' to ${MODES[right]}`,
	);
}

/** What was looked for, as in "Deal 25 has no payment". */
export function refInWords(ref: PaymentRef): string {
	switch (ref.by) {
		case 'id':
			return `payment ${ref.id}`;
		case 'number':
			return `payment number ${ref.number}`;
		case 'deal':
			return `deal ${ref.entityId}`;
		case 'invoice':
			return `invoice ${ref.entityId}`;
		case 'order':
			return 'number' in ref.order
				? `order ${ref.order.number}`
				: `order with the ID ${ref.order.id}`;
	}
}
