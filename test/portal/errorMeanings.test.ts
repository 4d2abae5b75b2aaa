import { BY_CODE } from '../../nodes/Bitrix24Payments/portal/errorTable';
import type { OwnCode } from '../../nodes/Bitrix24Payments/portal/failure';
import { single } from './replying';
import { failureOf } from './support';

/** What a workflow can route on, and the codes of Bitrix24 that mean it. */
const MEANINGS: Partial<Record<OwnCode, readonly string[]>> = {
	CREDENTIAL_INVALID: [
		'NO_AUTH_FOUND',
		'INVALID_CREDENTIALS',
		'INVALID_REQUEST',
		'expired_token',
		'invalid_token',
		'invalid_grant',
		'invalid_client',
		'wrong_client',
		'PAYMENT_REQUIRED',
		'NOT_INSTALLED',
		'APPLICATION_NOT_FOUND',
		'authorization_error',
		'PORTAL_DELETED',
	],
	SCOPE_MISSING: ['insufficient_scope', 'invalid_scope'],
	ACCESS_DENIED: [
		'user_access_error',
		'ACCESS_DENIED',
		'allowed_only_intranet_user',
		'WRONG_AUTH_TYPE',
		'200040300010',
		'200040300020',
		'METHOD_CONFIRM_WAITING',
		'METHOD_CONFIRM_DENIED',
		'WRONG_LICENSE',
	],
	RATE_LIMITED: ['OVERLOAD_LIMIT', 'QUERY_LIMIT_EXCEEDED', 'OPERATION_TIME_LIMIT'],
	CONNECTION_FAILED: ['CONNECTION_ERROR'],
	PAYMENT_NOT_FOUND: ['200640400001'],
	BAD_RESPONSE: ['INTERNAL_SERVER_ERROR', 'ERROR_UNEXPECTED_ANSWER', 'WRONG_ENCODING'],
};

const MEANT = new Set(Object.values(MEANINGS).flat());

const codeFor = (code: string, text = 'x') => failureOf(single(code, text)).code;

describe('The code of a failure', () => {
	it.each(Object.entries(MEANINGS))('is %s for these codes of Bitrix24: %j', (own, codes) => {
		expect(codes.filter((code) => codeFor(code) !== own)).toEqual([]);
	});

	it('is REFUSED for all other codes, known or not', () => {
		const others = Object.keys(BY_CODE).filter((code) => !MEANT.has(code));
		for (const code of [...others, '0', 'NEVER_HEARD']) {
			expect([code, codeFor(code)]).toEqual([code, 'REFUSED']);
		}
	});

	it('is BAD_RESPONSE where there is no code', () => {
		expect(codeFor('')).toBe('BAD_RESPONSE');
	});

	it.each<[OwnCode, string, string]>([
		['PAYMENT_NOT_FOUND', '0', 'Payment has not been found'],
		['ACCESS_DENIED', '0', 'Insufficient permissions.'],
		['REFUSED', '0', 'Payment system has not been found'],
		['REFUSED', 'ERROR_CHECK_FAILURE', 'Pay system not found'],
		['ACCESS_DENIED', 'ACCESS_DENIED', 'REST is available only by subscription.'],
	])('is %s for %s where the text says: %s', (own, code, text) => {
		expect(codeFor(code, text)).toBe(own);
	});
});
