import {
	interrupted,
	neverStarted,
	rerunAdvice,
	tally,
} from '../../nodes/Bitrix24Payments/execution/endedEarly';
import type { Entry, Outcome } from '../../nodes/Bitrix24Payments/execution/entry';
import type { ChangeOperation } from '../../nodes/Bitrix24Payments/operations/change';
import { create } from '../../nodes/Bitrix24Payments/operations/payment/create';
import { pay } from '../../nodes/Bitrix24Payments/operations/payment/pay';
import { paySystemPay } from '../../nodes/Bitrix24Payments/operations/payment/paySystemPay';
import { update } from '../../nodes/Bitrix24Payments/operations/payment/update';
import { CHANGED, entryFor, entryOf, failed, leaveInDoubt } from './support';

const ALREADY: Outcome = { kind: 'done', changed: false, verified: true };
const BY_WHOMEVER: Outcome = { kind: 'done', verified: true };
const UNSEEN: Outcome = { kind: 'done', verified: false };
const TRIED_OUT: Outcome = { kind: 'dryRun', wouldChange: true, changes: [] };
const REFUSED = failed('REFUSED');

const SAFE = 'Running again is safe: what is done is not done twice';
const VERIFY_FIRST =
	"Switch on 'Verify' before running again: payments that are done are left alone then";

/** What is told of a run whose items came to this; the first that has failed ended it. */
function told(outcomes: ReadonlyArray<Outcome | undefined>): string {
	return toldOf(outcomes.map((outcome, index) => entryFor(index + 1, index, outcome)));
}

function toldOf(entries: readonly Entry[]): string {
	const failure = entries.find(({ outcome }) => outcome?.kind === 'failed');
	if (!failure) throw new Error('No item has failed');
	return tally(entries, failure);
}

describe('How far a run got that stopped at a failure', () => {
	it('counts what is done before it, whoever did it', () => {
		expect(told([CHANGED, ALREADY, BY_WHOMEVER, UNSEEN, REFUSED, undefined])).toBe(
			'Done: 4 of 6 payments. Not started: 1.',
		);
	});

	it('counts what this run has done behind it, too', () => {
		expect(told([REFUSED, CHANGED, BY_WHOMEVER])).toBe('Done: 2 of 3 payments. Not started: 0.');
	});

	it('does not count what was found done behind it: it was not its turn', () => {
		expect(told([REFUSED, ALREADY, ALREADY])).toBe('Done: 0 of 3 payments. Not started: 2.');
	});

	it('tells what was looked at in a dry run, before the failure only', () => {
		expect(told([TRIED_OUT, TRIED_OUT, REFUSED, TRIED_OUT, undefined])).toBe(
			'Done: 0 of 5 payments. Looked at in a dry run: 2. Not started: 2.',
		);
	});

	it('counts as not started what failed without having been sent', () => {
		expect(told([CHANGED, REFUSED, failed('NOT_EXECUTED')])).toBe(
			'Done: 1 of 3 payments. Not started: 1.',
		);
	});

	it('tells of others that were sent and did not come to what was wanted', () => {
		const entries = [0, 1, 2, 3, 4].map((index) => entryFor(index + 1, index));
		const [done, first, lost, filled, waiting] = entries as [Entry, Entry, Entry, Entry, Entry];
		done.outcome = CHANGED;
		first.outcome = REFUSED;
		leaveInDoubt(lost);
		Object.assign(filled, { outcome: failed('PARTLY_DONE'), followUp: entryFor(9, 9) });
		expect(waiting.outcome).toBeUndefined();
		expect(toldOf(entries)).toBe(
			'Done: 1 of 5 payments. Not started: 1. Failed besides this one: 2.',
		);
	});
});

const CHARGE = { paymentId: 1038, paySystemId: 7 };
const NEW_ONE = { entityTypeId: 2, entityId: 25 };
const REFUND = { paymentId: 1038, updateFields: { isReturn: 'Y' } };

/** An item of an operation, in some state. */
function item(operation: ChangeOperation, parameters: object, state: Partial<Entry> = {}): Entry {
	return Object.assign(entryOf(operation, { ...parameters }), state);
}

function inDoubt(entry: Entry): Entry {
	leaveInDoubt(entry);
	return entry;
}

function unverified(entry: Entry): Entry {
	return { ...entry, options: { ...entry.options, verify: false } };
}

const CHARGE_AGAIN =
	/^Look at .*payment system.* and remove from the input what is done: running it again would .*charge/;
const CREATE_AGAIN =
	'Look at the deal or invoice and remove from the input what is done: running it again would create another payment';
const REFUND_AGAIN =
	'Look at the payment, and at the refund in the payment system itself, and remove from the input what is done: running it again would refund once more if only Bitrix24 missed it';

describe('What to do before running again', () => {
	it.each<[string, Entry[]]>([
		['nothing was begun', [item(pay, { paymentId: 1 })]],
		['payments are paid, seen to be so', [item(pay, { paymentId: 1 }, { outcome: CHANGED })]],
		[
			'the answer is missing, but the payment is read first',
			[inDoubt(item(pay, { paymentId: 1 }))],
		],
		['nothing that costs was sent', [item(paySystemPay, CHARGE), item(create, NEW_ONE)]],
		['a charge was refused', [item(paySystemPay, CHARGE, { outcome: REFUSED })]],
		[
			'a charge is done, which the payment shows',
			[item(paySystemPay, CHARGE, { outcome: CHANGED })],
		],
		[
			'a charge had no answer, and was seen to be done',
			[Object.assign(inDoubt(item(paySystemPay, CHARGE)), { outcome: CHANGED })],
		],
		['a creation was refused', [item(create, NEW_ONE, { outcome: REFUSED })]],
		['Verify is off and nothing was sent', [unverified(item(pay, { paymentId: 1 }))]],
		[
			'Verify is off, but what is done was seen',
			[unverified(item(pay, { paymentId: 1 }, { outcome: ALREADY }))],
		],
		[
			'Verify is off and Bitrix24 has refused it',
			[unverified(item(pay, { paymentId: 1 }, { outcome: REFUSED }))],
		],
	])('is nothing where %s', (_what, entries) => {
		expect(rerunAdvice(entries)).toBe(SAFE);
	});

	it.each<[string, Entry]>([
		['is done unseen', unverified(item(pay, { paymentId: 1 }, { outcome: UNSEEN }))],
		['has no answer', unverified(inDoubt(item(pay, { paymentId: 1 })))],
		[
			'was on its way at the stop',
			unverified(item(pay, { paymentId: 1 }, { wasLeftBehind: true })),
		],
	])('is to switch on Verify where a payment %s', (_what, entry) => {
		expect(rerunAdvice([item(pay, { paymentId: 2 }), entry])).toBe(VERIFY_FIRST);
	});

	it.each<[string, Entry, string | RegExp]>([
		['a charge without an answer', inDoubt(item(paySystemPay, CHARGE)), CHARGE_AGAIN],
		[
			'a charge that was on its way at the stop',
			item(paySystemPay, CHARGE, { wasLeftBehind: true }),
			CHARGE_AGAIN,
		],
		['a refund without an answer', inDoubt(item(update, REFUND)), REFUND_AGAIN],
		['a creation without an answer', inDoubt(item(create, NEW_ONE)), CREATE_AGAIN],
		['a creation that is done', item(create, NEW_ONE, { outcome: CHANGED }), CREATE_AGAIN],
		[
			'a creation that is to be filled in still',
			item(create, NEW_ONE, { followUp: entryFor(9, 9) }),
			CREATE_AGAIN,
		],
	])('is to look at %s, whatever the others are', (_what, entry, advice) => {
		const others = unverified(item(pay, { paymentId: 1 }, { outcome: UNSEEN }));
		expect(rerunAdvice([others, entry])).toEqual(
			typeof advice === 'string' ? advice : expect.stringMatching(advice),
		);
	});
});

describe('The failure of an item when something breaks that nobody foresaw', () => {
	it('says that nothing was changed where it was not sent', () => {
		expect(interrupted(new TypeError('x is not a function'), entryFor(1))).toMatchObject({
			code: 'NOT_EXECUTED',
			message: 'This payment was not started',
			description:
				'The run was interrupted (TypeError) before this payment was sent. Nothing was changed. Run again',
			retryable: true,
		});
	});

	it.each<[string, Entry]>([
		['has no answer', inDoubt(entryFor(1))],
		['was on its way', { ...entryFor(1), wasLeftBehind: true }],
	])('does not know what became of a payment that %s', (_what, entry) => {
		expect(interrupted(new RangeError('too long'), entry)).toMatchObject({
			code: 'OUTCOME_UNKNOWN',
			message: 'It is not known whether the payment was changed',
			description:
				"The run was interrupted (RangeError). Look at the payment in Bitrix24. Running again is safe while 'Verify' is on: the payment is read first",
			retryable: true,
		});
	});

	it('does not invite to charge twice', () => {
		const failure = interrupted('no error at all', inDoubt(item(paySystemPay, CHARGE)));
		expect(failure).toMatchObject({ code: 'OUTCOME_UNKNOWN', retryable: false });
		expect(failure.description).toMatch(/^The run was interrupted \(unknown reason\)\. Look at /);
		expect(failure.description).toContain('before running again');
	});

	it('is worth another try where the item never had its turn', () => {
		expect(neverStarted('Nothing was changed. Run again')).toMatchObject({
			code: 'NOT_EXECUTED',
			message: 'This payment was not started',
			description: 'Nothing was changed. Run again',
			retryable: true,
		});
	});
});
