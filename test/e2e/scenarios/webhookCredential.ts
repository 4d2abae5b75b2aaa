import assert from 'node:assert/strict';

import { CredentialDialog } from '../browser/credentialDialog';
import type { Scenario } from '../support/scenario';
import { credentialId, type Stage } from '../support/stage';

const NAME = 'Our Portal (Webhook)';

/** A webhook is entered wrongly, then rightly. */
export const webhookCredential: Scenario = {
	name: 'Credential with a webhook: its own fields, our words for a wrong code, tested and saved',
	async run(stage) {
		const { page, n8n, portal } = stage;
		const dialog = new CredentialDialog(page);
		await dialog.create(n8n.url, 'bitrix');
		await dialog.waitForLabels('Connection Method', 'Webhook URL');
		assert.equal(await dialog.input('webhookUrl').getAttribute('type'), 'password');
		assert.equal(await dialog.dialog.getByText('OAuth Redirect URL').count(), 0);

		await dialog.rename(NAME);
		await dialog.fill('webhookUrl', portal.webhook.replace(/\w{5}\/$/, 'wrong/'));
		await dialog.save();
		assert.match(
			await dialog.complaint(),
			/Bitrix24 does not accept this webhook: its URL is incomplete/,
		);
		await dialog.fill('webhookUrl', portal.webhook.replace('/rest/', '/'));
		await dialog.save();
		await dialog.waitForText('No Bitrix24 REST API at this address');

		await dialog.fill('webhookUrl', portal.webhook);
		await dialog.save();
		await dialog.waitForText('Connection tested successfully');
		await stage.pictures.take('credential-webhook', dialog.partUntil('webhookUrl'));
		assert.deepEqual(statuses(stage), [401, 200]);
		await staysHidden(stage);
		assert.deepEqual(changesIn(stage), []);
	},
};

/** Reopened, the dialog shows that there is a URL, and not which. */
async function staysHidden(stage: Stage): Promise<void> {
	const dialog = new CredentialDialog(stage.page);
	await dialog.open(stage.n8n.url, await credentialId(stage, NAME));
	const shown = await dialog.input('webhookUrl').inputValue();
	assert.notEqual(shown, '');
	assert.ok(!shown.includes('/rest/'), 'the webhook URL came back to the browser');
}

/** How the portal answered the connection tests. */
function statuses({ portal }: Stage): number[] {
	return portal.requests.filter(({ method }) => method === 'scope').map(({ status }) => status);
}

function changesIn({ portal }: Stage): string[] {
	return portal.ledger.journal.filter(({ changed }) => changed).map(({ method }) => method);
}
