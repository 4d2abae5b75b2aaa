import { SEED } from '../../sandbox/portal';
import { call, send, usePortal } from './support';

const use = usePortal();
const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
const rest = () => `${use.portal.url}/rest/`;

describe('webhooks', () => {
	test.each([
		['a wrong code', '/rest/1/wrong/'],
		['an unknown user', '/rest/77/CODE/'],
		['another user with the same code', '/rest/2/CODE/'],
	])('%s is refused', async (_, path) => {
		const code = use.portal.webhook.split('/')[5] ?? '';
		const { status, body } = await call(`${use.portal.url}${path.replace('CODE', code)}`, 'scope');
		expect([status, body]).toEqual([
			401,
			{ error: 'INVALID_CREDENTIALS', error_description: 'Invalid request credentials' },
		]);
	});

	test('each method needs its scope', async () => {
		const crmOnly = use.portal.webhookFor({ scopes: ['crm'] });
		const { status, body } = await call(crmOnly, 'sale.payment.get', { id: 1001 });
		expect([status, body.error]).toEqual([401, 'insufficient_scope']);
		expect(body.error_description).toContain('provided by the webhook token');
		expect((await call(crmOnly, 'crm.item.payment.get', { id: 1001 })).status).toBe(200);
	});

	test('an inactive user cannot call', async () => {
		const inactive = use.portal.webhookFor({ userId: SEED.users.inactive });
		const { status, body } = await call(inactive, 'scope');
		expect([status, body.error]).toEqual([401, 'authorization_error']);
	});

	test('the credential tells about itself', async () => {
		const hook = use.portal.webhookFor({ scopes: ['crm', 'sale'] });
		expect((await call(hook, 'scope')).body.result).toEqual(['crm', 'sale']);
		expect((await call(hook, 'app.info')).body.result).toEqual({
			SCOPE: ['crm', 'sale'],
			LICENSE: 'en_selfhosted',
		});
		expect((await call(hook, 'profile')).body.result).toMatchObject({ ID: '1', ADMIN: true });
		expect((await call(hook, 'methods')).body.result).toContain('crm.item.payment.pay');
		expect((await call(hook, 'methods')).body.result).not.toContain('sale.paysystem.list');
		expect((await call(hook, 'server.time')).body.result).toBe('2026-05-14T10:00:00+02:00');
		expect((await call(hook, 'user.current')).body.error).toBe('insufficient_scope');
	});
});

describe('access tokens', () => {
	test('in the header, as auth, as access_token', async () => {
		const { access_token: token } = use.portal.oauth.issueTokens();
		const headers = { Authorization: `bearer ${token}` };
		const answers = await Promise.all([
			send({ url: `${rest()}scope`, headers }),
			call(rest(), 'scope', { auth: token }),
			call(rest(), 'scope', { access_token: token }),
			send({ url: `${rest()}scope`, method: 'GET', params: { auth: token } }),
			send({ url: `${rest()}scope`, data: `auth=${token}`, headers: form }),
		]);
		expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
	});

	test('the header wins over a valid token in the body', async () => {
		const { access_token: auth } = use.portal.oauth.issueTokens();
		const headers = { Authorization: 'Bearer nonsense' };
		const { body } = await send({ url: `${rest()}scope`, headers, data: { auth } });
		expect(body.error).toBe('invalid_token');
	});

	test('auth wins over access_token, and Basic is ignored', async () => {
		const { access_token: auth } = use.portal.oauth.issueTokens();
		const headers = { Authorization: 'Basic abc' };
		const data = { auth, access_token: 'nonsense' };
		expect((await send({ url: `${rest()}scope`, headers, data })).status).toBe(200);
	});

	test('no token at all', async () => {
		const { status, body } = await call(rest(), 'scope');
		expect([status, body]).toEqual([
			401,
			{ error: 'NO_AUTH_FOUND', error_description: 'Wrong authorization data' },
		]);
	});

	test('they expire after an hour, or when told to', async () => {
		const first = use.portal.oauth.issueTokens();
		use.clock.advance(3_600_000);
		const expired = await call(rest(), 'scope', { auth: first.access_token });
		expect([expired.status, expired.body.error]).toEqual([401, 'expired_token']);
		const second = use.portal.oauth.issueTokens();
		use.portal.oauth.expireAccessTokens();
		const again = await call(rest(), 'scope', { auth: second.access_token });
		expect(again.body.error_description).toBe('The access token provided has expired');
	});

	test('scopes of a token have their own text', async () => {
		const { access_token: auth } = use.portal.oauth.issueTokens({ scopes: ['crm'] });
		const { body } = await call(rest(), 'sale.payment.get', { id: 1001, auth });
		expect(body.error_description).toContain('provided by the access token');
	});
});

describe('authorization server', () => {
	const tokens = async (params: Record<string, string>, method = 'POST') => {
		const { clientId: client_id, clientSecret: client_secret } = use.portal.oauth;
		const all = new URLSearchParams({ client_id, client_secret, ...params }).toString();
		const url = `${use.portal.oauth.authorizationServer}/oauth/token/`;
		return method === 'POST'
			? await send({ url, data: all, headers: form })
			: await send({ url: `${url}?${all}`, method });
	};

	const authorize = async () => {
		const params = {
			client_id: use.portal.oauth.clientId,
			state: 'abc def',
			redirect_uri: 'http://localhost:5678/rest/oauth2-credential/callback',
		};
		const url = `${use.portal.url}/oauth/authorize/`;
		const answer = await send({ url, method: 'GET', params });
		return { answer, back: new URL(answer.headers.location as string) };
	};

	test('authorize sends the browser back with a code', async () => {
		const { answer, back } = await authorize();
		expect(answer.status).toBe(302);
		expect(back.pathname).toBe('/rest/oauth2-credential/callback');
		expect(back.searchParams.get('state')).toBe('abc def');
		expect([...back.searchParams.keys()]).toEqual([
			'code',
			'state',
			'domain',
			'member_id',
			'scope',
			'server_domain',
		]);
	});

	test('authorize sends nobody to a foreign host', async () => {
		const params = {
			client_id: use.portal.oauth.clientId,
			redirect_uri: 'https://evil.example/',
		};
		const url = `${use.portal.url}/oauth/authorize/`;
		const { status, headers } = await send({ url, method: 'GET', params });
		expect([status, headers.location]).toEqual([400, undefined]);
	});

	test('a code is exchanged once and within 30 seconds', async () => {
		const code = (await authorize()).back.searchParams.get('code') ?? '';
		const exchanged = await tokens({ grant_type: 'authorization_code', code });
		expect(exchanged.status).toBe(200);
		expect(exchanged.body).toMatchObject({
			expires_in: 3600,
			client_endpoint: `${use.portal.url}/rest/`,
			server_endpoint: `${use.portal.url}/rest/`,
			domain: new URL(use.portal.url).host,
			scope: 'crm,sale,pay_system,salescenter,user',
			status: 'L',
			user_id: 1,
		});
		const again = await tokens({ grant_type: 'authorization_code', code });
		expect(again.body.error).toBe('bad_verification_code');
		const late = (await authorize()).back.searchParams.get('code') ?? '';
		use.clock.advance(30_000);
		const expired = await tokens({ grant_type: 'authorization_code', code: late });
		expect(expired.body.error).toBe('bad_verification_code');
	});

	test.each(['POST', 'GET'])('a refresh by %s rotates the refresh token', async (verb) => {
		const { refresh_token } = use.portal.oauth.issueTokens();
		const fresh = await tokens({ grant_type: 'refresh_token', refresh_token }, verb);
		expect(fresh.status).toBe(200);
		expect(fresh.body.refresh_token).not.toBe(refresh_token);
		const worn = await tokens({ grant_type: 'refresh_token', refresh_token }, verb);
		expect([worn.status, worn.body.error]).toEqual([400, 'invalid_grant']);
		const { refreshes, refreshAttempts } = use.portal.oauth;
		expect([refreshes, refreshAttempts]).toEqual([1, 2]);
	});

	test('revoked refresh tokens and wrong clients', async () => {
		const { refresh_token } = use.portal.oauth.issueTokens();
		const wrong = { grant_type: 'refresh_token', refresh_token, client_secret: 'x' };
		const client = await tokens(wrong);
		expect([client.status, client.body.error]).toEqual([401, 'invalid_client']);
		use.portal.oauth.revokeRefreshTokens();
		const revoked = await tokens({ grant_type: 'refresh_token', refresh_token });
		expect(revoked.body.error).toBe('invalid_grant');
	});

	test('the final slash belongs to the address', async () => {
		const { status, headers } = await send({ url: `${use.portal.url}/oauth/token` });
		expect([status, headers.location]).toEqual([301, '/oauth/token/?']);
	});
});

describe('rights (docs/bitrix24.md#scopes-and-rights)', () => {
	const outcomes = async (userId: number, id = 1020) => {
		const hook = use.portal.webhookFor({ userId });
		const calls: Array<[string, object]> = [
			['crm.item.payment.get', { id }],
			['crm.item.payment.pay', { id }],
			['sale.payment.get', { id }],
			['sale.payment.update', { id, fields: { paySystemId: 4 } }],
			['sale.paysystem.pay.payment', { PAYMENT_ID: id, PAY_SYSTEM_ID: 4 }],
			['sale.paysystem.list', {}],
		];
		const answers = [];
		for (const [method, params] of calls) answers.push(await call(hook, method, params));
		return answers.map(({ status, body }) => [status, body.error ?? 'ok'].join(' '));
	};

	test.each([
		['the administrator', 1, ['200 ok', '200 ok', '200 ok', '200 ok', '200 ok', '200 ok']],
		[
			'the sales person',
			2,
			['200 ok', '200 ok', '200 ok', '400 200040300020', '200 ok', '403 ACCESS_DENIED'],
		],
		[
			'the reader',
			3,
			[
				'200 ok',
				'403 ACCESS_DENIED',
				'200 ok',
				'400 200040300020',
				'403 ACCESS_DENIED',
				'403 ACCESS_DENIED',
			],
		],
	])('%s', async (_, userId, expected) => {
		expect(await outcomes(userId)).toEqual(expected);
	});

	test('orders of the administrator only cannot even be read', async () => {
		const sales = use.portal.webhookFor({ userId: SEED.users.sales });
		const { status, body } = await call(sales, 'crm.item.payment.get', {
			id: SEED.adminOnlyOrder,
		});
		expect([status, body.error]).toEqual([403, 'ACCESS_DENIED']);
	});
});
