import type { Credentials, Grant, TokenPair } from './credentials';
import { ALL_SCOPES } from './credentials';
import { parseStr } from './php/query';
import { toText, type Json, type PhpArray } from './php/values';

/**
 * The token endpoint's answer (docs/bitrix24.md#token-answer). `domain` is the authorization
 * server's.
 */
export interface TokenResponse {
	access_token: string;
	expires: number;
	expires_in: number;
	scope: string;
	domain: string;
	server_endpoint: string;
	status: 'L';
	client_endpoint: string;
	member_id: string;
	user_id: number;
	refresh_token: string;
}

/** An HTTP answer of the authorization server. */
export interface OAuthReply {
	status: number;
	body: Record<string, Json> | string;
	location?: string;
}

export interface RefreshCounters {
	refreshes: number;
	refreshAttempts: number;
}

/** The authorization server that belongs to the portal (docs/bitrix24.md#authorization-servers). */
export class AuthorizationServer {
	readonly counters: RefreshCounters = { refreshes: 0, refreshAttempts: 0 };

	constructor(
		private readonly credentials: Credentials,
		private readonly origin: () => string,
	) {}

	/**
	 * `GET /oauth/authorize/`: sends the browser straight back, as if the user had agreed. Errors
	 * are shown on the portal's own page (docs/bitrix24.md#connecting).
	 */
	authorize(query: string): OAuthReply {
		const parameters = parseStr(query);
		if (toText(parameters.get('client_id')) !== this.credentials.clientId) {
			return { status: 400, body: '<h1>Application not found</h1>' };
		}
		const back = loopbackUrl(toText(parameters.get('redirect_uri')));
		if (back === undefined) {
			return { status: 400, body: '<h1>The redirect address must be a loopback address</h1>' };
		}
		const code = this.credentials.issueCode({ userId: 1, scopes: ALL_SCOPES });
		this.addResult(back, code, toText(parameters.get('state')));
		return { status: 302, body: '', location: back.toString() };
	}

	/**
	 * `/oauth/token/`: GET or POST form, credentials among the parameters
	 * (docs/bitrix24.md#token-endpoint).
	 */
	token(parameters: PhpArray): OAuthReply {
		const grantType = toText(parameters.get('grant_type'));
		if (grantType === 'refresh_token') this.counters.refreshAttempts += 1;
		if (!this.isOurClient(parameters)) return refusal('invalid_client', 401);
		if (grantType === 'authorization_code') return this.exchange(parameters);
		return grantType === 'refresh_token' ? this.refresh(parameters) : refusal('invalid_request');
	}

	/** The tokens an app holds after authorization. */
	issue(grant: Grant): TokenResponse {
		return this.response(this.credentials.issueTokens(grant));
	}

	private exchange(parameters: PhpArray): OAuthReply {
		const grant = this.credentials.takeCode(toText(parameters.get('code')));
		if (grant === undefined) return refusal('bad_verification_code');
		return { status: 200, body: { ...this.issue(grant) } };
	}

	private refresh(parameters: PhpArray): OAuthReply {
		const grant = this.credentials.takeRefreshToken(toText(parameters.get('refresh_token')));
		if (grant === undefined) return refusal('invalid_grant');
		this.counters.refreshes += 1;
		return { status: 200, body: { ...this.issue(grant) } };
	}

	private isOurClient(parameters: PhpArray): boolean {
		const { clientId, clientSecret } = this.credentials;
		const id = toText(parameters.get('client_id'));
		return id === clientId && toText(parameters.get('client_secret')) === clientSecret;
	}

	private addResult(back: URL, code: string, state: string): void {
		const result = {
			code,
			state,
			domain: this.host(),
			member_id: this.credentials.memberId,
			scope: ALL_SCOPES.join(','),
			server_domain: this.host(),
		};
		for (const [name, value] of Object.entries(result)) back.searchParams.set(name, value);
	}

	private response(pair: TokenPair): TokenResponse {
		return {
			access_token: pair.accessToken,
			expires: Math.floor(pair.expiresAtMs / 1000),
			expires_in: 3600,
			scope: pair.scopes.join(','),
			domain: this.host(),
			server_endpoint: `${this.origin()}/rest/`,
			status: 'L',
			client_endpoint: `${this.origin()}/rest/`,
			member_id: this.credentials.memberId,
			user_id: pair.userId,
			refresh_token: pair.refreshToken,
		};
	}

	private host(): string {
		return new URL(this.origin()).host;
	}
}

const REFUSALS: Record<string, string> = {
	invalid_client: 'Client authentication failed',
	invalid_grant: 'The refresh token is invalid or has been used',
	invalid_request: 'Unknown grant type',
	bad_verification_code: 'The code is invalid or has expired',
};

function refusal(error: string, status = 400): OAuthReply {
	return { status, body: { error, error_description: REFUSALS[error] ?? '' } };
}

function loopbackUrl(text: string): URL | undefined {
	if (!URL.canParse(text)) return undefined;
	const url = new URL(text);
	const isLoopback = /^(localhost|127(\.\d+){3}|\[::1\]|.*\.localhost)$/.test(url.hostname);
	return isLoopback ? url : undefined;
}
