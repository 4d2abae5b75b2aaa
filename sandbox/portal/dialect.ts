import type { RestError } from './errors';
import type { Json } from './php/values';

/** Differences between portal generations, and between the server's code and its documentation. */
export interface Dialect {
	/** JSON type of numeric error codes: `"0"` or `0` (docs/bitrix24.md#errors). */
	errorCode: 'string' | 'number';
	/**
	 * crm payment errors: "Payment has not been found" / ACCESS_DENIED, or one `0` for both
	 * (docs/bitrix24.md#not-found-or-denied).
	 */
	crmErrors: 'new' | 'old';
	/** HTTP statuses as in the server's code or as documented (docs/bitrix24.md#statuses). */
	statuses: 'code' | 'docs';
	/**
	 * A denied crm command turns the HTTP status of the whole request into 403
	 * (docs/bitrix24.md#statuses).
	 */
	accessDeniedOverridesStatus: boolean;
	/** `time.operating` and `time.operating_reset_at` are present (docs/bitrix24.md#answers). */
	operating: boolean;
	/**
	 * Older builds: `sum: "100.0000"`, `id: "1038"` in crm.item.payment.get and list
	 * (docs/bitrix24.md#crm-get-and-list).
	 */
	crmNumbersAsStrings: boolean;
	/**
	 * Webhooks refuse plain http (docs/bitrix24.md#statuses); off because the sandbox listens on
	 * loopback.
	 */
	webhookRequiresHttps: boolean;
	/**
	 * sale.payment.update stores the data and answers an error all the same
	 * (docs/bitrix24.md#saved-in-spite-of-an-error).
	 */
	warningsAreErrors: boolean;
}

export const DEFAULT_DIALECT: Readonly<Dialect> = {
	errorCode: 'string',
	crmErrors: 'new',
	statuses: 'code',
	accessDeniedOverridesStatus: true,
	operating: true,
	crmNumbersAsStrings: false,
	webhookRequiresHttps: false,
	warningsAreErrors: false,
};

/** The error envelope: code, text and additional keys, no `time` (docs/bitrix24.md#errors). */
export function errorBody(error: RestError, dialect: Dialect): Record<string, Json> {
	const isNumber = dialect.errorCode === 'number' && /^\d+$/.test(error.code);
	return {
		error: isNumber ? Number(error.code) : error.code,
		error_description: error.description,
		...error.extra,
	};
}

/** The HTTP status of an error in the chosen generation (docs/bitrix24.md#statuses). */
export function errorStatus(error: RestError, dialect: Dialect): number {
	return dialect.statuses === 'docs' ? error.docsStatus : error.status;
}
