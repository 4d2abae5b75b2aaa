import type { RestError } from './errors';
import type { Json } from './php/values';

/** Differences between portal generations, and between the server's code and its documentation. */
export interface Dialect {
	/** JSON type of numeric error codes: `"0"` or `0` (reference §1.6). */
	errorCode: 'string' | 'number';
	/** crm payment errors: "Payment has not been found" / ACCESS_DENIED, or one `0` for both (§3.2). */
	crmErrors: 'new' | 'old';
	/** HTTP statuses as in the server's code or as documented (reference §1.7). */
	statuses: 'code' | 'docs';
	/** A denied crm command turns the HTTP status of the whole request into 403 (reference §1.7). */
	accessDeniedOverridesStatus: boolean;
	/** `time.operating` and `time.operating_reset_at` are present (reference §1.5). */
	operating: boolean;
	/** Older builds: `sum: "100.0000"`, `id: "1038"` in crm.item.payment.get and list (§3.4). */
	crmNumbersAsStrings: boolean;
	/** Webhooks refuse plain http (reference §1.7); off because the sandbox listens on loopback. */
	webhookRequiresHttps: boolean;
	/** sale.payment.update stores the data and answers an error all the same (reference §3.8). */
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

/** The error envelope: code, text and additional keys, no `time` (reference §1.6). */
export function errorBody(error: RestError, dialect: Dialect): Record<string, Json> {
	const isNumber = dialect.errorCode === 'number' && /^\d+$/.test(error.code);
	return {
		error: isNumber ? Number(error.code) : error.code,
		error_description: error.description,
		...error.extra,
	};
}

/** The HTTP status of an error in the chosen generation (reference §1.7). */
export function errorStatus(error: RestError, dialect: Dialect): number {
	return dialect.statuses === 'docs' ? error.docsStatus : error.status;
}
