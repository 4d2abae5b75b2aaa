import { Failure } from '../../nodes/Bitrix24Payments/portal/failure';
import {
	heldUp,
	interruption,
	keptBack,
	lost,
	notSentAfter,
	obstacle,
	unreachable,
} from '../../nodes/Bitrix24Payments/portal/transportFailures';

const UNTRUSTED = 'the certificate of a.example is not trusted by n8n';
const NODE_EXTRA_CA_CERTS = /^If the portal has a certificate of its own, .*NODE_EXTRA_CA_CERTS/;
const HOST_AND_PORT = /^Check host and port in the credential, and that /;
const FIREWALL = /^Check host and port in the credential, and that no firewall stands between/;

describe('A portal that cannot be reached', () => {
	it.each([
		['ENOTFOUND', 'there is no host a.example', /^Check how it is spelt in the credential$/],
		['EAI_AGAIN', 'the host a.example could not be looked up', /connection to its name server$/],
		['ECONNREFUSED', 'a.example refuses the connection', HOST_AND_PORT],
		['DEPTH_ZERO_SELF_SIGNED_CERT', UNTRUSTED, NODE_EXTRA_CA_CERTS],
		['SELF_SIGNED_CERT_IN_CHAIN', UNTRUSTED, NODE_EXTRA_CA_CERTS],
		['UNABLE_TO_VERIFY_LEAF_SIGNATURE', UNTRUSTED, NODE_EXTRA_CA_CERTS],
		['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', UNTRUSTED, NODE_EXTRA_CA_CERTS],
		['CERT_HAS_EXPIRED', 'the certificate of a.example has expired', /^Renew the certificate/],
		[
			'ERR_TLS_CERT_ALTNAME_INVALID',
			'the certificate of a.example was made for another host',
			/it has to be the one that the certificate names$/,
		],
		['ETIMEDOUT', 'a.example does not answer', FIREWALL],
		['EHOSTUNREACH', 'a.example does not answer', FIREWALL],
		['ENETUNREACH', 'a.example does not answer', FIREWALL],
		['BLOCKED_BY_N8N', 'n8n may not make requests to a.example', /N8N_SSRF_ALLOWED_HOSTNAMES$/],
		['UNKNOWN', 'there is no connection to a.example', /that the portal is online$/],
		['toString', 'there is no connection to a.example', /that the portal is online$/],
	])('is explained, and how to mend it: %s', (code, what, cure) => {
		expect(obstacle(code, 'a.example')).toEqual({
			message: `Bitrix24 could not be reached: ${what}`,
			cure: expect.stringMatching(cure) as string,
		});
	});

	it('changed nothing, and may be reached later', () => {
		expect(unreachable('ECONNREFUSED', 'a.example')).toMatchObject({
			code: 'CONNECTION_FAILED',
			message: 'Bitrix24 could not be reached: a.example refuses the connection',
			description:
				'No connection was made (ECONNREFUSED), so nothing was changed. Check host and port in the credential, and that the portal is running. Then run again',
			retryable: true,
		});
	});
});

describe('An answer that is missing', () => {
	const BROKE = 'The connection to Bitrix24 broke before the answer arrived';

	it.each([
		['ECONNABORTED', 'Bitrix24 did not answer in time'],
		['ETIMEDOUT', 'Bitrix24 did not answer in time'],
		['ECONNRESET', BROKE],
	])('is told with its cause: %s', (code, message) => {
		expect(lost(code)).toMatchObject({
			code: 'CONNECTION_FAILED',
			message,
			description: `A request was sent, its answer is missing (${code})`,
			retryable: true,
		});
	});

	it.each([['EPROTO'], ['ERR_SSL_WRONG_VERSION_NUMBER']])(
		'may come of a port without https: %s',
		(code) => {
			const cure = 'The server may not speak https at this port: check the port in the credential';
			expect(interruption(code)).toEqual({ message: BROKE, cure });
			expect(lost(code).description).toBe(
				`A request was sent, its answer is missing (${code}). ${cure}`,
			);
		},
	);
});

describe('A change that was not sent', () => {
	it.each([
		['was read too long ago', keptBack()],
		['comes after one without an answer', heldUp()],
	])('may be sent by another run because it %s', (_why, failure) => {
		expect(failure).toMatchObject({
			code: 'NOT_EXECUTED',
			description: 'Nothing was changed for this payment. Run again',
			retryable: true,
		});
	});

	it.each([
		['CONNECTION_FAILED', 'CONNECTION_FAILED'],
		['BAD_RESPONSE', 'BAD_RESPONSE'],
		['REFUSED', 'BAD_RESPONSE'],
	] as const)(
		'after a request without a usable answer was refused by nobody: %s is told as %s',
		(code, told) => {
			const earlier = new Failure({ code, message: 'It broke', description: 'Nobody knows why' });
			expect(notSentAfter(earlier.with({ httpStatus: 502 }))).toMatchObject({
				code: told,
				description:
					'Nothing was changed for this payment. What came of the earlier request: It broke. Nobody knows why',
				retryable: true,
				httpStatus: 502,
			});
		},
	);
});
