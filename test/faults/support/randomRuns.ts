import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { SEED, type FaultRule } from '../../../sandbox/portal';
import type { OnError, Rig } from '../../support/rig';
import { useCredential } from './arrangement';
import { DIALECTS, type DialectName } from './cases';
import { CHANGES, OTHER_UPDATES, type Change } from './changes';
import type { Reads } from './faultCase';
import type { Asked } from './observation';
import { arrangeEvent, eventOf, faultOf, type Event } from './randomFaults';

/** A run that chance made up. */
export interface RandomRun {
	readonly change: Change;
	readonly picks: readonly Pick[];
	readonly options: IDataObject;
	readonly onError: OnError;
	readonly faults: readonly FaultRule[];
	readonly events: readonly Event[];
	readonly dialect: DialectName;
	readonly credential: 'webhook' | 'OAuth2';
	readonly reads: Reads;
	/** The node takes the portal for one of Bitrix24's cloud. */
	readonly isCloud: boolean;
	/** With n8n's Retry On Fail. */
	readonly mayRetry: boolean;
}

/** What stands in an item: an ID, and whether the payment system is the payment's own. */
interface Pick {
	readonly id: number | string;
	readonly ownSystem: boolean;
}

/** Payments that the change can be made to; the last two are of one order. */
export const PAYABLE = [7001, 7002, 7003, 7004, 7005, 7006, 7007, 7008] as const;
const SIBLINGS: ReadonlySet<number> = new Set(PAYABLE.slice(-2));
const SHARED_ORDER = 9001;

/** Payments of all kinds that refuse, lie, need other rights or are done already. */
const PARTICULAR = [
	SEED.alreadyPaid,
	SEED.cash,
	SEED.restHandler[0],
	SEED.restHandlerPaid,
	SEED.marked,
	SEED.nativePsp,
	SEED.nativeUnrecognised,
	SEED.nativePrintsText,
	SEED.silentFail,
	SEED.innerAccount,
	SEED.innerAccountEmpty,
	SEED.cancelledOrder,
	SEED.cancelledOrderRest,
	SEED.usd,
	...SEED.sharedOrder,
] as const;

const WRONG_IDS = ['abc', '', '-3', '12.5', '1e99'] as const;

const pick: fc.Arbitrary<Pick> = fc.record({
	id: fc.oneof(
		{ weight: 10, arbitrary: fc.constantFrom(...PAYABLE) },
		{ weight: 5, arbitrary: fc.constantFrom(...PARTICULAR) },
		{ weight: 1, arbitrary: fc.constant(SEED.unknown) },
	),
	ownSystem: fc.constant(true),
});

const wrongPick: fc.Arbitrary<Pick> = fc.record({
	id: fc.oneof(fc.constantFrom(...WRONG_IDS), fc.constantFrom(...PAYABLE)),
	ownSystem: fc.constant(false),
});

const mixedPick = fc.oneof({ weight: 4, arbitrary: pick }, { weight: 1, arbitrary: wrongPick });

/** Most runs are well-formed; a wrong item stops a run before anything happens. */
const picks = fc.oneof(
	{ weight: 5, arbitrary: fc.array(pick, { minLength: 1, maxLength: 14 }) },
	{ weight: 1, arbitrary: fc.array(mixedPick, { minLength: 1, maxLength: 14 }) },
);

/** Mostly the first of two. */
const mostly = <T>(weight: number, usual: T, other: T) =>
	fc.oneof({ weight, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constant(other) });

const options: fc.Arbitrary<IDataObject> = fc.record({
	verify: mostly(4, true, false),
	dryRun: mostly(8, false, true),
	batchSize: fc.constantFrom(0, 1, 2, 5, 50),
	settleTime: fc.constantFrom(75, 75, 10, 0),
	maxWait: fc.constantFrom(60, 60, 0),
	limitWait: fc.constantFrom(660, 660, 30, 0),
});

export const randomRun: fc.Arbitrary<RandomRun> = fc
	.constantFrom(...Object.values(CHANGES), ...OTHER_UPDATES)
	.chain((change) =>
		fc.record({
			change: fc.constant(change),
			picks,
			options,
			onError: fc.constantFrom<OnError>(
				'stopWorkflow',
				'continueRegularOutput',
				'continueRegularOutput',
				'continueErrorOutput',
			),
			faults: fc.array(faultOf(change, PAYABLE), { minLength: 1, maxLength: 4 }),
			events: fc.oneof(
				{ weight: 3, arbitrary: fc.constant([]) },
				{ weight: 1, arbitrary: fc.array(eventOf(change, PAYABLE), { maxLength: 2 }) },
			),
			dialect: fc.constantFrom<DialectName>('new dialect', 'old dialect'),
			credential: fc.constantFrom('webhook' as const, 'webhook' as const, 'OAuth2' as const),
			reads: mostly<Reads>(2, 'lists', 'singly'),
			isCloud: mostly(3, true, false),
			mayRetry: mostly(4, false, true),
		}),
	);

/** Prepares the portal for a random run and says what is asked of the node. */
export function arrangeRandom(
	rig: Rig,
	run: RandomRun,
): { asked: Asked; payable: readonly number[] } {
	const { portal, clock } = rig;
	const { change, options: chosen, onError, isCloud, mayRetry } = run;
	portal.dialect = { ...portal.dialect, ...DIALECTS[run.dialect] };
	for (const id of PAYABLE) {
		const order = SIBLINGS.has(id) ? { orderId: SHARED_ORDER } : {};
		portal.ledger.addPayment({ id, ...order, ...change.seed });
	}
	for (const rule of run.faults) portal.faults.add(rule);
	for (const event of run.events) arrangeEvent(portal, clock, event);
	useCredential(rig, run);
	const items = run.picks.map(({ id, ownSystem }) => ({
		id,
		system: ownSystem ? systemOf(rig, id) : SEED.paySystems.unknown,
	}));
	const payable = PAYABLE.filter((id) => run.picks.some((one) => one.id === id && one.ownSystem));
	return { asked: { change, items, options: chosen, onError, isCloud, mayRetry }, payable };
}

function systemOf({ portal }: Rig, id: number | string): number {
	const payment = typeof id === 'number' ? portal.ledger.payment(id) : undefined;
	return payment?.paySystemId ?? SEED.paySystems.restHandler;
}
