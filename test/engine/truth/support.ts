import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import {
	SEED,
	seedPayments,
	type Clock,
	type PaymentRow,
	type SeedPayment,
} from '../../../sandbox/portal';
import { DIALECTS, type DialectName } from '../../faults/support/cases';
import { pairs, startRig, type Rig, type RigOptions, type RunResult } from '../../support/rig';
import type { RunSettings } from '../../support/rig';
import { detailsOf } from '../../support/details';

export const CONTINUE = 'continueRegularOutput' as const;
export const STOP = 'stopWorkflow' as const;
export const BOTH_MODES = [CONTINUE, STOP] as const;

/** A rig of its own for each test, so that a run knows nothing of the ones before. */
export interface Use {
	readonly rig: Rig;
	readonly portal: Rig['portal'];
	readonly ledger: Rig['portal']['ledger'];
}

/** Whatever a test is about: no two writes on one order have met in it. */
export function useRig(options: RigOptions = {}): Use {
	let rig: Rig | undefined;
	const current = () => {
		if (rig === undefined) throw new Error('The rig has not been started');
		return rig;
	};
	beforeEach(async () => {
		rig = await startRig(options);
	});
	afterEach(async () => {
		const overlaps = current().portal.ledger.overlaps();
		await current().close();
		expect(overlaps).toBe(0);
	});
	return {
		get rig() {
			return current();
		},
		get portal() {
			return current().portal;
		},
		get ledger() {
			return current().portal.ledger;
		},
	};
}

/** An operation that changes one existing payment, as these tests ask for it. */
export interface Act {
	readonly operation: string;
	readonly method: string;
	/** How it is read when it is read by itself. */
	readonly read: string;
	readonly seed: Omit<SeedPayment, 'id'>;
	readonly parameters: IDataObject;
	/** Whether it may be sent once more when it surely had no effect. */
	readonly repeatable: boolean;
	isDone(row: Readonly<PaymentRow> | undefined): boolean;
}

const paymentId = '={{ $json.id }}';
const READ = 'crm.item.payment.get';

export const PAY: Act = {
	operation: 'pay',
	method: 'crm.item.payment.pay',
	read: READ,
	seed: { sum: 100, paySystemId: SEED.paySystems.restHandler },
	parameters: { paymentId },
	repeatable: true,
	isDone: (row) => row?.paid === 'Y',
};

export const UNPAY: Act = {
	...PAY,
	operation: 'unpay',
	method: 'crm.item.payment.unpay',
	seed: { ...PAY.seed, paid: 'Y', datePaid: '2026-05-09T11:20:00+02:00', empPaidId: 1 },
	isDone: (row) => row?.paid === 'N',
};

export const DELETE: Act = {
	...PAY,
	operation: 'delete',
	method: 'crm.item.payment.delete',
	isDone: (row) => row === undefined,
};

export const UPDATE: Act = {
	...PAY,
	operation: 'update',
	method: 'sale.payment.update',
	read: 'sale.payment.list',
	parameters: { paymentId, updateFields: { comments: 'Bank line 17' } },
	repeatable: false,
	isDone: (row) => row?.comments === 'Bank line 17',
};

/** Of a payment that can be paid back. */
export const REFUND: Act = {
	...UPDATE,
	seed: { sum: 100, paySystemId: 5, paid: 'Y', datePaid: '2026-05-09T11:20:00+02:00' },
	parameters: { ...UPDATE.parameters, updateFields: { isReturn: 'P' } },
	isDone: (row) => row?.isReturn === 'P',
};

export const PAY_SYSTEM_PAY: Act = {
	...PAY,
	operation: 'paySystemPay',
	method: 'sale.paysystem.pay.payment',
	parameters: { paymentId, paySystemId: SEED.paySystems.restHandler },
	repeatable: false,
};

/** For `describe.each` and `it.each`: the operation's name first. */
export const named = (...acts: readonly Act[]) => acts.map((act) => [act.operation, act] as const);

export const ALL_ACTS = named(PAY, UNPAY, UPDATE, DELETE, PAY_SYSTEM_PAY);

/** How the portal is met: with lists of payments or without, and in which dialect it speaks. */
export type Way = readonly [reads: 'by lists' | 'one by one', dialect: DialectName];

export const WAYS: readonly Way[] = [
	['by lists', 'new dialect'],
	['one by one', 'new dialect'],
	['by lists', 'old dialect'],
	['one by one', 'old dialect'],
];

export function meet({ rig, portal }: Use, [reads, dialect]: Way, act?: Act): void {
	portal.dialect = { ...portal.dialect, ...DIALECTS[dialect] };
	// Only the store can update, and what may do that may list as well.
	if (reads === 'by lists' || act?.operation === 'update') return rig.useWebhook();
	rig.useWebhook(portal.webhookFor({ scopes: ['crm', 'pay_system'] }));
}

const FIRST_ID = 7001;

/** Payments that the operation can change, each of an order of its own. */
export function add({ ledger }: Use, { seed }: Act, count = 1): number[] {
	return Array.from({ length: count }, (_, index) =>
		ledger.addPayment({ id: FIRST_ID + index, ...seed }),
	);
}

/** Runs the operation on these payments; every item has to come from its input item. */
export async function ask(
	{ rig }: Pick<Use, 'rig'>,
	act: Act,
	ids: readonly number[],
	settings: Partial<RunSettings> = {},
): Promise<RunResult> {
	const { operation, parameters } = act;
	const result = await rig.run({
		operation,
		parameters,
		items: ids.map((id) => ({ id })),
		onError: CONTINUE,
		...settings,
	});
	const { onError = CONTINUE } = settings;
	if (onError === CONTINUE) expect(pairs(result.items)).toEqual(ids.map((_, index) => index));
	return result;
}

/** The one item of a run of one. */
export async function askOne(
	use: Pick<Use, 'rig'>,
	act: Act,
	id: number | undefined,
	settings: Partial<RunSettings> = {},
): Promise<IDataObject> {
	const { items } = await ask(use, act, [id ?? 0], settings);
	return items[0]?.json ?? {};
}

export const jsonOf = (items: readonly INodeExecutionData[]): IDataObject[] =>
	items.map(({ json }) => json);

/** All that a person reads of a run's failures and warnings. */
export function wordsOf({ items, error }: Pick<RunResult, 'items' | 'error'>): string {
	const ofItems = jsonOf(items).flatMap((json) => [
		json.error,
		detailsOf(json).description,
		json.warning,
	]);
	return [...ofItems, error?.message, error?.description].filter(Boolean).join('\n');
}

/** How often a method was sent, alone or in batches. */
export function sent({ portal }: Pick<Use, 'portal'>, method: string, text = ''): number {
	return portal.requests
		.flatMap((request) => request.commands ?? [`${request.method}?${request.rawBody}`])
		.filter((command) => command.startsWith(`${method}?`) && command.includes(text)).length;
}

/** An empty payment for a deal. */
export const CREATE = {
	operation: 'create',
	method: 'crm.item.payment.add',
	deal: SEED.dealWithoutPayments as number,
};

export async function create(
	{ rig }: Pick<Use, 'rig'>,
	deals: ReadonlyArray<number | string> = [CREATE.deal],
	settings: Partial<RunSettings> = {},
): Promise<RunResult> {
	return await rig.run({
		operation: CREATE.operation,
		items: deals.map((deal) => ({ deal })),
		parameters: { entityTypeId: 2, entityId: '={{ $json.deal }}' },
		onError: CONTINUE,
		...settings,
	});
}

const SEED_IDS: ReadonlySet<number | undefined> = new Set(seedPayments().map(({ id }) => id));

/** The payments that are not there from the beginning, oldest first. */
export function newPayments({ ledger }: Pick<Use, 'ledger'>): number[] {
	return ledger
		.payments()
		.map(({ id }) => id)
		.filter((id) => !SEED_IDS.has(id))
		.sort((a, b) => a - b);
}

/**
 * Lets time go by in steps of a second while something runs. A clock that hands time on would leap
 * from one sleeper to the next, past every time-out between them.
 */
export async function secondBySecond<Result>(
	clock: Pick<Clock, 'sleep'>,
	running: Promise<Result>,
): Promise<Result> {
	let isOver = false;
	const over = running.finally(() => (isOver = true));
	while (!isOver) await Promise.race([over, clock.sleep(1000)]);
	return await over;
}
