import { isObject, numberOf, textOf, type JsonObject } from '../judge/json';
import type { Seen } from '../judge/seen';
import { fits } from '../judge/shapes';
import { decide, differs, holds, untried, type Verdict } from '../judge/verdict';
import type { Assumption } from './assumption';

/** What the package takes for granted about orders, deals and payment systems. */
export const ORDERS: readonly Assumption[] = [
	{
		id: 'orders-by-id',
		assumed: "`sale.order.list` with `'=id': […]` shows exactly these orders",
		source: 'orders',
		needs: 'sale, an order',
		check: (seen) => {
			const asked = seen.conditions('orders by id', '=id').map(Number);
			const shown = seen.rows('orders by id', 'orders').map(({ id }) => numberOf(id) ?? 0);
			const others = shown.filter((id) => !asked.includes(id)).length;
			if (others > 0) return differs(`${others} others were shown as well`);
			const missing = asked.length - shown.length;
			if (
				missing === 0 &&
				shown.length === seen.someRows('owners of orders', 'orderEntity').length
			) {
				return untried('data', 'the portal has no other order');
			}
			return decide(missing === 0, `${shown.length} orders`, `${missing} are missing`);
		},
	},
	{
		id: 'orders-by-number',
		assumed: "`'=accountNumber': […]` finds an order by its number, and no other",
		source: 'finding-a-payment',
		needs: 'sale, an order',
		check: (seen) => {
			const [wanted] = seen.conditions('orders by number', '=accountNumber');
			const rows = seen.rows('orders by number', 'orders');
			if (rows.length === 0) return differs('nothing was found');
			const isAnother = ({ accountNumber }: JsonObject) => textOf(accountNumber) !== textOf(wanted);
			const others = rows.filter(isAnother).length;
			if (others > 0) return differs(`${others} others were shown`);
			const isAlone = !seen.rows('orders changed last', 'orders').some(isAnother);
			return isAlone ? untried('data', 'the portal has no other') : holds(`${rows.length} rows`);
		},
	},
	{
		id: 'order-dates',
		assumed:
			'Orders tell when they were changed (`dateUpdate`), with an offset, and are sorted by it',
		source: 'order-dates',
		needs: 'sale, an order',
		check: (seen) => {
			const rows = seen.someRows('orders changed last', 'orders');
			if (rows.some(({ dateUpdate }) => !textOf(dateUpdate) || !fits('date', dateUpdate))) {
				return differs('some have no such date, or one that is no ISO 8601 with offset');
			}
			return decide(isFalling(rows), `${rows.length} orders`, 'not in falling order');
		},
	},
	{
		id: 'orders-since',
		assumed: '`>=dateUpdate` shows the orders changed since then and no others, oldest first',
		source: 'order-dates',
		needs: 'sale, an order',
		check: (seen) => {
			const since = Date.parse(textOf(seen.condition('orders changed since', '>=dateUpdate')));
			const rows = seen.rows('orders changed since', 'orders');
			const times = rows.map(({ dateUpdate }) => Date.parse(textOf(dateUpdate)));
			if (times.some((time) => !(time >= since))) return differs('older ones were shown as well');
			if (!times.includes(since)) return differs('the one changed at that very second is missing');
			return decide(isFalling([...rows].reverse()), `${rows.length} orders`, 'in another order');
		},
	},
	{
		id: 'orders-before',
		assumed: '`<dateUpdate` shows the orders changed before that second and no others',
		source: 'order-dates',
		needs: 'sale, an order',
		check: (seen) => {
			const until = Date.parse(textOf(seen.condition('orders changed before', '<dateUpdate')));
			const rows = seen.rows('orders changed before', 'orders');
			if (rows.length === 0) return differs('nothing was found');
			const isSo = rows.every(({ dateUpdate }) => Date.parse(textOf(dateUpdate)) < until);
			return decide(isSo, `${rows.length} orders`, 'later ones were shown as well');
		},
	},
	{
		id: 'owners',
		assumed: '`crm.orderentity.list` tells the one owner of each order',
		source: 'orders',
		needs: 'crm, an order',
		check: (seen) => {
			const rows = seen.someRows('owners of orders', 'orderEntity');
			const fields = ['orderId', 'ownerId', 'ownerTypeId'];
			const isWhole = rows.every((row) =>
				fields.every((name) => numberOf(row[name]) !== undefined),
			);
			if (!isWhole) return differs(`a row lacks ${fields.join(', ')}`);
			const orders = new Set(rows.map(({ orderId }) => textOf(orderId)));
			const asked = new Set(seen.conditions('owners of orders', '@orderId').map(textOf));
			const others = [...orders].filter((id) => !asked.has(id)).length;
			if (others > 0) return differs(`${others} other orders were shown as well`);
			return decide(
				orders.size === rows.length,
				`${rows.length} orders`,
				'some have several owners',
			);
		},
	},
	{
		id: 'owners-at',
		assumed: '`crm.orderentity.list` takes a list after `@`',
		source: 'filter-operators',
		needs: 'crm, a deal with an order',
		check: (seen) => ownedBy(seen, 'orders of deals, @', '@ownerId'),
	},
	{
		id: 'owners-equal',
		assumed: '`crm.orderentity.list` takes a list after `=`',
		source: 'filter-operators',
		needs: 'crm, a deal with an order',
		check: (seen) => ownedBy(seen, 'orders of deals, =', '=ownerId'),
	},
	{
		id: 'deals',
		assumed: '`crm.item.list` shows deals as `items`, and `%title` finds a part of a title',
		source: 'crm-items',
		needs: 'crm',
		check: (seen) => {
			seen.rows('newest deals', 'items');
			const { length } = seen.rows('deals by a text', 'items');
			return decide(length === 0, 'as assumed', `${length} deals without the text were shown`);
		},
	},
	{
		id: 'deals-by-id',
		assumed: "`crm.item.list` with `'@id': […]` shows exactly these deals",
		source: 'crm-items',
		needs: 'crm, a deal',
		check: (seen) => {
			const asked = seen.conditions('deals by id', '@id').map(textOf).sort();
			const shown = seen.rows('deals by id', 'items').map(({ id }) => textOf(id));
			if (seen.rows('newest deals', 'items').length < 2) return untried('data', 'one deal only');
			return decide(String(shown.sort()) === String(asked), `${shown.length} rows`, 'other deals');
		},
	},
	{
		id: 'deals-unknown-field',
		assumed: '`crm.item.list` refuses a condition on a field that it does not know',
		source: 'crm-items',
		needs: 'crm',
		check: (seen) => {
			seen.tried('deals by an unknown field');
			seen.error('deals by an unknown field');
			return holds('refused');
		},
	},
	{
		id: 'payment-systems',
		assumed: '`sale.paysystem.list` is a bare list, without pages, of names in capitals',
		source: 'payment-systems',
		needs: 'pay_system, as an administrator of the CRM',
		check: (seen) => {
			const { total, next } = seen.value('payment systems');
			if (total !== undefined || next !== undefined) return differs('it is counted or has pages');
			const rows = seen.someRows('payment systems');
			const names = ['ID', 'NAME', 'ACTION_FILE', 'ACTIVE', 'IS_CASH', 'ENTITY_REGISTRY_TYPE'];
			const lacking = names.filter((name) => rows.some((row) => !(name in row)));
			return decide(lacking.length === 0, `${rows.length} rows`, `${lacking.join(', ')} missing`);
		},
	},
	{
		id: 'payment-systems-of-orders',
		assumed: 'Payment systems of payments are those with `ENTITY_REGISTRY_TYPE` `ORDER`',
		source: 'payment-systems',
		needs: 'pay_system, as an administrator of the CRM',
		check: (seen) => {
			const rows = seen.someRows('payment systems');
			const isSo = rows.every((row) => row.ENTITY_REGISTRY_TYPE === 'ORDER');
			return decide(isSo, `${rows.length} rows`, 'others were shown as well');
		},
	},
	{
		id: 'payment-systems-operators',
		assumed: 'Its filter ignores operators: `!ACTIVE` means `ACTIVE`',
		source: 'payment-systems',
		needs: 'pay_system, as an administrator of the CRM',
		check: (seen) => {
			const rows = seen.rows('payment systems, not active');
			const active = seen.someRows('payment systems').filter(({ ACTIVE }) => ACTIVE === 'Y');
			if (active.length === 0) return untried('data', 'no payment system is active');
			const isSo = rows.length > 0 && rows.every(({ ACTIVE }) => ACTIVE === 'Y');
			return decide(isSo, 'ignored', 'the operator was heeded');
		},
	},
	{
		id: 'rest-handlers',
		assumed: '`sale.paysystem.handler.list` is a bare list of handlers with their `CODE`',
		source: 'payment-systems',
		needs: 'pay_system, as an administrator',
		check: (seen) => {
			const rows = seen.rows('REST handlers');
			if (rows.length === 0) return holds('an empty list');
			const isSo = rows.every(({ CODE }) => textOf(CODE) !== '');
			return decide(isSo, `${rows.length} rows`, 'some have no `CODE`');
		},
	},
];

function isFalling(rows: readonly JsonObject[]): boolean {
	const times = rows.map(({ dateUpdate }) => Date.parse(textOf(dateUpdate)));
	return times.every((time, index) => index === 0 || time <= (times[index - 1] ?? Infinity));
}

function ownedBy(seen: Seen, name: string, key: string): Verdict {
	const [wanted] = seen.conditions(name, key);
	const { value } = seen.value(name);
	const rows = seen.rows(name, 'orderEntity');
	if (isObject(value) && rows.length === 0) return hasPayments(seen);
	const isAnother = ({ ownerId, ownerTypeId }: JsonObject) =>
		textOf(ownerId) !== textOf(wanted) || numberOf(ownerTypeId) !== 2;
	const others = rows.filter(isAnother).length;
	if (others > 0) return differs(`${others} of other deals`);
	const isAlone = !seen.rows('owners of orders', 'orderEntity').some(isAnother);
	return isAlone ? untried('data', 'no other deal has an order') : holds(`${rows.length} orders`);
}

/** An empty answer is right for a deal without payments only. */
function hasPayments(seen: Seen): Verdict {
	const { length } = seen.rows('payments of a deal');
	return length === 0
		? untried('data', 'no deal with a payment was found')
		: differs('nothing was found for a deal that has payments');
}
