import type { IDataObject } from 'n8n-workflow';

import type { Command, Reply } from './command';
import { Failure } from './failure';
import { isObject } from './json';

/** Rows per page, set by Bitrix24 (docs/bitrix24.md#paging). */
const ROWS = 50;
/** One row more than values would show that one of them is there twice, without a second page. */
const VALUES = ROWS - 1;

/** A list of the portal, and how its rows are told apart. */
export interface Table {
	readonly method: string;
	/** Where the rows stand in an answer. */
	readonly key: string;
	/** The field that is different for each row, by which pages are read. */
	readonly id: string;
	readonly select: readonly string[];
}

/** Which rows of a table are wanted. */
export interface Wanted {
	readonly table: Table;
	/** A field that has to be one of these values. */
	readonly field: string;
	readonly values: readonly string[];
	/** What else the rows have to be. */
	readonly also?: IDataObject;
}

/** The rows that were found, or why the table could not be searched. */
export type Found = readonly IDataObject[] | Failure;

/** Sends commands, as many in one request as have room; one reply per command. */
export type Send = (commands: readonly Command[]) => Promise<Reply[]>;

/** A part of the values, and how far its rows have been read. */
interface Part {
	readonly values: readonly string[];
	readonly after?: number;
}

/**
 * All rows whose field is one of some values: many values per list, many lists per request, and
 * further pages where a list is full. Every row has to be one that was asked for, because the
 * server drops conditions that it does not understand (docs/bitrix24.md#dropped-filters).
 */
export async function searchRows(wanted: Wanted, send: Send): Promise<Found> {
	const rows: IDataObject[] = [];
	let parts: Part[] = chunksOf([...new Set(wanted.values)]).map((values) => ({ values }));
	while (parts.length > 0) {
		const replies = await send(parts.map((part) => commandFor(wanted, part)));
		const next: Part[] = [];
		for (const [index, part] of parts.entries()) {
			const reply = replies[index];
			if (reply?.kind !== 'value') return reply?.failure ?? unasked();
			const page = pageOf(reply.value, wanted, part);
			if (!page) return unasked();
			rows.push(...page);
			const last = Number(page.at(-1)?.[wanted.table.id]);
			if (page.length >= ROWS) next.push({ values: part.values, after: last });
		}
		parts = next;
	}
	return rows;
}

function chunksOf(values: readonly string[]): string[][] {
	const chunks: string[][] = [];
	for (let start = 0; start < values.length; start += VALUES) {
		chunks.push(values.slice(start, start + VALUES));
	}
	return chunks;
}

function commandFor({ table, field, also }: Wanted, { values, after }: Part): Command {
	return {
		method: table.method,
		params: {
			select: [...table.select],
			filter: {
				...also,
				[`=${field}`]: [...values],
				...(after === undefined ? {} : { [`>${table.id}`]: after }),
			},
			order: { [table.id]: 'asc' },
			start: -1,
		},
	};
}

/** Undefined where a row is not one of those that were asked for, or not in the order asked for. */
function pageOf(answer: unknown, wanted: Wanted, part: Part): IDataObject[] | undefined {
	const { table, field, also = {} } = wanted;
	const rows = isObject(answer) ? answer[table.key] : undefined;
	if (!Array.isArray(rows) || !rows.every(isObject)) return undefined;
	const asked = new Set(part.values.map(normalized));
	let last = part.after ?? -Infinity;
	for (const row of rows as IDataObject[]) {
		const id = Number(row[table.id]);
		const isAsked = asked.has(normalized(row[field]));
		const isAlso = Object.entries(also).every(
			([key, value]) => normalized(row[key.replace(/^=/, '')]) === normalized(value),
		);
		if (!isAsked || !isAlso || !(id > last)) return undefined;
		last = id;
	}
	return rows as IDataObject[];
}

/** As the portal compares: without regard to case. */
export function normalized(value: unknown): string {
	return String(value ?? '')
		.trim()
		.toLowerCase();
}

function unasked(): Failure {
	return new Failure({
		code: 'BAD_RESPONSE',
		message: 'Bitrix24 answered with something else than what was searched for',
		description:
			'Nothing was changed. The portal may be ignoring conditions of a search. Give the payment by its ID, or run again',
		retryable: true,
	});
}
