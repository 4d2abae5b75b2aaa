import type { Dialect } from '../../../sandbox/portal';
import type { OnError } from '../../support/rig';
import type { Change } from './changes';
import type { Aim, FaultCase, Reads } from './faultCase';

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
export const STRUCK_BATCH = [4, 5, 6, 7];
export const STRUCK_ITEM = 6;

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
