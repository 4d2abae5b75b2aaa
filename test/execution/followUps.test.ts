import {
	concludeTogether,
	followUpsOf,
	partsOf,
	stopWhatWouldFail,
} from '../../nodes/Bitrix24Payments/execution/followUps';
import type { Entry, Outcome } from '../../nodes/Bitrix24Payments/execution/entry';
import { create } from '../../nodes/Bitrix24Payments/operations/payment/create';
import { payment } from '../support/payments';
import { entryOf, failed } from './support';

const FIELDS = { sum: 100.5, paySystemId: 7 };

/** A creation that has come so far. */
function creation(outcome?: Outcome, additionalFields = FIELDS): Entry {
	const entry = entryOf(create, { entityTypeId: 2, entityId: 25, additionalFields });
	return outcome ? Object.assign(entry, { outcome }) : entry;
}

const CREATED: Outcome = { kind: 'done', changed: true, verified: true, paymentId: 1038 };

/** The outcome of both, after the second has come to this. */
function together(second: Outcome | undefined, first: Outcome = CREATED): Outcome | undefined {
	const entry = creation(first);
	for (const followUp of followUpsOf([entry])) followUp.outcome = second;
	concludeTogether([entry]);
	return entry.outcome;
}

describe('Portions of changes that are followed by another', () => {
	it.each([
		[0, []],
		[1, [1]],
		[2, [1, 1]],
		[7, [1, 3, 3]],
		[8, [1, 3, 3, 1]],
	])('of %d begin with one alone: %j', (count, sizes) => {
		const entries = Array.from({ length: count }, () => creation());
		const parts = partsOf(entries, 3);
		expect(parts.map((part) => part.length)).toEqual(sizes);
		expect(parts.flat()).toEqual(entries);
	});
});

describe('What follows on a creation', () => {
	it('is an update of the payment that was created, once', () => {
		const entry = creation(CREATED);
		const [followUp] = followUpsOf([entry]);
		expect(followUp?.change.paymentId).toBe(1038);
		expect(followUp?.change.write(payment()).method).toBe('sale.payment.update');
		expect(followUpsOf([entry])).toEqual([]);
	});

	it.each<[string, Entry]>([
		['has not ended', creation()],
		['has failed', creation(failed('OUTCOME_UNKNOWN'))],
		['is a dry run', creation({ kind: 'dryRun', wouldChange: true, changes: [] })],
		['sets no more than the payment system', creation(CREATED, { paySystemId: 7 } as never)],
	])('is nothing where it %s', (_what, entry) => {
		expect(followUpsOf([entry])).toEqual([]);
	});
});

describe('The outcome of both', () => {
	it('is that of the second, and that it was us who created it', () => {
		const second: Outcome = {
			kind: 'done',
			changed: false,
			verified: true,
			payment: payment(),
			notApplied: [{ field: 'comments', sent: 'a', stored: 'b' }],
			warning: 'Second',
		};
		expect(together(second, { ...CREATED, warning: 'First' })).toEqual({
			...second,
			changed: true,
			paymentId: 1038,
			warning: 'First. Second',
		});
	});

	it('says what remains to be done for the payment as it is in the end', () => {
		const second: Outcome = { kind: 'done', verified: true, payment: payment({ sum: 0 }) };
		expect(together(second)).toMatchObject({
			warning: expect.stringMatching(/^The payment is empty/),
		});
	});

	it.each<[string, Outcome | undefined, RegExp]>([
		['has failed', failed('REFUSED'), /were not stored as asked: m$/],
		['is unknown', failed('OUTCOME_UNKNOWN'), /not known whether its fields were stored$/],
		['was not reached', undefined, /were not stored as asked: The run was interrupted before$/],
	])('is partly done where the second %s', (_what, second, words) => {
		const outcome = together(second);
		if (outcome?.kind !== 'failed') throw new Error('It counts as done');
		const { code, message, description, retryable } = outcome.failure;
		expect({ code, retryable }).toEqual({ code: 'PARTLY_DONE', retryable: false });
		expect(message).toMatch(/^Payment 1038 was created, but /);
		expect(message).toMatch(words);
		expect(description).toMatch(/Go on with Update for payment 1038/);
	});
});

describe('What the credential cannot fill in', () => {
	it.each([
		['SCOPE_MISSING', true],
		['ACCESS_DENIED', true],
		['REFUSED', false],
		['OUTCOME_UNKNOWN', false],
	] as const)('is not created any more: %s (%s)', (code, isStopped) => {
		const [first, next] = [creation(CREATED), creation()];
		for (const followUp of followUpsOf([first])) followUp.outcome = failed(code);
		stopWhatWouldFail([first, next], [first]);
		expect(next.outcome?.kind === 'failed').toBe(isStopped);
	});
});
