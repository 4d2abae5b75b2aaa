import {
	NodeHelpers,
	type ICredentialDataDecryptedObject,
	type ICredentialTestRequest,
	type IDataObject,
	type IHttpRequestOptions,
	type INodeProperties,
} from 'n8n-workflow';

import { CredentialStore } from '../../sandbox/engine/credentialStore';
import { startPortal, virtualClock, type SandboxPortal } from '../../sandbox/portal';
import { send, type Answer } from '../contract/documentation';
import { aNode, credentialType, nodeType, workflowAround } from './built';

/** The credential type, as n8n's dialog, its connection test and its OAuth flow use it. */

type Method = 'webhook' | 'authorizationCode';
const { properties } = credentialType;
const property = (name: string) => properties.find((one) => one.name === name) as INodeProperties;

function shownFor(values: IDataObject): string[] {
	const data = values as ICredentialDataDecryptedObject;
	return properties
		.filter(({ type }) => type !== 'hidden')
		.filter((one) => NodeHelpers.displayParameter(data, one, null, null))
		.map(({ name }) => name);
}

describe('the dialog', () => {
	const METHODS: Array<[Method, string[]]> = [
		['webhook', ['grantType', 'webhookHelp', 'webhookUrl']],
		[
			'authorizationCode',
			['grantType', 'oauthHelp', 'portalUrl', 'clientId', 'clientSecret', 'authorizationServer'],
		],
	];

	it.each(METHODS)('shows for %s exactly its own fields', (grantType, names) => {
		expect(shownFor({ grantType })).toEqual(names);
	});

	it('begins with the webhook, the quickest way in', () => {
		expect(property('grantType')).toMatchObject({
			displayName: 'Connection Method',
			default: 'webhook',
		});
	});

	it('offers the two values by which the editor decides about the Connect button', () => {
		const options = property('grantType').options ?? [];
		expect(options.map((option) => 'value' in option && option.value)).toEqual([
			'webhook',
			'authorizationCode',
		]);
	});

	it.each(METHODS)('needs every field that it shows for %s', (_method, names) => {
		for (const name of names.filter(isFilledIn)) {
			expect([name, property(name).required]).toEqual([name, true]);
		}
	});

	function isFilledIn(name: string): boolean {
		return name !== 'grantType' && property(name).type !== 'notice';
	}

	it('masks the secrets and nothing else that is shown', () => {
		const masked = properties.filter(({ typeOptions }) => typeOptions?.password === true);
		const shown = masked.filter(({ type }) => type !== 'hidden');
		expect(shown.map(({ name }) => name)).toEqual(['webhookUrl', 'clientSecret']);
	});

	it('extends OAuth2 and hides what its parent would show', () => {
		expect(credentialType.extends).toEqual(['oAuth2Api']);
		const hidden = properties.filter(({ type }) => type === 'hidden').map(({ name }) => name);
		expect(hidden.sort()).toEqual([
			'accessTokenUrl',
			'allowedDomains',
			'allowedHttpRequestDomains',
			'authQueryParameters',
			'authUrl',
			'authentication',
			'scope',
			'tokenExpiredStatusCode',
		]);
	});

	it.each([
		['scope', ''],
		['authQueryParameters', ''],
		['authentication', 'body'],
		['allowedHttpRequestDomains', 'none'],
		['tokenExpiredStatusCode', 0],
	])('fixes %s to %j', (name, value) => {
		expect(property(name).default).toBe(value);
	});

	it('signs no request of its own: the token belongs into the body', () => {
		expect(credentialType.authenticate).toBeUndefined();
	});
});

/** The credential's data as nodes get it: shown fields, defaults, expressions resolved. */
async function resolved(data: IDataObject): Promise<IDataObject> {
	const nodeTypes = { getByName: () => nodeType, getByNameAndVersion: () => nodeType };
	const store = new CredentialStore(credentialType, { ...nodeTypes, getKnownTypes: () => ({}) });
	store.save('id', data);
	const details = { id: 'id', name: 'credential' };
	return await store.getDecrypted({} as never, details, credentialType.name, 'internal');
}

const oauth = (data: IDataObject) => ({ grantType: 'authorizationCode', ...data });

describe('the hidden addresses of OAuth2', () => {
	it.each([
		['https://portal.example'],
		['https://portal.example/'],
		['https://portal.example///'],
		['  https://portal.example/ '],
		['https://portal.example/crm/deal/details/5/?IFRAME=Y#tab'],
		['https://portal.example?login=yes'],
		['https://portal.example#top'],
	])('authorize at the portal, entered as %j', async (portalUrl) => {
		const { authUrl } = await resolved(oauth({ portalUrl }));
		expect(authUrl).toBe('https://portal.example/oauth/authorize/');
	});

	it.each([['http://127.0.0.1:8024/company/'], ['http://127.0.0.1:8024']])(
		'keep the port of %j',
		async (portalUrl) => {
			const { authUrl } = await resolved(oauth({ portalUrl }));
			expect(authUrl).toBe('http://127.0.0.1:8024/oauth/authorize/');
		},
	);

	it.each([
		[undefined, 'https://oauth.bitrix.info/oauth/token/'],
		['https://oauth.bitrix24.tech', 'https://oauth.bitrix24.tech/oauth/token/'],
		['https://oauth.bitrix24.tech/', 'https://oauth.bitrix24.tech/oauth/token/'],
		[' https://oauth.bitrix24.tech// ', 'https://oauth.bitrix24.tech/oauth/token/'],
	])('get tokens at the authorization server %j', async (authorizationServer, expected) => {
		const { accessTokenUrl } = await resolved(
			oauth({ portalUrl: 'https://portal.example', authorizationServer }),
		);
		expect(accessTokenUrl).toBe(expected);
	});

	it('break nothing while the dialog is still empty', async () => {
		const { authUrl } = await resolved(oauth({}));
		expect(authUrl).toBe('https://enter-an-address-with-https.invalid/oauth/authorize/');
	});
});

describe('what a node gets', () => {
	it('is nothing of the other method, except stored tokens', async () => {
		const oauthTokenData = { access_token: 'old' };
		const both = { portalUrl: 'https://portal.example', webhookUrl: 'https://w.example/' };
		const webhook = await resolved({ grantType: 'webhook', ...both, oauthTokenData });
		expect(webhook).toMatchObject({ webhookUrl: 'https://w.example/', oauthTokenData });
		expect(webhook).not.toHaveProperty('portalUrl');
		expect(await resolved(oauth(both))).not.toHaveProperty('webhookUrl');
	});

	it('is the webhook if the method was never touched', async () => {
		const { grantType } = await resolved({ webhookUrl: 'https://w.example/' });
		expect(grantType).toBe('webhook');
	});
});

describe('preAuthentication', () => {
	let portal: SandboxPortal;
	beforeAll(async () => {
		portal = await startPortal({ clock: virtualClock() });
	});
	afterAll(async () => await portal.close());
	beforeEach(() => portal.reset());

	/** The little of n8n's `httpRequest` that is asked for here. */
	const httpRequest = async ({ url, body, headers }: IHttpRequestOptions) => {
		const response = await fetch(url, {
			method: 'POST',
			body: String(body),
			headers: { ...headers } as Record<string, string>,
		});
		return { statusCode: response.status, headers: {}, body: await response.text() };
	};
	const helpers = { httpRequest };
	const run = async (credentials: ICredentialDataDecryptedObject) =>
		await credentialType.preAuthentication?.call({ helpers } as never, credentials);

	it('hands n8n an empty token for a webhook, so that its test request is sent', async () => {
		const expected = { oauthTokenData: { access_token: '#', token_type: 'none' } };
		const webhookUrl = portal.webhook;
		expect(await run({ grantType: 'webhook', webhookUrl })).toEqual(expected);
		expect(await run({ webhookUrl })).toEqual(expected);
	});

	it('shows what is wrong with a webhook, without the webhook', async () => {
		const webhookUrl = portal.webhook.replace(/\w{5}\/$/, 'wrong/');
		const shown = await run({ webhookUrl }).then(String, (error: Error) => error.message);
		expect(shown).toMatch(/^Bitrix24 does not accept this webhook\. /);
		expect(shown).not.toContain('wrong');
	});

	it('leaves the real tokens of OAuth2 alone', async () => {
		expect(await run({ grantType: 'authorizationCode' })).toEqual({});
		expect(portal.requests).toEqual([]);
	});
});

describe('the connection test', () => {
	let portal: SandboxPortal;
	beforeAll(async () => {
		portal = await startPortal({ clock: virtualClock() });
	});
	afterAll(async () => await portal.close());
	beforeEach(() => portal.reset());

	const { request, rules = [] } = credentialType.test as ICredentialTestRequest;

	const baseUrl = (credentials: IDataObject) => {
		const node = aNode();
		return workflowAround(node).expression.getSimpleParameterValue(
			node,
			request.baseURL,
			'internal',
			{
				$credentials: credentials as ICredentialDataDecryptedObject,
			},
		);
	};

	/** As n8n sends it: an empty token in the query, no header. */
	const test = async (credentials: IDataObject): Promise<Answer> => {
		const url = `${String(baseUrl(await resolved(credentials)))}${request.url}?access_token=`;
		return await send({ url, verb: request.method ?? 'GET' });
	};

	const PASTED: Array<[string, (webhook: string) => string]> = [
		['as Bitrix24 shows it', (webhook) => webhook],
		['without the slash at the end', (webhook) => webhook.replace(/\/$/, '')],
		['with several slashes', (webhook) => `${webhook}//`],
		['with the method of an example', (webhook) => `${webhook}crm.item.payment.get`],
		['with a method, suffix and query', (webhook) => `${webhook}profile.json?x=1`],
		['with spaces around it', (webhook) => `  ${webhook}  `],
		['with a line break behind it', (webhook) => `${webhook}\n`],
	];

	it.each(PASTED)('succeeds with a webhook URL %s', async (_how, paste) => {
		const answer = await test({ grantType: 'webhook', webhookUrl: paste(portal.webhook) });
		expect(answer).toMatchObject({
			status: 200,
			body: { result: expect.arrayContaining(['crm']) },
		});
		expect(portal.requests.map(({ method }) => method)).toEqual(['scope']);
	});

	it('finds a portal in a folder of its site', () => {
		const webhookUrl = 'https://site.example/portal/rest/1/abc123/profile';
		expect(baseUrl({ grantType: 'webhook', webhookUrl })).toBe(
			'https://site.example/portal/rest/1/abc123',
		);
	});

	it.each([
		['https://portal.example'],
		['https://portal.example/'],
		[' https://portal.example// '],
	])('goes to the portal in OAuth2 mode, entered as %j', (portalUrl) => {
		expect(baseUrl(oauth({ portalUrl }))).toBe('https://portal.example/rest');
	});

	it('goes to the portal when a page of it was pasted, like the authorization does', () => {
		const portalUrl = 'https://portal.example/crm/deal/details/5/';
		expect(baseUrl(oauth({ portalUrl }))).toBe('https://portal.example/rest');
	});

	it('works over OAuth2 with a token in a header, which is how n8n signs', async () => {
		const url = `${String(baseUrl(oauth({ portalUrl: portal.url })))}${request.url}`;
		const { access_token: token } = portal.oauth.issueTokens();
		const answer = await send({ url, verb: 'GET', headers: { Authorization: `Bearer ${token}` } });
		expect(answer.status).toBe(200);
	});

	it.each([
		[
			'a deleted webhook',
			401,
			(webhook: string) => webhook.replace(/[^/]+\/$/, 'gone000000000000/'),
		],
		['an address that is no webhook', 404, () => `${portal.url}/somewhere/`],
		['a URL without the user ID', 404, (webhook: string) => webhook.replace('/rest/1/', '/rest/')],
	])('explains %s', async (_what, status, spoil) => {
		const answer = await test({ grantType: 'webhook', webhookUrl: spoil(portal.webhook) });
		expect(answer.status).toBe(status);
		expect(rules.map(({ properties: rule }) => 'value' in rule && rule.value)).toContain(status);
	});

	it('explains a renamed portal and does not follow it', async () => {
		portal.faults.add({ fault: 'redirect302' });
		const answer = await test({ grantType: 'webhook', webhookUrl: portal.webhook });
		expect(answer.status).toBe(302);
		expect(request.disableFollowRedirect).toBe(true);
		expect(rules.map(({ properties: rule }) => 'value' in rule && rule.value)).toContain(302);
	});

	it('has no rule whose text frightens or shows an address of the user', () => {
		for (const { properties: rule } of rules) {
			expect(rule.message).not.toMatch(/\b(error|problem|failure|mistake)/i);
			expect(rule.message).not.toMatch(/\{\{|\$credentials/);
		}
	});
});
