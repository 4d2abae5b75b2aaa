import { numberOf, textOf } from '../judge/json';
import { fits, misfits } from '../judge/shapes';
import { decide, differs, holds, untried } from '../judge/verdict';
import type { Assumption } from './assumption';
import {
	offsetsIn,
	ALL_FIELDS,
	crmPayment,
	described,
	DISPUTED,
	disputed,
	everyPage,
	everyRow,
	fieldsOf,
	FULL,
	OF_CRM,
	prefixOf,
	storePayment,
} from './paymentRows';

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
			seen.tried('unknown column');
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
			const words = `${some.length} kinds of dates, offset ${offsetsIn(
				rows,
				some.map(([name]) => name),
			)}`;
			return decide(wrong.length === 0, words, wrong.join('; '));
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
