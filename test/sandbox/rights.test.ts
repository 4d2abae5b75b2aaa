import { SEED } from '../../sandbox/portal';
import { batch, call, usePortal } from './support';

const use = usePortal();
const pay = async (base = use.portal.webhook) =>
	(await call(base, 'crm.item.payment.pay', { id: 1001 })).body;

describe('what a credential may do can be taken from it', () => {
	it('the scopes of a webhook, until a reset', async () => {
		const other = use.portal.webhookFor({});
		use.portal.setScopes(['sale']);
		expect((await pay()).error).toBe('insufficient_scope');
		expect((await call(use.portal.webhook, 'scope')).body.result).toEqual(['sale']);
		expect((await pay(other)).result).toBe(true);
		use.portal.setScopes([], other);
		expect((await pay(other)).error).toBe('insufficient_scope');
		use.portal.reset();
		expect((await pay()).result).toBe(true);
	});

	it('in the middle of a run: from the next request on', async () => {
		use.portal.when({ method: 'batch', nth: 2 }, 'before', () => use.portal.setScopes(['sale']));
		const cmd = { a: 'crm.item.payment.pay?id=1001', b: 'crm.item.payment.pay?id=1002' };
		const errors = async () => (await batch(use.portal.webhook, cmd)).body.result.result_error;
		expect(await errors()).toEqual([]);
		expect(Object.keys(await errors())).toEqual(['a', 'b']);
	});

	it('before a single call is looked at', async () => {
		use.portal.when({ method: /pay$/ }, 'before', () => use.portal.setScopes([]));
		expect((await pay()).error).toBe('insufficient_scope');
	});

	it('the webhook itself', async () => {
		use.portal.revokeWebhook();
		expect((await pay()).error).toBe('INVALID_CREDENTIALS');
		use.portal.reset();
		expect((await pay()).result).toBe(true);
		expect(() => use.portal.revokeWebhook('https://portal.example/')).toThrow(
			'is not the address of a webhook',
		);
	});

	it('the scopes of the app, whatever its tokens were issued for', async () => {
		const { access_token: auth } = use.portal.oauth.issueTokens();
		use.portal.oauth.setScopes(['user']);
		const asked = async () =>
			(await call(`${use.portal.url}/rest/`, 'crm.item.payment.pay', { id: 1001, auth })).body;
		expect((await asked()).error).toBe('insufficient_scope');
		expect((await pay()).result).toBe(true);
		use.portal.reset();
		expect((await asked()).result).toBe(true);
	});

	it('the rights of a user', async () => {
		const hook = use.portal.webhookFor({ userId: SEED.users.sales });
		expect((await pay(hook)).result).toBe(true);
		use.portal.setRights(SEED.users.sales, { crm: 'read' });
		expect((await pay(hook)).error).toBe('ACCESS_DENIED');
		use.portal.setRights(SEED.users.sales, { active: false });
		expect((await pay(hook)).error).toBe('authorization_error');
		use.portal.reset();
		expect((await pay(hook)).result).toBe(true);
		expect(() => use.portal.setRights(99, {})).toThrow('There is no user 99');
	});
});
