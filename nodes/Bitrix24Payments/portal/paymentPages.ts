import type { IDataObject } from 'n8n-workflow';

import type { Command, Reply } from './command';
import { Earlier } from './earlier';
import { isObject } from './json';
import type { PagesLook } from './look';

/** Rows per page, set by Bitrix24 (docs/bitrix24.md#paging). */
const ROWS = 50;

/** What some pages of payments showed. */
export interface PagesRead {
	readonly rows: readonly IDataObject[];
	/** Whether there is nothing behind these rows. */
	readonly isEnd: boolean;
	/** How many rows the portal counts from the first one on, where it says so; never relied on. */
	readonly total?: number;
}

type PageReply = Extract<Reply, { kind: 'value' }>;

/**
 * The calls that read some pages, newest payments first. Each page begins behind the last row of
 * the page before: by offset, a payment that leaves the filter meanwhile would move another one
 * past the page (docs/bitrix24.md#paging).
 */
export function pageCommands({ filter, select, below, pages }: PagesLook): Command[] {
	return Array.from({ length: pages }, (_, index) => {
		const bound = index === 0 ? below : new Earlier(['payments', String(ROWS - 1), 'id']);
		const where = { ...filter, ...(bound === undefined ? {} : { '<id': bound }) };
		return {
			method: 'sale.payment.list',
			params: {
				...(select.length > 0 ? { select: [...select] } : {}),
				...(Object.keys(where).length > 0 ? { filter: where } : {}),
				order: { id: 'desc' },
				start: 0,
			},
		};
	});
}

/**
 * Puts pages together, as far as one follows from the other: the server that should have filled in
 * where a page begins may not have done so.
 */
export function readPages({ below }: PagesLook, replies: readonly Reply[]): Reply {
	const [first] = replies;
	if (first?.kind !== 'value') return first ?? nothing();
	const rows: IDataObject[] = [];
	let bound = below ?? Infinity;
	let isEnd = false;
	for (const [index, reply] of replies.entries()) {
		const page = reply.kind === 'value' ? pageOf(reply.value) : undefined;
		if (index === 0 && page?.length === 0) isEnd = true;
		if (!page || !isBelow(page, bound) || page.length === 0) {
			if (index === 0 && !isEnd) return nothing();
			break;
		}
		rows.push(...page);
		bound = Math.min(bound, ...page.map(idOf));
		isEnd = reply.kind === 'value' && isLast(page, reply);
		if (isEnd) break;
	}
	const read: PagesRead = { rows, isEnd, total: first.total };
	return { kind: 'value', value: read, time: first.time };
}

/** A sign of more rows is followed; that there are none is believed only where nothing speaks for more. */
function isLast(page: readonly IDataObject[], { next, total = 0 }: PageReply): boolean {
	return next === undefined && page.length < ROWS && total <= page.length;
}

function pageOf(value: unknown): IDataObject[] | undefined {
	const rows = isObject(value) ? value.payments : undefined;
	return Array.isArray(rows) && rows.every(isObject) ? rows : undefined;
}

/** Rows in falling order, all of them older than what was read before. */
function isBelow(page: readonly IDataObject[], bound: number): boolean {
	let last = bound;
	return page.every((row) => {
		const isOlder = idOf(row) < last;
		last = idOf(row);
		return isOlder;
	});
}

function idOf({ id }: IDataObject): number {
	return id === null || id === '' ? NaN : Number(id);
}

/** An answer that shows no page, which is for the caller to complain of. */
function nothing(): Reply {
	return { kind: 'value', value: undefined };
}
