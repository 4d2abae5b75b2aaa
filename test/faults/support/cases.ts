import type { Dialect, FaultHandle } from '../../../sandbox/portal';
import type { OnError, Rig } from '../../support/rig';
import { aimOf, readBackOf } from './aims';
import { FAULT_CASES } from './catalogue';
import type { Change } from './changes';
import type { Aim, FaultCase, Fate, Place, Reads } from './faultCase';
import { forReads } from './reads';

export type DialectName = 'new dialect' | 'old dialect';

/** One cell of the matrix. */
export interface Case {
	readonly change: Change;
	readonly fault: FaultCase;
	readonly aim: Aim;
	readonly count: 1 | 12;
	readonly reads: Reads;
	readonly onError: OnError;
	readonly dialect: DialectName;
	readonly credential: 'webhook' | 'OAuth2';
}

/** Small batches, so that a run of twelve has a middle one: items 4 to 7. */
export const BATCH_SIZE = 4;
const STRUCK_BATCH = [4, 5, 6, 7];
const STRUCK_ITEM = 6;

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

export function idsOf({ count }: Pick<Case, 'count'>): number[] {
	return Array.from({ length: count }, (_, index) => FIRST_ID + index);
}

/** The payment that is struck, or one of those that are struck together. */
export function struckId(one: Pick<Case, 'count'>): number {
	return idsOf(one)[one.count === 1 ? 0 : STRUCK_ITEM] ?? 0;
}

export function casesOf(change: Change): Case[] {
	return FAULT_CASES.flatMap((fault) => [
		...writeCases(change, fault),
		...readCases(change, fault),
	]);
}

const ALL_WAYS = ([1, 12] as const).flatMap((count) =>
	(['lists', 'singly'] as const).flatMap((reads) =>
		(['stopWorkflow', 'continueRegularOutput'] as const).map((onError) => ({
			count,
			reads,
			onError,
		})),
	),
);

function waysOf({ listsOne }: Change): typeof ALL_WAYS {
	return ALL_WAYS.filter(({ count, reads }) => count > 1 || reads === 'lists' || listsOne);
}

function writeCases(change: Change, fault: FaultCase): Case[] {
	if (!fault.strikesWrites || (fault.onlyInBatch && !change.batched)) return [];
	return waysOf(change).flatMap((way): Case[] => {
		const usual: Case = {
			...way,
			change,
			fault,
			aim: 'write',
			dialect: 'new dialect',
			credential: fault.onlyOAuth ? 'OAuth2' : 'webhook',
		};
		const isSampled = way.onError === 'continueRegularOutput' && way.reads === 'lists';
		return [
			usual,
			...(fault.answersCode && isSampled ? [{ ...usual, dialect: 'old dialect' as const }] : []),
			...(fault.sampledWithOAuth && isSampled ? [{ ...usual, credential: 'OAuth2' as const }] : []),
		];
	});
}

/** Faults that a read has to outlive strike the first read, and some the read-back as well. */
function readCases(change: Change, fault: FaultCase): Case[] {
	const credential = fault.onlyOAuth ? 'OAuth2' : 'webhook';
	return waysOf(change)
		.flatMap((way) =>
			aimsOf(fault).map((aim): Case => {
				return { ...way, change, fault, aim, dialect: 'new dialect', credential };
			}),
		)
		.filter(canStrike);
}

function aimsOf({ strikesReads: where }: FaultCase): Aim[] {
	if (where === 'no') return [];
	const isBoth = where === 'first read and read-back' || where === 'lists';
	return isBoth ? ['first read', 'read-back'] : ['first read'];
}

function canStrike(one: Case): boolean {
	switch (one.fault.strikesReads) {
		case 'first read in a batch':
			return one.count > 1 && one.reads === 'singly';
		case 'lists':
			return one.reads === 'lists' && readBackOf(one) === 'sale.payment.list';
		default:
			return true;
	}
}

export function nameOf(one: Case): string {
	const { change, fault, aim, count, reads, onError, dialect, credential } = one;
	const where = count === 1 ? 'of the only item' : `of item ${STRUCK_ITEM} of ${count}`;
	const mode = `Continue On Fail ${onError === 'stopWorkflow' ? 'off' : 'on'}`;
	const special = [
		...(reads === 'singly' ? ['without lists'] : []),
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
	portal.dialect = { ...portal.dialect, ...DIALECTS[one.dialect] };
	useCredential(rig, one);
	for (const id of idsOf(one)) portal.ledger.addPayment({ id, ...one.change.seed });
	return portal.faults.add({ ...one.fault.rule, fault: one.fault.fault, ...aimOf(one) });
}

export function useCredential(
	{ portal, useOAuth, useWebhook }: Pick<Rig, 'portal' | 'useOAuth' | 'useWebhook'>,
	{ change, reads, credential }: Pick<Case, 'change' | 'credential' | 'reads'>,
): void {
	const scopes = forReads(portal, change, reads);
	if (credential === 'OAuth2') useOAuth({ ...portal.oauth.issueTokens({ scopes }) });
	else useWebhook(scopes ? portal.webhookFor({ scopes }) : portal.webhook);
}

/** What has to become of each item. */
export function fatesOf(one: Case): Fate[] {
	const struck = struckItems(one);
	return idsOf(one).map((_, index) => {
		const position = struck.indexOf(index);
		if (position === -1 || !strikesWrite(one)) return 'changed';
		return one.fault.fateOf(one.change, placeOf(one, position));
	});
}

/** A read-back that rides in a batch of writes takes their answers along when it is lost. */
function strikesWrite({ aim, fault, change }: Case): boolean {
	return aim === 'write' || (aim === 'read-back' && fault.level === 'request' && change.batched);
}

function placeOf(one: Case, position: number): Place {
	const { change, reads, count } = one;
	const isPaired = reads === 'singly' || (count === 1 && !change.listsOne);
	return {
		inBatch: change.batched,
		reads: isPaired ? 'singly' : 'lists',
		position,
		afterCommands: aimOf(one).afterCommands,
	};
}

/** The items that the fault strikes, as positions. */
export function struckItems({ count, fault, change }: Case): number[] {
	if (count === 1) return [0];
	return fault.level === 'request' && change.batched ? STRUCK_BATCH : [STRUCK_ITEM];
}

/** The last item that may have been written when the struck item stops the run. */
export function lastSent(one: Case): number {
	const struck = struckItems(one).at(-1) ?? 0;
	const isShared = one.count > 1 && one.change.batched && !one.fault.haltsBatch;
	return isShared ? (STRUCK_BATCH.at(-1) ?? 0) : struck;
}
