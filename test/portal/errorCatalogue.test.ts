import fc from 'fast-check';

import {
	asksForFreshToken,
	certaintyOf,
	describeError,
	isTransient,
	scopeOf,
} from '../../nodes/Bitrix24Payments/portal/errorCatalogue';

/** Every code that Bitrix24 is known to answer to the methods of this node. */
const CODES = [
	'NO_AUTH_FOUND',
	'INVALID_CREDENTIALS',
	'INVALID_REQUEST',
	'expired_token',
	'invalid_token',
	'insufficient_scope',
	'invalid_scope',
	'APPLICATION_NOT_FOUND',
	'user_access_error',
	'authorization_error',
	'CONNECTION_ERROR',
	'ACCESS_DENIED',
	'allowed_only_intranet_user',
	'WRONG_AUTH_TYPE',
	'OVERLOAD_LIMIT',
	'QUERY_LIMIT_EXCEEDED',
	'OPERATION_TIME_LIMIT',
	'ERROR_METHOD_NOT_FOUND',
	'22002',
	'MAIN_CONTROLLER_22002',
	'invalid_http_method',
	'100',
	'MAIN_CONTROLLER_22001',
	'ERROR_ARGUMENT',
	'0',
	'200640400001',
	'200540400001',
	'200540400002',
	'200040300010',
	'200040300020',
	'ERROR_CHECK_FAILURE',
	'ERROR_PROCESS_REQUEST_RESULT',
	'SALE_ORDER_PAID_ORDER_CANCELED',
	'SALE_ORDER_PAYMENT_NOT_ENOUGH_USER_BUDGET_SYNCPAID',
	'SALE_PAYMENT_NOT_ALLOWED_CHANGE_SUM',
	'SALE_PAYMENT_WRONG_PAYMENT_SERVICE',
	'SALE_ORDER_PAYMENT_RETURN_NO_SUPPORTED',
	'SALE_ORDER_PAYMENT_RETURN_PAID',
	'SALE_PAYMENT_DELETE_EXIST_PAID',
	'SALE_EVENT_ON_BEFORE_PAYMENT_SET_FIELD_ERROR',
	'ERROR_BATCH_METHOD_NOT_ALLOWED',
	'ERROR_BATCH_LENGTH_EXCEEDED',
	'METHOD_CONFIRM_WAITING',
	'METHOD_CONFIRM_DENIED',
	'WRONG_LICENSE',
	'PORTAL_DELETED',
	'ERROR_CORE',
	'INTERNAL_SERVER_ERROR',
	'ERROR_UNEXPECTED_ANSWER',
	'INTERNAL_WRONG_TRANSPORT',
	'INTERNAL_WRONG_HANDLER_CLASS',
	'WRONG_ENCODING',
	'ERROR_MANIFEST_IS_NOT_AVAILABLE',
	'invalid_grant',
	'invalid_client',
	'wrong_client',
	'invalid_request',
	'PAYMENT_REQUIRED',
	'NOT_INSTALLED',
	'bad_verification_code',
];

/** Texts that come with codes that mean several things. */
const TEXTS: ReadonlyArray<[code: string, text: string, message: RegExp]> = [
	['0', 'Payment has not been found', /no payment with this ID/],
	['0', 'Insufficient permissions.', /no payment with this ID, or the user may not/],
	['0', 'Required fields: paySystemId', /asks for the payment system/],
	['0', 'Payment system has not been found', /no payment system with this ID/],
	[
		'ERROR_CHECK_FAILURE',
		'Payment with ID=5 and PAY_SYSTEM_ID=7 not found',
		/uses this payment system/,
	],
	['ERROR_CHECK_FAILURE', 'Pay system not found', /no payment system with this ID/],
	['ACCESS_DENIED', 'REST is available only on commercial plans.', /plan .* does not include/],
	['ACCESS_DENIED', 'REST is available only by subscription.', /plan .* does not include/],
];

const FORBIDDEN = /\b(error|problem|failure|mistake)s?\b/i;

describe('The words for an error', () => {
	it.each(CODES)('exist for %s, with and without a text of Bitrix24', (code) => {
		for (const text of ['Text of the portal', '']) {
			const failure = describeError({ code, text, method: 'sale.payment.update' });
			expect(failure.code).toBe(code);
			expect(failure.message).toMatch(/\w{3}/);
			expect(failure.description).toMatch(/\w{3}/);
			expect(failure.message).not.toMatch(/\.$/);
		}
	});

	it.each(CODES)('say what happened without words that blame: %s', (code) => {
		const { message, description } = describeError({ code, text: '', method: 'crm.x' });
		expect(message).not.toMatch(FORBIDDEN);
		expect(description).not.toMatch(FORBIDDEN);
	});

	it.each(TEXTS)('follow the text where the code %s is not enough: %s', (code, text, message) => {
		const failure = describeError({ code, text, method: 'crm.item.payment.pay' });
		expect(failure.message).toMatch(message);
		expect(failure.message).not.toMatch(FORBIDDEN);
		expect(failure.description).not.toMatch(FORBIDDEN);
		expect(failure.description).toContain(text);
	});

	it('are those of Bitrix24 where the code is unknown', () => {
		const failure = describeError({ code: '0', text: 'Платёж заблокирован', method: 'crm.x' });
		expect(failure.message).toBe('Платёж заблокирован');
	});

	it('repeat the text of Bitrix24 behind our own', () => {
		const failure = describeError({
			code: 'ACCESS_DENIED',
			text: 'Access denied',
			method: 'crm.x',
		});
		expect(failure.message).toBe('The user of this credential may not do this in Bitrix24');
		expect(failure.description).toMatch(/Bitrix24 says: Access denied$/);
	});

	it('exist for any code and text, also for names that every object has', () => {
		const code = fc.oneof(
			fc.constantFrom('constructor', 'toString', '__proto__', 'hasOwnProperty', ''),
			fc.constantFrom(...CODES),
			fc.string(),
		);
		fc.assert(
			fc.property(code, fc.string(), fc.string(), (anyCode, text, method) => {
				const failure = describeError({ code: anyCode, text, method });
				expect(typeof failure.message).toBe('string');
				expect(failure.message).not.toBe('');
				expect(typeof failure.description).toBe('string');
				expect(failure.description).not.toBe('');
				expect(['refused', 'notExecuted', 'uncertain']).toContain(certaintyOf(anyCode));
				expect(typeof isTransient(anyCode)).toBe('boolean');
			}),
		);
	});

	it('keep status and end of a limit', () => {
		const failure = describeError({
			code: 'OPERATION_TIME_LIMIT',
			text: '',
			method: 'crm.x',
			httpStatus: 429,
			resetAt: 5000,
		});
		expect(failure).toMatchObject({ httpStatus: 429, resetAt: 5000, retryable: true });
	});
});

describe('The missing scope', () => {
	it.each([
		['crm.item.payment.pay', 'crm'],
		['crm.item.payment.unpay', 'crm'],
		['crm.item.payment.get', 'crm'],
		['crm.orderentity.list', 'crm'],
		['sale.payment.update', 'sale'],
		['sale.payment.get', 'sale'],
		['sale.order.list', 'sale'],
		['sale.paysystem.pay.payment', 'pay_system'],
		['sale.paysystem.list', 'pay_system'],
		['salescenter.payment.getPublicUrl', 'salescenter'],
	])('of %s is %s, in field, message and description', (method, scope) => {
		expect(scopeOf(method)).toBe(scope);
		const failure = describeError({ code: 'insufficient_scope', text: '', method });
		expect(failure.requiredScope).toBe(scope);
		expect(failure.message).toContain(`'${scope}'`);
		expect(failure.description).toContain(`'${scope}'`);
	});

	it('is named for this code only', () => {
		const failure = describeError({ code: 'ACCESS_DENIED', text: '', method: 'crm.x' });
		expect(failure.requiredScope).toBeUndefined();
	});
});

describe('What a code says about the command', () => {
	const NOT_EXECUTED = [
		'QUERY_LIMIT_EXCEEDED',
		'OPERATION_TIME_LIMIT',
		'expired_token',
		'invalid_token',
		'CONNECTION_ERROR',
		'OVERLOAD_LIMIT',
		'ERROR_BATCH_METHOD_NOT_ALLOWED',
		'ERROR_BATCH_LENGTH_EXCEEDED',
		'invalid_grant',
		'invalid_client',
		'wrong_client',
		'PAYMENT_REQUIRED',
		'NOT_INSTALLED',
	];
	const UNCERTAIN = ['INTERNAL_SERVER_ERROR', 'ERROR_UNEXPECTED_ANSWER', 'WRONG_ENCODING'];

	it.each(NOT_EXECUTED)('%s: it surely did nothing', (code) => {
		expect(certaintyOf(code)).toBe('notExecuted');
	});

	it.each(UNCERTAIN)('%s: nobody knows', (code) => {
		expect(certaintyOf(code)).toBe('uncertain');
		expect(describeError({ code, text: '', method: 'crm.x' }).retryable).toBe(true);
	});

	it.each(CODES.filter((code) => !NOT_EXECUTED.includes(code) && !UNCERTAIN.includes(code)))(
		'%s: it was refused for good',
		(code) => {
			expect(certaintyOf(code)).toBe('refused');
			expect(describeError({ code, text: '', method: 'crm.x' }).retryable).toBe(false);
		},
	);

	it('a code that nobody knows: it was refused for good', () => {
		expect(certaintyOf('NEVER_HEARD')).toBe('refused');
	});

	it('waiting alone cures limits and an unreachable authorization server, nothing else', () => {
		expect(CODES.filter(isTransient)).toEqual([
			'CONNECTION_ERROR',
			'QUERY_LIMIT_EXCEEDED',
			'OPERATION_TIME_LIMIT',
		]);
	});

	it('a fresh token is asked for by two codes and by no other', () => {
		expect(CODES.filter(asksForFreshToken)).toEqual(['expired_token', 'invalid_token']);
	});
});
