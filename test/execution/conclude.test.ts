import {
	conclude,
	knownFacts,
	look,
	notAsWanted,
	wasKeptBack,
} from '../../nodes/Bitrix24Payments/execution/conclude';
import type { Entry } from '../../nodes/Bitrix24Payments/execution/entry';
import { create } from '../../nodes/Bitrix24Payments/operations/payment/create';
import { deletePayment } from '../../nodes/Bitrix24Payments/operations/payment/delete';
import { pay } from '../../nodes/Bitrix24Payments/operations/payment/pay';
import { paySystemPay } from '../../nodes/Bitrix24Payments/operations/payment/paySystemPay';
import { update } from '../../nodes/Bitrix24Payments/operations/payment/update';
import type { Reply } from '../../nodes/Bitrix24Payments/portal/command';
import { describeError } from '../../nodes/Bitrix24Payments/portal/errorCatalogue';
import { Failure } from '../../nodes/Bitrix24Payments/portal/failure';
import { paidPayment, payment } from '../support/payments';
import { entryOf } from './support';

const FAILURE = new Failure({
	code: 'REFUSED',
	message: 'What happened',
	description: 'How to mend it',
});
const CONFIRMED: Reply = { kind: 'value', value: true };
const TIMES = { sentAt: 100, now: 200 };

function shown(state: { fields: object }): Reply {
	return { kind: 'value', value: state.fields };
}

function paying(options: Partial<Entry['options']> = {}): Entry {
	const entry = entryOf(pay, { paymentId: 1038 });
	return { ...entry, options: { ...entry.options, ...options }, before: payment() };
}

/** What comes of these replies to a write and to the look after it. */
function concluded(entry: Entry, write: Reply, lookAfter?: Reply): Entry {
	conclude(entry, write, lookAfter, TIMES);
	return entry;
}

describe('A write that was confirmed', () => {
	it('is done by this run when the payment is as wanted, and was not before', () => {
		const { outcome } = concluded(paying(), CONFIRMED, shown(paidPayment()));
		expect(outcome).toEqual({
			kind: 'done',
			changed: true,
			verified: true,
			payment: paidPayment(),
			paymentId: 1038,
			time: undefined,
		});
	});

	it('is done by whomever when nobody knows how the payment was before', () => {
		const entry = { ...paying(), before: undefined };
		const { outcome } = concluded(entry, CONFIRMED, shown(paidPayment()));
		expect(outcome).toMatchObject({ kind: 'done', verified: true });
		expect(outcome).not.toHaveProperty('changed');
	});

	it('has no outcome after one look that shows something else: the portal may be late', () => {
		const { outcome, doubt, seen } = concluded(paying(), CONFIRMED, shown(payment()));
		expect(outcome).toBeUndefined();
		expect(doubt).toMatchObject({ kind: 'answered', confirmation: {}, since: 100 });
		expect(seen?.state).toEqual(payment());
	});

	it('has no outcome while it could not be looked at', () => {
		const entry = concluded(paying(), CONFIRMED, { kind: 'refused', failure: FAILURE });
		expect(entry.outcome).toBeUndefined();
		expect(entry.blindness).toBe(FAILURE.message);
		expect(concluded(paying(), CONFIRMED).outcome).toBeUndefined();
	});

	it('is done unverified where the user wants no look, and claims no change', () => {
		const { outcome } = concluded(paying({ verify: false }), CONFIRMED);
		expect(outcome).toMatchObject({ kind: 'done', verified: false });
		expect(outcome).not.toHaveProperty('changed');
	});

	it('shows when the payment was seen, by both clocks, and the time of the answer', () => {
		const entry = paying();
		jest.spyOn(entry.portal, 'ticks').mockReturnValueOnce(300);
		const time = { start: 1, finish: 2 };
		const { seen, outcome } = concluded(entry, { ...CONFIRMED, time }, shown(payment()));
		expect(seen).toEqual({ state: payment(), at: 300, time: entry.portal.now() });
		expect(outcome).toBeUndefined();
		expect(entry.time).toEqual(time);
	});

	it('is not seen by a reply that makes no sense, until there is one that does', () => {
		const entry = concluded(paying(), CONFIRMED, { kind: 'value', value: 'x' });
		expect(entry.outcome).toBeUndefined();
		expect(entry.blindness).toBe('Bitrix24 answered without the payment that was asked for');
		expect(concluded(entry, CONFIRMED, shown(payment())).blindness).toBeUndefined();
	});

	it('is not looked at any more where the user wants no look', () => {
		const entry = concluded(paying({ verify: false }), CONFIRMED, shown(payment()));
		expect(entry).toMatchObject({ outcome: { kind: 'done', verified: false } });
		expect(entry.doubt).toBeUndefined();
	});

	it('tells a rounded amount with and without a look', () => {
		const entry = () => {
			const one = entryOf(update, { paymentId: 1038, updateFields: { sum: 33.335 } });
			return { ...one, before: payment() };
		};
		const write: Reply = { kind: 'value', value: { payment: { ...payment().fields, sum: 33.34 } } };
		const looked = concluded(entry(), write, shown(payment({ sum: 33.34 })));
		expect(looked.outcome).toMatchObject({ warning: expect.stringContaining('33.34') });
		const unseen = entry();
		const options = { ...unseen.options, verify: false };
		expect(concluded({ ...unseen, options }, write).outcome).toMatchObject({
			verified: false,
			warning: expect.stringContaining('33.34'),
		});
	});

	it('tells a condition that holds no longer', () => {
		const entry = paying({ guards: { amount: 100.5 } });
		const { outcome } = concluded(entry, CONFIRMED, shown(paidPayment({ sum: 90 })));
		expect(outcome).toMatchObject({
			kind: 'done',
			warning: expect.stringContaining('the amount is 90, not 100.5'),
		});
	});
});

describe('A write that was answered by something else', () => {
	it.each([[null], [false], ['true'], [[]]])(
		'proves nothing by %j, not even unverified',
		(value) => {
			const write: Reply = { kind: 'value', value };
			expect(concluded(paying({ verify: false }), write).outcome).toBeUndefined();
			const { outcome } = concluded(paying(), write, shown(paidPayment()));
			expect(outcome).toMatchObject({
				kind: 'done',
				verified: true,
				warning: expect.stringMatching(/^Bitrix24 answered without confirming the change\. /),
			});
			expect(outcome).not.toHaveProperty('changed');
		},
	);

	it('is not told to have been unconfirmed where nothing was known before', () => {
		const entry = { ...paying(), before: undefined };
		const { outcome } = concluded(entry, { kind: 'value', value: null }, shown(paidPayment()));
		expect(outcome).toMatchObject({ kind: 'done' });
		expect(outcome).not.toHaveProperty('warning');
	});
});

describe('A write after which things are not as wanted', () => {
	const seen = (entry: Entry, write: Reply, state: Reply = shown(payment())) => {
		const one = concluded(entry, write);
		look(one, state, { at: 300, time: 0 });
		return notAsWanted(one);
	};

	it('is told in the words of the operation if it was confirmed, with that fact', () => {
		const failure = seen(paying(), CONFIRMED);
		expect(failure.code).toBe('NOT_PAID');
		expect(failure.description).toMatch(/\. Bitrix24 confirmed the change$/);
	});

	it('is called unconfirmed if it was, and may be tried again where that charges nobody', () => {
		const write: Reply = { kind: 'value', value: null };
		expect(seen(paying(), write)).toMatchObject({
			code: 'BAD_RESPONSE',
			message: 'Bitrix24 answered without confirming the change',
			retryable: true,
		});
		const parameters = { paymentId: 1038, paySystemId: 7 };
		const charging = { ...entryOf(paySystemPay, parameters), before: payment() };
		const failure = seen(charging, write);
		expect(failure).toMatchObject({ code: 'BAD_RESPONSE', retryable: false });
		expect(failure.description).toBe(
			'Afterwards the payment was unpaid. Look at the payment, and at the charge in the payment system itself, in Bitrix24 before running again, which would charge the customer once more if only Bitrix24 missed it',
		);
	});

	it('is told with the complaint and what was seen, and is no reason to charge again', () => {
		const failure = FAILURE.with({ retryable: true });
		const write: Reply = { kind: 'complained', failure };
		const told = seen(paying(), write);
		expect(told).toMatchObject({ code: 'REFUSED', message: 'What happened', retryable: true });
		expect(told.description).toMatch(/^How to mend it\. Afterwards /);
		const parameters = { paymentId: 1038, paySystemId: 7 };
		const charging = { ...entryOf(paySystemPay, parameters), before: payment() };
		expect(seen(charging, write).retryable).toBe(false);
	});

	it('says all that is known of it, in sentences', () => {
		const entry = { ...paying(), repeated: true };
		expect(seen(entry, CONFIRMED).description).toMatch(
			/\. Bitrix24 confirmed the change\. It was sent twice, because the first answer was lost$/,
		);
		expect(knownFacts(paying())).toBe('');
	});

	it('is nothing to be told where they are', () => {
		const entry = concluded(paying(), CONFIRMED, shown(paidPayment()));
		expect(() => notAsWanted(entry)).toThrow('It is as wanted');
	});
});

describe('A write that was answered by an error', () => {
	it('is final where that certainly comes before anything is saved', () => {
		const { outcome, doubt } = concluded(paying(), { kind: 'refused', failure: FAILURE });
		expect(outcome).toEqual({ kind: 'failed', failure: FAILURE });
		expect(doubt).toBeUndefined();
	});

	it('is done by whomever where it may come after the save, and the error is told', () => {
		const write: Reply = { kind: 'complained', failure: FAILURE };
		const { outcome } = concluded(paying(), write, shown(paidPayment()));
		expect(outcome).not.toHaveProperty('changed');
		expect(outcome).toMatchObject({
			kind: 'done',
			warning: expect.stringContaining('What happened. How to mend it'),
		});
		expect(concluded(paying(), write, shown(payment())).outcome).toBeUndefined();
	});

	it('may show that somebody else was faster, to who has seen the payment before', () => {
		const failure = describeError({
			code: '0',
			text: 'Payment has not been found',
			method: 'crm.x',
		});
		const write: Reply = { kind: 'refused', failure };
		const entry = { ...entryOf(deletePayment, { paymentId: 1038 }), before: payment() };
		expect(concluded({ ...entry }, write, write).outcome).toMatchObject({
			kind: 'done',
			warning: expect.stringContaining('Somebody else was faster'),
		});
		const unseen = concluded({ ...entry, before: undefined }, write, write);
		expect(unseen.outcome?.kind).toBe('failed');
	});
});

describe('A write whose answer was lost', () => {
	const write: Reply = { kind: 'uncertain', failure: FAILURE };

	it('is not concluded by a look that came with it: it may be at work still', () => {
		const { outcome, doubt } = concluded(paying(), write, shown(paidPayment()));
		expect(outcome).toBeUndefined();
		expect(doubt).toEqual({ kind: 'lost', failure: FAILURE, since: 200 });
	});

	it('is done by whomever once it is seen to be', () => {
		const entry = concluded(paying(), write);
		look(entry, shown(paidPayment()), { at: 300, time: 0 });
		expect(entry.outcome).toMatchObject({
			kind: 'done',
			verified: true,
			warning: expect.stringContaining('by this change or by somebody else is not known'),
		});
		expect(entry.outcome).not.toHaveProperty('changed');
	});

	it('and that was sent a second time tells so', () => {
		const entry = { ...paying(), repeated: true };
		const { outcome } = concluded(entry, CONFIRMED, shown(paidPayment()));
		expect(outcome).toMatchObject({ warning: expect.stringContaining('sent twice') });
		expect(knownFacts(entry)).toContain('sent twice');
	});
});

describe('A write that was not executed', () => {
	it('has failed, and nothing is in doubt', () => {
		const entry = concluded(paying(), { kind: 'notExecuted', failure: FAILURE });
		expect(entry.outcome).toEqual({ kind: 'failed', failure: FAILURE });
		expect(entry.doubt).toBeUndefined();
	});

	it('has no outcome of its own where it was kept back', () => {
		const keptBack = FAILURE.with({ code: 'NOT_EXECUTED' });
		expect(wasKeptBack({ kind: 'notExecuted', failure: keptBack })).toBe(true);
		expect(wasKeptBack({ kind: 'notExecuted', failure: FAILURE })).toBe(false);
		expect(wasKeptBack({ kind: 'refused', failure: keptBack })).toBe(false);
		expect(wasKeptBack(CONFIRMED)).toBe(false);
	});
});

describe('A payment that was created', () => {
	it('is this run’s doing by its ID alone, which is told also where it is not seen', () => {
		const entry = entryOf(create, { entityTypeId: 2, entityId: 25 });
		const row = { id: 17, accountNumber: '25/1', paid: 'N', sum: 0 };
		const write: Reply = { kind: 'value', value: 17 };
		const list: Reply = { kind: 'value', value: [row] };
		expect(concluded({ ...entry }, write, list).outcome).toMatchObject({
			kind: 'done',
			changed: true,
			paymentId: 17,
		});
		const unseen = concluded({ ...entry }, write, { kind: 'value', value: [] });
		expect(unseen.outcome).toBeUndefined();
		expect(knownFacts(unseen)).toBe('Bitrix24 answered with the new payment 17');
	});
});
