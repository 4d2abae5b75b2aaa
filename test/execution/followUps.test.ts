import {
	concludeTogether,
	followUpsOf,
	partsOf,
} from '../../nodes/Bitrix24Payments/execution/followUps';
import type { Entry, Outcome } from '../../nodes/Bitrix24Payments/execution/entry';
import { whatToDo } from '../../nodes/Bitrix24Payments/execution/whatToDo';
import { Failure } from '../../nodes/Bitrix24Payments/portal/failure';
import { payment } from '../support/payments';
import { CREATED, creation, failureOf, PAY_SYSTEM_ALONE } from './creations';
import { failed } from './support';

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
		['sets no more than the payment system', creation(CREATED, PAY_SYSTEM_ALONE)],
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

	it('is partly done, and perhaps more, where the second was on its way when the run ended', () => {
		const onItsWay: Array<Partial<Entry>> = [
			{ doubt: { kind: 'lost', since: 0 } },
			{ wasLeftBehind: true },
		];
		for (const state of onItsWay) {
			const entry = creation(CREATED);
			for (const followUp of followUpsOf([entry])) Object.assign(followUp, state);
			concludeTogether([entry]);
			expect(failureOf(entry)).toMatchObject({
				code: 'PARTLY_DONE',
				message: 'Payment 1038 was created, but it is not known whether its fields were stored',
				description:
					'The run was interrupted while it waited for an answer. Go on with Update for payment 1038; creating again would add another payment',
			});
		}
	});

	it('is partly done without the advice to run again, which would begin with another creation', () => {
		const outcome = together({
			kind: 'failed',
			failure: new Failure({
				code: 'OUTCOME_UNKNOWN',
				message: 'm',
				description: `The answer is missing. ${whatToDo(undefined)}`,
			}),
		});
		expect(outcome).toMatchObject({
			failure: {
				description:
					'The answer is missing. Look at the payment in Bitrix24. Go on with Update for payment 1038; creating again would add another payment',
			},
		});
		const advice = 'Run the workflow again in a few minutes';
		const failure = new Failure({ code: 'CONNECTION_FAILED', message: 'm', description: advice });
		expect(together({ kind: 'failed', failure })).toMatchObject({
			failure: { description: expect.stringMatching(/^Go on with Update for payment 1038;/) },
		});
	});

	it('is partly done where the run ended before there was a second', () => {
		const entry = creation(CREATED);
		concludeTogether([entry]);
		expect(failureOf(entry)).toMatchObject({
			code: 'PARTLY_DONE',
			message:
				'Payment 1038 was created, but its fields were not stored as asked: The run was interrupted before',
			description:
				'The payment is as Bitrix24 created it. Go on with Update for payment 1038; creating again would add another payment',
		});
	});

	it('is that the second has changed it where nobody knows of the first', () => {
		const second: Outcome = { kind: 'done', changed: true, verified: true };
		const first: Outcome = { kind: 'done', verified: false, paymentId: 1038 };
		expect(together(second, first)).toStrictEqual({ ...second, paymentId: 1038 });
	});

	it.each<[string, Entry]>([
		['has not ended', creation()],
		['has failed', creation(failed('REFUSED'))],
		['is a dry run', creation({ kind: 'dryRun', wouldChange: true, changes: [] })],
		['is all that was asked for', creation(CREATED, PAY_SYSTEM_ALONE)],
	])('is that of the first where it %s', (_what, entry) => {
		const { outcome } = entry;
		concludeTogether([entry]);
		expect(entry.outcome).toBe(outcome);
	});
});
