import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { openConnection, type Connection } from '../../nodes/Bitrix24Payments/portal/connection';
import { Failure, RunCancelled } from '../../nodes/Bitrix24Payments/portal/failure';
import { FakeClock, untilQuiet } from './support';

const CODE = 'a1b2c3d4e5f6g7h8';

interface Stored {
	grantType?: string;
	webhookUrl?: string;
	portalUrl?: string;
	clientId?: string;
	clientSecret?: string;
	oauthTokenData?: object;
}

function tokens(name: string, more: object = {}): object {
	return {
		access_token: `access-${name}`,
		refresh_token: `refresh-${name}`,
		client_endpoint: 'https://acme.bitrix24.com/rest/',
		...more,
	};
}

const OAUTH: Stored = {
	grantType: 'authorizationCode',
	portalUrl: 'https://acme.bitrix24.com',
	clientSecret: 'client-secret-value',
	oauthTokenData: tokens('one'),
};

/** A credential in n8n's store, and n8n's refresh of it. */
class Store {
	readonly clock = new FakeClock();

	refreshes = 0;

	refresh: () => unknown = () => {
		throw new Error('Nobody expected a refresh');
	};

	constructor(public credential: Stored) {}

	async open(): Promise<Connection> {
		return await openConnection(
			{
				read: async () => this.credential as ICredentialDataDecryptedObject,
				refresh: async () => {
					this.refreshes += 1;
					return this.refresh();
				},
			},
			this.clock,
		);
	}
}

describe('A webhook connection', () => {
	const webhook = {
		grantType: 'webhook',
		webhookUrl: `https://acme.bitrix24.com/rest/7/${CODE}/`,
		oauthTokenData: tokens('left-over'),
	};

	it('carries the code in the address, no token, and knows its secret', async () => {
		const connection = await new Store(webhook).open();
		expect(connection.url('batch')).toBe(`https://acme.bitrix24.com/rest/7/${CODE}/batch`);
		expect(connection.auth()).toEqual({});
		expect(connection.host).toBe('acme.bitrix24.com');
		expect(connection.scrubber.text(`x ${CODE}`)).toBe('x ***');
	});

	it('cannot be refreshed', async () => {
		const store = new Store(webhook);
		const refusal = await (await store.open()).refresh();
		expect(refusal).toMatchObject({
			code: 'CREDENTIAL_INVALID',
			bitrixCode: 'INVALID_CREDENTIALS',
		});
		expect(refusal?.description).not.toContain('Bitrix24 says');
		expect(store.refreshes).toBe(0);
	});

	it('is refused when its URL is wrong', async () => {
		await expect(new Store({ grantType: 'webhook' }).open()).rejects.toMatchObject({
			code: 'INVALID_INPUT',
		});
	});
});

describe('An OAuth connection', () => {
	it('carries the token in the body only, and knows its secrets', async () => {
		const connection = await new Store(OAUTH).open();
		expect(connection.url('batch')).toBe('https://acme.bitrix24.com/rest/batch');
		expect(connection.auth()).toEqual({ auth: 'access-one' });
		expect(connection.scrubber.text('access-one refresh-one client-secret-value')).toBe(
			'*** *** ***',
		);
	});

	it('has secrets that are texts only, whatever else stands in their places', async () => {
		const oauthTokenData = tokens('one', { refresh_token: 12345678 });
		const odd = { ...OAUTH, clientSecret: 12345678 as unknown as string, oauthTokenData };
		const connection = await new Store(odd).open();
		expect(connection.scrubber.text('access-one 12345678')).toBe('*** 12345678');
	});

	it.each([[undefined], [{}], [{ access_token: '' }], [{ access_token: 42 }], [[]]])(
		'is refused before it was connected (%j)',
		async (oauthTokenData) => {
			await expect(new Store({ ...OAUTH, oauthTokenData }).open()).rejects.toMatchObject({
				code: 'INVALID_INPUT',
				message: 'The credential is not connected to Bitrix24 yet',
			});
		},
	);

	it('is refused when the token belongs to another portal', async () => {
		const oauthTokenData = tokens('one', { client_endpoint: 'https://other.example/rest/' });
		await expect(new Store({ ...OAUTH, oauthTokenData }).open()).rejects.toBeInstanceOf(Failure);
	});
});

describe('A refresh of the token', () => {
	it('takes the token that another worker has stored, without a refresh of its own', async () => {
		const store = new Store(OAUTH);
		const connection = await store.open();
		store.credential = { ...OAUTH, oauthTokenData: tokens('two') };
		expect(await connection.refresh()).toBeUndefined();
		expect(connection.auth()).toEqual({ auth: 'access-two' });
		expect(store.refreshes).toBe(0);
	});

	it("uses n8n's own and learns the new secrets", async () => {
		const store = new Store(OAUTH);
		store.refresh = () => tokens('two');
		const connection = await store.open();
		expect(await connection.refresh()).toBeUndefined();
		expect(connection.auth()).toEqual({ auth: 'access-two' });
		expect(connection.scrubber.text('access-one access-two refresh-two')).toBe('*** *** ***');
		expect(store.clock.slept).toEqual([]);
	});

	it('reads the stored token when n8n returns none', async () => {
		const store = new Store(OAUTH);
		store.refresh = () => {
			store.credential = { ...OAUTH, oauthTokenData: tokens('two') };
			return undefined;
		};
		const connection = await store.open();
		expect(await connection.refresh()).toBeUndefined();
		expect(connection.auth()).toEqual({ auth: 'access-two' });
	});

	it('looks once more after it was refused, because another worker may have been quicker', async () => {
		const store = new Store(OAUTH);
		store.refresh = () => {
			throw new Error('needs to be reconnected');
		};
		store.clock.onSleep = () => (store.credential = { ...OAUTH, oauthTokenData: tokens('two') });
		const connection = await store.open();
		expect(await connection.refresh()).toBeUndefined();
		expect(connection.auth()).toEqual({ auth: 'access-two' });
		expect(store.clock.slept).toHaveLength(1);
	});

	it.each([
		[new Error('The credential needs to be reconnected'), 'CREDENTIAL_INVALID', false],
		[
			Object.assign(new Error('x'), { body: { error: 'invalid_client' } }),
			'CREDENTIAL_INVALID',
			false,
		],
		[
			Object.assign(new Error('x'), { body: '{"error":"NOT_INSTALLED"}' }),
			'CREDENTIAL_INVALID',
			false,
		],
		[new Error('socket hang up'), 'CONNECTION_FAILED', true],
		['no error object', 'CONNECTION_FAILED', true],
	])('that fails says why and keeps no secret: %p', async (cause, code, retryable) => {
		const store = new Store(OAUTH);
		store.refresh = () => {
			throw cause;
		};
		const refusal = await (await store.open()).refresh();
		expect(refusal).toMatchObject({ code, retryable });
		expect(refusal?.description).toMatch(/connect/i);
		expect(refusal?.description).not.toContain('Bitrix24 says');
	});

	it.each([
		['in its message', new Error('POST ?client_secret=client-secret-value&token=brand-new: 500')],
		['in a page', Object.assign(new Error('x'), { body: '<p>brand-new refresh-one</p>' })],
		['in an object', Object.assign(new Error('x'), { body: { access_token: 'brand-new' } })],
		[
			'beside a code',
			Object.assign(new Error('brand-new'), {
				body: { error: 'invalid_grant', error_description: 'brand-new' },
			}),
		],
	])('that fails repeats nothing of what it was answered %s', async (_where, cause) => {
		const store = new Store(OAUTH);
		store.refresh = () => {
			throw cause;
		};
		const refusal = await (await store.open()).refresh();
		const words = `${refusal?.code} ${refusal?.message} ${refusal?.description}`;
		expect(words).not.toMatch(/client-secret-value|refresh-one|brand-new/);
		expect(refusal?.description).toMatch(/connect/i);
	});

	it('takes a minute at most, and ends when the run is stopped', async () => {
		const store = new Store(OAUTH);
		store.refresh = () => new Promise(() => undefined);
		const connection = await store.open();
		const slow = connection.refresh();
		await untilQuiet();
		store.clock.time += 60_000;
		expect(await slow).toMatchObject({ code: 'CONNECTION_FAILED', retryable: true });
		const abort = new AbortController();
		const stopped = connection.refresh(abort.signal);
		await untilQuiet();
		abort.abort();
		await expect(stopped).rejects.toBeInstanceOf(RunCancelled);
	});
});

describe('Two credentials', () => {
	const keyOf = async (credential: Stored) => (await new Store(credential).open()).key;

	it('are the same way in only if portal, method and identity are the same', async () => {
		const other = { ...OAUTH, portalUrl: 'https://other.bitrix24.com' };
		const otherTokens = { client_endpoint: 'https://other.bitrix24.com/rest/' };
		const keys = await Promise.all([
			keyOf(OAUTH),
			keyOf({ ...OAUTH, clientId: 'app.one' }),
			keyOf({ ...OAUTH, clientId: 'app.two' }),
			keyOf({ ...other, oauthTokenData: tokens('one', otherTokens) }),
			keyOf({ webhookUrl: `https://acme.bitrix24.com/rest/7/${CODE}/` }),
			keyOf({ webhookUrl: `https://acme.bitrix24.com/rest/8/${CODE}/` }),
			keyOf({ webhookUrl: 'https://acme.bitrix24.com/rest/7/another-code/' }),
			keyOf({ webhookUrl: `https://other.bitrix24.com/rest/7/${CODE}/` }),
		]);
		expect(new Set(keys).size).toBe(keys.length);
	});

	it('are the same one whatever stands around the address and whichever token is stored', async () => {
		expect(await keyOf({ ...OAUTH, oauthTokenData: tokens('two') })).toBe(await keyOf(OAUTH));
		expect(await keyOf({ webhookUrl: ` https://acme.bitrix24.com/rest/7/${CODE} ` })).toBe(
			await keyOf({ webhookUrl: `https://acme.bitrix24.com/rest/7/${CODE}/profile` }),
		);
	});
});
