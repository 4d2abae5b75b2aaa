import type { Credentials, Grant } from './credentials';
import type { Dialect } from './dialect';
import type { User } from './entities';
import { authError, insufficientScope } from './errors';
import { isArray, toText, type PhpArray } from './php/values';
import type { Store } from './store';

/** Who calls, through what, and how far the credential reaches. */
export interface Authentication {
	kind: 'webhook' | 'oauth';
	user: User;
	scopes: readonly string[];
	/** Identifies the webhook or app for the operating limit. */
	entity: string;
}

interface Gate {
	credentials: Credentials;
	store: Store;
	dialect: Dialect;
}

interface Caller {
	parameters: PhpArray;
	authorization: string | undefined;
}

/**
 * Parameters that belong to the transport, not to the method (docs/bitrix24.md#request-parameters).
 */
const AUTH_PARAMETERS = [
	'auth',
	'access_token',
	'auth_connector',
	'aplogin',
	'ap',
	'token',
	'state',
];

const WEBHOOK_SCOPE_TEXT =
	'The request requires higher privileges than provided by the webhook token';
const TOKEN_SCOPE_TEXT = 'The request requires higher privileges than provided by the access token';

/**
 * Checks the credential and, as part of it, the scope (docs/bitrix24.md#statuses): a webhook path
 * first, else Bearer header, `auth`, `access_token` (docs/bitrix24.md#access-tokens).
 */
export function authenticate(
	gate: Gate,
	caller: Caller,
	scope: string | undefined,
): Authentication {
	const isWebhook = caller.parameters.has('aplogin') && caller.parameters.has('ap');
	return isWebhook
		? authenticateWebhook(gate, caller.parameters, scope)
		: authenticateToken(gate, caller, scope);
}

function authenticateWebhook(
	{ credentials, store, dialect }: Gate,
	parameters: PhpArray,
	scope: string | undefined,
): Authentication {
	if (dialect.webhookRequiresHttps) throw authError('INVALID_REQUEST', 'Https required.', 400);
	const userId = findUserId(store, toText(parameters.get('aplogin')));
	const webhook = credentials.findWebhook(toText(parameters.get('ap')));
	if (webhook === undefined || webhook.userId !== userId) {
		throw authError('INVALID_CREDENTIALS', 'Invalid request credentials', 403);
	}
	checkScope(webhook.scopes, scope, WEBHOOK_SCOPE_TEXT);
	const user = activeUser(store, webhook.userId);
	return { kind: 'webhook', user, scopes: webhook.scopes, entity: `webhook ${webhook.id}` };
}

/**
 * The user segment of a webhook is an id or the login of an active user
 * (docs/bitrix24.md#addresses).
 */
function findUserId(store: Store, segment: string): number | undefined {
	if (/^(0|[1-9]\d*)$/.test(segment)) return Number(segment);
	return [...store.users.values()].find((user) => user.login === segment && user.active)?.id;
}

function authenticateToken(
	{ credentials, store }: Gate,
	caller: Caller,
	scope: string | undefined,
): Authentication {
	const token = findToken(caller);
	if (token === undefined) throw authError('NO_AUTH_FOUND', 'Wrong authorization data');
	const grant = requireGrant(credentials, token);
	checkScope(grant.scopes, scope, TOKEN_SCOPE_TEXT);
	const user = activeUser(store, grant.userId);
	return { kind: 'oauth', user, scopes: grant.scopes, entity: `app ${credentials.clientId}` };
}

function findToken({ parameters, authorization }: Caller): string | undefined {
	const bearer = /^bearer\s+(\S+)\s*$/i.exec(authorization ?? '')?.[1];
	if (bearer !== undefined) return bearer;
	for (const name of ['auth', 'access_token']) {
		const value = parameters.get(name);
		if (value !== undefined && !isArray(value) && toText(value) !== '') return toText(value);
	}
	return undefined;
}

function requireGrant(credentials: Credentials, token: string): Grant {
	const grant = credentials.findAccessToken(token);
	if (grant === 'unknown') {
		throw authError('invalid_token', 'Unable to get application by token');
	}
	if (grant === 'expired') throw expiredToken();
	return grant;
}

export function expiredToken() {
	return authError('expired_token', 'The access token provided has expired');
}

function checkScope(scopes: readonly string[], scope: string | undefined, text: string): void {
	if (scope !== undefined && !scopes.includes(scope)) throw insufficientScope(text);
}

/** The text of a missing scope when a method is called alone (docs/bitrix24.md#statuses). */
export function scopeText(kind: Authentication['kind']): string {
	return kind === 'webhook' ? WEBHOOK_SCOPE_TEXT : TOKEN_SCOPE_TEXT;
}

function activeUser(store: Store, userId: number): User {
	const user = store.users.get(userId);
	if (user?.active) return user;
	throw authError('authorization_error', 'Unable to authorize user');
}

/** Takes the credential out of the parameters, as the server does before it calls the method. */
export function withoutCredentials(parameters: PhpArray): PhpArray {
	for (const name of AUTH_PARAMETERS) parameters.delete(name);
	return parameters;
}
