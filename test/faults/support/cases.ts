import type { Dialect, FaultHandle, FaultRule } from '../../../sandbox/portal';
import type { OnError, Rig } from '../../support/rig';
import { FAULT_CASES, type Expected, type FaultCase } from './catalogue';
import type { Change } from './changes';

/** Which request of a run the fault strikes. */
export type Aim = 'write' | 'first read' | 'read-back';
export type DialectName = 'new dialect' | 'old dialect';

/** One cell of the matrix. */
export interface Case {
	readonly change: Change;
	readonly fault: FaultCase;
	readonly aim: Aim;
	readonly count: 1 | 12;
	readonly onError: OnError;
	readonly dialect: DialectName;
	readonly credential: 'webhook' | 'OAuth2';
}

/** Small batches, so that a run of twelve has a middle one: items 4 to 7. */
export const BATCH_SIZE = 4;
const STRUCK_BATCH = [4, 5, 6, 7];
const STRUCK_ITEM = 6;
/** Within the struck batch: the write of the struck item has run, its read-back has not. */
const UP_TO_STRUCK_WRITE = 5;

const FIRST_ID = 7001;

/**
 * Older builds: numeric codes, one error for everything, statuses as documented
 * (docs/bitrix24.md#errors).
 */
export const DIALECTS: Readonly<Record<DialectName, Partial<Dialect>>> = {
	'new dialect': {},
	'old dialect': {
		errorCode: 'number',
		crmErrors: 'old',
		statuses: 'docs',
		crmNumbersAsStrings: true,
	},
};

export function idsOf({ count }: Case): number[] {
	return Array.from({ length: count }, (_, index) => FIRST_ID + index);
}

export function casesOf(change: Change): Case[] {
	return FAULT_CASES.flatMap((fault) => [
		...writeCases(change, fault),
		...readCases(change, fault),
	]);
}

const ALL_WAYS = [1, 12].flatMap((count) =>
	(['stopWorkflow', 'continueRegularOutput'] as const).map((onError) => ({
		count: count as 1 | 12,
		onError,
	})),
);

function writeCases(change: Change, fault: FaultCase): Case[] {
	return ALL_WAYS.flatMap((way): Case[] => {
		const usual: Case = {
			...way,
			change,
			fault,
			aim: 'write',
			dialect: 'new dialect',
			credential: fault.onlyOAuth ? 'OAuth2' : 'webhook',
		};
		if (!canStrike(usual)) return [];
		const goesOn = way.onError === 'continueRegularOutput';
		return [
			usual,
			...(fault.answersCode && goesOn ? [{ ...usual, dialect: 'old dialect' as const }] : []),
			...(fault.sampledWithOAuth && goesOn ? [{ ...usual, credential: 'OAuth2' as const }] : []),
		];
	});
}

function canStrike({ change, fault, count }: Case): boolean {
	return fault.fault !== 'batchMethodNotAllowed' || (change.batched && count > 1);
}

/** Faults that a read has to outlive strike the first read, and some the read-back as well. */
function readCases(change: Change, fault: FaultCase): Case[] {
	return ALL_WAYS.filter((way) => strikesReads(fault, way)).flatMap((way) =>
		aimsOf(fault).map((aim): Case => {
			const credential = fault.onlyOAuth ? 'OAuth2' : 'webhook';
			return { ...way, change, fault, aim, dialect: 'new dialect', credential };
		}),
	);
}

function strikesReads(fault: FaultCase, { count }: Pick<Case, 'count'>): boolean {
	return count > 1 || fault.strikesReads !== 'first read in a batch';
}

function aimsOf({ strikesReads: where }: FaultCase): Aim[] {
	if (where === 'no') return [];
	return where === 'first read and read-back' ? ['first read', 'read-back'] : ['first read'];
}

export function nameOf({ change, fault, aim, count, onError, dialect, credential }: Case): string {
	const where = count === 1 ? 'of the only item' : `of item ${STRUCK_ITEM} of ${count}`;
	const mode = `Continue On Fail ${onError === 'stopWorkflow' ? 'off' : 'on'}`;
	const special = [
		...(dialect === 'old dialect' ? [dialect] : []),
		...(credential === 'OAuth2' ? [credential] : []),
	];
	const what = `${change.operation}: ${fault.name} strikes the ${aim} ${where}`;
	return [what, mode, ...special].join(', ');
}

/** Prepares the portal for a case: payments, dialect, credential and the fault. */
export function arrange(
	rig: Pick<Rig, 'portal' | 'useOAuth' | 'useWebhook'>,
	one: Case,
): FaultHandle {
	const { portal } = rig;
	portal.reset();
	portal.dialect = { ...portal.dialect, ...DIALECTS[one.dialect] };
	if (one.credential === 'OAuth2') rig.useOAuth();
	else rig.useWebhook();
	for (const id of idsOf(one)) portal.ledger.addPayment({ id, ...one.change.seed });
	return portal.faults.add({ ...one.fault.rule, fault: one.fault.fault, ...aimOf(one) });
}

type Aimed = Pick<FaultRule, 'method' | 'paymentId' | 'skip' | 'afterCommands'>;

function aimOf(one: Case): Aimed {
	const paymentId = idsOf(one)[one.count === 1 ? 0 : STRUCK_ITEM];
	const { write, read } = one.change;
	const skip = one.aim === 'read-back' ? 1 : 0;
	if (one.fault.level === 'command') {
		return { method: one.aim === 'write' ? write : read, paymentId, skip };
	}
	if (one.count === 1) return { method: one.aim === 'write' ? write : read, skip };
	if (one.aim === 'first read') return { method: 'batch' };
	return one.change.batched ? aimAtBatch(one, paymentId) : aimAtSingleCalls(one, paymentId);
}

/** The second batch that concerns the payment is the one with its write. */
function aimAtBatch({ aim }: Case, paymentId: number | undefined): Aimed {
	const isReadBack = aim === 'read-back';
	return {
		method: 'batch',
		paymentId,
		skip: 1,
		...(isReadBack ? { afterCommands: UP_TO_STRUCK_WRITE } : {}),
	};
}

/** Writes by themselves are read back together, or one by one when a failure has to stop the run. */
function aimAtSingleCalls({ aim, change, onError }: Case, paymentId: number | undefined): Aimed {
	if (aim === 'write') return { method: change.write, paymentId };
	return onError === 'stopWorkflow'
		? { method: change.read, paymentId }
		: { method: 'batch', skip: 1 };
}

/** What has to become of the struck items. */
export function expectedOf(one: Case): Expected {
	if (one.aim !== 'write') return 'done';
	const inBatch = one.change.batched && one.count > 1;
	return one.fault.expected(one.change, { inBatch });
}

/** The items that the fault strikes, as positions. */
export function struckItems(one: Case): number[] {
	if (one.count === 1) return [0];
	const isShared = one.fault.level === 'request' && one.change.batched;
	return isShared ? STRUCK_BATCH : [STRUCK_ITEM];
}

/** The last item that may have been written when the struck item stops the run. */
export function lastSent(one: Case): number {
	const struck = struckItems(one).at(-1) ?? 0;
	const isShared = one.count > 1 && one.change.batched && !one.fault.haltsBatch;
	return isShared ? (STRUCK_BATCH.at(-1) ?? 0) : struck;
}
