import { Failure } from './failure';

/** @param code Node's own, e.g. `ECONNREFUSED` */
export function unreachable(code: string): Failure {
	return new Failure({
		code: 'CONNECTION_FAILED',
		message: 'Bitrix24 could not be reached',
		description: `No connection was made (${code}), so nothing was changed. Check the address in the credential and that the portal is online, then run again`,
		retryable: true,
	});
}

/** @param code Node's own, e.g. `ECONNRESET` */
export function lost(code: string): Failure {
	const timedOut = code === 'ECONNABORTED' || code === 'ETIMEDOUT';
	return new Failure({
		code: 'CONNECTION_FAILED',
		message: timedOut
			? 'Bitrix24 did not answer in time'
			: 'The connection to Bitrix24 broke before the answer arrived',
		description: `A request was sent, its answer is missing (${code})`,
		retryable: true,
	});
}

/** @param host the new one, scrubbed */
export function moved(host: string, httpStatus: number): Failure {
	return new Failure({
		code: 'CONNECTION_FAILED',
		message: `The portal now has the address ${host}`,
		description:
			'Nothing was changed. Enter the new address in the credential; n8n does not follow by itself, so that no secret reaches a host you did not name',
		httpStatus,
	});
}

/** @param host where it leads, scrubbed; may be empty */
export function redirected(host: string, httpStatus: number): Failure {
	return new Failure({
		code: 'BAD_RESPONSE',
		message: 'Bitrix24 answered with a redirect instead of a result',
		description: `It leads to ${host || 'nowhere'}, which tells nothing of what became of the request`,
		retryable: true,
		httpStatus,
	});
}

export function unreadable(httpStatus: number): Failure {
	return new Failure({
		code: 'BAD_RESPONSE',
		message: 'The answer was not one of Bitrix24',
		description: `A complete JSON answer was expected; what came (HTTP ${httpStatus}) may be a page of a proxy, a limit or a broken script`,
		retryable: true,
		httpStatus,
	});
}

export function missingFromBatch(): Failure {
	return new Failure({
		code: 'BAD_RESPONSE',
		message: 'The answer to a batch lacked this payment',
		description: 'Bitrix24 answered without saying what became of it',
		retryable: true,
	});
}

export function haltedBefore(): Failure {
	return new Failure({
		code: 'NOT_EXECUTED',
		message: 'Not started, because an earlier payment was not accepted',
		description: 'Nothing was changed for this payment. Run again after mending the earlier one',
		retryable: true,
	});
}

export function keptBack(): Failure {
	return new Failure({
		code: 'NOT_EXECUTED',
		message: 'Not sent, because the payment was read too long ago',
		description: 'Nothing was changed for this payment. Run again',
		retryable: true,
	});
}

/** For what has not been sent to a portal that left an earlier request without an answer. */
export function notSentAfter({ code, message, description, httpStatus }: Failure): Failure {
	return new Failure({
		code,
		message: 'Not sent, because Bitrix24 did not answer an earlier request',
		description: `Nothing was changed for this payment. What came of the earlier request: ${message}. ${description}`,
		retryable: true,
		httpStatus,
	});
}
