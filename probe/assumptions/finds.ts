import { isObject, numberOf, textOf, type JsonObject } from '../judge/json';
import type { Seen } from '../judge/seen';
import { decide, differs, holds, untried, type Verdict } from '../judge/verdict';
import { callOf, CONDITIONS, keyOf, meets, type Condition } from '../walk/conditions';
import { isCalled, PAGE } from '../walk/findAsks';
import type { Assumption } from './assumption';

const SOURCES: Readonly<Record<string, string>> = {
	'newest payments': 'finding-a-payment',
	'orders by id': 'orders',
	'owners of orders': 'orders',
	'newest deals': 'crm-items',
	'newest companies': 'crm-items',
};

/** What the package takes for granted about the ways in which it finds things. */
export const FINDS: readonly Assumption[] = [
	...CONDITIONS.map(ofCondition),
	{
		id: 'contacts-by-words',
		assumed:
			'`logic: OR` in a filter of `crm.item.list` shows contacts with a word in the first or the last name, several such conditions those that meet each',
		source: 'crm-items',
		needs: 'crm, contacts',
		check: (seen) => {
			const words = wordsAsked(seen);
			const all = seen.rows('newest contacts', 'items');
			const rows = seen.rows('contacts by words', 'items');
			return exactly(all, rows, 'id', (row) => isCalled(row, words));
		},
	},
	{
		id: 'invoices',
		assumed: '`crm.item.list` shows invoices, `crm.item.payment.list` the payments of one',
		source: 'crm-items',
		needs: 'crm, an invoice',
		check: (seen) => {
			seen.rows('newest invoices', 'items');
			const { length } = seen.rows('payments of an invoice');
			return holds(`${length} payments of the newest`);
		},
	},
	{
		id: 'deals-pages',
		assumed: '`start: 50` shows the deals behind the first fifty',
		source: 'paging',
		needs: 'crm, more than fifty deals',
		check: (seen) => follows(seen, ['newest deals', 'second page of deals'], 'items'),
	},
	{
		id: 'orders-pages',
		assumed: '`start: 50` shows the orders behind the first fifty',
		source: 'paging',
		needs: 'sale, more than fifty orders',
		check: (seen) => follows(seen, ['orders changed last', 'second page of orders'], 'orders'),
	},
	{
		id: 'orders-between',
		assumed: '`>=dateUpdate`, `<dateUpdate` and `>id` together show the orders that meet each',
		source: 'order-dates',
		needs: 'sale, orders',
		check: (seen) => {
			const name = 'orders changed between';
			const [from, until] = ['>=dateUpdate', '<dateUpdate'].map((key) => moment(seen, name, key));
			const after = numberOf(seen.condition(name, '>id')) ?? NaN;
			const rows = seen.rows(name, 'orders');
			const isSo = ({ id, dateUpdate }: JsonObject) => {
				const at = Date.parse(textOf(dateUpdate));
				return at >= (from ?? NaN) && at < (until ?? NaN) && (numberOf(id) ?? 0) > after;
			};
			return exactly(seen.rows('orders changed last', 'orders'), rows, 'id', isSo);
		},
	},
	{
		id: 'payment-systems-active',
		assumed: '`ACTIVE` and `ENTITY_REGISTRY_TYPE` together show the payment systems that meet both',
		source: 'payment-systems',
		needs: 'pay_system, as an administrator of the CRM',
		check: (seen) => {
			const rows = seen.rows('payment systems, active');
			return exactly(seen.rows('payment systems'), rows, 'ID', ({ ACTIVE }) => ACTIVE === 'Y');
		},
	},
];

function ofCondition(condition: Condition): Assumption {
	const { id, source } = condition;
	const { method } = source.again({});
	const scope = method.startsWith('crm.') ? 'crm' : 'sale';
	return {
		id,
		assumed: `\`${keyOf(condition)}\` in the filter of \`${method}\` shows what meets it, and nothing else`,
		source: SOURCES[source.name] ?? 'filter-operators',
		needs: `${scope}, rows that differ in it`,
		check: (seen) => {
			const name = callOf(condition);
			const asked = seen.condition(name, keyOf(condition));
			const value: unknown = Array.isArray(asked) ? asked[0] : asked;
			const all = seen.rows(source.name, source.key);
			const rows = seen.rows(name, source.key);
			return exactly(all, rows, source.id, (row) => meets(condition, row, value));
		},
	};
}

/**
 * Whether a list shows exactly those of some rows that meet its conditions. Where all of them do,
 * a list that drops its conditions would show the same.
 */
export function exactly(
	all: readonly JsonObject[],
	rows: readonly JsonObject[],
	id: string,
	isAsked: (row: JsonObject) => boolean,
): Verdict {
	const idsOf = (some: readonly JsonObject[]) => some.map((row) => textOf(row[id]));
	const wanted = idsOf(all.filter(isAsked));
	const shown = idsOf(rows);
	const others = shown.filter((one) => !wanted.includes(one)).length;
	if (others > 0) return differs(`${others} others were shown as well`);
	const missing = wanted.filter((one) => !shown.includes(one)).length;
	if (missing > 0) return differs(`${missing} are missing`);
	if (wanted.length === all.length) {
		return untried('data', 'all that are there meet it, so that nobody can tell it from none');
	}
	return holds(`${wanted.length} of ${all.length} rows`);
}

function wordsAsked(seen: Seen): string[] {
	return [0, 1].map((index) => {
		const condition = seen.condition('contacts by words', String(index));
		const first = isObject(condition) ? condition[0] : undefined;
		return isObject(first) ? textOf(first['%name']) : '';
	});
}

function moment(seen: Seen, name: string, key: string): number {
	return Date.parse(textOf(seen.condition(name, key)));
}

/** Whether a page shows other rows than the one before it. */
function follows(seen: Seen, [first, second]: [string, string], key: string): Verdict {
	const before = seen.rows(first, key).map(({ id }) => textOf(id));
	const rows = seen.rows(second, key).map(({ id }) => textOf(id));
	const again = rows.filter((id) => before.includes(id)).length;
	if (again > 0) return differs(`${again} of the first page were shown again`);
	if (before.length < PAGE) return untried('data', 'there is one page only');
	return decide(before.length === PAGE, `${rows.length} more`, 'the first page is longer');
}
