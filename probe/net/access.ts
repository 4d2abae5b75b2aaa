import { parseWebhookUrl } from '../../nodes/Bitrix24Payments/portal/address';

/** A way into a portal. */
export interface Access {
	readonly kind: 'webhook' | 'oauth';
	readonly host: string;
	/** Base address of calls with the credential; for a webhook it holds the secret code. */
	readonly restUrl: string;
	/** The same without any credential. */
	readonly bareRestUrl: string;
	/** The user whose webhook it is. */
	readonly userId?: string;
	/** The access token, which goes into the body of each call. */
	readonly token?: string;
	/** All that must never be told. */
	readonly secrets: readonly string[];
	/** What the authorization server answered, if it was asked. */
	readonly tokenAnswer?: Readonly<Record<string, unknown>>;
}

/**
 * @param pasted the address of an inbound webhook, as people paste it
 * @throws Failure naming what is wrong with it, without repeating it
 */
export function webhookAccess(pasted: string): Access {
	const { restUrl, host, code } = parseWebhookUrl(pasted);
	const [, bareRestUrl = '', userId] = /^(.*\/)(\d+)\/[^/]+\/$/.exec(restUrl) ?? [];
	return { kind: 'webhook', host, restUrl, bareRestUrl, userId, secrets: [code] };
}

/** @param token a fresh access token */
export function tokenAccess(
	restUrl: string,
	token: string,
	more: Pick<Access, 'secrets' | 'tokenAnswer'>,
): Access {
	const { host } = new URL(restUrl);
	return { kind: 'oauth', host, restUrl, bareRestUrl: restUrl, token, ...more };
}
