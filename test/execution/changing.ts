import type { IDataObject } from 'n8n-workflow';

import { act, sendingOf, type Acted } from '../../nodes/Bitrix24Payments/execution/act';
import type { ChangeRun } from '../../nodes/Bitrix24Payments/execution/changeRun';
import { carryOut } from '../../nodes/Bitrix24Payments/execution/changes';
import type { Entry } from '../../nodes/Bitrix24Payments/execution/entry';
import { Memory } from '../../nodes/Bitrix24Payments/execution/memory';
import { settleTimes } from '../../nodes/Bitrix24Payments/execution/settle';
import { settleAll } from '../../nodes/Bitrix24Payments/execution/settleAll';
import type { ChangeOperation } from '../../nodes/Bitrix24Payments/operations/change';
import { pay } from '../../nodes/Bitrix24Payments/operations/payment/pay';
import { Failure } from '../../nodes/Bitrix24Payments/portal/failure';
import type { PortalOptions } from '../../nodes/Bitrix24Payments/portal/portal';
import { lookAt } from '../portal/looks';
import { besides, rig, type PortalRig } from '../portal/support';
import { Books } from './books';
import { entryOf } from './support';

/** A portal with its books, and a run that changes something there. */
export interface Stage extends PortalRig {
	readonly books: Books;
	readonly run: ChangeRun;
}

interface StageOptions {
	readonly run?: Partial<ChangeRun>;
	readonly portal?: Partial<PortalOptions>;
	readonly isCloud?: boolean;
	/** For how long a payment in doubt is watched, in ms. */
	readonly settleMs?: number;
}

export function stage(options: StageOptions = {}): Stage {
	const { run, portal, isCloud = true, settleMs = 75_000 } = options;
	const all = rig(portal, isCloud);
	return { ...all, books: new Books(all.clock, all.server), run: { ...aRun(settleMs), ...run } };
}

/** Another portal of the same run, or the same one with another credential. */
export function beside(all: Stage, host?: string): Stage {
	const other = besides(all, {}, host);
	return { ...all, ...other, books: new Books(other.clock, other.server) };
}

function aRun(settleMs: number): ChangeRun {
	return {
		batched: true,
		readBackApart: false,
		stopAtFirstFailure: false,
		times: settleTimes({ settleMs, timeoutMs: 60_000 }),
		memory: new Memory({}, 0, true),
		perilous: new Set(),
	};
}

/** An item whose payment was read a moment ago, as the books show it. */
export function itemOf(
	{ portal, books }: Stage,
	operation: ChangeOperation,
	parameters: IDataObject,
	index = 0,
): Entry {
	const entry = entryOf(operation, parameters, index, portal);
	const value = books.rows.get(Number(parameters.paymentId)) ?? [];
	return { ...entry, before: entry.change.observe({ kind: 'value', value }) };
}

export const NO_ANSWER = new Failure({
	code: 'CONNECTION_FAILED',
	message: 'The answer was lost',
	description: 'Look at the network',
});

/** The answer to its write was lost just now. */
export function lost(entry: Entry): Entry {
	return { ...entry, doubt: { kind: 'lost', failure: NO_ANSWER, since: entry.portal.ticks() } };
}

/** Its write was confirmed just now. */
export function confirmed(entry: Entry): Entry {
	const since = entry.portal.ticks();
	return { ...entry, doubt: { kind: 'answered', confirmation: {}, since } };
}

/** Why an item has failed; anything else ends the test. */
export function whyFailed({ outcome }: Entry): Failure {
	if (outcome?.kind !== 'failed') throw new Error(`It has not failed: ${JSON.stringify(outcome)}`);
	return outcome.failure;
}

/** What kind of end each item came to. */
export function ends(entries: readonly Entry[]): string[] {
	return entries.map(({ outcome }) =>
		outcome?.kind === 'failed' ? outcome.failure.code : (outcome?.kind ?? 'open'),
	);
}

/** Items about the payments 1, 2, 3 and so on. */
export function items(all: Stage, count: number, operation = pay): Entry[] {
	return Array.from({ length: count }, (_, index) => {
		all.books.add(index + 1);
		return itemOf(all, operation, { paymentId: index + 1, paySystemId: 7 }, index);
	});
}

/** Lets a run find out that its credential may list payments. */
export async function tryLists({ portal }: Stage): Promise<void> {
	await portal.reader.see([lookAt(1), lookAt(2)]);
	expect(portal.reader.canList).toBe(true);
}

interface Manner {
	/** What was read is good for so long, in ms. */
	readonly validMs?: number;
	/** Payments that come next. */
	readonly ahead?: readonly number[];
	/** Whether what was changed is seen in the same request. */
	readonly along?: boolean;
}

/** Sends the writes of these items once. */
export async function send(
	{ portal, run }: Stage,
	entries: readonly Entry[],
	manner: Manner = {},
): Promise<Acted> {
	const { validMs = Infinity, ahead = [], along = run.batched } = manner;
	const terms = { patience: portal.patience, validUntil: portal.ticks() + validMs };
	const looks = ahead.map((id) => lookAt(id));
	return await act(
		entries.map((entry) => sendingOf(entry, along)),
		run,
		terms,
		looks,
	);
}

/** Items whose write was lost before the portal saw it. */
export function unheard(all: Stage, ...ids: number[]): Entry[] {
	return ids.map((id, index) => {
		all.books.add(id);
		return lost(itemOf(all, pay, { paymentId: id }, index));
	});
}

/** Settles the doubts about items that were sent. */
export async function settledAll({ portal, run }: Stage, entries: readonly Entry[]): Promise<void> {
	await settleAll(entries, portal, run);
}

/** Items about these payments, which nobody has looked at yet. */
export function about(
	all: Stage,
	ids: readonly number[],
	operation: ChangeOperation = pay,
	parameters: IDataObject = { paySystemId: 7 },
): Entry[] {
	return ids.map((paymentId, index) => {
		if (!all.books.rows.has(paymentId)) all.books.add(paymentId);
		return entryOf(operation, { paymentId, ...parameters }, index, all.portal);
	});
}

/** Carries out a run to its end. */
export async function carriedOut({ run }: Stage, entries: readonly Entry[]): Promise<string[]> {
	await carryOut(entries, run);
	return ends(entries);
}

/** Whether a run says that it has changed something. */
export function changed({ outcome }: Entry): boolean | undefined {
	return outcome?.kind === 'done' ? outcome.changed : undefined;
}
