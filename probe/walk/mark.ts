import { randomBytes } from 'node:crypto';

import { isObject, textOf, type JsonObject } from '../judge/json';

/** Part of every title that the probe gives to a deal; what leftovers are searched by. */
export const MARK = 'n8n-nodes-bitrix24-payments probe';

const TITLE = new RegExp(`^\\[TEST\\] ${MARK} (\\d{9,11})-([0-9a-f]{12}) \\(may be deleted\\)$`);

/** Somebody may copy a deal with its title, but not at the second at which the probe made it. */
const COPIED_AFTER_S = 900;

/** What tells the probe's own deal and payment from those of people. */
export interface Mark {
	/** When it was made, in Unix seconds by the portal's clock. */
	readonly stamp: number;
	readonly nonce: string;
}

export function newMark(portalNowMs: number): Mark {
	return { stamp: Math.floor(portalNowMs / 1000), nonce: randomBytes(6).toString('hex') };
}

export function titleOf({ stamp, nonce }: Mark): string {
	return `[TEST] ${MARK} ${stamp}-${nonce} (may be deleted)`;
}

/** The mark as a payment bears it. */
export function tokenOf({ stamp, nonce }: Mark): string {
	return `probe-${stamp}-${nonce}`;
}

/** Several fields, as a portal may drop one of them. */
export function markingFields(mark: Mark): Record<'xmlId' | 'payVoucherNum' | 'comments', string> {
	const token = tokenOf(mark);
	return { xmlId: token, payVoucherNum: token, comments: token };
}

/** Whether a payment as `sale.payment.get` shows it bears the mark. */
export function bearsMark(payment: unknown, mark: Mark): boolean {
	if (!isObject(payment)) return false;
	const names = Object.keys(markingFields(mark));
	return names.some((name) => textOf(payment[name]).includes(tokenOf(mark)));
}

/** The mark that a deal bears; undefined for a deal of anybody else, also for a copy of ours. */
export function markOf({ title, createdTime }: JsonObject): Mark | undefined {
	const [, stamp, nonce] = TITLE.exec(textOf(title)) ?? [];
	if (stamp === undefined || nonce === undefined) return undefined;
	const created = Date.parse(textOf(createdTime)) / 1000;
	const isCopy = created > Number(stamp) + COPIED_AFTER_S;
	return isCopy ? undefined : { stamp: Number(stamp), nonce };
}
