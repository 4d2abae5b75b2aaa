import {
	READ_ONLY_FIELDS,
	UPDATE_FIELDS,
} from '../../nodes/Bitrix24Payments/parameters/updateFields';
import { isObject, textOf, typeOf, type JsonObject } from '../judge/json';
import type { Seen } from '../judge/seen';
import type { Shape } from '../judge/shapes';
import { decide, differs, holds, untried, type Verdict } from '../judge/verdict';

/** What a list shows of a payment for the node. */
export const SHORT: Readonly<Record<string, Shape>> = {
	id: 'number',
	orderId: 'number',
	accountNumber: 'text',
	paid: 'flag',
	datePaid: 'date',
	empPaidId: 'number',
	paySystemId: 'number',
	sum: 'number',
	currency: 'text',
	paySystemName: 'text',
};

/** The nine fields of `crm.item.payment.get` and `list`. */
export const OF_CRM = Object.keys(SHORT).filter((name) => name !== 'orderId');

/** All 44 fields. */
export const ALL_FIELDS = [...UPDATE_FIELDS.map(({ name }) => name), ...READ_ONLY_FIELDS];

/** The kinds of dates and the other shapes, as the node's own table of fields has them. */
export const FULL: Readonly<Record<string, Shape>> = {
	...Object.fromEntries(UPDATE_FIELDS.map(({ name, kind }) => [name, shapeOf(kind)])),
	dateMarked: 'date',
	dateResponsibleId: 'date',
	...SHORT,
};

function shapeOf(kind: string): Shape {
	if (kind === 'dateTime' || kind === 'date') return 'date';
	if (kind === 'amount' || kind === 'record' || kind === 'paySystem') return 'number';
	return kind === 'flag' || kind === 'choice' ? 'flag' : 'text';
}

/** Two fields that the documentation shows the other way round. */
export const DISPUTED = ['psInvoiceId', 'priceCod'];

/** What stands before the last slash of a payment’s number. */
export function prefixOf(number: unknown): string {
	const text = textOf(number);
	return text.slice(0, Math.max(0, text.lastIndexOf('/')));
}

/**
 * The newest payment as `crm.item.payment.get` shows it.
 * @throws Settled when it is not shown
 */
export function crmPayment(seen: Seen): JsonObject {
	const { value } = seen.value('payment');
	return isObject(value) ? value : {};
}

/**
 * The same as `sale.payment.get` shows it.
 * @throws Settled when it is not shown
 */
export function storePayment(seen: Seen): JsonObject {
	const { value } = seen.value('payment of the store');
	return isObject(value) && isObject(value.payment) ? value.payment : {};
}

/** The newest payments with all their fields. */
export function everyRow(seen: Seen): JsonObject[] {
	return seen.someRows('newest payments', 'payments');
}

/** As many payments as were read, each once. */
export function everyPage(seen: Seen): JsonObject[] {
	seen.someRows('pages by key/page0', 'payments');
	const rows = new Map<string, JsonObject>();
	for (const [name, answer] of seen.all()) {
		if (!name.startsWith('pages by key/') || answer.kind !== 'value') continue;
		for (const row of seen.rows(name, 'payments')) rows.set(textOf(row.id), row);
	}
	return [...rows.values()];
}

/**
 * Whether a row has exactly these fields.
 * @param count in words
 */
export function fieldsOf(row: JsonObject, names: readonly string[], count: string): Verdict {
	const lacking = names.filter((name) => !(name in row));
	if (lacking.length > 0) return differs(`${lacking.join(', ')} missing`);
	const more = Object.keys(row).length - names.length;
	return decide(more === 0, `${count} fields`, `${more} more fields`);
}

/** Which of two fields is a text and which a number. */
export function disputed(seen: Seen): Verdict {
	const rows = [...everyRow(seen), ...ownPayment(seen)];
	const typesOf = (name: string) =>
		new Set(
			rows
				.map((row) => row[name])
				.filter((one) => one !== null && one !== '')
				.map(typeOf),
		);
	const [invoice, cod] = [typesOf('psInvoiceId'), typesOf('priceCod')];
	if (invoice.size + cod.size === 0) return untried('data', 'no payment has either');
	const are = (types: Set<string>, type: string) => [...types].every((one) => one === type);
	if (are(invoice, 'string') && are(cod, 'number')) return holds('text and number', 'code');
	if (are(invoice, 'number') && are(cod, 'string'))
		return holds('number and text', 'documentation');
	return differs(`psInvoiceId is ${[...invoice].join('/')}, priceCod is ${[...cod].join('/')}`);
}

/** With `--write`: the payment on which both fields were set. */
function ownPayment(seen: Seen): JsonObject[] {
	const name = 'update of all fields/payment';
	const answer = seen.all().find(([key]) => key === name)?.[1];
	const value =
		answer?.kind === 'value' && isObject(answer.value) ? answer.value.payment : undefined;
	return isObject(value) ? [value] : [];
}

/** Whether the portal calls fixed what the node does not offer, and nothing else. */
export function described(seen: Seen): Verdict {
	const { value } = seen.value('fields');
	const fields = isObject(value) && isObject(value.payment) ? value.payment : {};
	const names = Object.keys(fields);
	if (names.length === 0) return differs('no fields are described');
	const isFixed = (name: string) => {
		const about = fields[name];
		return isObject(about) && (isTrue(about.isReadOnly) || isTrue(about.isImmutable));
	};
	const fixed = UPDATE_FIELDS.filter(({ name }) => !names.includes(name) || isFixed(name));
	const settable = [...READ_ONLY_FIELDS].filter((name) => names.includes(name) && !isFixed(name));
	const odd = [
		...fixed.map(({ name }) => `${name} cannot be set`),
		...settable.map((name) => `${name} can be set`),
	];
	return decide(odd.length === 0, `${names.length} fields`, odd.join('; '));
}

/** Described by PHP's truth, which may be written in several ways. */
function isTrue(value: unknown): boolean {
	return value === true || value === 1 || value === '1' || value === 'Y';
}

/** The offsets from Greenwich of all dates in some fields: `+03:00`. */
export function offsetsIn(rows: readonly JsonObject[], names: readonly string[]): string {
	const dates = rows.flatMap((row) => names.map((name) => textOf(row[name])));
	const offsets = dates.flatMap((date) => /(?:[+-]\d{2}:\d{2}|Z)$/.exec(date)?.[0] ?? []);
	return [...new Set(offsets)].sort().join(' and ');
}
