import { realClock, type Clock } from './clock';
import type { Controls } from './control';
import type { Latency, PortalCore } from './core';
import { ALL_SCOPES, Credentials, type Grant } from './credentials';
import { DEFAULT_DIALECT, type Dialect } from './dialect';
import { FaultSwitchboard, type Faults } from './faults';
import { LedgerBook, type Ledger } from './ledger';
import { DEFAULT_LIMITS, LeakyBuckets, OperatingTime, type Limits } from './limits';
import { AuthorizationServer, type TokenResponse } from './oauth';
import { renderPage } from './page';
import { PendingScripts } from './pendingScripts';
import type { LoggedRequest } from './requestLog';
import { SEED, seedPayments, type SeedPayment } from './seed';
import { PortalServer } from './server';
import { Store } from './store';
import { Writes } from './writes';

export { DEFAULT_START_MS, realClock, virtualClock, type Clock, type VirtualClock } from './clock';
export type { Latency } from './core';
export { ALL_SCOPES } from './credentials';
export { DEFAULT_DIALECT, type Dialect } from './dialect';
export {
	COMMAND_FAULTS,
	TRANSPORT_FAULTS,
	type FaultHandle,
	type FaultName,
	type FaultRule,
	type Faults,
	type StruckFault,
} from './faults';
export type { Ledger, LedgerEntry, SideEffects } from './ledger';
export { DEFAULT_LIMITS, type Limits } from './limits';
export type { TokenResponse } from './oauth';
export type { PaymentRow } from './paymentFields';
export type { LoggedRequest } from './requestLog';
export { SEED, seedPayments, type SeedPayment } from './seed';

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
}

/** The OAuth side of the portal, driven by hand. */
export interface PortalOAuth {
	readonly clientId: string;
	readonly clientSecret: string;
	/** Same origin as the portal; the token endpoint is at /oauth/token/. */
	readonly authorizationServer: string;
	/** Tokens as an app holds them after authorization (reference §2.3). */
	issueTokens(options?: { scopes?: string[]; userId?: number }): TokenResponse;
	/** Every access token issued so far answers expired_token from now on. */
	expireAccessTokens(): void;
	/** Every refresh token answers invalid_grant from now on. */
	revokeRefreshTokens(): void;
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
	/** Makes a further webhook. */
	webhookFor(options: { scopes?: string[]; userId?: number }): string;
	readonly oauth: PortalOAuth;
	/** All webhook codes, tokens, authorization codes and client secrets handed out so far. */
	readonly secrets: readonly string[];
	readonly ledger: Ledger;
	readonly requests: LoggedRequest[];
	readonly faults: Faults;
	readonly clock: Clock;
	/** May be changed while the portal runs. */
	dialect: Dialect;
	/** Lets scripts held back by `resetThenFinish` run to their end now. */
	finishPending(): Promise<void>;
	/** Everything back to the start; webhooks and tokens stay valid. */
	reset(): void;
	/** Stops the portal and cuts open connections. */
	close(): Promise<void>;
}

/** Starts an emulated Bitrix24 portal on a loopback port. */
export async function startPortal(options: PortalOptions = {}): Promise<SandboxPortal> {
	const portal = new Portal(options);
	await portal.listen(options.port ?? 0);
	return portal;
}

class Portal implements SandboxPortal, Controls {
	readonly clock: Clock;

	readonly ledger: LedgerBook;

	readonly faults: FaultSwitchboard;

	readonly requests: LoggedRequest[] = [];

	readonly oauth: PortalOAuth;

	private readonly core: PortalCore;

	private readonly server: PortalServer;

	private readonly authorization: AuthorizationServer;

	private readonly pending: PendingScripts;

	private adminCode = '';

	constructor(private readonly options: PortalOptions) {
		this.core = makeCore(options);
		this.clock = this.core.clock;
		this.ledger = this.core.ledger;
		this.faults = this.core.faults;
		this.pending = new PendingScripts(this.clock);
		this.authorization = new AuthorizationServer(this.core.credentials, () => this.url);
		this.oauth = this.makeOAuth();
		this.adminCode = this.core.credentials.addWebhook(fullGrant()).code;
		this.server = new PortalServer({
			core: this.core,
			oauth: this.authorization,
			pending: this.pending,
			requests: this.requests,
			keepBodies: options.keepBodies ?? true,
			controls: this,
		});
		this.reset();
	}

	get url(): string {
		return this.core.url;
	}

	get webhook(): string {
		return `${this.url}/rest/${SEED.users.admin}/${this.adminCode}/`;
	}

	get secrets(): readonly string[] {
		return this.core.credentials.secrets;
	}

	get dialect(): Dialect {
		return this.core.dialect;
	}

	set dialect(dialect: Dialect) {
		this.core.dialect = dialect;
	}

	async listen(port: number): Promise<void> {
		this.core.url = await this.server.listen(port);
	}

	webhookFor(options: { scopes?: string[]; userId?: number }): string {
		const { userId, code } = this.core.credentials.addWebhook(fullGrant(options));
		return `${this.url}/rest/${userId}/${code}/`;
	}

	reset(): void {
		this.pending.drop();
		this.core.writes.releaseAll();
		this.core.store.reset(this.options.payments ?? seedPayments());
		this.ledger.clear();
		this.faults.clear();
		this.core.buckets?.clear();
		this.core.operating.clear();
		this.requests.length = 0;
		this.core.dialect = { ...DEFAULT_DIALECT, ...this.options.dialect };
		Object.assign(this.authorization.counters, { refreshes: 0, refreshAttempts: 0 });
	}

	async close(): Promise<void> {
		this.pending.drop();
		this.core.writes.releaseAll();
		await this.server.close();
	}

	async finishPending(): Promise<void> {
		await this.pending.finishAll();
	}

	info(): Record<string, string> {
		const { clientId, clientSecret, authorizationServer } = this.oauth;
		return { url: this.url, webhook: this.webhook, clientId, clientSecret, authorizationServer };
	}

	setDialect(changes: Partial<Dialect>): Dialect {
		this.dialect = { ...this.dialect, ...changes };
		return this.dialect;
	}

	expireAccessTokens(): void {
		this.core.credentials.expireAccessTokens();
	}

	revokeRefreshTokens(): void {
		this.core.credentials.revokeRefreshTokens();
	}

	page(): string {
		const { clientId } = this.oauth;
		return renderPage({ webhook: this.webhook, clientId, ledger: this.ledger });
	}

	private makeOAuth(): PortalOAuth {
		const { credentials } = this.core;
		const { authorization } = this;
		const origin = () => this.url;
		return {
			clientId: credentials.clientId,
			clientSecret: credentials.clientSecret,
			get authorizationServer() {
				return origin();
			},
			issueTokens: (options) => authorization.issue(fullGrant(options)),
			expireAccessTokens: () => this.expireAccessTokens(),
			revokeRefreshTokens: () => this.revokeRefreshTokens(),
			get refreshes() {
				return authorization.counters.refreshes;
			},
			get refreshAttempts() {
				return authorization.counters.refreshAttempts;
			},
		};
	}
}

function fullGrant(options: { scopes?: string[]; userId?: number } = {}): Grant {
	return { userId: options.userId ?? SEED.users.admin, scopes: options.scopes ?? [...ALL_SCOPES] };
}

function makeCore(options: PortalOptions): PortalCore {
	const clock = options.clock ?? realClock;
	const store = new Store();
	const limits = options.limits ? { ...DEFAULT_LIMITS, ...options.limits } : undefined;
	return {
		clock,
		store,
		ledger: new LedgerBook(store, clock),
		faults: new FaultSwitchboard(clock),
		credentials: new Credentials(clock),
		writes: new Writes(),
		operating: new OperatingTime(clock),
		buckets: limits && new LeakyBuckets(limits, clock),
		operatingSeconds: limits?.operatingSeconds,
		latency: options.latency ?? {},
		dialect: { ...DEFAULT_DIALECT, ...options.dialect },
		url: '',
	};
}
