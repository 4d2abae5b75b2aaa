import {
	READ_ONLY_FIELDS,
	UPDATE_FIELDS,
} from '../../nodes/Bitrix24Payments/parameters/updateFields';
import { isObject, numberOf, textOf, typeOf, type JsonObject } from '../judge/json';
import type { Seen } from '../judge/seen';
import { fits, misfits, type Shape } from '../judge/shapes';
import { decide, differs, holds, untried, type Verdict } from '../judge/verdict';
import type { Assumption } from './assumption';

const SHORT: Readonly<Record<string, Shape>> = {
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
const OF_CRM = Object.keys(SHORT).filter((name) => name !== 'orderId');

const ALL_FIELDS = [...UPDATE_FIELDS.map(({ name }) => name), ...READ_ONLY_FIELDS];

/** The kinds of dates and the other shapes, as the node's own table of fields has them. */
const FULL: Readonly<Record<string, Shape>> = {
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
const DISPUTED = ['psInvoiceId', 'priceCod'];

/** What the package takes for granted about payments as they are read. */
export const PAYMENTS: readonly Assumption[] = [
	{
		id: 'one-id',
		assumed: '`crm.*` and `sale.*` methods know a payment by the same ID',
		source: 'objects',
		needs: 'crm, sale, a payment',
		check: (seen) => {
			const crm = crmPayment(seen);
			const sale = storePayment(seen);
			const isSame = ['id', 'accountNumber'].every(
				(name) => textOf(crm[name]) === textOf(sale[name]),
			);
			return decide(isSame, 'the same payment', 'two different payments');
		},
	},
	{
		id: 'crm-fields',
		assumed: '`crm.item.payment.get` shows nine fields, without `orderId`',
		source: 'crm-get-and-list',
		needs: 'crm, a payment',
		check: (seen) => fieldsOf(crmPayment(seen), OF_CRM, 'nine'),
	},
	{
		id: 'crm-types',
		assumed: '`crm.item.payment.get` shows numbers as numbers',
		source: 'crm-get-and-list',
		variants: { today: 'numbers', older: 'texts such as "100.0000", as older portals do' },
		needs: 'crm, a payment',
		check: (seen) => {
			const row = crmPayment(seen);
			const numbers = ['id', 'sum'].map((name) => row[name]);
			const rest = misfits([row], { paid: 'flag', currency: 'text', accountNumber: 'text' });
			if (rest.length > 0) return differs(rest.join('; '));
			if (numbers.every((one) => typeof one === 'number')) return holds('numbers', 'today');
			if (numbers.every((one) => numberOf(one) !== undefined)) return holds('texts', 'older');
			return differs(misfits([row], { id: 'number', sum: 'number' }).join('; '));
		},
	},
	{
		id: 'crm-list',
		assumed: '`crm.item.payment.list` is a bare list of a deal’s payments, without pages',
		source: 'crm-get-and-list',
		needs: 'crm, a deal',
		check: (seen) => {
			const { total, next } = seen.value('payments of a deal');
			const rows = seen.rows('payments of a deal');
			if (total !== undefined || next !== undefined) return differs('it is counted or has pages');
			const [row] = rows;
			if (row === undefined) return holds('an empty list');
			const lacking = OF_CRM.filter((name) => !(name in row));
			return decide(lacking.length === 0, `${rows.length} rows`, `${lacking.join(', ')} missing`);
		},
	},
	{
		id: 'crm-list-of-nothing',
		assumed: 'A deal that does not exist has an empty list of payments',
		source: 'crm-get-and-list',
		needs: 'crm',
		check: (seen) => {
			const { length } = seen.rows('payments of no deal');
			return decide(length === 0, 'an empty list', `${length} payments`);
		},
	},
	{
		id: 'crm-list-unknown-column',
		assumed: '`crm.item.payment.list` refuses a column it does not know',
		source: 'crm-get-and-list',
		needs: 'crm',
		check: (seen) => {
			seen.error('unknown column');
			return holds('refused');
		},
	},
	{
		id: 'store-answer',
		assumed: '`sale.payment.get` answers `{ payment: … }` with all 44 fields',
		source: 'payment-fields',
		needs: 'sale, a payment',
		check: (seen) => {
			const row = storePayment(seen);
			const lacking = ALL_FIELDS.filter((name) => !(name in row));
			const more = Object.keys(row).length - ALL_FIELDS.length;
			if (lacking.length > 0) return differs(`${lacking.join(', ')} missing`);
			return holds(more > 0 ? `all, and ${more} more` : 'all of them');
		},
	},
	{
		id: 'store-list-fields',
		assumed: 'A list without `select` shows the same fields',
		source: 'payment-fields',
		needs: 'sale, a payment',
		check: (seen) => {
			const [row = {}] = seen.someRows('newest payments', 'payments');
			const lacking = ALL_FIELDS.filter((name) => !(name in row));
			return decide(lacking.length === 0, 'all of them', `${lacking.join(', ')} missing`);
		},
	},
	{
		id: 'store-types',
		assumed:
			'`sale.*` methods show numbers as numbers or null, texts as texts, flags as one letter',
		source: 'payment-fields',
		needs: 'sale, a payment',
		check: (seen) => {
			const shapes = Object.entries(FULL).filter(
				([name, shape]) => shape !== 'date' && !DISPUTED.includes(name),
			);
			const wrong = misfits(everyRow(seen), Object.fromEntries(shapes));
			return decide(wrong.length === 0, `${shapes.length} fields`, wrong.join('; '));
		},
	},
	{
		id: 'store-paid',
		assumed: '`paid` is `Y` or `N` and nothing else',
		source: 'payment-fields',
		needs: 'sale, a payment',
		check: (seen) => {
			const rows = everyRow(seen);
			const isSo = rows.every(({ paid }) => paid === 'Y' || paid === 'N');
			return decide(isSo, `${rows.length} payments`, 'other values were seen');
		},
	},
	{
		id: 'store-disputed-types',
		assumed: '`psInvoiceId` is a text and `priceCod` a number, or the other way round',
		source: 'payment-fields',
		variants: { code: 'as in the server’s code', documentation: 'the other way round' },
		needs: 'sale, a payment with either',
		check: disputed,
	},
	{
		id: 'dates',
		assumed: 'Dates are ISO 8601 with an offset and without fractions, or null',
		source: 'payment-fields',
		needs: 'sale, a payment with a date',
		check: (seen) => {
			const rows = everyRow(seen);
			const dates = Object.entries(FULL).filter(([, shape]) => shape === 'date');
			const some = dates.filter(([name]) => rows.some((row) => fits('text', row[name])));
			if (some.length === 0) return untried('data', 'no payment has a date');
			const wrong = misfits(rows, Object.fromEntries(dates));
			return decide(wrong.length === 0, `${some.length} kinds of dates`, wrong.join('; '));
		},
	},
	{
		id: 'fields-described',
		assumed:
			'`sale.payment.getFields` calls exactly those read-only or fixed that the node does not offer',
		source: 'payment-fields',
		needs: 'sale',
		check: described,
	},
	{
		id: 'payment-numbers',
		assumed: 'A payment’s number is a text, a slash and a number, different for each payment',
		source: 'payment-numbers',
		needs: 'sale, payments',
		check: (seen) => {
			const numbers = everyPage(seen).map(({ accountNumber }) => textOf(accountNumber));
			const odd = numbers.filter((number) => !/^.+\/\d+$/.test(number)).length;
			if (odd > 0) return differs(`${odd} of ${numbers.length} have another form`);
			const twice = numbers.length - new Set(numbers).size;
			return decide(
				twice === 0,
				`${numbers.length} numbers`,
				`${twice} stand for a second payment`,
			);
		},
	},
	{
		id: 'payment-numbers-of-orders',
		assumed: 'Before the last slash stands the number of the order',
		source: 'payment-numbers',
		needs: 'sale, payments',
		check: (seen) => {
			const orders = seen.someRows('orders by id', 'orders');
			const numbers = new Map(orders.map((row) => [textOf(row.id), textOf(row.accountNumber)]));
			const rows = everyRow(seen).filter(({ orderId }) => numbers.has(textOf(orderId)));
			if (rows.length === 0) return untried('data', 'no payment belongs to these orders');
			const odd = rows.filter(
				({ accountNumber, orderId }) => prefixOf(accountNumber) !== numbers.get(textOf(orderId)),
			);
			return decide(
				odd.length === 0,
				`${rows.length} payments`,
				`${odd.length} of ${rows.length} not`,
			);
		},
	},
];

function prefixOf(number: unknown): string {
	const text = textOf(number);
	return text.slice(0, Math.max(0, text.lastIndexOf('/')));
}

function crmPayment(seen: Seen): JsonObject {
	const { value } = seen.value('payment');
	return isObject(value) ? value : {};
}

function storePayment(seen: Seen): JsonObject {
	const { value } = seen.value('payment of the store');
	return isObject(value) && isObject(value.payment) ? value.payment : {};
}

/** The newest payments with all their fields. */
function everyRow(seen: Seen): JsonObject[] {
	return seen.someRows('newest payments', 'payments');
}

/** As many payments as were read, each once. */
function everyPage(seen: Seen): JsonObject[] {
	seen.someRows('pages by key/page0', 'payments');
	const rows = new Map<string, JsonObject>();
	for (const [name, answer] of seen.all()) {
		if (!name.startsWith('pages by key/') || answer.kind !== 'value') continue;
		for (const row of seen.rows(name, 'payments')) rows.set(textOf(row.id), row);
	}
	return [...rows.values()];
}

function fieldsOf(row: JsonObject, names: readonly string[], count: string): Verdict {
	const lacking = names.filter((name) => !(name in row));
	if (lacking.length > 0) return differs(`${lacking.join(', ')} missing`);
	const more = Object.keys(row).length - names.length;
	return decide(more === 0, `${count} fields`, `${more} more fields`);
}

function disputed(seen: Seen): Verdict {
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

function described(seen: Seen): Verdict {
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
