import assert from 'node:assert/strict';

import { Canvas } from '../browser/canvas';
import { NodePanel } from '../browser/nodePanel';
import { exportedCredentials } from '../../../sandbox/n8n/commands';
import { irregularities } from '../../support/irregularities';
import type { Scenario } from '../support/scenario';
import { OAUTH_CREDENTIAL, singleNodeWorkflow, type Stage } from '../support/stage';

interface Tokens {
	access_token: string;
	refresh_token: string;
}

/** Access tokens expire, again and again, until the connection itself is dead. */
export const tokenRotation: Scenario = {
	name: 'Token expired: renewed unnoticed, the rotated one is stored; a dead connection is named',
	async run(stage) {
		const { portal } = stage;
		const panel = await openNode(stage);
		const first = await storedTokens(stage);

		portal.oauth.expireAccessTokens();
		await pay(stage, panel, 1002);
		assert.equal(portal.oauth.refreshes, 1);
		const second = await storedTokens(stage);
		assert.notEqual(second.access_token, first.access_token);
		assert.notEqual(second.refresh_token, first.refresh_token);
		assert.equal(await refreshByHand(stage, first.refresh_token), 'invalid_grant');

		await pay(stage, panel, 1003);
		assert.equal(portal.oauth.refreshes, 1, 'a good token was renewed');
		assert.ok(
			portal.requests.at(-1)?.rawBody.includes(second.access_token),
			'the stored token was not the one in use',
		);
		portal.oauth.expireAccessTokens();
		await pay(stage, panel, 1005);
		assert.equal(portal.oauth.refreshes, 2, 'the rotated refresh token did not work');

		await dieAndSaySo(stage, panel);
	},
};

async function openNode(stage: Stage): Promise<NodePanel> {
	const workflow = await singleNodeWorkflow(stage, {
		name: 'Expired token',
		credential: OAUTH_CREDENTIAL,
		items: [{}],
		parameters: {
			resource: 'payment',
			operation: 'pay',
			paymentId: { __rl: true, mode: 'id', value: '' },
			options: {},
		},
	});
	const canvas = new Canvas(stage.page);
	await canvas.open(stage.n8n.url, workflow.id);
	await canvas.openNode('Payments');
	return new NodePanel(stage.page);
}

/** Executes the step; another payment each time, so that an earlier output cannot be taken for it. */
async function pay({ portal, client }: Stage, panel: NodePanel, id: number): Promise<void> {
	await panel.picker('paymentId').enterId(String(id));
	const execution = await client.finished(await panel.execute());
	assert.equal(execution.status, 'success');
	await panel.outputWith(String(id));
	assert.match(await panel.output.innerText(), new RegExp(`${id}\\s+pay\\s+true\\s+true\\s+true`));
	assert.deepEqual(irregularities(portal, [id]), []);
}

/** What n8n's database holds, decrypted by n8n itself. */
async function storedTokens({ userFolder, portal }: Stage): Promise<Tokens> {
	const list = exportedCredentials(userFolder) as Array<{
		name: string;
		data: { oauthTokenData: Tokens };
	}>;
	const found = list.find(({ name }) => name === OAUTH_CREDENTIAL);
	assert.ok(found, 'n8n has not stored the credential');
	const tokens = found.data.oauthTokenData;
	assert.ok(portal.secrets.includes(tokens.access_token));
	assert.ok(portal.secrets.includes(tokens.refresh_token));
	return tokens;
}

async function refreshByHand({ portal }: Stage, refreshToken: string): Promise<unknown> {
	const { clientId, clientSecret, authorizationServer } = portal.oauth;
	const response = await fetch(`${authorizationServer}/oauth/token/`, {
		method: 'POST',
		body: new URLSearchParams({
			grant_type: 'refresh_token',
			client_id: clientId,
			client_secret: clientSecret,
			refresh_token: refreshToken,
		}),
	});
	return ((await response.json()) as { error?: string }).error;
}

async function dieAndSaySo({ portal, client }: Stage, panel: NodePanel): Promise<void> {
	portal.oauth.expireAccessTokens();
	portal.oauth.revokeRefreshTokens();
	await panel.picker('paymentId').enterId('1006');
	await client.finished(await panel.execute());
	const shown = await panel.outputWith('The connection to Bitrix24 has to be renewed');
	assert.match(shown, /Open the credential in n8n and connect it again/);
	assert.equal(portal.ledger.payment(1006)?.paid, 'N');
}
