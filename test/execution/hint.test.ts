import type { Outcome } from '../../nodes/Bitrix24Payments/execution/entry';
import { summary } from '../../nodes/Bitrix24Payments/execution/hint';
import { create } from '../../nodes/Bitrix24Payments/operations/payment/create';
import { deletePayment } from '../../nodes/Bitrix24Payments/operations/payment/delete';
import { pay } from '../../nodes/Bitrix24Payments/operations/payment/pay';
import { paySystemPay } from '../../nodes/Bitrix24Payments/operations/payment/paySystemPay';
import { unpay } from '../../nodes/Bitrix24Payments/operations/payment/unpay';
import { update } from '../../nodes/Bitrix24Payments/operations/payment/update';
import { payment } from '../support/payments';
import { CHANGED, entryFor, failed } from './support';

const ALREADY: Outcome = { kind: 'done', changed: false, verified: true };
const BY_WHOMEVER: Outcome = { kind: 'done', verified: true };
const UNVERIFIED: Outcome = { kind: 'done', verified: false };

function dry(wouldChange: boolean): Outcome {
	return { kind: 'dryRun', wouldChange, changes: [], payment: payment() };
}

function hint(outcomes: readonly Outcome[], refused = 0): string {
	const entries = outcomes.map((outcome, index) => entryFor(index + 1, index, outcome));
	return summary(entries, refused, pay.words);
}

describe('The hint on a run', () => {
	it('counts every kind of outcome, the good news first', () => {
		const outcomes = [
			failed('OUTCOME_UNKNOWN'),
			failed('NOT_PAID'),
			failed('PARTLY_DONE'),
			ALREADY,
			UNVERIFIED,
			BY_WHOMEVER,
			CHANGED,
			CHANGED,
		];
		expect(hint(outcomes)).toBe(
			'2 paid, 1 paid by this run or by somebody else, 1 sent without looking whether it was done, 1 already paid, 1 done in part, 1 not done, 1 with unknown outcome',
		);
	});

	it('leaves out what did not happen', () => {
		expect(hint([CHANGED, CHANGED])).toBe('2 paid');
		expect(hint([ALREADY])).toBe('1 already paid');
		expect(hint([failed('OUTCOME_UNKNOWN')])).toBe('1 with unknown outcome');
	});

	it('counts items with wrong parameters as not done', () => {
		expect(hint([CHANGED, failed('GUARD_FAILED')], 3)).toBe('1 paid, 4 not done');
		expect(hint([], 2)).toBe('2 not done');
	});

	it('does not call paid what nobody has looked at', () => {
		expect(hint([UNVERIFIED, UNVERIFIED])).toBe('2 sent without looking whether it was done');
	});

	it('does not call this run’s doing what may be somebody else’s', () => {
		expect(hint([BY_WHOMEVER])).toBe('1 paid by this run or by somebody else');
	});

	it('says of a dry run what would happen', () => {
		expect(hint([dry(true), dry(true), dry(false)])).toBe('2 would be paid, 1 already paid');
	});

	it('counts nothing of items that were not started', () => {
		expect(summary([entryFor(1, 0, CHANGED), entryFor(2, 1)], 0, pay.words)).toBe('1 paid');
	});

	it('is empty when there is nothing to tell', () => {
		expect(hint([])).toBe('');
	});

	it.each([
		[pay, '1 paid, 1 would be paid, 1 already paid'],
		[unpay, '1 marked as unpaid, 1 would be marked as unpaid, 1 already unpaid'],
		[update, '1 updated, 1 would be updated, 1 already up to date'],
		[paySystemPay, '1 paid, 1 would be paid, 1 already paid'],
		[create, '1 created, 1 would be created, 1 already there'],
		[deletePayment, '1 deleted, 1 would be deleted, 1 already gone'],
	])('speaks of each operation in its own words: %#', ({ words }, expected) => {
		const entries = [CHANGED, dry(true), ALREADY].map((outcome) => entryFor(1, 0, outcome));
		expect(summary(entries, 0, words)).toBe(expected);
	});
});
