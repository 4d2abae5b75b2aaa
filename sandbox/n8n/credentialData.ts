import type { SandboxPortal } from '../portal';
import type { Json } from './client';

/** What a person enters to connect to the sandbox portal by its webhook. */
export function webhookData({ webhook }: SandboxPortal): Json {
	return { grantType: 'webhook', webhookUrl: webhook };
}

/** What a person enters to connect to the sandbox portal by OAuth2, before pressing Connect. */
export function oauthData({ url, oauth }: SandboxPortal): Json {
	const { clientId, clientSecret, authorizationServer } = oauth;
	return {
		grantType: 'authorizationCode',
		portalUrl: url,
		clientId,
		clientSecret,
		authorizationServer,
	};
}
