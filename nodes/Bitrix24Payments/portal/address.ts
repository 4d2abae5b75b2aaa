import { Failure } from './failure';
import { INVISIBLE } from './words';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

/** Bitrix24's own have 16 characters. */
const SHORTEST_CODE = 6;

const WEBHOOK_FORM = 'https://your-portal.bitrix24.com/rest/{user ID}/{code}/';

export interface WebhookAddress {
	/** Base URL of all calls, with the slash at its end. Contains the secret code. */
	readonly restUrl: string;
	readonly host: string;
	readonly code: string;
	/** As whom the webhook acts. */
	readonly userId: number;
}

/**
 * Reads an inbound webhook URL as people paste it: with or without a slash at the end, with
 * spaces, or with the method of Bitrix24's example behind it (docs/bitrix24.md#addresses).
 *
 * @throws Failure naming the part that is wrong, never repeating the URL, which is a secret
 */
export function parseWebhookUrl(pasted: unknown): WebhookAddress {
	const text = typeof pasted === 'string' ? pasted.trim() : '';
	if (!text) throw badWebhook('is empty');
	if (/\s/.test(text)) throw badWebhook('has a space or line break inside');
	const url = parseHttpUrl(text, badWebhook);
	const [rest, userId, code, ...behind] = pathParts(url).slice(restIndex(url));
	if (rest !== 'rest') throw badWebhook("has no '/rest/' part after the host");
	if (!userId) throw badWebhook("ends after '/rest/': user ID and code are missing");
	if (!/^\d+$/.test(userId)) {
		throw badWebhook("has no user ID after '/rest/': a number is expected there, then the code");
	}
	if (!code) throw badWebhook('ends after the user ID: the code is missing');
	if (!/^[\w-]+$/.test(code)) {
		throw badWebhook(
			'has a code with characters that no code has; it may still be the placeholder of an example',
		);
	}
	if (code.length < SHORTEST_CODE) throw badWebhook('has a code that was copied incompletely');
	if (behind.length > 1 || (behind[0] && !/^[\w.-]+$/.test(behind[0]))) {
		throw badWebhook('goes on after the code');
	}
	const prefix = pathParts(url).slice(0, restIndex(url));
	const path = [...prefix, 'rest', userId, code].join('/');
	return { restUrl: `${url.origin}/${path}/`, host: url.host, code, userId: Number(userId) };
}

export interface PortalAddress {
	/** Base URL of OAuth calls, with the slash at its end. */
	readonly restUrl: string;
	readonly host: string;
}

/**
 * Reads the portal URL of an OAuth2 credential, whatever page of the portal was copied.
 *
 * @throws Failure naming the part that is wrong
 */
export function parsePortalUrl(pasted: unknown): PortalAddress {
	const text = typeof pasted === 'string' ? pasted.trim() : '';
	if (!text) throw badPortal('is empty');
	const url = parseHttpUrl(text, badPortal);
	return { restUrl: `${url.origin}/rest/`, host: url.host };
}

/**
 * Refuses an authorization server to which the client secret would travel unprotected.
 *
 * @throws Failure naming the part that is wrong
 */
export function parseAuthorizationServer(entered: unknown): void {
	const text = typeof entered === 'string' ? entered.trim() : '';
	if (text) parseHttpUrl(text, badAuthorizationServer);
}

/**
 * The base URL that Bitrix24 gave together with the token (`client_endpoint`), if it is the
 * portal's own. A token is never sent to another host (docs/money-rules.md#where-a-token-may-go).
 *
 * @throws Failure asking to reconnect when the host differs
 */
export function oauthRestUrl(portal: PortalAddress, clientEndpoint: unknown): string {
	if (typeof clientEndpoint !== 'string' || clientEndpoint === '') return portal.restUrl;
	const endpoint = tryParseUrl(clientEndpoint);
	if (endpoint && endpoint.host === portal.host && isSafe(endpoint)) {
		// Without what may stand behind the path: the name of a method follows.
		return `${endpoint.origin}${endpoint.pathname}`.replace(/\/*$/, '/');
	}
	throw new Failure({
		code: 'CONNECTION_FAILED',
		message: "The credential is connected to another portal than its 'Portal URL' names",
		description: `The token belongs to ${endpoint?.host ?? 'an unknown host'}, the portal URL to ${portal.host}. Correct the portal URL and connect the credential again`,
	});
}

export function tryParseUrl(text: string): URL | undefined {
	return URL.canParse(text) ? new URL(text) : undefined;
}

/** Plain http would send the secret in clear; only a server on this machine is exempt. */
function isSafe(url: URL): boolean {
	return url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname));
}

function parseHttpUrl(text: string, complain: (what: string) => Failure): URL {
	if (text.search(INVISIBLE) >= 0) throw complain('holds a character that cannot be seen');
	if (!/^https?:\/\//i.test(text)) throw complain("does not start with 'https://'");
	const url = tryParseUrl(text);
	if (!url) throw complain('has a host that is no valid host name');
	if (!isSafe(url))
		throw complain("starts with 'http://', which would send the secret unprotected");
	if (url.username || url.password) throw complain('has a user name or password before the host');
	return url;
}

function pathParts(url: URL): string[] {
	return url.pathname.split('/').filter((part) => part !== '');
}

/** A self-hosted portal may live in a folder of its site, so `rest` need not come first. */
function restIndex(url: URL): number {
	return Math.max(0, pathParts(url).indexOf('rest'));
}

function badWebhook(what: string): Failure {
	return new Failure({
		code: 'INVALID_INPUT',
		message: `The 'Webhook URL' of the credential ${what}`,
		description: `Copy the whole URL from Bitrix24 (Developer resources > Other > Inbound webhook). It has the form ${WEBHOOK_FORM}`,
	});
}

function badAuthorizationServer(what: string): Failure {
	return new Failure({
		code: 'INVALID_INPUT',
		message: `The 'Authorization Server' of the credential ${what}`,
		description: 'Enter https://oauth.bitrix.info, or https://oauth.bitrix24.tech for its regions',
	});
}

function badPortal(what: string): Failure {
	return new Failure({
		code: 'INVALID_INPUT',
		message: `The 'Portal URL' of the credential ${what}`,
		description: 'Enter the address of your Bitrix24, e.g. https://your-portal.bitrix24.com',
	});
}

/** Portals of Bitrix24's own cloud, whatever the region. */
const CLOUD = /\.bitrix24\.(com|net|tech|site|[a-z]{2}|com\.[a-z]{2})(:443)?$/i;

/** Whether a portal is of Bitrix24's cloud; a portal under a domain of its own may be anywhere. */
export function isCloudHost(host: string): boolean {
	return CLOUD.test(host);
}
