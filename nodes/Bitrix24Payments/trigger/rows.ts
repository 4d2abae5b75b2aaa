import type { IDataObject } from 'n8n-workflow';

import type { Reply } from '../portal/command';
import { Failure } from '../portal/failure';
import { isObject } from '../portal/json';
import { numberOf } from '../records/payment';
import type { Pace } from './pace';
import { timeOf, type PortalTime } from './portalTime';

/** Rows per page, set by Bitrix24 (docs/bitrix24.md#paging). */
export const ROWS = 50;

/** One page of a list. */
export interface Page {
	readonly rows: readonly IDataObject[];
	/** How many more rows the portal counts behind this page; 0 where nothing speaks for more. */
	readonly more: number;
	/** When the portal began to answer. */
	readonly time: PortalTime | undefined;
}

/**
 * Reads a page of a list.
 *
 * @param name of the list in the answer
 * @param pace learns how long it took
 * @throws Failure what it was refused with, or that it is no page
 */
export function pageOf(reply: Reply | undefined, name: 'orders' | 'payments', pace?: Pace): Page {
	if (reply?.kind !== 'value') throw reply?.failure ?? unexpected();
	const rows = isObject(reply.value) ? reply.value[name] : undefined;
	if (!Array.isArray(rows) || !rows.every(isObject)) throw unexpected(`is no list of ${name}`);
	pace?.learn(reply.time);
	const { total, next } = reply;
	// A sign of more rows is followed; that there are none is believed where nothing speaks for more.
	const counted = (total ?? 0) - rows.length;
	const hinted = next !== undefined || rows.length >= ROWS ? 1 : 0;
	const more = Math.max(0, counted, hinted);
	return { rows, more, time: timeOf(reply.time) };
}

/**
 * Refuses a page by ID that shows nothing of what it counts: there is nothing to follow it from, and
 * to take it for the end would be to take all for deleted. A page by offset may lie behind the end.
 */
export function showsWhatItCounts({ rows, more }: Page): void {
	if (rows.length === 0 && more > 0) throw unexpected('counts rows, but lists none');
}

/** The replies of a chain of calls. */
export function repliesOf(reply: Reply | undefined): readonly Reply[] {
	if (reply?.kind !== 'value') throw reply?.failure ?? unexpected();
	return Array.isArray(reply.value) ? (reply.value as Reply[]) : [];
}

/**
 * Checks that rows come in falling order of their IDs.
 *
 * @returns the highest ID; 0 where there is none
 * @throws Failure when the portal did not keep to what was asked
 */
export function highestId(rows: readonly IDataObject[]): number {
	lastId([...rows].reverse(), 0);
	return numberOf(rows[0]?.id) ?? 0;
}

/**
 * Checks that rows come in rising order of their IDs, behind the last one read before.
 *
 * @returns the last ID
 * @throws Failure when the portal did not keep to what was asked
 */
export function lastId(rows: readonly IDataObject[], after: number): number {
	return rows.reduce((last, row) => {
		const id = numberOf(row.id);
		if (id === null || id <= last) throw notWhatWasAsked();
		return id;
	}, after);
}

/**
 * An answer of a form that this method never has.
 * @param what is unexpected of it, to follow "the answer"
 */
export function unexpected(what?: string): Failure {
	return new Failure({
		code: 'BAD_RESPONSE',
		message: `Bitrix24 answered in an unexpected form${what ? `: the answer ${what}` : ''}`,
		description: 'The next poll asks again. If it happens each time, look at orders in Bitrix24',
		retryable: true,
	});
}

/** A record that somebody can look at, without something that it has to have. */
export function incomplete(record: string, lacking: string): Failure {
	return new Failure({
		code: 'BAD_RESPONSE',
		message: `Bitrix24 showed ${record} without ${lacking} that can be read`,
		description: `Nothing of this poll was passed on. Open ${record} in Bitrix24 and save it once more`,
		retryable: true,
	});
}

/** Dropped filters would flood a workflow with the whole portal (docs/bitrix24.md#dropped-filters). */
export function notWhatWasAsked(): Failure {
	return new Failure({
		code: 'BAD_RESPONSE',
		message: 'Bitrix24 answered with other orders or payments than those that were asked for',
		description:
			'It seems to have dropped a filter or the sorting, so nothing of it was passed on. The next poll asks again. If it happens each time, this version of Bitrix24 cannot be watched',
		retryable: true,
	});
}
