import type { IDataObject } from 'n8n-workflow';

import { conclude } from '../../nodes/Bitrix24Payments/execution/conclude';
import type { Entry } from '../../nodes/Bitrix24Payments/execution/entry';
import { update } from '../../nodes/Bitrix24Payments/operations/payment/update';
import type { Reply } from '../../nodes/Bitrix24Payments/portal/command';
import { paidPayment, payment } from '../support/payments';
import { failureOf } from './failing';
import { entryOf } from './support';

const TIMES = { sentAt: 100, now: 200 };

function updating(updateFields: IDataObject, verify: boolean): Entry {
	const entry = entryOf(update, { paymentId: 1038, updateFields });
	return { ...entry, options: { ...entry.options, verify }, before: payment() };
}

function answer({ fields }: { fields: IDataObject }): Reply {
	return { kind: 'value', value: { payment: fields } };
}

function lookAt({ fields }: { fields: IDataObject }): Reply {
	return { kind: 'value', value: fields };
}

describe('What the answer to an update shows of the payment', () => {
	it('is not believed to be done, with Verify off, where nothing of it was stored', () => {
		const entry = updating({ comments: 'Bank line 17' }, false);
		conclude(entry, answer(payment()), undefined, TIMES);
		expect(entry.outcome).toBeUndefined();
		expect(entry.doubt).toMatchObject({ kind: 'answered', since: 100 });
	});

	it.each([false, true])(
		'names fields that were stored otherwise, whatever is looked at (Verify %p)',
		(verify) => {
			const entry = updating({ paid: 'Y', empPaidId: 2 }, verify);
			const after = paidPayment({ empPaidId: 1 });
			conclude(entry, answer(after), verify ? lookAt(after) : undefined, TIMES);
			expect(entry.outcome).toMatchObject({
				kind: 'done',
				verified: verify,
				notApplied: [{ field: 'empPaidId', sent: 2, stored: 1 }],
			});
		},
	);
});

describe('The time of an answer', () => {
	it('is that of the read before, where the write was answered by an error', () => {
		const time = { start: 1, finish: 2 };
		const entry = { ...updating({ comments: 'Bank line 17' }, true), time };
		const after = payment({ comments: 'Bank line 17' });
		conclude(entry, { kind: 'complained', failure: failureOf() }, lookAt(after), TIMES);
		expect(entry.outcome).toMatchObject({ kind: 'done', time });
	});
});

describe('Several things to be known of one payment', () => {
	it('are told one after the other, as sentences', () => {
		const entry = { ...updating({ sum: 33.335 }, true), repeated: true };
		conclude(entry, answer(payment()), lookAt(payment({ sum: 33.34 })), TIMES);
		expect(entry.outcome).toMatchObject({
			kind: 'done',
			warning: expect.stringMatching(/33\.34.*\. The change was sent twice/),
		});
	});
});
