import type { IDataObject } from 'n8n-workflow';

import { SEED } from '../../sandbox/portal';
import { startRig, type Rig } from '../support/rig';
import { detailsOf } from '../support/details';

const [open, second] = SEED.bankStatement;

let rig: Rig;
beforeAll(async () => {
	rig = await startRig();
});
afterAll(async () => await rig.close());
beforeEach(() => {
	rig.portal.reset();
	rig.useOAuth();
});

const stored = () => rig.engine.credentials.read('credential').oauthTokenData as IDataObject;
const methods = () => rig.portal.requests.map(({ method }) => method);
const ids = (...values: number[]) => values.map((id) => ({ id }));

describe('OAuth2', () => {
	it.each([
		['pay', {}],
		['unpay', {}],
		['update', { updateFields: { comments: 'by token' } }],
	])('does %s with the token in the body, never in the address', async (operation, parameters) => {
		const { items } = await rig.run({
			operation,
			items: ids(operation === 'unpay' ? SEED.alreadyPaid : open),
			parameters: { paymentId: '={{ $json.id }}', ...parameters },
		});
		expect(items[0]?.json).toMatchObject({ success: true, changed: true });
		for (const request of rig.portal.requests) {
			expect(request.path).not.toContain(String(stored().access_token));
			expect(request.rawBody).toContain(String(stored().access_token));
		}
	});

	it('refreshes an expired token once, stores the rotated one and repeats the request', async () => {
		const before = stored();
		rig.portal.oauth.expireAccessTokens();
		const { items } = await rig.run({ operation: 'pay', items: ids(open) });
		expect(items[0]?.json).toMatchObject({ changed: true, verified: true });
		expect(rig.portal.oauth.refreshes).toBe(1);
		expect(methods().slice(0, 3)).toEqual([
			'crm.item.payment.get',
			'oauth/token',
			'crm.item.payment.get',
		]);
		expect(stored().access_token).not.toBe(before.access_token);
		expect(stored().refresh_token).not.toBe(before.refresh_token);
		expect(rig.engine.credentials.tokenUpdates).toBeGreaterThan(0);
	});

	it('uses the stored token in the next run', async () => {
		rig.portal.oauth.expireAccessTokens();
		await rig.run({ operation: 'pay', items: ids(open) });
		await rig.run({ operation: 'pay', items: ids(second) });
		expect(rig.portal.oauth.refreshes).toBe(1);
	});

	it('takes a token that another worker has stored meanwhile instead of refreshing', async () => {
		const old = stored();
		rig.portal.oauth.expireAccessTokens();
		const newer = rig.portal.oauth.issueTokens() as unknown as IDataObject;
		const { credentials } = rig.engine;
		const read = credentials.getDecrypted.bind(credentials);
		let reads = 0;
		jest.spyOn(credentials, 'getDecrypted').mockImplementation(async (...args) => {
			reads += 1;
			const data = await read(...args);
			return { ...data, oauthTokenData: (reads === 1 ? old : newer) as never };
		});
		const { items } = await rig.run({ operation: 'pay', items: ids(open) });
		jest.restoreAllMocks();
		expect(items[0]?.json).toMatchObject({ changed: true });
		expect(rig.portal.oauth.refreshAttempts).toBe(0);
	});

	it('refreshes in the middle of a run and books every payment once', async () => {
		rig.portal.faults.add({ fault: 'expiredToken', method: 'batch' });
		const { items } = await rig.run({ operation: 'pay', items: ids(open, second) });
		expect(items.every(({ json }) => json.changed === true)).toBe(true);
		expect(rig.portal.oauth.refreshes).toBe(1);
		expect(rig.portal.ledger.effects(open).triggers).toBe(1);
	});

	it('asks to reconnect when the refresh token is dead, and books nothing', async () => {
		rig.portal.oauth.expireAccessTokens();
		rig.portal.oauth.revokeRefreshTokens();
		const { error } = await rig.run({ operation: 'pay', items: ids(open) });
		expect(error?.message).toBe('The connection to Bitrix24 has to be renewed');
		expect(error?.description).toContain('Open the credential in n8n and connect it again');
		expect(rig.portal.ledger.payment(open)?.paid).toBe('N');
	});

	it('does not refresh for other refusals, such as a missing permission', async () => {
		rig.useOAuth(rig.portal.oauth.issueTokens({ scopes: ['sale'] }) as unknown as IDataObject);
		const { error } = await rig.run({ operation: 'pay', items: ids(open) });
		expect(error?.message).toBe("The credential lacks the permission 'crm' in Bitrix24");
		expect(rig.portal.oauth.refreshAttempts).toBe(0);
	});

	it('says that the credential is not connected yet', async () => {
		rig.useOAuth({});
		const { error } = await rig.run({ operation: 'pay', items: ids(open) });
		expect(error?.message).toBe('The credential is not connected to Bitrix24 yet');
		expect(rig.portal.requests).toHaveLength(0);
	});

	it('sends no token to a host that is not the portal', async () => {
		rig.useOAuth({ ...stored(), client_endpoint: 'https://elsewhere.example/rest/' });
		const { error } = await rig.run({ operation: 'pay', items: ids(open) });
		expect(error?.message).toContain('connected to another portal');
		expect(rig.portal.requests).toHaveLength(0);
	});

	it('goes by the connection method, not by a token left over from before', async () => {
		const tokens = stored();
		rig.engine.credentials.save('credential', {
			grantType: 'webhook',
			webhookUrl: rig.portal.webhook,
			oauthTokenData: tokens,
		});
		await rig.run({ operation: 'pay', items: ids(open) });
		expect(rig.portal.requests[0]?.rawBody).not.toContain(String(tokens.access_token));
		expect(rig.portal.ledger.payment(open)?.paid).toBe('Y');
	});

	it.each([
		['', "The 'Webhook URL' of the credential is empty"],
		['https://portal.example/rest/secretcode123/', 'has no user ID after'],
		['http://portal.example/rest/1/secretcode123/', 'would send the secret unprotected'],
	])('refuses the webhook URL %p without repeating it', async (url, message) => {
		rig.useWebhook(url);
		const result = await rig.run({ operation: 'pay', items: ids(open) });
		expect(result.error?.message).toContain(message);
		expect(result.record).not.toContain('secretcode123');
		expect(rig.portal.requests).toHaveLength(0);
	});

	it('gives every item the reason when the credential cannot be used', async () => {
		rig.useWebhook('');
		const { items } = await rig.run({
			operation: 'pay',
			items: ids(open, second),
			onError: 'continueRegularOutput',
		});
		expect(items.map(({ json, pairedItem }) => [detailsOf(json).code, pairedItem])).toEqual([
			['INVALID_INPUT', { item: 0 }],
			['INVALID_INPUT', { item: 1 }],
		]);
	});
});
