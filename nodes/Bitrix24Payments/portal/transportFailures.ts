import { Failure } from './failure';

/** What keeps requests from a portal, and how to mend it. */
interface Obstacle {
	readonly what: (host: string) => string;
	readonly cure: string;
}

const UNTRUSTED: Obstacle = {
	what: (host) => `the certificate of ${host} is not trusted by n8n`,
	cure: "If the portal has a certificate of its own, write its authority's certificate to a file, enter the path of the file in NODE_EXTRA_CA_CERTS in the environment of n8n, and restart n8n",
};

const SILENT: Obstacle = {
	what: (host) => `${host} does not answer`,
	cure: 'Check host and port in the credential, and that no firewall stands between n8n and the portal',
};

/** By the codes of Node, and one of ours. */
const OBSTACLES: Readonly<Record<string, Obstacle>> = {
	ENOTFOUND: {
		what: (host) => `there is no host ${host}`,
		cure: 'Check how it is spelt in the credential',
	},
	EAI_AGAIN: {
		what: (host) => `the host ${host} could not be looked up`,
		cure: "Check how it is spelt in the credential, and n8n's connection to its name server",
	},
	ECONNREFUSED: {
		what: (host) => `${host} refuses the connection`,
		cure: 'Check host and port in the credential, and that the portal is running',
	},
	DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
	SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
	CERT_HAS_EXPIRED: {
		what: (host) => `the certificate of ${host} has expired`,
		cure: 'Renew the certificate on the server of the portal',
	},
	ERR_TLS_CERT_ALTNAME_INVALID: {
		what: (host) => `the certificate of ${host} was made for another host`,
		cure: 'Check the host in the credential; it has to be the one that the certificate names',
	},
	ETIMEDOUT: SILENT,
	EHOSTUNREACH: SILENT,
	ENETUNREACH: SILENT,
	BLOCKED_BY_N8N: {
		what: (host) => `n8n may not make requests to ${host}`,
		cure: 'Let the administrator of n8n allow the host or its IP address, e.g. with N8N_SSRF_ALLOWED_HOSTNAMES',
	},
};

const UNKNOWN_OBSTACLE: Obstacle = {
	what: (host) => `there is no connection to ${host}`,
	cure: 'Check the address in the credential and that the portal is online',
};

/**
 * Why no connection was made, without a word on what that means for a payment.
 *
 * @param code Node's own, e.g. `ECONNREFUSED`
 */
export function obstacle(code: string, host: string): { message: string; cure: string } {
	const { what, cure } = (Object.hasOwn(OBSTACLES, code) && OBSTACLES[code]) || UNKNOWN_OBSTACLE;
	return { message: `Bitrix24 could not be reached: ${what(host)}`, cure };
}

/** @param code Node's own, e.g. `ECONNREFUSED` */
export function unreachable(code: string, host: string): Failure {
	const { message, cure } = obstacle(code, host);
	return new Failure({
		code: 'CONNECTION_FAILED',
		message,
		description: `No connection was made (${code}), so nothing was changed. ${cure}. Then run again`,
		retryable: true,
	});
}

/**
 * How a connection ended before the answer was complete, without a word on what that means.
 *
 * @param code Node's own, e.g. `ECONNRESET`
 */
export function interruption(code: string): { message: string; cure?: string } {
	switch (code) {
		case 'ECONNABORTED':
		case 'ETIMEDOUT':
			return { message: 'Bitrix24 did not answer in time' };
		case 'EPROTO':
		case 'ERR_SSL_WRONG_VERSION_NUMBER':
			return {
				message: BROKEN_OFF,
				cure: 'The server may not speak https at this port: check the port in the credential',
			};
		default:
			return { message: BROKEN_OFF };
	}
}

const BROKEN_OFF = 'The connection to Bitrix24 broke before the answer arrived';

/** @param code Node's own, e.g. `ECONNRESET` */
export function lost(code: string): Failure {
	const { message, cure } = interruption(code);
	const missing = `A request was sent, its answer is missing (${code})`;
	return new Failure({
		code: 'CONNECTION_FAILED',
		message,
		description: cure ? `${missing}. ${cure}` : missing,
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
		message: 'The answer to a batch was incomplete',
		description: 'Bitrix24 did not say in it what became of this part of the batch',
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

export function heldUp(): Failure {
	return new Failure({
		code: 'NOT_EXECUTED',
		message: 'Not sent, because a change before it was left without an answer',
		description: 'Nothing was changed for this payment. Run again',
		retryable: true,
	});
}

/** For what has not been sent to a portal that left an earlier request without an answer. */
export function notSentAfter({ code, message, description, httpStatus }: Failure): Failure {
	return new Failure({
		// Bitrix24 has refused nothing of what it was not sent.
		code: code === 'CONNECTION_FAILED' ? code : 'BAD_RESPONSE',
		message: 'Not sent, because an earlier request was left without a usable answer',
		description: `Nothing was changed for this payment. What came of the earlier request: ${message}. ${description}`,
		retryable: true,
		httpStatus,
	});
}
