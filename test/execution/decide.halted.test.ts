import { decide } from '../../nodes/Bitrix24Payments/execution/decide';
import type { Entry } from '../../nodes/Bitrix24Payments/execution/entry';
import { create } from '../../nodes/Bitrix24Payments/operations/payment/create';
import { pay } from '../../nodes/Bitrix24Payments/operations/payment/pay';
import { update } from '../../nodes/Bitrix24Payments/operations/payment/update';
import type { Reply } from '../../nodes/Bitrix24Payments/portal/command';
import { paidPayment, payment } from '../support/payments';
import { entryOf } from './support';

const TIME = { start: 1, finish: 2 };

function shown(value: unknown): Reply {
	return { kind: 'value', value, time: TIME };
}

/** An item whose write was behind the error that stopped a batch. */
function halted(entry: Entry, before: unknown): Entry {
	return { ...entry, before, wasBehindHalt: true };
}

function paying(): Entry {
	return entryOf(pay, { paymentId: 1038 });
}

function decided(entry: Entry, reply: Reply): Entry {
	decide(entry, reply);
	return entry;
}

const WARNING =
	'Bitrix24 stopped a batch before this change. It is as wanted now; whether by this change or by somebody else is not known';

describe('A change behind the error that stopped a batch', () => {
	it('is sent again while the payment is as it was', () => {
		const { outcome, before } = decided(halted(paying(), payment()), shown(payment().fields));
		expect(outcome).toBeUndefined();
		expect(before).toEqual(payment());
	});

	it('is done by whomever when the payment is as wanted by now', () => {
		const entry = halted(paying(), payment());
		expect(decided(entry, shown(paidPayment().fields)).outcome).toStrictEqual({
			kind: 'done',
			verified: true,
			payment: paidPayment(),
			time: TIME,
			warning: WARNING,
		});
	});

	it('tells what Bitrix24 has stored differently', () => {
		const entry = entryOf(update, {
			paymentId: 1038,
			updateFields: { paid: true, empPaidId: 7 },
		});
		const { outcome } = decided(halted(entry, payment()), shown(paidPayment().fields));
		expect(outcome).toMatchObject({
			kind: 'done',
			notApplied: [{ field: 'empPaidId', sent: 7, stored: 1 }],
			warning: WARNING,
		});
		expect(outcome).not.toHaveProperty('changed');
	});

	it('was done already when nobody had seen the payment before', () => {
		const entry = halted(paying(), undefined);
		expect(decided(entry, shown(paidPayment().fields)).outcome).toMatchObject({
			kind: 'done',
			changed: false,
		});
	});
});

describe('A payment that was seen before and is as wanted now', () => {
	it('is done already where no batch was stopped', () => {
		const entry = { ...paying(), before: payment() };
		const { outcome } = decided(entry, shown(paidPayment().fields));
		expect(outcome).toMatchObject({ kind: 'done', changed: false });
		expect(outcome).not.toHaveProperty('warning');
	});
});

describe('A creation behind the error that stopped a batch', () => {
	const ROW = { id: 17, accountNumber: '25/1', paid: 'N', sum: 0 };
	const creation = () => entryOf(create, { entityTypeId: 2, entityId: 25 });

	it('is sent again while there is no new payment', () => {
		expect(decided(halted(creation(), new Map()), shown([])).outcome).toBeUndefined();
	});

	it('is not sent again when there is a payment by now that may be the one', () => {
		expect(decided(halted(creation(), new Map()), shown([ROW])).outcome).toMatchObject({
			kind: 'failed',
			failure: {
				code: 'OUTCOME_UNKNOWN',
				message: 'It is not known whether the payment was created',
				description: expect.stringContaining(
					'17 as a new and empty payment, which may be this one',
				),
			},
		});
	});
});
