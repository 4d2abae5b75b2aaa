import assert from 'node:assert/strict';

import { CredentialDialog } from '../browser/credentialDialog';
import type { Json } from '../../../sandbox/n8n/client';
import { oauthData } from '../../../sandbox/n8n/credentialData';
import type { Scenario } from '../support/scenario';
import { credentialId, singleNodeWorkflow, type Stage } from '../support/stage';

const NAME = 'Our Portal (OAuth2)';

const OAUTH_FIELDS = [
	'Connection Method',
	'Client ID',
	'Client Secret',
	'Portal URL',
	'Authorization Server',
];

/** An account is connected, the credential becomes a webhook, and an account again. */
export const oauthCredential: Scenario = {
	name: 'Credential with OAuth2: connected in a popup, switched to a webhook and back',
	async run(stage) {
		const { page, n8n } = stage;
		const dialog = new CredentialDialog(page);
		await dialog.create(n8n.url, 'bitrix');
		await dialog.rename(NAME);
		await dialog.chooseMethod('OAuth2');
		await dialog.waitForText('OAuth Redirect URL');
		await dialog.waitForText(`${n8n.url}/rest/oauth2-credential/callback`);
		await dialog.waitForLabels(...OAUTH_FIELDS);
		await connect(stage, dialog);
		await stage.pictures.take('credential-oauth2', dialog.partUntil('clientSecret'));
		const first = await tokenUsedInARun(stage);
		assert.ok(first, 'the run used no token');

		await switchToWebhook(stage, dialog);
		assert.equal(await tokenUsedInARun(stage), undefined, 'a stale token was sent');
		assert.ok(!everythingSent(stage).includes(first), 'a stale token was sent');

		await dialog.open(n8n.url, await credentialId(stage, NAME));
		await dialog.chooseMethod('OAuth2');
		await dialog.waitForLabels(...OAUTH_FIELDS);
		assert.equal(await dialog.input('clientId').inputValue(), '', 'n8n kept the client ID');
		await reconnect(stage, dialog);
		const second = await tokenUsedInARun(stage);
		assert.ok(second && second !== first, 'the old token was used after reconnecting');
		assert.ok(!everythingSent(stage).includes(first), 'the old token was used after reconnecting');
	},
};

async function connect(stage: Stage, dialog: CredentialDialog): Promise<void> {
	await fillIn(stage, dialog);
	await dialog.connect();
}

async function fillIn(stage: Stage, dialog: CredentialDialog): Promise<void> {
	const { grantType, ...fields } = oauthData(stage.portal);
	assert.equal(grantType, 'authorizationCode');
	for (const [name, value] of Object.entries(fields)) await dialog.fill(name, String(value));
}

async function switchToWebhook(stage: Stage, dialog: CredentialDialog): Promise<void> {
	await dialog.chooseMethod('Inbound Webhook');
	await dialog.waitForLabels('Connection Method', 'Webhook URL');
	await dialog.fill('webhookUrl', stage.portal.webhook);
	await dialog.save();
	await dialog.waitForText('Connection tested successfully');
}

/** n8n dropped what was entered, and still has the old tokens: it offers another account. */
async function reconnect(stage: Stage, dialog: CredentialDialog): Promise<void> {
	await fillIn(stage, dialog);
	await dialog.save();
	await dialog.connect();
}

/** All that the portal has got since it was reset: addresses, headers and bodies. */
function everythingSent({ portal }: Stage): string {
	return JSON.stringify(portal.requests);
}

/** Marks a payment as paid with the credential and answers the token that the portal saw. */
async function tokenUsedInARun(stage: Stage): Promise<string | undefined> {
	const { portal, client } = stage;
	stage.portal.reset();
	const workflow = await singleNodeWorkflow(stage, {
		name: 'Which token',
		credential: NAME,
		items: [{ paymentId: 1001 }],
	});
	const execution = await client.runToEnd(workflow, 'Start');
	assert.equal(execution.status, 'success');
	assert.equal(portal.ledger.payment(1001)?.paid, 'Y');
	const tokens = portal.requests.map(({ rawBody }) => (JSON.parse(rawBody) as Json).auth);
	const token = tokens.at(-1);
	return typeof token === 'string' ? token : undefined;
}
