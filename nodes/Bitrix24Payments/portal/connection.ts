import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';

import {
	oauthRestUrl,
	parseAuthorizationServer,
	parsePortalUrl,
	parseWebhookUrl,
	type PortalAddress,
} from './address';
import { throwIfCancelled, type Clock } from './clock';
import { deadline, unlessAborted } from './deadline';
import { describeError } from './errorCatalogue';
import { Failure } from './failure';
import { isObject } from './json';
import { Scrubber } from './scrubber';

/** The internal name of the one credential type (README.md#credential). */
export const CREDENTIAL_TYPE = 'bitrix24PaymentsOAuth2Api';

/** Where a connection finds its credential, as n8n has it stored at the moment. */
export interface CredentialSource {
	read(): Promise<ICredentialDataDecryptedObject>;
	/**
	 * n8n's own refresh: it takes a lease across workers and stores the rotated refresh token.
	 * @param expired the credential whose token has expired
	 * @returns the new token data
	 */
	refresh(expired: ICredentialDataDecryptedObject): Promise<unknown>;
}

/** Where requests go and what authorizes them. */
export interface Connection {
	/** Two credentials with the same one are the same way into the same portal. */
	readonly key: string;
	readonly host: string;
	/** ID of the user as whom the portal is asked; undefined where the credential does not tell. */
	readonly userId?: number;
	/** Knows this connection's secrets, rotated tokens included. */
	readonly scrubber: Scrubber;
	url(method: string): string;
	/** What a request body has to carry: the token in OAuth mode, nothing for a webhook. */
	auth(): { auth?: string };
	/**
	 * Gets a fresh access token after the portal called the present one expired.
	 * @param signal ends the wait for it; RunCancelled is thrown then
	 * @returns why there is none to be had, or nothing
	 */
	refresh(signal?: AbortSignal): Promise<Failure | undefined>;
}

/** How long another process may take to store the token it refreshed. */
const OTHER_WORKER_MS = 1500;

/** n8n would wait for five minutes, with the payments of the run held. */
const LONGEST_REFRESH_MS = 60_000;

/**
 * Opens the connection that the credential describes. The method decides, never the presence of a
 * token: n8n keeps old tokens when the user switches to a webhook.
 *
 * @throws Failure (`INVALID_INPUT`) when a URL is malformed or the account is not connected
 */
export async function openConnection(source: CredentialSource, clock: Clock): Promise<Connection> {
	const credential = await source.read();
	return credential.grantType === 'authorizationCode'
		? openOAuth(source, credential, clock)
		: openWebhook(credential);
}

function openWebhook(credential: IDataObject): Connection {
	const webhook = parseWebhookUrl(credential.webhookUrl);
	const scrubber = new Scrubber();
	scrubber.learn(webhook.code);
	return {
		key: `webhook ${webhook.restUrl}`,
		host: webhook.host,
		userId: webhook.userId,
		scrubber,
		url: (method) => webhook.restUrl + method,
		auth: () => ({}),
		async refresh() {
			return describeError({ code: 'INVALID_CREDENTIALS', text: '', method: '' });
		},
	};
}

interface Token {
	readonly value: string;
	readonly restUrl: string;
}

function openOAuth(source: CredentialSource, credential: IDataObject, clock: Clock): Connection {
	const portal = parsePortalUrl(credential.portalUrl);
	parseAuthorizationServer(credential.authorizationServer);
	const scrubber = new Scrubber();
	let token = tokenOf(credential, portal, scrubber);

	/** Whether another execution or worker has stored a newer token than the one in use. */
	const takeNewerToken = (stored: ICredentialDataDecryptedObject) => {
		const expired = token.value;
		token = tokenOf(stored, portal, scrubber);
		return token.value !== expired;
	};

	const renew = async (signal?: AbortSignal): Promise<Failure | undefined> => {
		const stored = await source.read();
		if (takeNewerToken(stored)) return undefined;
		const renewal = await renewToken(source, stored);
		if ('token' in renewal) {
			token =
				findToken(renewal.token, portal, scrubber) ??
				tokenOf(await source.read(), portal, scrubber);
			return undefined;
		}
		// Before n8n 2.30 nothing keeps two workers from refreshing at once: the slower one
		// is refused although the credential is fine.
		await clock.sleep(OTHER_WORKER_MS, signal);
		return takeNewerToken(await source.read()) ? undefined : refreshFailure(renewal.cause);
	};

	return {
		key: `oauth ${portal.restUrl} ${String(credential.clientId ?? '')}`,
		host: portal.host,
		userId: userOf(credential.oauthTokenData),
		scrubber,
		url: (method) => token.restUrl + method,
		auth: () => ({ auth: token.value }),
		async refresh(signal) {
			try {
				return await unlessAborted(renew(signal), deadline(clock, LONGEST_REFRESH_MS, signal));
			} catch (cause) {
				throwIfCancelled(signal);
				return cause instanceof Failure ? cause : refreshFailure(cause);
			}
		},
	};
}

async function renewToken(
	source: CredentialSource,
	expired: ICredentialDataDecryptedObject,
): Promise<{ token: unknown } | { cause: unknown }> {
	try {
		return { token: await source.refresh(expired) };
	} catch (cause) {
		return { cause };
	}
}

function tokenOf(credential: IDataObject, portal: PortalAddress, scrubber: Scrubber): Token {
	const data = isObject(credential.oauthTokenData) ? credential.oauthTokenData : {};
	const { clientSecret } = credential;
	scrubber.learn(typeof clientSecret === 'string' ? clientSecret : undefined);
	const token = findToken(data, portal, scrubber);
	if (token) return token;
	throw new Failure({
		code: 'INVALID_INPUT',
		message: 'The credential is not connected to Bitrix24 yet',
		description: "Open the credential in n8n and click 'Connect'",
	});
}

/** Who connected the credential (docs/bitrix24.md#token-answer). */
function userOf(data: unknown): number | undefined {
	const userId = isObject(data) ? Number(data.user_id ?? NaN) : NaN;
	return Number.isSafeInteger(userId) && userId > 0 ? userId : undefined;
}

/** The token in n8n's token data, if there is one. */
function findToken(data: unknown, portal: PortalAddress, scrubber: Scrubber): Token | undefined {
	if (!isObject(data) || typeof data.access_token !== 'string' || !data.access_token) {
		return undefined;
	}
	const refreshToken = data.refresh_token;
	scrubber.learn(data.access_token, typeof refreshToken === 'string' ? refreshToken : undefined);
	return { value: data.access_token, restUrl: oauthRestUrl(portal, data.client_endpoint) };
}

/**
 * Puts a refused refresh into words. Nothing of its cause is quoted: it may hold the client secret,
 * or a new token that nobody knows yet (docs/money-rules.md#secrets-stay-inside).
 */
function refreshFailure(cause: unknown): Failure {
	const code = authorizationServerCode(cause);
	if (code) return describeError({ code, text: '', method: 'oauth' });
	return new Failure({
		code: 'CONNECTION_FAILED',
		message: 'The access to Bitrix24 has expired and could not be renewed',
		description:
			'The authorization server did not give a new token. Nothing was changed. Run again in a few minutes; if it happens again, connect the credential again',
		retryable: true,
	});
}

const AUTHORIZATION_SERVER_CODES = [
	'invalid_grant',
	'invalid_client',
	'wrong_client',
	'PAYMENT_REQUIRED',
	'NOT_INSTALLED',
] as const;

/** n8n words a dead refresh token in its own way and hands on other codes in the error's body. */
function authorizationServerCode(cause: unknown): string | undefined {
	if (!(cause instanceof Error)) return undefined;
	if (/needs to be reconnected/.test(cause.message)) return 'invalid_grant';
	const body = (cause as { body?: unknown }).body;
	const told = isObject(body) ? String(body.error) : typeof body === 'string' ? body : '';
	return AUTHORIZATION_SERVER_CODES.find((code) => told.includes(code));
}
