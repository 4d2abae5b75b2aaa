import type { IDataObject } from 'n8n-workflow';

import { decide } from '../../nodes/Bitrix24Payments/execution/decide';
import type { Entry } from '../../nodes/Bitrix24Payments/execution/entry';
import type { ChangeOperation } from '../../nodes/Bitrix24Payments/operations/change';
import { deletePayment } from '../../nodes/Bitrix24Payments/operations/payment/delete';
import { pay } from '../../nodes/Bitrix24Payments/operations/payment/pay';
import { paySystemPay } from '../../nodes/Bitrix24Payments/operations/payment/paySystemPay';
import { update } from '../../nodes/Bitrix24Payments/operations/payment/update';
import type { Reply } from '../../nodes/Bitrix24Payments/portal/command';
import { Failure, type FailureDetails } from '../../nodes/Bitrix24Payments/portal/failure';
import { entryOf } from './support';

type Kind = Exclude<Reply['kind'], 'value'>;

/** What the read before the write was answered with. */
function answer(kind: Kind, details: Partial<FailureDetails> = {}): Reply {
	const words = { message: 'What happened', description: 'How to mend it' } as const;
	return { kind, failure: new Failure({ code: 'REFUSED', ...words, ...details }) };
}

/** What is told of a payment that could not be read. */
function told(entry: Entry, reply: Reply): Failure {
	decide(entry, reply);
	if (entry.outcome?.kind !== 'failed') throw new Error('The item has not failed');
	return entry.outcome.failure;
}

function about(operation: ChangeOperation, parameters: IDataObject = {}): Entry {
	return entryOf(operation, { paymentId: 1038, ...parameters });
}

describe('A payment that cannot be read', () => {
	it('is not changed, for the reason that the portal gives', () => {
		expect(told(about(pay), answer('refused', { bitrixCode: 'X' }))).toMatchObject({
			code: 'REFUSED',
			bitrixCode: 'X',
			message: 'What happened',
			description: 'Nothing was changed: the payment could not be read. How to mend it',
		});
	});

	it('is said to be unchanged once', () => {
		const description = 'Nothing was changed. How to mend it';
		expect(told(about(pay), answer('notExecuted', { description })).description).toBe(description);
	});

	it.each<[Kind, Partial<FailureDetails>, boolean]>([
		['uncertain', { code: 'BAD_RESPONSE' }, true],
		['notExecuted', { code: 'CONNECTION_FAILED' }, true],
		['notExecuted', { code: 'RATE_LIMITED' }, false],
		['refused', { code: 'ACCESS_DENIED' }, false],
		['complained', { code: 'REFUSED' }, false],
	])('is said to be unchanged at once where no answer came: %s %j', (kind, details, isLost) => {
		const { message } = told(about(pay), answer(kind, details));
		expect(message).toBe(
			isLost
				? 'Nothing was changed, because the payment could not be read: What happened'
				: 'What happened',
		);
	});

	it('is deleted already when the portal says that it is gone', () => {
		const entry = about(deletePayment);
		decide(entry, answer('refused', { code: 'PAYMENT_NOT_FOUND', notFound: 'surely' }));
		expect(entry.outcome).toMatchObject({ kind: 'done', changed: false });
	});
});

describe('Who may pay but not read', () => {
	const CRM_MISSING: Partial<FailureDetails> = { code: 'SCOPE_MISSING', requiredScope: 'crm' };
	const ADVICE =
		"How to mend it. Or switch off 'Verify' in the options; then nobody checks whether the change was made";
	const charging = (options: Partial<Entry['options']> = {}) => {
		const entry = about(paySystemPay, { paySystemId: 7 });
		return { ...entry, options: { ...entry.options, ...options } };
	};

	it('is told that it can be done unverified', () => {
		const { description } = told(charging(), answer('refused', CRM_MISSING));
		expect(description).toBe(`Nothing was changed: the payment could not be read. ${ADVICE}`);
	});

	it.each<[string, Entry, Partial<FailureDetails>]>([
		['the write needs the same permission', about(pay), CRM_MISSING],
		['something else is amiss', charging(), { code: 'ACCESS_DENIED' }],
		['it is a dry run', charging({ dryRun: true }), CRM_MISSING],
		[
			'it has to be seen in any case',
			{ ...charging({ verify: false }), mustBeSeen: true },
			CRM_MISSING,
		],
		['there are conditions', charging({ guards: { amount: 100 } }), CRM_MISSING],
		[
			'the change cannot do without the read',
			about(update, { updateFields: { comments: 'a' } }),
			CRM_MISSING,
		],
	])('is not told so where %s', (_where, entry, details) => {
		const { description } = told(entry, answer('refused', details));
		expect(description).toMatch(/How to mend it$/);
	});
});
