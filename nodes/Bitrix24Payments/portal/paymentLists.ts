import type { IDataObject } from 'n8n-workflow';

import type { Command, Reply } from './command';
import type { Failure } from './failure';
import { isObject, numberFrom } from './json';
import type { Look, PaymentLook } from './look';

/** Rows per page, set by Bitrix24 (docs/bitrix24.md#paging). */
const ROWS = 50;

/** What the short form of a payment shows, and the order that it belongs to. */
export const SHORT_FIELDS = [
	'id',
	'orderId',
	'accountNumber',
	'paid',
	'datePaid',
	'empPaidId',
	'sum',
	'currency',
	'paySystemId',
	'paySystemName',
];

/** Up to fifty looks that one list answers. */
export interface PaymentList {
	readonly command: Command;
	readonly looks: ReadonlyArray<{ readonly position: number; readonly look: PaymentLook }>;
}

/**
 * The lists that show what can be shown by lists; `position` is the place among the looks given.
 *
 * @param evenOne also for a single payment in its short form, which is read at less cost, and with
 * fewer rights, by itself
 */
export function listsFor(looks: ReadonlyArray<Look | undefined>, evenOne = false): PaymentList[] {
	const listable = looks.flatMap((look, position) =>
		look?.show === 'payment' && !look.singly ? [{ look, position }] : [],
	);
	return (['short', 'full'] as const).flatMap((form) => {
		const ofForm = listable.filter(({ look }) => look.form === form);
		if (form === 'short' && ofForm.length === 1 && !evenOne) return [];
		const lists: PaymentList[] = [];
		for (let start = 0; start < ofForm.length; start += ROWS) {
			const some = ofForm.slice(start, start + ROWS);
			const ids = [...new Set(some.map(({ look }) => look.id))];
			lists.push({ command: listCommand(ids, form), looks: some });
		}
		return lists;
	});
}

/** @param ids of payments, at most fifty; an array after `=` means any of them */
function listCommand(ids: readonly number[], form: PaymentLook['form']): Command {
	return {
		method: 'sale.payment.list',
		params: {
			...(form === 'short' ? { select: SHORT_FIELDS } : {}),
			filter: { '=id': [...ids] },
			order: { id: 'asc' },
			start: -1,
		},
	};
}

/** What a list showed. */
export type Listed =
	/** By position; a payment that is missing has to be asked for by itself to learn why. */
	| { readonly kind: 'rows'; readonly replies: ReadonlyMap<number, Reply> }
	/** The credential may not list payments, or the list is not the one that was asked for. */
	| { readonly kind: 'refused' };

/**
 * Reads the answer to a list. Every row is checked: a server that drops the filter answers with
 * the payments of the whole portal (docs/bitrix24.md#dropped-filters).
 */
export function readList({ looks }: PaymentList, reply: Reply): Listed {
	if (reply.kind === 'refused' || reply.kind === 'complained') return { kind: 'refused' };
	// One payment with a broken text can make fifty unreadable: each is asked for by itself then.
	if (reply.kind === 'uncertain' && isOfRow(reply.failure)) return rowsFrom(looks, () => undefined);
	if (reply.kind !== 'value') return rowsFrom(looks, () => reply);
	const rows = isObject(reply.value) ? reply.value.payments : undefined;
	if (!Array.isArray(rows)) return { kind: 'refused' };
	const asked = new Set(looks.map(({ look }) => look.id));
	const byId = new Map<number, IDataObject>();
	for (const row of rows) {
		const id = isObject(row) ? numberFrom(row.id) : NaN;
		if (!asked.has(id) || byId.has(id)) return { kind: 'refused' };
		byId.set(id, row as IDataObject);
	}
	return rowsFrom(looks, ({ id }) => {
		const row = byId.get(id);
		const isWhole = row?.paid === 'Y' || row?.paid === 'N';
		return isWhole ? { kind: 'value', value: row, time: reply.time } : undefined;
	});
}

/** The portal itself broke off; nothing stands between it and us. */
function isOfRow({ bitrixCode }: Failure): boolean {
	return bitrixCode !== undefined;
}

function rowsFrom(
	looks: PaymentList['looks'],
	replyFor: (look: PaymentLook) => Reply | undefined,
): Listed {
	const replies = new Map<number, Reply>();
	for (const { position, look } of looks) {
		const reply = replyFor(look);
		if (reply) replies.set(position, reply);
	}
	return { kind: 'rows', replies };
}
