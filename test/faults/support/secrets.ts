import type { IDataObject } from 'n8n-workflow';

import type { ObservedRig } from './observation';

/** Everything that would give access to a portal, in the forms in which it could leak. */
export function secretsOf({ portal, engine }: Pick<ObservedRig, 'portal' | 'engine'>): string[] {
	const saved = engine.credentials.read('credential');
	const tokens = (saved.oauthTokenData ?? {}) as IDataObject;
	const webhook = typeof saved.webhookUrl === 'string' ? saved.webhookUrl : portal.webhook;
	const plain = [
		...codesIn(webhook),
		tokens.access_token,
		tokens.refresh_token,
		saved.clientSecret,
	].filter((secret): secret is string => typeof secret === 'string' && secret !== '');
	return plain.flatMap((secret) => [secret, ...disguisesOf(secret)]);
}

/** The codes of a webhook's address, or of those that an expression chooses from. */
function codesIn(webhook: string): string[] {
	return [...webhook.matchAll(/\/rest\/\d+\/([^/"']+)/g)].flatMap(([, code]) => code ?? []);
}

function disguisesOf(secret: string): string[] {
	const bytes = Buffer.from(secret);
	return [
		encodeURIComponent(secret),
		bytes.toString('base64').replace(/=+$/, ''),
		bytes.toString('base64url'),
		bytes.toString('hex'),
	].filter((disguise) => disguise !== secret);
}

/** Which of these secrets occur in a text, whatever their case. */
export function leaksIn(text: string, secrets: readonly string[]): string[] {
	const lower = text.toLowerCase();
	return [...new Set(secrets)].filter((secret) => lower.includes(secret.toLowerCase()));
}
