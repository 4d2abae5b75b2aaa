import type { IDataObject } from 'n8n-workflow';

import { conclude, look, notAsWanted } from '../../nodes/Bitrix24Payments/execution/conclude';
import type { Entry } from '../../nodes/Bitrix24Payments/execution/entry';
import type { Reply } from '../../nodes/Bitrix24Payments/portal/command';
import { payment } from '../support/payments';
import { creation, PAY_SYSTEM_ALONE } from './creations';
import { failureOf } from './failing';

const TIMES = { sentAt: 100, now: 200 };
const EMPTY = payment({ sum: 0, paySystemId: 7 }).fields;

/** For a deal that had no payment before. */
function beginning(additionalFields?: IDataObject): Entry {
	return { ...creation(undefined, additionalFields), before: new Map() };
}

function listed(...rows: IDataObject[]): Reply {
	return { kind: 'value', value: rows };
}

describe('A payment that was created', () => {
	function warningOf(entry: Entry, row: IDataObject): unknown {
		conclude(entry, { kind: 'value', value: 1038 }, listed(row), TIMES);
		expect(entry.outcome).toMatchObject({ kind: 'done', changed: true, paymentId: 1038 });
		return entry.outcome?.kind === 'done' && entry.outcome.warning;
	}

	it('is told to be empty', () => {
		expect(warningOf(beginning(PAY_SYSTEM_ALONE), EMPTY)).toMatch(/^The payment is empty: /);
	});

	it('is not told to be empty before it is filled in', () => {
		expect(warningOf(beginning(), EMPTY)).toBeFalsy();
	});

	it('with all that it needs is told without a warning', () => {
		expect(warningOf(beginning(PAY_SYSTEM_ALONE), payment().fields)).toBeFalsy();
	});
});

describe('A creation of which nobody knows whether it is the one that shows', () => {
	function toldOf(write: Reply): string {
		const entry = beginning();
		conclude(entry, write, undefined, TIMES);
		look(entry, listed(EMPTY), { at: 300, time: 0 });
		const failure = notAsWanted(entry);
		expect(failure.code).toBe('OUTCOME_UNKNOWN');
		return failure.description;
	}

	it('is told with what Bitrix24 complained of', () => {
		expect(toldOf({ kind: 'complained', failure: failureOf() })).toMatch(
			/^Bitrix24 answered: What happened\. Bitrix24 did not answer with the ID of a new payment\. Afterwards /,
		);
	});

	it('is told without a complaint where there was none', () => {
		expect(toldOf({ kind: 'value', value: null })).toMatch(
			/^Bitrix24 did not answer with the ID of a new payment\. Afterwards .* 1038 as a new and empty payment, which may be this one/,
		);
	});
});
