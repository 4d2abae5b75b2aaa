import type { IDataObject } from 'n8n-workflow';

import { carryOut } from '../../../nodes/Bitrix24Payments/execution/changes';
import { rerunAdvice } from '../../../nodes/Bitrix24Payments/execution/endedEarly';
import type { Entry, Outcome } from '../../../nodes/Bitrix24Payments/execution/entry';
import { Memory } from '../../../nodes/Bitrix24Payments/execution/memory';
import { settleTimes } from '../../../nodes/Bitrix24Payments/execution/settle';
import type { PortalOptions } from '../../../nodes/Bitrix24Payments/portal/portal';
import { besides, rig, type PortalRig } from '../../portal/support';
import { entriesOf, OPERATIONS, ORDERS } from './items';
import { PAYMENTS, type Plan } from './plan';
import { Server } from './server';

/** What became of an item, and when that was known. */
export interface Verdict {
	readonly entry: Entry;
	readonly outcome: Outcome | undefined;
	/** How many requests had gone out when its failure was known. */
	readonly failedAfter: number | undefined;
}

/** One try of a run. */
export interface Try {
	readonly verdicts: readonly Verdict[];
	/** How many requests had gone out before. */
	readonly firstRequest: number;
	readonly firstSending: number;
	readonly beganAt: number;
	readonly endedAt: number;
	readonly lastRequest: number;
	readonly wasStopped: boolean;
	readonly fault: unknown;
	readonly advice: string;
}

/** A run with all its tries, and the portal that it met. */
export interface Trial {
	readonly plan: Plan;
	readonly server: Server;
	readonly tries: readonly Try[];
	/** Two more runs with nothing going wrong any more: at once, and long after. */
	readonly more: readonly [Try, Try];
}

export async function carriedOut(plan: Plan): Promise<Trial> {
	const first = rig({}, plan.isCloud);
	const server = new Server(plan, first.clock);
	fill(server, plan);
	const kept: IDataObject = {};
	const tries: Try[] = [];
	do {
		tries.push(await attempt(plan, first, server, new Memory(kept, 0, plan.tries > 1)));
		first.clock.time += 1000;
	} while (mayTryAgain(tries, plan));
	server.mend();
	const soon = await attempt(plan, first, server, new Memory({}, 0));
	letEverythingEnd(first, server);
	const late = await attempt(plan, first, server, new Memory({}, 0));
	return { plan, server, tries, more: [soon, late] };
}

function mayTryAgain(tries: readonly Try[], plan: Plan): boolean {
	const last = tries.at(-1);
	if (!last || last.wasStopped || tries.length >= plan.tries) return false;
	return last.verdicts.some(({ outcome }) => outcome?.kind !== 'done');
}

/** Longer than any script runs, and than any limit lasts. */
function letEverythingEnd({ clock }: PortalRig, server: Server): void {
	clock.time += 11 * 60_000;
	server.ledger.catchUp();
}

function fill({ ledger }: Server, { paid }: Plan): void {
	for (const id of PAYMENTS) {
		const isPaid = paid.includes(id);
		ledger.add({
			id,
			orderId: ORDERS[id] ?? 0,
			accountNumber: `${ORDERS[id]}/${id}`,
			paid: isPaid ? 'Y' : 'N',
			datePaid: isPaid || id === 3 ? '2026-01-01T10:00:00+02:00' : null,
			sum: 100.5,
			currency: 'EUR',
			paySystemId: 7,
			paySystemName: 'Bank',
			comments: '',
			isReturn: 'N',
			...(id === 5 ? { dealId: 25 } : {}),
		});
	}
}

async function attempt(plan: Plan, first: PortalRig, server: Server, memory: Memory): Promise<Try> {
	const { clock } = first;
	const one = openPortal(plan, first, server);
	const entries = entriesOf(plan, one.portal);
	const verdicts = entries.map((entry) => watched(entry, server));
	const began = {
		firstRequest: server.requests + 1,
		firstSending: server.sendings.length,
		beganAt: clock.time,
	};
	const { batched, readBackApart = false } = OPERATIONS[plan.kind];
	const fault: unknown = await carryOut(entries, {
		batched,
		readBackApart,
		stopAtFirstFailure: plan.stopAtFirstFailure && !server.isFaultless,
		times: settleTimes({ settleMs: plan.settleMs, timeoutMs: 60_000 }),
		memory,
		perilous: new Set(),
	}).then(
		() => undefined,
		(error: unknown) => error,
	);
	return {
		...began,
		verdicts: verdicts.map((verdict) => ({ ...verdict(), outcome: verdict().entry.outcome })),
		endedAt: clock.time,
		lastRequest: server.requests,
		wasStopped: one.wasStopped(),
		fault,
		advice: rerunAdvice(entries),
	};
}

function openPortal(plan: Plan, first: PortalRig, server: Server) {
	const controller = new AbortController();
	const { batchSize, stopping } = plan;
	const waits = server.isFaultless ? { rate: 900_000, operating: 900_000 } : plan.waits;
	const options: Partial<PortalOptions> = { batchSize, waits, signal: controller.signal };
	const one = besides(first, options);
	server.attach(one.server);
	server.stop = () => controller.abort();
	let sleeps = 0;
	first.clock.onSleep = () => {
		sleeps += 1;
		if (!server.isFaultless && stopping?.during === 'sleep' && stopping.nth === sleeps) {
			controller.abort();
		}
	};
	return { ...one, wasStopped: () => controller.signal.aborted };
}

/** Notes when its failure is known. */
function watched(entry: Entry, server: Server): () => Omit<Verdict, 'outcome'> {
	let outcome = entry.outcome;
	let failedAfter: number | undefined;
	Object.defineProperty(entry, 'outcome', {
		enumerable: true,
		get: () => outcome,
		set: (value: Outcome | undefined) => {
			if (value?.kind === 'failed') failedAfter ??= server.requests;
			outcome = value;
		},
	});
	return () => ({ entry, failedAfter });
}
