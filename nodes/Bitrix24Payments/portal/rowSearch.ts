import type { IDataObject } from 'n8n-workflow';

import type { Command, Reply } from './command';
import { Failure } from './failure';
import { isObject } from './json';

/** Rows per page, set by Bitrix24 (docs/bitrix24.md#paging). */
const ROWS = 50;

/** One less, so that values which occur once each need no look at a second page. */
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

/** Which rows of a table are wanted: those of any of its selections. */
export interface Wanted {
	readonly table: Table;
	readonly selections: readonly Selection[];
}

/** Rows that one list shows, and how to tell that a row is one of them. */
export interface Selection {
	readonly filter: IDataObject;
	isAsked(row: IDataObject): boolean;
}

/** The rows that were found, or why the table could not be searched. */
export type Found = readonly IDataObject[] | Failure;

/** Sends commands, as many in one request as have room; one reply per command. */
export type Send = (commands: readonly Command[]) => Promise<Reply[]>;

/**
 * Rows whose field has one of some values, as many in one list as fit on its page.
 * @param also what else they have to be, as field → value
 */
export function having(
	table: Table,
	field: string,
	values: readonly string[],
	also: IDataObject = {},
): Wanted {
	const distinct = new Map(values.map((value) => [normalized(value), value]));
	const others = Object.entries(also).map(([name, value]) => [`=${name}`, value] as const);
	return {
		table,
		selections: chunksOf([...distinct.values()]).map((some) => {
			const asked = new Set(some.map(folded));
			return {
				filter: { ...Object.fromEntries(others), [`=${field}`]: some },
				isAsked: (row) =>
					asked.has(folded(row[field])) &&
					Object.entries(also).every(
						([name, value]) => normalized(row[name]) === normalized(value),
					),
			};
		}),
	};
}

/** A selection, and how far its rows have been read. */
interface Part extends Selection {
	/** Which search it belongs to. */
	readonly of: number;
	readonly table: Table;
	readonly after?: number;
}

/**
 * Answers several searches together: many lists per request, and further pages where a list is
 * full. Every row has to be one that was asked for, because the server drops conditions that it
 * does not understand (docs/bitrix24.md#dropped-filters).
 *
 * @returns one per search, in their order
 */
export async function searchRows(searches: readonly Wanted[], send: Send): Promise<Found[]> {
	const found: Array<IDataObject[] | Failure> = searches.map(() => []);
	let parts = searches.flatMap(({ selections, table }, of) =>
		selections.map((selection): Part => ({ ...selection, table, of })),
	);
	while (parts.length > 0) {
		const replies = await send(parts.map(commandFor));
		parts = parts.flatMap((part, index) => {
			const rows = found[part.of];
			if (!rows || rows instanceof Failure) return [];
			const page = readPage(replies[index], part);
			if (page instanceof Failure) {
				found[part.of] = page;
				return [];
			}
			// One by one: the arguments of a single push have their limit.
			for (const row of page) rows.push(row);
			const last = Number(page.at(-1)?.[part.table.id]);
			return page.length >= ROWS ? [{ ...part, after: last }] : [];
		});
	}
	return found;
}

function chunksOf(values: readonly string[]): string[][] {
	const chunks: string[][] = [];
	for (let start = 0; start < values.length; start += VALUES) {
		chunks.push(values.slice(start, start + VALUES));
	}
	return chunks;
}

function commandFor({ table, filter, after }: Part): Command {
	return {
		method: table.method,
		params: {
			select: [...table.select],
			filter: { ...filter, ...(after === undefined ? {} : { [`>${table.id}`]: after }) },
			order: { [table.id]: 'asc' },
			start: -1,
		},
	};
}

/** A failure where a row is not one of those that were asked for, or not in the order asked for. */
function readPage(reply: Reply | undefined, part: Part): Found {
	const { table } = part;
	if (reply?.kind !== 'value') return reply?.failure ?? unasked();
	const rows = isObject(reply.value) ? reply.value[table.key] : undefined;
	if (!Array.isArray(rows) || !rows.every(isObject)) return unasked();
	let last = part.after ?? 0;
	for (const row of rows) {
		const id = Number(row[table.id]);
		if (!part.isAsked(row) || !(id > last)) return unasked();
		last = id;
	}
	return rows;
}

/** As two numbers of orders or payments are the same: without regard to case. */
export function normalized(value: unknown): string {
	return String(value ?? '')
		.trim()
		.toLowerCase();
}

/** As the portal's database may compare: without regard to accents and what cannot be seen as well. */
function folded(value: unknown): string {
	const plain = String(value ?? '')
		.normalize('NFKD')
		.replace(/[\p{M}\p{Cf}]/gu, '');
	// A sign such as № is two letters by now.
	return normalized(plain).replaceAll('ß', 'ss');
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
