import { readBackOf } from './aims';
import { STRUCK_ITEM, type Case } from './cases';
import { FAULT_CASES } from './catalogue';
import type { Change } from './changes';
import type { Aim, FaultCase } from './faultCase';

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
