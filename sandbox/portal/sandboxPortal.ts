import type { Clock } from './clock';
import type { Latency } from './core';
import type { Dialect } from './dialect';
import type { User } from './entities';
import type { Faults } from './faults';
import type { Appointment, Happening, Moment, Occasion } from './happenings';
import type { Ledger } from './ledger';
import type { Limits } from './limits';
import type { TokenResponse } from './oauth';
import type { Person } from './person';
import type { LoggedRequest } from './requestLog';
import type { SeedPayment } from './seed';

export interface PortalOptions {
	/** Default 0: any free loopback port. */
	port?: number;
	clock?: Clock;
	dialect?: Partial<Dialect>;
	/** Default false: no limits. `{}` means a burst of 50, 2 requests a second, 420 seconds. */
	limits?: Partial<Limits> | false;
	latency?: Latency;
	/** Replaces the default seed payments. */
	payments?: SeedPayment[];
	/** Keep request bodies in the log; default true. */
	keepBodies?: boolean;
	/** The portal's name for good; portals that are started without one have the same. */
	memberId?: string;
}

/** What a user may do, as far as it can be given and taken. */
export type Rights = Partial<Pick<User, 'active' | 'isAdmin' | 'crm' | 'sale'>>;

/** The OAuth side of the portal, driven by hand. */
export interface PortalOAuth {
	readonly clientId: string;
	readonly clientSecret: string;
	/** Same origin as the portal; the token endpoint is at /oauth/token/. */
	readonly authorizationServer: string;
	/** Tokens as an app holds them after authorization (docs/bitrix24.md#token-answer). */
	issueTokens(options?: { scopes?: string[]; userId?: number }): TokenResponse;
	/** Every access token issued so far answers expired_token from now on. */
	expireAccessTokens(): void;
	/** Every refresh token answers invalid_grant from now on. */
	revokeRefreshTokens(): void;
	/** From now on the app has these scopes, whatever its tokens were issued for. */
	setScopes(scopes: readonly string[]): void;
	/** Successful refreshes so far. */
	readonly refreshes: number;
	readonly refreshAttempts: number;
}

/** A running portal. */
export interface SandboxPortal {
	/** Origin, e.g. http://127.0.0.1:8024. */
	readonly url: string;
	/** Address of the administrator's webhook with all scopes. */
	readonly webhook: string;
	/** The names of this machine under which the portal can be reached on its one port. */
	readonly hosts: readonly string[];
	/** The portal's origin under one of {@link hosts}, e.g. `localhost` or `[::1]`. */
	urlAt(host: string): string;
	/** A webhook, by default the administrator's, under one of {@link hosts}. */
	webhookAt(host: string, webhook?: string): string;
	/** Makes a further webhook. */
	webhookFor(options: { scopes?: string[]; userId?: number }): string;
	/** From now on a webhook, by default the administrator's, has these scopes. */
	setScopes(scopes: readonly string[], webhook?: string): void;
	/** From now on a webhook, by default the administrator's, is not valid. */
	revokeWebhook(webhook?: string): void;
	setRights(userId: number, rights: Rights): void;
	readonly oauth: PortalOAuth;
	/** All webhook codes, tokens, authorization codes and client secrets handed out so far. */
	readonly secrets: readonly string[];
	readonly ledger: Ledger;
	readonly requests: LoggedRequest[];
	readonly faults: Faults;
	/** Somebody who works in the portal's own pages; the sales person, unless `as` says otherwise. */
	readonly person: Person;
	/** Lets something happen before, within or after a request or command. */
	when(occasion: Occasion, moment: Moment, what: Happening): Appointment;
	readonly clock: Clock;
	/** May be changed while the portal runs. */
	dialect: Dialect;
	/** Lets scripts held back by `resetThenFinish` run to their end now. */
	finishPending(): Promise<void>;
	/** Everything back to the start; webhooks and tokens are as they were made. */
	reset(): void;
	/** Stops the portal and cuts open connections. */
	close(): Promise<void>;
}
