import { SEED, startPortal, type SandboxPortal, type TokenResponse } from '../../sandbox/portal';
import { oauthClient, Sdk, type SdkClient } from './sdk';

/** Bitrix24's own SDK as an OAuth app; the sandbox is its portal and its authorization server. */

let portal: SandboxPortal;
let sdk: Sdk;
beforeAll(async () => {
	portal = await startPortal();
	sdk = new Sdk();
});
afterAll(async () => {
	await sdk.close();
	await portal.close();
});
beforeEach(() => portal.reset());

const id = SEED.docsPay;

/** Tokens that the SDK itself takes for expired, so that it refreshes before it calls. */
const outdated = (tokens: TokenResponse): TokenResponse => ({ ...tokens, expires: 1 });

const pay = async (client: SdkClient) =>
	await sdk.run(client, 'call', { method: 'crm.item.payment.pay', params: { id } });

const PAID = { value: expect.objectContaining({ isSuccess: true, result: true }) };

const methods = () => portal.requests.map(({ method }) => method);

it('sends the token as `auth` in the body and doubles a slash, which the portal forgives', async () => {
	const tokens = portal.oauth.issueTokens();
	expect(await pay(oauthClient(portal, tokens))).toEqual(PAID);
	const { path = '', rawBody = '' } = portal.requests[0] ?? {};
	expect(path).toMatch(/^\/rest\/\/crm\.item\.payment\.pay\?/);
	expect(path).not.toContain(tokens.access_token);
	expect(JSON.parse(rawBody)).toEqual({ id, auth: tokens.access_token });
});

it('sends the token of a batch once, outside the commands', async () => {
	const tokens = portal.oauth.issueTokens();
	const calls = { one: { method: 'crm.item.payment.pay', params: { id } } };
	const { replies } = await sdk.value(oauthClient(portal, tokens), 'batch', { calls, halt: true });
	expect(replies.one?.result).toBe(true);
	expect(JSON.parse(portal.requests[0]?.rawBody ?? '')).toMatchObject({
		auth: tokens.access_token,
	});
	expect(portal.requests[0]?.commands?.join()).not.toContain(tokens.access_token);
});

it('refreshes at the loopback authorization server when the portal says expired_token', async () => {
	const client = oauthClient(portal, portal.oauth.issueTokens());
	portal.oauth.expireAccessTokens();
	expect(await pay(client)).toEqual(PAID);
	expect(methods()).toEqual(['crm.item.payment.pay', 'oauth/token', 'crm.item.payment.pay']);
	expect(portal.oauth.refreshes).toBe(1);
	expect(portal.ledger.effects(id).triggers).toBe(1);
});

it('refreshes before the call when it knows its token to be outdated, by POST form', async () => {
	const client = oauthClient(portal, outdated(portal.oauth.issueTokens()));
	expect(await pay(client)).toEqual(PAID);
	expect(methods()).toEqual(['oauth/token', 'crm.item.payment.pay']);
	expect(portal.requests[0]).toMatchObject({ verb: 'POST', path: '/oauth/token/' });
	expect(portal.requests[0]?.headers['content-type']).toContain('x-www-form-urlencoded');
});

it('understands the answer to a refresh and hands on the rotated tokens', async () => {
	const old = portal.oauth.issueTokens();
	const { value } = await pay(oauthClient(portal, outdated(old)));
	expect(value?.refreshed).toEqual([
		expect.objectContaining({
			accessToken: expect.not.stringContaining(old.access_token),
			refreshToken: expect.not.stringContaining(old.refresh_token),
			clientEndpoint: `${portal.url}/rest/`,
			serverEndpoint: `${portal.url}/rest/`,
			status: 'L',
			expiresIn: 3600,
		}),
	]);
});

it('is refused when it uses a refresh token twice', async () => {
	const tokens = outdated(portal.oauth.issueTokens());
	await pay(oauthClient(portal, tokens));
	const { failure } = await pay(oauthClient(portal, tokens));
	expect(failure?.text).toContain('refresh token');
	expect([portal.oauth.refreshAttempts, portal.oauth.refreshes]).toEqual([2, 1]);
});

it('is refused by the authorization server with a wrong client secret', async () => {
	const client = oauthClient(portal, outdated(portal.oauth.issueTokens()), {
		clientSecret: 'wrong',
	});
	const { failure } = await pay(client);
	expect(failure?.text).toBe('Client authentication failed');
	expect(portal.ledger.payment(id)?.paid).toBe('N');
});

it('lets the SDK find out whether the user is an administrator', async () => {
	for (const [userId, isAdmin] of [
		[SEED.users.admin, true],
		[SEED.users.sales, false],
	] as const) {
		const client = oauthClient(portal, portal.oauth.issueTokens({ userId }));
		expect(await sdk.value(client, 'isAdmin')).toMatchObject({ isAdmin });
	}
});
