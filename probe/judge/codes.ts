import { BY_CODE } from '../../nodes/Bitrix24Payments/portal/errorTable';
import { textOf, typeOf } from './json';
import type { Reason } from './verdict';

interface Explained {
	readonly why: Reason;
	readonly words: string;
}

const NOT_PERMITTED: Explained = {
	why: 'permission',
	words: 'the credential or its user may not do this',
};
const NO_METHOD: Explained = { why: 'method', words: 'the portal does not have the method' };
const LIMITED: Explained = { why: 'limit', words: 'a limit of the portal' };
const BROKE_OFF: Explained = { why: 'connection', words: 'the portal broke off' };
const NOT_IN_PLAN: Explained = { why: 'plan', words: 'not in the plan of the portal' };

/** Codes that say that something could not be tried, and nothing about how it works. */
const EXPLAINED: Readonly<Record<string, Explained>> = {
	insufficient_scope: NOT_PERMITTED,
	invalid_scope: NOT_PERMITTED,
	ACCESS_DENIED: NOT_PERMITTED,
	'200040300010': NOT_PERMITTED,
	'200040300020': NOT_PERMITTED,
	allowed_only_intranet_user: NOT_PERMITTED,
	user_access_error: NOT_PERMITTED,
	WRONG_AUTH_TYPE: NOT_PERMITTED,
	METHOD_CONFIRM_WAITING: NOT_PERMITTED,
	METHOD_CONFIRM_DENIED: NOT_PERMITTED,
	WRONG_LICENSE: NOT_IN_PLAN,
	PAYMENT_REQUIRED: NOT_IN_PLAN,
	ERROR_METHOD_NOT_FOUND: NO_METHOD,
	'22002': NO_METHOD,
	MAIN_CONTROLLER_22002: NO_METHOD,
	'200540400002': NO_METHOD,
	QUERY_LIMIT_EXCEEDED: LIMITED,
	OPERATION_TIME_LIMIT: LIMITED,
	OVERLOAD_LIMIT: LIMITED,
	CONNECTION_ERROR: BROKE_OFF,
	INTERNAL_SERVER_ERROR: BROKE_OFF,
	ERROR_UNEXPECTED_ANSWER: BROKE_OFF,
};

/** Why a call could not be tried, if that is what its refusal says. */
export function reasonFor(code: string, text: string): Explained | undefined {
	if (code === 'ACCESS_DENIED' && /commercial plans|subscription/i.test(text)) return NOT_IN_PLAN;
	return Object.hasOwn(EXPLAINED, code) ? EXPLAINED[code] : undefined;
}

/** What codes of Bitrix24 look like that the node has no entry for. */
const OF_BITRIX24 = /^(SALE|CRM|ERROR|MAIN|SALESCENTER|REST|BX)_[A-Z_0-9]{1,60}$/;

/**
 * A code as it may be told: one that the node knows, or one of Bitrix24's families. Any other text
 * might be anything, also a secret.
 */
export function codeShown(code: unknown): string {
	const text = textOf(code);
	if (text === '0' || Object.hasOwn(BY_CODE, text) || OF_BITRIX24.test(text)) return text;
	return text === '' ? `a code that is ${typeOf(code)}` : 'a code that the node does not know';
}
