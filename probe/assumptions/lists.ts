import { numberOf, textOf, type JsonObject } from '../judge/json';
import type { Seen } from '../judge/seen';
import { decide, differs, holds, untried, type Verdict } from '../judge/verdict';
import { UNKNOWN_NAME } from '../walk/names';
import type { Assumption } from './assumption';
import { exactly } from './finds';

const NEEDS = 'sale, a payment';
const KEY = 'payments';

/** What the package takes for granted about lists of payments. */
export const LISTS: readonly Assumption[] = [
	{
		id: 'list-by-ids',
		assumed:
			"`sale.payment.list` with `'=id': […]` shows exactly these payments, in the order asked for",
		source: 'finding-a-payment',
		needs: NEEDS,
		check: (seen) => {
			const asked = seen
				.conditions('listed by id', '=id')
				.map(Number)
				.sort((a, b) => a - b);
			const shown = idsIn(seen, 'listed by id');
			if (shown.length === 0) return differs('nothing was found');
			const others = shown.filter((id) => !asked.includes(id)).length;
			if (others > 0) return differs(`${others} others were shown as well`);
			if (shown.length < asked.length) return differs(`${asked.length - shown.length} are missing`);
			// All that there are may have been asked for; one alone cannot be.
			const one = seen.rows('one listed', KEY).length;
			if (one > 1) return differs(`${one} were shown where one was asked for`);
			return decide(String(shown) === String(asked), `${shown.length} rows`, 'in another order');
		},
	},
	{
		id: 'list-fields',
		assumed: '`select` shows the fields asked for and no others',
		source: 'payment-fields',
		needs: NEEDS,
		check: (seen) => {
			const [row = {}] = seen.someRows('listed by id', KEY);
			const wanted = seen.asked('listed by id').select as string[];
			const lacking = wanted.filter((name) => !(name in row));
			if (lacking.length > 0) return differs(`${lacking.join(', ')} missing`);
			const more = Object.keys(row).length - wanted.length;
			return decide(more === 0, 'exactly these', `${more} more fields`);
		},
	},
	{
		id: 'list-uncounted',
		assumed: 'With `start: -1` a list has neither `total` nor `next`',
		source: 'paging',
		needs: NEEDS,
		check: (seen) => {
			const { total, next } = seen.value('listed by id');
			const isCounted = total !== undefined || next !== undefined;
			return decide(!isCounted, 'neither', 'it is counted all the same');
		},
	},
	{
		id: 'list-pages',
		assumed: 'A page has fifty rows, `total` counts all, and `next` stands where more follow',
		source: 'paging',
		needs: 'sale, more than fifty payments for all of it',
		check: (seen) => {
			const { total, next } = seen.value('newest payments');
			const { length } = seen.rows('newest payments', KEY);
			if (typeof total !== 'number') return differs('`total` is no number');
			if (total <= 50) {
				const isSo = length === total && next === undefined;
				return decide(isSo, 'one page, without `next`', 'one page, with other rows or with `next`');
			}
			if (length !== 50) return differs(`${length} rows on a page`);
			return decide(numberOf(next) === 50, 'fifty rows and `next`', '`next` is not 50');
		},
	},
	{
		id: 'list-newest-first',
		assumed: 'A list can be sorted by falling ID',
		source: 'paging',
		needs: NEEDS,
		check: (seen) => {
			const ids = seen.someRows('newest payments', KEY).map(({ id }) => numberOf(id) ?? 0);
			return decide(isFalling(ids), `${ids.length} rows`, 'not in falling order');
		},
	},
	{
		id: 'list-behind',
		assumed: '`<id` shows the payments before that ID, and it not',
		source: 'paging',
		needs: 'sale, two payments',
		check: (seen) => {
			const [newest = 0] = idsIn(seen, 'newest payments');
			const ids = seen.someRows('older payments', KEY).map(({ id }) => numberOf(id) ?? 0);
			const isSo = ids.every((id) => id < newest) && isFalling(ids);
			return decide(isSo, `${ids.length} rows`, 'others were shown');
		},
	},
	{
		id: 'list-unknown-condition',
		assumed: 'Unknown names in filter, select and order are dropped without a word',
		source: 'dropped-filters',
		needs: NEEDS,
		check: (seen) => dropped(seen, 'unknown condition'),
	},
	{
		id: 'list-unknown-operator',
		assumed: 'A condition with an unknown operator is dropped without a word',
		source: 'dropped-filters',
		needs: NEEDS,
		check: (seen) => dropped(seen, 'unknown operator'),
	},
	{
		id: 'list-unreadable-date',
		assumed: 'A condition with an unreadable date is dropped without a word',
		source: 'dropped-filters',
		needs: NEEDS,
		check: (seen) => dropped(seen, 'unreadable date'),
	},
	{
		id: 'list-camel-case',
		assumed: '`sale.*` methods do not know names in capitals, and drop them',
		source: 'field-names',
		needs: NEEDS,
		check: (seen) => dropped(seen, 'name in capitals'),
	},
	{
		id: 'list-empty',
		assumed: "An empty list after `'=id'` finds nothing",
		source: 'filter-operators',
		needs: NEEDS,
		check: (seen) => {
			const { length } = seen.rows('empty list of ids', KEY);
			return decide(length === 0, 'nothing', `${length} payments were shown`);
		},
	},
	{
		id: 'list-by-number',
		assumed: "`'=accountNumber': […]` finds a payment by its number, and no other",
		source: 'finding-a-payment',
		needs: NEEDS,
		check: (seen) => onlyThese(seen, 'listed by number', 'accountNumber'),
	},
	{
		id: 'list-by-part-of-number',
		assumed: "`'%accountNumber'` finds payments by a part of their number",
		source: 'finding-a-payment',
		needs: NEEDS,
		check: (seen) => {
			const name = 'listed by part of a number';
			const part = textOf(seen.condition(name, '%accountNumber')).toLowerCase();
			const isIn = (row: JsonObject) => textOf(row.accountNumber).toLowerCase().includes(part);
			return exactly(seen.rows('newest payments', KEY), seen.rows(name, KEY), 'id', isIn);
		},
	},
	{
		id: 'list-by-order',
		assumed: "`'=orderId': […]` finds the payments of an order, and no others",
		source: 'finding-a-payment',
		needs: NEEDS,
		check: (seen) => onlyThese(seen, 'listed by order', 'orderId'),
	},
	{
		id: 'list-by-amount',
		assumed: '`>=sum` and `<=sum` compare amounts as numbers, both ends included',
		source: 'finding-a-payment',
		needs: NEEDS,
		check: (seen) => {
			const wanted = numberOf(seen.condition('listed by amount', '>=sum')) ?? NaN;
			const rows = seen.rows('listed by amount', KEY);
			const isSo = ({ sum }: JsonObject) => Math.abs((numberOf(sum) ?? NaN) - wanted) < 1e-6;
			return exactly(seen.rows('newest payments', KEY), rows, 'id', isSo);
		},
	},
];

function idsIn(seen: Seen, name: string): number[] {
	return seen.rows(name, KEY).map(({ id }) => numberOf(id) ?? 0);
}

function isFalling(ids: readonly number[]): boolean {
	return ids.every((id, index) => index === 0 || id < (ids[index - 1] ?? 0));
}

/** Whether a condition that no payment meets was left out: then the one asked for is shown. */
function dropped(seen: Seen, name: string): Verdict {
	const one = idsIn(seen, 'one listed');
	if (one.length !== 1) return untried('data', 'the list does not even show one payment by its ID');
	const rows = seen.rows(name, KEY);
	if (rows.length === 0) return differs('the condition was kept, nothing is found');
	if (rows.some((row) => UNKNOWN_NAME in row)) return differs('an unknown field was shown');
	return decide(String(idsIn(seen, name)) === String(one), 'dropped', 'other payments were shown');
}

/** Whether a list shows rows of the value asked for, and only these. */
function onlyThese(seen: Seen, name: string, field: string): Verdict {
	const [wanted] = seen.conditions(name, `=${field}`);
	const rows = seen.rows(name, KEY);
	if (rows.length === 0) return differs('nothing was found');
	const isAnother = (row: JsonObject) => textOf(row[field]) !== textOf(wanted);
	const others = rows.filter(isAnother).length;
	if (others > 0) return differs(`${others} others were shown`);
	const isAlone = !seen.rows('newest payments', KEY).some(isAnother);
	return isAlone ? untried('data', 'the portal has no other') : holds(`${rows.length} rows`);
}
