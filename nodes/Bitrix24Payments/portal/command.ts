import type { IDataObject } from 'n8n-workflow';

import type { Failure } from './failure';

/** One REST call: a method of the portal and its parameters. */
export interface Command {
	readonly method: string;
	readonly params: IDataObject;
}

/**
 * The `time` block of an answer (docs/bitrix24.md#answers); seconds, `operating_reset_at` in Unix
 * seconds.
 */
export type ResponseTime = IDataObject;

/**
 * What became of one command. Exactly one of five things, so that nobody has to guess:
 * - `value`: the portal carried it out and answered `value`
 * - `refused`: the portal answered with an error that certainly comes before anything is saved
 * - `complained`: the portal answered with an error that may come after the change was saved
 * - `notExecuted`: it certainly did not happen (limits, no connection, halted batch)
 * - `uncertain`: something was sent and no trustworthy answer came back
 */
export type Reply =
	| {
			readonly kind: 'value';
			readonly value: unknown;
			readonly time?: ResponseTime;
			readonly total?: number;
			readonly next?: number;
	  }
	| { readonly kind: 'refused'; readonly failure: Failure }
	| { readonly kind: 'complained'; readonly failure: Failure }
	| {
			readonly kind: 'notExecuted';
			readonly failure: Failure;
			/**
			 * It was in a request that stopped before it. That is the portal's rule, and nothing in the
			 * answer shows it: before it is sent again, it is looked at again.
			 */
			readonly isBehindHalt?: boolean;
	  }
	| {
			readonly kind: 'uncertain';
			readonly failure: Failure;
			/** It was tried as often as makes sense. */
			readonly exhausted?: boolean;
	  };

export function notExecuted(failure: Failure): Reply {
	return { kind: 'notExecuted', failure };
}

/** What a batch did not come to, because the portal stops at the first error. */
export function behindHalt(failure: Failure): Reply {
	return { kind: 'notExecuted', failure, isBehindHalt: true };
}

export function uncertain(failure: Failure): Reply {
	return { kind: 'uncertain', failure };
}
