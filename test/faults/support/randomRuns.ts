import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import {
	COMMAND_FAULTS,
	SEED,
	TRANSPORT_FAULTS,
	type FaultName,
	type FaultRule,
} from '../../../sandbox/portal';
import type { OnError, Rig } from '../../support/rig';
import { DIALECTS, type DialectName } from './cases';
import { CHANGES, OTHER_UPDATES, type Change } from './changes';
import type { Asked } from './observation';

/** A run that chance made up. */
export interface RandomRun {
	readonly change: Change;
	readonly picks: readonly Pick[];
	readonly options: IDataObject;
	readonly onError: OnError;
	readonly faults: readonly FaultRule[];
	readonly dialect: DialectName;
	readonly credential: 'webhook' | 'OAuth2';
}

/** What stands in an item: an ID, and whether the payment system is the payment's own. */
interface Pick {
	readonly id: number | string;
	readonly ownSystem: boolean;
}

/** Payments that the change can be made to. */
export const PAYABLE = [7001, 7002, 7003, 7004, 7005, 7006, 7007, 7008] as const;

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

/** Most runs are well-formed; a wrong item stops a run before anything happens. */
const picks = fc.oneof(
	{ weight: 5, arbitrary: fc.array(pick, { minLength: 1, maxLength: 14 }) },
	{
		weight: 1,
		arbitrary: fc.array(
			fc.oneof({ weight: 4, arbitrary: pick }, { weight: 1, arbitrary: wrongPick }),
			{
				minLength: 1,
				maxLength: 14,
			},
		),
	},
);

const options: fc.Arbitrary<IDataObject> = fc.record({
	verify: fc.oneof(
		{ weight: 4, arbitrary: fc.constant(true) },
		{ weight: 1, arbitrary: fc.constant(false) },
	),
	dryRun: fc.oneof(
		{ weight: 8, arbitrary: fc.constant(false) },
		{ weight: 1, arbitrary: fc.constant(true) },
	),
	batchSize: fc.constantFrom(0, 1, 2, 5, 50),
	settleTime: fc.constantFrom(75, 75, 10, 0),
	maxWait: fc.constantFrom(60, 60, 0),
});

const NOT_AT_RANDOM: ReadonlySet<FaultName> = new Set([
	// Needs a second write at the same moment; see the concurrency tests.
	'overlap',
	'phoneNotConfirmed',
]);

const faultName = fc.constantFrom(
	...[...TRANSPORT_FAULTS, ...COMMAND_FAULTS].filter((fault) => !NOT_AT_RANDOM.has(fault)),
);

const CODES = ['0', '100', 'ERROR_CORE', 'INTERNAL_SERVER_ERROR', 'ERROR_PROCESS_REQUEST_RESULT'];

function faultOf(change: Change): fc.Arbitrary<FaultRule> {
	return fc
		.record({
			fault: faultName,
			method: fc.constantFrom(change.write, change.read, 'batch', undefined),
			paymentId: fc.option(fc.constantFrom(...PAYABLE), { nil: undefined }),
			skip: fc.nat(6),
			times: fc.integer({ min: 1, max: 3 }),
			afterCommands: fc.option(fc.nat(10), { nil: undefined }),
			code: fc.constantFrom(...CODES),
			requests: fc.integer({ min: 1, max: 4 }),
			delayMs: fc.integer({ min: 1, max: 55_000 }),
			isTimed: fc.boolean(),
		})
		.map(({ code, requests, delayMs, isTimed, ...rule }) => ({
			...rule,
			...detailsOf(rule.fault, { code, requests, delayMs, isTimed }),
		}));
}

interface Details {
	readonly code: string;
	readonly requests: number;
	readonly delayMs: number;
	readonly isTimed: boolean;
}

function detailsOf(fault: FaultName, details: Details): Partial<FaultRule> {
	const { code, requests, delayMs, isTimed } = details;
	if (fault === 'errorCode') return { code };
	if (fault === 'resetThenFinish') return isTimed ? { delayMs } : { value: String(requests) };
	// A request that hangs for a while on the portal's clock costs no real time.
	if (fault === 'hangBefore' || fault === 'hangAfter') return { delayMs };
	return fault === 'echoSecret' && isTimed ? { value: 'html' } : {};
}

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
			faults: fc.array(faultOf(change), { maxLength: 4 }),
			dialect: fc.constantFrom<DialectName>('new dialect', 'old dialect'),
			credential: fc.constantFrom('webhook' as const, 'webhook' as const, 'OAuth2' as const),
		}),
	);

/** Prepares the portal for a random run and says what is asked of the node. */
export function arrangeRandom(
	rig: Rig,
	run: RandomRun,
): { asked: Asked; payable: readonly number[] } {
	const { portal } = rig;
	portal.reset();
	drainBudgets(rig);
	portal.dialect = { ...portal.dialect, ...DIALECTS[run.dialect] };
	if (run.credential === 'OAuth2') rig.useOAuth();
	else rig.useWebhook();
	for (const id of PAYABLE) portal.ledger.addPayment({ id, ...run.change.seed });
	for (const rule of run.faults) portal.faults.add(rule);
	const items = run.picks.map(({ id, ownSystem }) => ({
		id,
		system: ownSystem ? systemOf(rig, id) : SEED.paySystems.unknown,
	}));
	const payable = PAYABLE.filter((id) => run.picks.some((one) => one.id === id && one.ownSystem));
	const { change, options: chosen, onError } = run;
	return { asked: { change, items, options: chosen, onError }, payable };
}

function systemOf({ portal }: Rig, id: number | string): number {
	const payment = typeof id === 'number' ? portal.ledger.payment(id) : undefined;
	return payment?.paySystemId ?? SEED.paySystems.restHandler;
}

/** Time goes by between two runs, so that the node's own budget of requests is full again. */
export function drainBudgets({ clock }: Rig): void {
	clock.advance(60_000);
}
