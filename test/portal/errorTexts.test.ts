import { inBatch, single, wholeBatch } from './replying';
import { failureOf } from './support';

const FORBIDDEN = /\b(error|problem|failure|mistake)s?\b/i;

const NO_PAYMENT = 'There is no payment with this ID';
const NO_PAYMENT_OR_HIDDEN = 'There is no payment with this ID, or the user may not change it';
const NO_PAY_SYSTEM = 'There is no payment system with this ID';
const NO_PLAN = 'The plan of this Bitrix24 does not include the REST API';

/** Texts that decide what a code means, and what it says of whether there is such a payment. */
const DECISIVE: ReadonlyArray<[code: string, text: string, message: string, notFound: string]> = [
	['0', 'Payment has not been found', NO_PAYMENT, 'surely'],
	['0', 'payment has not been found.', NO_PAYMENT, 'surely'],
	['0', 'Payment has not been found !', NO_PAYMENT, 'surely'],
	['0', 'Insufficient permissions.', NO_PAYMENT_OR_HIDDEN, 'perhaps'],
	['0', 'Insufficient permissions', NO_PAYMENT_OR_HIDDEN, 'perhaps'],
	['0', 'Insufficient permissions !', NO_PAYMENT_OR_HIDDEN, 'perhaps'],
	['0', 'Required fields: paySystemId', 'Bitrix24 asks for the payment system of the payment', ''],
	[
		'0',
		'Required fields: paySystemId, sum',
		'Bitrix24 asks for the payment system of the payment',
		'',
	],
	['0', 'Payment system has not been found', NO_PAY_SYSTEM, ''],
	['0', 'Payment system has not been found !', NO_PAY_SYSTEM, ''],
	['100', 'Could not find value for parameter {id}', 'Could not find value for parameter {id}', ''],
	['100', 'Invalid value {abc} to match', 'Invalid value {abc} to match', ''],
	[
		'ERROR_CHECK_FAILURE',
		'Payment with ID=5 and PAY_SYSTEM_ID=7 not found',
		'There is no payment with this ID that uses this payment system',
		'',
	],
	[
		'ERROR_CHECK_FAILURE',
		'Payment with ID=5 and PAY_SYSTEM_ID=7 not found !',
		'There is no payment with this ID that uses this payment system',
		'',
	],
	['ERROR_CHECK_FAILURE', 'Pay system not found', NO_PAY_SYSTEM, ''],
	['ERROR_CHECK_FAILURE', 'Pay system not found.', NO_PAY_SYSTEM, ''],
	['ACCESS_DENIED', 'REST is available only on commercial plans.', NO_PLAN, ''],
	['ACCESS_DENIED', 'REST is available only by subscription.', NO_PLAN, ''],
];

describe('A text that decides', () => {
	it.each(DECISIVE)('makes code %s a refusal: %s', (code, text, message, notFound) => {
		for (const reply of [single(code, text), inBatch(code, text)]) {
			expect(reply.kind).toBe('refused');
			expect(failureOf(reply)).toMatchObject({
				bitrixCode: code,
				message,
				retryable: false,
			});
			expect(failureOf(reply).notFound ?? '').toBe(notFound);
		}
	});

	it.each(DECISIVE)('has words that blame nobody: %s, %s', (code, text, message) => {
		const failure = failureOf(single(code, text));
		expect(failure.message).not.toMatch(FORBIDDEN);
		expect(failure.description).not.toMatch(FORBIDDEN);
		// Bitrix24's own words are told once.
		expect(failure.description.includes(text)).toBe(message !== text);
	});

	it.each(DECISIVE)('of one record proves nothing of a whole batch: %s, %s', (code, text) => {
		expect(wholeBatch(code, text).kind).toBe(code === 'ACCESS_DENIED' ? 'refused' : 'uncertain');
	});

	it('does so also when the code is the number that the documentation shows', () => {
		expect(single(0, 'Payment has not been found').kind).toBe('refused');
		expect(failureOf(inBatch(0, 'Insufficient permissions.')).notFound).toBe('perhaps');
		expect(single(100, 'Could not find value for parameter {id}').kind).toBe('refused');
	});
});

describe('A text that only looks like one', () => {
	it.each([
		['0', 'Payment has not been found in the cash register'],
		['0', 'The handler says: Payment has not been found'],
		['0', 'Payment has not been found, see order 5'],
		['0', 'Payment has not been founded'],
		['0', 'Insufficient permissions to send the receipt'],
		['0', 'The handler says: Insufficient permissions.'],
		['0', 'Insufficient funds.'],
		['0', 'Required fields: sum'],
		['0', 'Missing required fields: paySystemId'],
		['0', 'Payment system has not been found by the robot'],
		['0', 'The handler says: Payment system has not been found'],
		['0', 'Empty fields'],
		['0', 'Платёж заблокирован'],
		['0', ' '],
		['100', 'Could not find value for parameter'],
		['100', 'An event handler: Invalid value {x}'],
		['100', 'Invalid value'],
		['100', 'Access denied'],
		['ERROR_CHECK_FAILURE', 'Payment with ID=5 and PAY_SYSTEM_ID=7 not found by the handler'],
		['ERROR_CHECK_FAILURE', 'A handler: payment with ID=5 and PAY_SYSTEM_ID=7 not found'],
		['ERROR_CHECK_FAILURE', 'Pay system not found in the list'],
		['ERROR_CHECK_FAILURE', 'Pay system not founded'],
		['ERROR_CHECK_FAILURE', 'The handler says: Pay system not found'],
		['ERROR_CHECK_FAILURE', 'Empty field PAYMENT_ID'],
		['ERROR_CORE', 'Payment has not been found'],
		['SALE_EVENT_ON_BEFORE_PAYMENT_SET_FIELD', 'Insufficient permissions.'],
	])('does not make code %s a refusal: %s', (code, text) => {
		for (const reply of [single(code, text), inBatch(code, text)]) {
			expect(['complained', 'uncertain']).toContain(reply.kind);
			expect(failureOf(reply).notFound).toBeUndefined();
		}
		expect(wholeBatch(code, text).kind).toBe('uncertain');
	});

	it.each([
		['Payment has not been found: касса недоступна'],
		['Insufficient permissions — чек не отправлен'],
	])('does not make code 0 a refusal, in whatever language it goes on: %s', (text) => {
		expect(single('0', text).kind).toBe('complained');
	});

	it('is told as it is', () => {
		expect(failureOf(single('0', 'Платёж заблокирован')).message).toBe('Платёж заблокирован');
		expect(failureOf(single(0, 'Empty fields'))).toMatchObject({
			bitrixCode: '0',
			message: 'Empty fields',
		});
	});
});
