import type { Json } from './php/values';

export const PAGE_SIZE = 50;

/**
 * A list answer whose paging data the envelope lifts out of the result (docs/bitrix24.md#paging).
 */
export class Page {
	constructor(
		readonly result: Json,
		readonly total: Json | undefined,
		readonly next: Json | undefined,
	) {}
}

/**
 * Cuts one page out of the rows: page number floor(start/50)+1; `start=-1` switches counting off,
 * `next` is missing on the last page (docs/bitrix24.md#paging).
 */
export function pageOf<Row>(
	rows: readonly Row[],
	start: number,
	print: (rows: Row[]) => Json,
): Page {
	const offset = start > 0 ? Math.floor(start / PAGE_SIZE) * PAGE_SIZE : 0;
	const shown = rows.slice(offset, offset + PAGE_SIZE);
	if (start === -1) return new Page(print(shown), undefined, undefined);
	const end = offset + shown.length;
	return new Page(print(shown), rows.length, end < rows.length ? end : undefined);
}
