import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { waitFor } from '../../sandbox/n8n/poll';
import { startRig, type Rig } from '../support/rig';

/** Servers that never come to an end. */
let rig: Rig;
let server: Server | undefined;

beforeEach(async () => {
	rig = await startRig();
});

afterEach(async () => {
	server?.closeAllConnections();
	server?.close();
	await rig.close();
});

async function listen(handler: RequestListener): Promise<string> {
	const started = createServer(handler);
	server = started;
	await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
	return `http://127.0.0.1:${(started.address() as AddressInfo).port}`;
}

const SECOND = 1000;
const DROPS = 5;

/** Sends a byte a second, for so many seconds on the clock, and then says nothing more. */
function drip(response: ServerResponse, drops: number): void {
	if (drops === 0) return;
	response.write(' ', () => {
		rig.clock.advance(SECOND);
		drip(response, drops - 1);
	});
}

/** Connects with a token that has expired, and this server to renew it at. */
function useExpiredToken(authorizationServer: string): void {
	const { clientId, clientSecret } = rig.portal.oauth;
	rig.engine.credentials.save('credential', {
		grantType: 'authorizationCode',
		portalUrl: rig.portal.url,
		...{ clientId, clientSecret, authorizationServer },
		accessTokenUrl: `${authorizationServer}/oauth/token/`,
		oauthTokenData: { ...rig.portal.oauth.issueTokens() },
	});
	rig.portal.oauth.expireAccessTokens();
}

describe('An authorization server that does not answer', () => {
	it('holds neither a stopped execution nor the payment', async () => {
		let requests = 0;
		useExpiredToken(await listen(() => (requests += 1)));
		const stop = new AbortController();
		const first = rig.run({ operation: 'pay', items: [{ id: 1001 }], signal: stop.signal });
		await waitFor('the refresh', () => requests > 0 || undefined);
		stop.abort();
		expect((await first).items).toEqual([]);

		rig.useWebhook();
		const { items } = await rig.run({ operation: 'pay', items: [{ id: 1001 }] });
		expect(items[0]?.json).toMatchObject({ success: true, changed: true });
	});
});

describe('An answer that comes in drops', () => {
	it('is not waited for longer than Timeout', async () => {
		let answers = 0;
		const url = await listen((_request, response) => {
			answers += 1;
			response.writeHead(200, { 'content-type': 'application/json' });
			drip(response, DROPS);
		});
		rig.useWebhook(`${url}/rest/1/abcdefgh12345678/`);
		const started = rig.clock.now();
		const { items } = await rig.run({
			operation: 'get',
			items: [{ id: 1001 }],
			options: { timeout: DROPS },
			onError: 'continueRegularOutput',
		});
		expect(items[0]?.json).toMatchObject({
			error: 'Bitrix24 did not answer in time',
			errorDetails: expect.objectContaining({ code: 'CONNECTION_FAILED' }),
		});
		// A read is tried three times; a pause is between the tries.
		expect(answers).toBe(3);
		expect(rig.clock.now() - started).toBeGreaterThanOrEqual(3 * DROPS * SECOND);
	});
});
