import type { Json } from './php/values';

interface ErrorOptions {
	/** The status the documentation gives, where it differs from the server's code. */
	docsStatus?: number;
	extra?: Record<string, Json>;
	/**
	 * The error came with the crm controllers' own "access denied" status
	 * (docs/bitrix24.md#statuses).
	 */
	deniesResponse?: boolean;
}

/** An error answer of the REST server (docs/bitrix24.md#errors). The default status is 400. */
export class RestError extends Error {
	readonly docsStatus: number;

	readonly extra: Record<string, Json>;

	readonly deniesResponse: boolean;

	constructor(
		readonly code: string,
		readonly description: string,
		readonly status = 400,
		options: ErrorOptions = {},
	) {
		super(`${code}: ${description}`);
		this.docsStatus = options.docsStatus ?? status;
		this.extra = options.extra ?? {};
		this.deniesResponse = options.deniesResponse ?? false;
	}
}

/**
 * An error of a controller: always 400, only the first one reaches the client
 * (docs/bitrix24.md#parameter-binding).
 */
export function controllerError(description: string, code = '0'): RestError {
	return new RestError(code, description);
}

/** The crm controllers' refusal with its status quirk (docs/bitrix24.md#statuses). */
export function crmAccessDenied(): RestError {
	return new RestError('ACCESS_DENIED', 'Access denied', 400, { deniesResponse: true });
}

/** The refusal of classic handlers such as sale.paysystem.* (docs/bitrix24.md#statuses). */
export function classicAccessDenied(): RestError {
	return new RestError('ACCESS_DENIED', 'Access denied!', 403);
}

export function methodNotFound(): RestError {
	return new RestError('ERROR_METHOD_NOT_FOUND', 'Method not found!', 404);
}

/** The text is missing inside a batch (docs/bitrix24.md#errors-in-a-batch). */
export function insufficientScope(description: string): RestError {
	return new RestError('insufficient_scope', description, 401, { docsStatus: 403 });
}

/**
 * An authentication error: 401 in the server's code whatever the documentation says
 * (docs/bitrix24.md#statuses).
 */
export function authError(code: string, description: string, docsStatus = 401): RestError {
	return new RestError(code, description, 401, { docsStatus });
}

/** `LoadLimiter` blocked the method (docs/bitrix24.md#operating-time). */
export function operationTimeLimit(): RestError {
	const text = 'Method is blocked due to operation time limit.';
	return new RestError('OPERATION_TIME_LIMIT', text, 429);
}

/**
 * A native handler printed something and ended the script: no JSON, no further commands
 * (docs/bitrix24.md#pay-via-payment-system).
 */
export class ScriptEnded extends Error {
	constructor(readonly output: string) {
		super('The script ended');
	}
}

export function batchMethodNotAllowed(): RestError {
	return new RestError('ERROR_BATCH_METHOD_NOT_ALLOWED', 'Method is not allowed for batch usage');
}

/** An error of which a batch prints neither code nor text, but this. */
export class BareError extends RestError {
	constructor(readonly printed: Json) {
		super('', '');
	}
}
