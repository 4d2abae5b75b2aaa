import { createHash } from 'node:crypto';
import type { Clock } from './clock';

/** Every scope the portal knows (reference §3.1). */
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

	readonly memberId = secret('member', 32);

	private readonly webhooks = new Map<string, Webhook>();

	private readonly accessTokens = new Map<string, Timed>();

	private readonly refreshTokens = new Map<string, Timed>();

	private readonly codes = new Map<string, Timed>();

	private issued = 0;

	constructor(private readonly clock: Clock) {}

	addWebhook(grant: Grant): Webhook {
		const id = this.webhooks.size + 1;
		const webhook = { ...grant, id, code: this.newSecret(`webhook ${id}`, 16) };
		this.webhooks.set(webhook.code, webhook);
		return webhook;
	}

	findWebhook(code: string): Webhook | undefined {
		return this.webhooks.get(code);
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
		return found.expiresAtMs <= this.clock.now() ? 'expired' : found;
	}

	/** Uses up a refresh token: every refresh hands out a new one (reference §2.3). */
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
