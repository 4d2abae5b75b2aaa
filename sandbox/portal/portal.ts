import { realClock, type Clock } from './clock';
import type { Controls } from './control';
import type { PortalCore } from './core';
import { ALL_SCOPES, Credentials, type Grant } from './credentials';
import { DEFAULT_DIALECT, type Dialect } from './dialect';
import { FaultSwitchboard } from './faults';
import {
	Happenings,
	type Appointment,
	type Happening,
	type Moment,
	type Occasion,
} from './happenings';
import { LedgerBook } from './ledger';
import { DEFAULT_LIMITS, LeakyBuckets, OperatingTime } from './limits';
import { AuthorizationServer } from './oauth';
import { renderPage } from './page';
import { PendingScripts } from './pendingScripts';
import { Person } from './person';
import type { LoggedRequest } from './requestLog';
import type { PortalOAuth, PortalOptions, Rights, SandboxPortal } from './sandboxPortal';
import { SEED, seedPayments } from './seed';
import { PortalServer } from './server';
import { ShownPayments } from './shownPayments';
import { Store } from './store';
import { Writes } from './writes';

/** The emulated portal, put together. */
export class Portal implements SandboxPortal, Controls {
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

	get person(): Person {
		return new Person(this.core);
	}

	get hosts(): readonly string[] {
		return this.server.hosts;
	}

	async listen(port: number): Promise<void> {
		this.core.url = await this.server.listen(port);
	}

	when(occasion: Occasion, moment: Moment, what: Happening): Appointment {
		return this.core.happenings.when(occasion, moment, what);
	}

	urlAt(host: string): string {
		if (this.hosts.includes(host)) return renamed(this.url, host);
		throw new Error(`The portal can only be reached at ${this.hosts.join(', ')}`);
	}

	webhookAt(host: string, webhook = this.webhook): string {
		return webhook.replace(this.url, this.urlAt(host));
	}

	webhookFor(options: { scopes?: string[]; userId?: number }): string {
		const { userId, code } = this.core.credentials.addWebhook(fullGrant(options));
		return `${this.url}/rest/${userId}/${code}/`;
	}

	setScopes(scopes: readonly string[], webhook = this.webhook): void {
		this.core.credentials.setScopes(codeOf(webhook), scopes);
	}

	revokeWebhook(webhook = this.webhook): void {
		this.core.credentials.revokeWebhook(codeOf(webhook));
	}

	setRights(userId: number, rights: Rights): void {
		const { users } = this.core.store;
		const user = users.get(userId);
		if (user === undefined) throw new Error(`There is no user ${userId}`);
		users.set(userId, { ...user, ...rights });
	}

	reset(): void {
		this.pending.drop();
		this.core.writes.clear();
		this.core.store.reset(this.options.payments ?? seedPayments());
		this.core.shown.clear();
		this.ledger.clear();
		this.faults.clear();
		this.core.happenings.clear();
		this.core.credentials.restore();
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
			setScopes: (scopes) => credentials.setScopes(credentials.clientId, scopes),
			get refreshes() {
				return authorization.counters.refreshes;
			},
			get refreshAttempts() {
				return authorization.counters.refreshAttempts;
			},
		};
	}
}

/** A webhook's code, or an error for what is none. */
function codeOf(webhook: string): string {
	const code = /\/rest\/[^/]+\/([^/]+)\//.exec(webhook)?.[1];
	if (code === undefined) throw new Error(`${webhook} is not the address of a webhook`);
	return code;
}

function renamed(url: string, host: string): string {
	return url.replace('127.0.0.1', host);
}

function fullGrant(options: { scopes?: string[]; userId?: number } = {}): Grant {
	return { userId: options.userId ?? SEED.users.admin, scopes: options.scopes ?? [...ALL_SCOPES] };
}

function makeCore(options: PortalOptions): PortalCore {
	const clock = options.clock ?? realClock;
	const store = new Store();
	const ledger = new LedgerBook(store, clock);
	const limits = options.limits ? { ...DEFAULT_LIMITS, ...options.limits } : undefined;
	return {
		clock,
		store,
		shown: new ShownPayments(store, clock),
		ledger,
		faults: new FaultSwitchboard(clock),
		happenings: new Happenings(),
		credentials: new Credentials(clock, options.memberId),
		writes: new Writes(clock, (writes) => ledger.countOverlap(writes)),
		operating: new OperatingTime(clock),
		buckets: limits && new LeakyBuckets(limits, clock),
		operatingSeconds: limits?.operatingSeconds,
		latency: options.latency ?? {},
		dialect: { ...DEFAULT_DIALECT, ...options.dialect },
		url: '',
	};
}
