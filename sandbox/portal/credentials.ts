import { createHash } from 'node:crypto';
import type { Clock } from './clock';

/** Every scope the portal knows (docs/bitrix24.md#scopes-and-rights). */
export const ALL_SCOPES = ['crm', 'sale', 'pay_system', 'salescenter', 'user'] as const;

const ACCESS_TOKEN_MS = 3_600_000;
const CODE_MS = 30_000;
const REFRESH_TOKEN_MS = 180 * 86_400_000;

/** What a credential allows: a user's rights within some scopes. */
export interface Grant {
	userId: number;
	scopes: readonly string[];
}

export interface Webhook extends Grant {
	id: number;
	code: string;
}

interface Timed extends Grant {
	expiresAtMs: number;
}

/** A pair of tokens as the authorization server hands it out. */
export interface TokenPair extends Grant {
	accessToken: string;
	refreshToken: string;
	expiresAtMs: number;
}

/** The webhooks of the portal and the tokens of its one app. They survive a portal reset. */
export class Credentials {
	readonly clientId = `local.${secret('client id', 14)}.${'24680135'}`;

	/** Everything handed out so far that must not be found where it does not belong. */
	readonly secrets: string[] = [];

	readonly clientSecret = this.newSecret('client secret', 50);

	private readonly webhooks = new Map<string, Webhook>();

	private readonly accessTokens = new Map<string, Timed>();

	private readonly refreshTokens = new Map<string, Timed>();

	private readonly codes = new Map<string, Timed>();

	/** The scopes that a webhook or the app has now, where they are not those of its grant. */
	private readonly changedScopes = new Map<string, readonly string[]>();

	private readonly revoked = new Set<string>();

	private issued = 0;

	constructor(
		private readonly clock: Clock,
		readonly memberId: string = secret('member', 32),
	) {}

	addWebhook(grant: Grant): Webhook {
		const id = this.webhooks.size + 1;
		const webhook = { ...grant, id, code: this.newSecret(`webhook ${id}`, 16) };
		this.webhooks.set(webhook.code, webhook);
		return webhook;
	}

	findWebhook(code: string): Webhook | undefined {
		const webhook = this.webhooks.get(code);
		if (webhook === undefined || this.revoked.has(code)) return undefined;
		return { ...webhook, scopes: this.changedScopes.get(code) ?? webhook.scopes };
	}

	/** @param of a webhook's code, or the client ID for the app with all its tokens */
	setScopes(of: string, scopes: readonly string[]): void {
		this.changedScopes.set(of, scopes);
	}

	revokeWebhook(code: string): void {
		this.revoked.add(code);
	}

	/** Gives back what was taken from the credentials. */
	restore(): void {
		this.changedScopes.clear();
		this.revoked.clear();
	}

	issueTokens(grant: Grant): TokenPair {
		const number = ++this.issued;
		const pair: TokenPair = {
			...grant,
			accessToken: this.newSecret(`access token ${number}`, 70),
			refreshToken: this.newSecret(`refresh token ${number}`, 70),
			expiresAtMs: this.clock.now() + ACCESS_TOKEN_MS,
		};
		const refreshExpiry = this.clock.now() + REFRESH_TOKEN_MS;
		this.accessTokens.set(pair.accessToken, { ...grant, expiresAtMs: pair.expiresAtMs });
		this.refreshTokens.set(pair.refreshToken, { ...grant, expiresAtMs: refreshExpiry });
		return pair;
	}

	/** The grant of an access token; `'expired'` or `'unknown'` when it opens nothing any more. */
	findAccessToken(token: string): Grant | 'expired' | 'unknown' {
		const found = this.accessTokens.get(token);
		if (found === undefined) return 'unknown';
		if (found.expiresAtMs <= this.clock.now()) return 'expired';
		return { ...found, scopes: this.changedScopes.get(this.clientId) ?? found.scopes };
	}

	/** Uses up a refresh token: every refresh hands out a new one (docs/bitrix24.md#token-answer). */
	takeRefreshToken(token: string): Grant | undefined {
		return this.take(this.refreshTokens, token);
	}

	issueCode(grant: Grant): string {
		const code = this.newSecret(`code ${++this.issued}`, 40);
		this.codes.set(code, { ...grant, expiresAtMs: this.clock.now() + CODE_MS });
		return code;
	}

	takeCode(code: string): Grant | undefined {
		return this.take(this.codes, code);
	}

	expireAccessTokens(): void {
		for (const token of this.accessTokens.values()) token.expiresAtMs = this.clock.now();
	}

	revokeRefreshTokens(): void {
		this.refreshTokens.clear();
	}

	private newSecret(purpose: string, length: number): string {
		const value = secret(purpose, length);
		this.secrets.push(value);
		return value;
	}

	private take(tokens: Map<string, Timed>, token: string): Grant | undefined {
		const found = tokens.get(token);
		tokens.delete(token);
		return found !== undefined && found.expiresAtMs > this.clock.now() ? found : undefined;
	}
}

/** A value that looks random and is the same in every run. */
function secret(purpose: string, length: number): string {
	const digest = createHash('sha512').update(`sandbox portal ${purpose}`).digest('hex');
	return digest.slice(0, length);
}
