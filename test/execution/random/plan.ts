import fc from 'fast-check';

import { deedOf, type Deed } from './deeds';
import { commandFault, requestFault, type CommandFault, type RequestFault } from './faults';

/** What all items of a run ask for. */
export const KINDS = [
	'pay',
	'unpay',
	'update',
	'charge',
	'delete',
	'create',
	'createForOrder',
] as const;

export type Kind = (typeof KINDS)[number];

/** The payments that there are; 1 and 2 are of one order, as are 4 and 5. */
export const PAYMENTS = [1, 2, 3, 4, 5] as const;

/** One item, in numbers that each kind reads in its own way. */
export interface ItemPlan {
	readonly payment: number;
	/** Which fields an update or creation sets. */
	readonly variant: number;
}

/** The user stops the execution: in the middle of a request, or while it sleeps. */
export interface Stopping {
	readonly during: 'request' | 'sleep';
	readonly nth: number;
	/** What the portal makes of the request: at once, some ms later, or nothing. */
	readonly carriedOutAfter: number | undefined;
}

/** A run that chance made up, with the portal that it meets. */
export interface Plan {
	readonly kind: Kind;
	readonly items: readonly ItemPlan[];
	/** The payments that are paid from the start. */
	readonly paid: readonly number[];
	readonly verify: boolean;
	readonly onlyIf: boolean;
	readonly stopAtFirstFailure: boolean;
	readonly batchSize: number;
	readonly settleMs: number;
	readonly waits: { readonly rate: number; readonly operating: number };
	readonly isCloud: boolean;
	readonly canList: boolean;
	/** Tells a payment that is gone from one that is hidden. */
	readonly tellsGone: boolean;
	/** How late the portal shows what was changed. */
	readonly lateMs: number;
	readonly msPerCommand: number;
	readonly requestFaults: readonly RequestFault[];
	readonly commandFaults: readonly CommandFault[];
	readonly deeds: readonly Deed[];
	readonly stopping: Stopping | undefined;
	/** With n8n's Retry On Fail. */
	readonly tries: number;
}

/** Mostly the first of these. */
const mostly = <T>(usual: T, ...others: T[]): fc.Arbitrary<T> =>
	fc.oneof(
		{ weight: 2, arbitrary: fc.constant(usual) },
		{ weight: 1, arbitrary: fc.constantFrom(usual, ...others) },
	);

const stopping: fc.Arbitrary<Stopping> = fc.record({
	during: fc.constantFrom('request', 'request', 'sleep'),
	nth: fc.integer({ min: 1, max: 6 }),
	carriedOutAfter: fc.constantFrom(undefined, 0, 1000, 40_000),
});

const item: fc.Arbitrary<ItemPlan> = fc.record({
	payment: fc.constantFrom(...PAYMENTS),
	variant: fc.nat(4),
});

export const plans: fc.Arbitrary<Plan> = fc.record({
	kind: fc.constantFrom(...KINDS),
	items: fc.array(item, { minLength: 1, maxLength: 6 }),
	paid: fc.oneof(
		{ weight: 2, arbitrary: fc.constant([]) },
		{ weight: 1, arbitrary: fc.subarray([...PAYMENTS]) },
	),
	verify: mostly(true, false),
	onlyIf: mostly(false, true),
	stopAtFirstFailure: fc.boolean(),
	batchSize: mostly(0, 1, 2),
	settleMs: mostly(75_000, 0, 30_000),
	waits: fc.record({
		rate: mostly(60_000, 0, 5000),
		operating: mostly(660_000, 0, 30_000),
	}),
	isCloud: mostly(true, false),
	canList: mostly(true, false),
	tellsGone: mostly(true, false),
	lateMs: mostly(0, 500, 1500, 5000),
	msPerCommand: mostly(1, 0, 300, 4000),
	requestFaults: fc.array(requestFault, { maxLength: 3 }),
	commandFaults: fc.array(commandFault, { maxLength: 3 }),
	deeds: fc.oneof(
		{ weight: 2, arbitrary: fc.constant([]) },
		{ weight: 1, arbitrary: fc.array(deedOf(PAYMENTS), { maxLength: 3 }) },
	),
	stopping: fc.oneof(
		{ weight: 6, arbitrary: fc.constant(undefined) },
		{ weight: 1, arbitrary: stopping },
	),
	tries: mostly(1, 2),
});
