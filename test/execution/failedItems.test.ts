import { failedItem, itemError } from '../../nodes/Bitrix24Payments/execution/failedItems';
import type { Candidate, FailureDetails } from '../../nodes/Bitrix24Payments/portal/failure';
import { rig } from '../portal/support';
import { contextOf, failureOf, NODE } from './failing';

const CANDIDATE: Candidate = {
	paymentId: 17,
	accountNumber: '356/1',
	paid: 'N',
	sum: 100.5,
	currency: 'EUR',
};

/** The item on the regular output, with Continue. */
function itemOf(details: Partial<FailureDetails>, paymentId?: number) {
	const item = { index: 3, failure: failureOf(details), paymentId };
	return failedItem(contextOf('continueRegularOutput'), item);
}

/** How a failure of payment 1038 is told. */
function told(details: Partial<FailureDetails>): unknown {
	return itemOf(details, 1038).json.error;
}

describe('A failed item on the regular output', () => {
	it('says what happened, how to mend it and that it makes no sense to try again', () => {
		expect(itemOf({ code: 'CREDENTIAL_INVALID' })).toStrictEqual({
			json: {
				error: 'What happened',
				operation: 'pay',
				success: false,
				errorDetails: {
					code: 'CREDENTIAL_INVALID',
					description: 'How to mend it',
					retryable: false,
				},
			},
			pairedItem: { item: 3 },
		});
	});

	it('says all that is known of the failure and its payment', () => {
		const details = {
			retryable: true,
			bitrixCode: '0',
			requiredScope: 'sale',
			candidates: [CANDIDATE],
		};
		expect(itemOf({ code: 'SCOPE_MISSING', ...details }, 1038).json).toStrictEqual({
			error: 'What happened',
			paymentId: 1038,
			operation: 'pay',
			success: false,
			errorDetails: { code: 'SCOPE_MISSING', description: 'How to mend it', ...details },
		});
	});

	it('is told as such by no error of its own, which would cost it its data', () => {
		expect(itemOf({})).not.toHaveProperty('error');
	});
});

describe('The message of a failure', () => {
	it.each<[FailureDetails['code']]>([
		['ACCESS_DENIED'],
		['GUARD_FAILED'],
		['NOT_APPLIED'],
		['NOT_EXECUTED'],
		['NOT_PAID'],
		['OUTCOME_UNKNOWN'],
		['PARTLY_DONE'],
		['PAYMENT_NOT_FOUND'],
		['REFUSED'],
	])('names the payment that it is about (%s)', (code) => {
		expect(told({ code })).toBe('Payment 1038: What happened');
		expect(itemOf({ code }).json.error).toBe('What happened');
	});

	it.each<[FailureDetails['code']]>([
		['CREDENTIAL_INVALID'],
		['CONNECTION_FAILED'],
		['INVALID_INPUT'],
		['RATE_LIMITED'],
		['SCOPE_MISSING'],
	])('names none where it is about no payment in particular (%s)', (code) => {
		expect(told({ code })).toBe('What happened');
	});

	it.each([
		['Payment 1038 was not found'],
		['There is no payment 1038'],
		['PAYMENT 1038, as a portal may say'],
	])('names it once: %s', (message) => {
		expect(told({ message })).toBe(message);
	});

	it.each([
		['Payment 10381 is another one'],
		['The amount is 1038, not 99'],
		['The portal has no payment 1038/1'],
		['Prepayment 1038 is what a portal may say'],
	])('names it also where its ID only seems to stand there: %s', (message) => {
		expect(told({ message })).toBe(`Payment 1038: ${message}`);
	});

	it('begins with what did not happen, where it does so', () => {
		expect(told({ message: 'Nothing was changed: the amount is 100, not 99' })).toBe(
			'Nothing was changed in payment 1038: the amount is 100, not 99',
		);
		expect(told({ message: 'Stopped. Nothing was changed' })).toBe(
			'Payment 1038: Stopped. Nothing was changed',
		);
	});

	it('is quoted with the rest of the failure in the error that ends a run', () => {
		const item = { index: 3, failure: failureOf(), paymentId: 1038 };
		const error = itemError(NODE, item, 'Done: 1 of 4 payments.');
		expect(error.message).toBe('Payment 1038: What happened');
		expect(error.description).toBe('How to mend it. Done: 1 of 4 payments.');
		expect(error.context.itemIndex).toBe(3);
		expect(itemError(NODE, item).description).toBe('How to mend it');
	});
});

describe('The words of a failure', () => {
	const SECRET = 'a1b2c3d4e5f6g7h8';
	const quoting = failureOf({
		message: `'${SECRET}' is no amount`,
		description: `Enter one instead of '${SECRET}'`,
	});

	it('hold no secret of the credential, on either way out', () => {
		const { portal, connection } = rig();
		connection.scrubber.learn(SECRET);
		const item = { index: 3, failure: quoting, portal };
		const { error, errorDetails } = failedItem(contextOf('continueRegularOutput'), item).json;
		expect(error).toBe("'***' is no amount");
		expect(errorDetails).toMatchObject({ description: "Enter one instead of '***'" });
		const { message, description } = itemError(NODE, item);
		expect([message, description]).toEqual(["'***' is no amount", "Enter one instead of '***'"]);
	});

	it('hold the code of no webhook, also where the credential cannot be used', () => {
		const message = `https://acme.bitrix24.com/rest/7/${SECRET}/ is no amount`;
		expect(told({ message })).toBe(
			'Payment 1038: https://acme.bitrix24.com/rest/7/***/ is no amount',
		);
	});
});
