import {
	oauthRestUrl,
	parseAuthorizationServer,
	parsePortalUrl,
} from '../../nodes/Bitrix24Payments/portal/address';
import { BY_CODE } from '../../nodes/Bitrix24Payments/portal/errorTable';
import { isObject, textOf, type JsonObject } from '../judge/json';
import { tokenAccess, type Access } from './access';
import type { Http } from './http';

/** What is needed for a token, as it stands in the environment. */
export interface OAuthSettings {
	readonly clientId: string;
	readonly clientSecret: string;
	readonly refreshToken: string;
	/** Address of the portal; without it, the authorization server says which one it is. */
	readonly portal?: string;
	readonly authorizationServer: string;
}

/** No token was given out. The message says what happened and how to mend it. */
export class NoToken extends Error {}

/**
 * Changes the refresh token for an access token. Bitrix24 gives a new refresh token each time, and
 * the old one is used up (docs/bitrix24.md#token-answer).
 *
 * @param keep is told the new refresh token before anything else happens
 * @throws NoToken, or a Failure of an address that is wrong
 */
export async function oauthAccess(
	settings: OAuthSettings,
	http: Http,
	keep: (refreshToken: string) => void,
): Promise<Access> {
	const answer = await refresh(settings, http);
	const refreshToken = textOf(answer.refresh_token);
	if (refreshToken !== '') keep(refreshToken);
	const token = textOf(answer.access_token);
	if (token === '') throw new NoToken(refusal(answer));
	const { clientSecret, refreshToken: usedUp } = settings;
	return tokenAccess(restUrlOf(settings, answer.client_endpoint), token, {
		secrets: [token, refreshToken, usedUp, clientSecret].filter((secret) => secret !== ''),
		tokenAnswer: answer,
	});
}

async function refresh(settings: OAuthSettings, http: Http): Promise<JsonObject> {
	const { authorizationServer, clientId, clientSecret, refreshToken } = settings;
	parseAuthorizationServer(authorizationServer);
	const exchange = await http({
		url: `${authorizationServer.replace(/\/*$/, '')}/oauth/token/`,
		verb: 'POST',
		contentType: 'application/x-www-form-urlencoded',
		body: new URLSearchParams({
			grant_type: 'refresh_token',
			client_id: clientId,
			client_secret: clientSecret,
			refresh_token: refreshToken,
		}).toString(),
	});
	if (exchange.kind === 'failed') {
		throw new NoToken(
			`The authorization server could not be reached (${exchange.code}). Check the connection and BITRIX24_AUTHORIZATION_SERVER. If something was sent, the refresh token may be used up: connect the application again then.`,
		);
	}
	const body = parse(exchange.text);
	if (isObject(body)) return body;
	throw new NoToken(
		`What answers is no authorization server of Bitrix24 (status ${exchange.status}). Check BITRIX24_AUTHORIZATION_SERVER: https://oauth.bitrix.info, or https://oauth.bitrix24.tech for its regions.`,
	);
}

/** Nothing is quoted: the answer may hold a secret that is too new to be recognised. */
function refusal({ error }: JsonObject): string {
	const code = textOf(error);
	const known = Object.hasOwn(BY_CODE, code) ? BY_CODE[code] : undefined;
	if (!known) return 'The authorization server gave no token. Connect the application again.';
	return `${known.message ?? 'The authorization server gave no token'} (${code}). ${known.description}.`;
}

function restUrlOf({ portal }: OAuthSettings, clientEndpoint: unknown): string {
	return oauthRestUrl(parsePortalUrl(portal ?? clientEndpoint), clientEndpoint);
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
