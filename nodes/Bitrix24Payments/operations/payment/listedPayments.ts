import type { IDataObject } from 'n8n-workflow';

import {
	fieldsSeen,
	matches,
	serverFilter,
	showsAllAskedFor,
	type PaymentFilter,
} from '../../parameters/paymentFilter';
import type { Reply } from '../../portal/command';
import { isObject } from '../../portal/json';
import { answerOf, type Look } from '../../portal/look';
import type { PagesRead } from '../../portal/paymentPages';
import { paymentsFrom } from '../../records/candidates';
import { numberOf, type Payment } from '../../records/payment';
import { unexpected, valueOf } from '../query';

/** Rows per page, set by Bitrix24 (docs/bitrix24.md#paging). */
const PAGE = 50;

/** Pages per request: 1,000 payments, well below the minute a request may take. */
const PAGES_AT_ONCE = 20;

/** A part of a lookup: yields what it wants to see, and returns what it found. */
type Reading<Found> = Generator<Look[], Found, Reply[]>;

/**
 * The payments of a deal or invoice that match, newest first. They come in one answer, without
 * pages.
 */
export function* ownedPayments(
	entityTypeId: number,
	entityId: number,
	filter: PaymentFilter,
): Reading<Payment[]> {
	const [reply] = yield [{ show: 'paymentsOf', entityTypeId, entityId }];
	const payments = paymentsIn(valueOf(reply));
	const others = yield* otherFieldsOf(payments, fieldsSeen(filter));
	return payments.filter(({ id, fields }) => isWanted(filter, { ...others.get(id), ...fields }));
}

/** Fields that the list of a deal or invoice lacks, by payment ID. */
function* otherFieldsOf(
	payments: readonly Payment[],
	fields: readonly string[],
): Reading<Map<number, IDataObject>> {
	const ids = payments.map(({ id }) => id);
	const pages = Array.from({ length: Math.ceil(ids.length / PAGE) }, (_, index) =>
		ids.slice(index * PAGE, (index + 1) * PAGE),
	);
	if (pages.length === 0 || fields.length === 0) return new Map();
	const replies = yield pages.map((page) =>
		answerOf('sale.payment.list', {
			select: ['id', ...fields],
			filter: { '=id': page },
		}),
	);
	const rows = replies.flatMap((reply) => rowsOf(valueOf(reply)));
	const others = new Map(rows.map((row) => [numberOf(row.id) ?? 0, row]));
	// Without them nobody can say whether a payment is one that is looked for.
	if (!ids.every((id) => others.has(id))) throw unexpected();
	return others;
}

function rowsOf(value: unknown): IDataObject[] {
	if (!isObject(value) || !Array.isArray(value.payments)) throw unexpected();
	return value.payments.filter(isObject);
}

/**
 * Reads the payments of the portal page by page, newest first.
 *
 * @param select fields to read; empty = all
 * @returns at most `limit` that match
 */
export function* portalPayments(
	filter: PaymentFilter,
	limit: number,
	select: readonly string[],
): Reading<Payment[]> {
	const found: Payment[] = [];
	let below: number | undefined;
	for (let pages = 1; ; ) {
		const [reply] = yield [{ show: 'pages', filter: serverFilter(filter), select, below, pages }];
		const { rows, isEnd, total } = pagesFrom(reply);
		// One by one: the arguments of a single push have their limit.
		for (const payment of paymentsIn(rows)) {
			if (isWanted(filter, payment.fields)) found.push(payment);
		}
		if (isEnd || found.length >= limit) return found.slice(0, limit);
		below = numberOf(rows.at(-1)?.id) ?? undefined;
		// An end that names another page and shows nothing would be asked for without end.
		if (below === undefined) throw unexpected();
		pages = pagesToRead(total, rows.length, limit - found.length, filter);
	}
}

function pagesFrom(reply: Reply | undefined): PagesRead {
	const value = valueOf(reply);
	if (isObject(value) && Array.isArray(value.rows)) return value as unknown as PagesRead;
	throw unexpected();
}

/** As many as may be needed; the portal's count is a hint and no more. */
function pagesToRead(
	total: number | undefined,
	read: number,
	missing: number,
	filter: PaymentFilter,
): number {
	const isPlausible = total !== undefined && total > read;
	const left = isPlausible ? Math.ceil((total - read) / PAGE) : PAGES_AT_ONCE;
	// Where text is searched on our side, nobody knows how many pages it takes.
	const needed = filter.text === undefined ? Math.ceil(missing / PAGE) : PAGES_AT_ONCE;
	return Math.max(1, Math.min(left, needed, PAGES_AT_ONCE));
}

/**
 * All rows of a list, none of which may be something else or there twice: what cannot be read would
 * be missing without a word.
 */
function paymentsIn(rows: unknown): Payment[] {
	const payments = Array.isArray(rows) ? paymentsFrom(rows) : undefined;
	if (payments) return payments;
	throw unexpected();
}

function isWanted(filter: PaymentFilter, row: IDataObject): boolean {
	if (!showsAllAskedFor(filter, row)) throw unexpected();
	return matches(filter, row);
}
