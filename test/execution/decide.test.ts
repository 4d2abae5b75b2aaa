import type { IDataObject } from 'n8n-workflow';

import {
	decide,
	decideOn,
	needsRead,
	reconsider,
} from '../../nodes/Bitrix24Payments/execution/decide';
import type { Entry, Outcome } from '../../nodes/Bitrix24Payments/execution/entry';
import type { ChangeOperation } from '../../nodes/Bitrix24Payments/operations/change';
import { deletePayment } from '../../nodes/Bitrix24Payments/operations/payment/delete';
import { pay } from '../../nodes/Bitrix24Payments/operations/payment/pay';
import { paySystemPay } from '../../nodes/Bitrix24Payments/operations/payment/paySystemPay';
import { update } from '../../nodes/Bitrix24Payments/operations/payment/update';
import type { Reply } from '../../nodes/Bitrix24Payments/portal/command';
import type { Failure } from '../../nodes/Bitrix24Payments/portal/failure';
import { paidPayment, payment } from '../support/payments';
import { entryOf } from './support';

type Options = Partial<Entry['options']>;

/** An item about payment 1038. */
function about(
	operation: ChangeOperation,
	parameters: IDataObject = {},
	options: Options = {},
): Entry {
	const entry = entryOf(operation, { paymentId: 1038, ...parameters });
	return { ...entry, options: { ...entry.options, ...options } };
}

function updating(updateFields: IDataObject, options: Options = {}): Entry {
	return about(update, { updateFields }, options);
}

const TIME = { start: 1, finish: 2 };

/** The answer to the read before the write. */
function shown({ fields }: { fields: IDataObject }): Reply {
	return { kind: 'value', value: fields, time: TIME };
}

function decided(entry: Entry, state: unknown): Outcome | undefined {
	decideOn(entry, state);
	return entry.outcome;
}

function failureIn({ outcome }: Entry): Failure {
	if (outcome?.kind !== 'failed') throw new Error('The item has not failed');
	return outcome.failure;
}

describe('The payment is read before the write', () => {
	const UNVERIFIED = { verify: false };
	const BESIDE_SYSTEM = { paySystemId: 7, comments: 'a' };

	it.each<[string, boolean, Entry]>([
		['where the user wants changes verified', true, about(pay)],
		['in a dry run', true, about(pay, {}, { verify: false, dryRun: true })],
		['under a condition', true, about(pay, {}, { verify: false, guards: { amount: 1 } })],
		['for what the write has to repeat', true, updating({ comments: 'a' }, UNVERIFIED)],
		['where an earlier item has touched it', true, { ...about(pay), mustBeSeen: true }],
		['but not without need', false, about(pay, {}, UNVERIFIED)],
		['but not where all is given', false, updating(BESIDE_SYSTEM, UNVERIFIED)],
	])('%s (%s)', (_where, isRead, entry) => {
		expect(needsRead(entry)).toBe(isRead);
	});

	it('also without verification, where it has to be seen', () => {
		expect(needsRead({ ...about(pay, {}, UNVERIFIED), mustBeSeen: true })).toBe(true);
	});
});

describe('A payment that was read', () => {
	it('is to be changed while it is not as wanted', () => {
		const entry = about(pay);
		decide(entry, shown(payment()));
		expect(entry).toMatchObject({ before: payment(), time: TIME });
		expect(entry.outcome).toBeUndefined();
	});

	it('is done without a write when it is as wanted already', () => {
		const entry = about(pay);
		decide(entry, shown(paidPayment()));
		expect(entry.outcome).toStrictEqual({
			kind: 'done',
			changed: false,
			verified: true,
			payment: paidPayment(),
			time: TIME,
		});
	});

	it('is done although Bitrix24 has stamped another user, which is told', () => {
		const entry = updating({ paid: true, empPaidId: 7 });
		expect(decided(entry, paidPayment())).toMatchObject({
			kind: 'done',
			changed: false,
			notApplied: [{ field: 'empPaidId', sent: 7, stored: 1 }],
		});
	});

	it('is not changed when it is another payment than the one asked for', () => {
		const entry = about(pay);
		decide(entry, shown({ fields: { ...payment().fields, id: 1039 } }));
		expect(entry.before).toBeUndefined();
		expect(failureIn(entry)).toMatchObject({
			code: 'BAD_RESPONSE',
			message: 'Bitrix24 answered without the payment that was asked for',
			description: 'Nothing was changed. Look at the payment in Bitrix24, then run again',
			retryable: true,
		});
	});

	it('is not changed when it does not allow the change', () => {
		const entry = about(paySystemPay, { paySystemId: 8 });
		decide(entry, shown(payment()));
		expect(failureIn(entry)).toMatchObject({
			code: 'INVALID_INPUT',
			message: 'The payment uses payment system 7 (Bank transfer), not 8',
		});
	});
});

describe('A condition', () => {
	it('keeps a payment unchanged that does not meet it', () => {
		const entry = about(pay, {}, { guards: { amount: 90 } });
		decide(entry, shown(payment()));
		expect(failureIn(entry)).toMatchObject({
			code: 'GUARD_FAILED',
			message: 'Nothing was changed: the amount is 100.5, not 90',
		});
	});

	it('comes before what the change itself objects to', () => {
		const entry = about(paySystemPay, { paySystemId: 8 }, { guards: { amount: 90 } });
		decideOn(entry, payment());
		expect(failureIn(entry).code).toBe('GUARD_FAILED');
	});

	it('is about the payment before the change, not about what an earlier run has set', () => {
		const guards = { amount: 50 };
		expect(decided(updating({ sum: 100.5 }, { guards }), payment())).toMatchObject({
			kind: 'done',
			changed: false,
		});
		expect(decided(updating({ sum: 120 }, { guards }), payment())?.kind).toBe('failed');
		expect(decided(updating({ sum: 120 }, { guards }), payment({ sum: 50 }))).toBeUndefined();
	});

	it('counts for a payment that is done already, too', () => {
		expect(decided(about(pay, {}, { guards: { amount: 90 } }), paidPayment())?.kind).toBe('failed');
	});

	it('is no matter for a payment that is gone', () => {
		const entry = about(deletePayment, {}, { guards: { amount: 90 } });
		expect(decided(entry, 'gone')).toMatchObject({ kind: 'done', changed: false });
	});
});

describe('A dry run', () => {
	const dryRun = true;

	it('says what would change', () => {
		const entry = about(pay, {}, { dryRun });
		decide(entry, shown(payment()));
		expect(entry.outcome).toEqual({
			kind: 'dryRun',
			wouldChange: true,
			changes: [{ field: 'paid', from: 'N', to: 'Y' }],
			payment: payment(),
			time: TIME,
		});
	});

	it('says that nothing would change', () => {
		expect(decided(updating({ paid: true, empPaidId: 7 }, { dryRun }), paidPayment())).toEqual({
			kind: 'dryRun',
			wouldChange: false,
			changes: [],
			payment: paidPayment(),
			time: undefined,
		});
	});

	it('fails where the change would', () => {
		const entry = about(pay, {}, { dryRun, guards: { amount: 90 } });
		expect(decided(entry, payment())?.kind).toBe('failed');
	});
});

describe('What an earlier try has done', () => {
	/** Bitrix24 deletes the reason together with the mark, so that it never looks done. */
	const UNMARK = { marked: false, reasonMarked: 'why' };
	const HIDDEN = 'goneOrHidden';

	it.each<[string, Entry, unknown]>([
		['shows only in part', updating(UNMARK), payment()],
		['may be hidden', about(deletePayment), HIDDEN],
	])('is not done again although it %s', (_how, entry, state) => {
		expect(decided({ ...entry, wasDoneBefore: true }, state)).toMatchObject({
			kind: 'done',
			changed: false,
		});
	});

	it('is done again when it is undone by now', () => {
		const entry = { ...about(pay), wasDoneBefore: true };
		expect(decided(entry, payment())).toBeUndefined();
	});

	it('is not taken for granted where there was none', () => {
		expect(decided(updating(UNMARK), payment())).toBeUndefined();
		expect(decided(about(deletePayment), HIDDEN)).toMatchObject({
			kind: 'failed',
			failure: { code: 'ACCESS_DENIED' },
		});
	});
});

describe('A change decided again, right before it is sent once more', () => {
	it('is sent where nothing stands against it', () => {
		const entry = { ...about(pay), before: paidPayment() };
		reconsider(entry, payment());
		expect(entry.before).toEqual(payment());
		expect(entry.outcome).toBeUndefined();
	});

	it('is not sent where a condition holds no longer, also one on what it sets', () => {
		const entry = updating({ sum: 120 }, { guards: { amount: 50 } });
		reconsider(entry, payment());
		expect(failureIn(entry).code).toBe('GUARD_FAILED');
	});
});
