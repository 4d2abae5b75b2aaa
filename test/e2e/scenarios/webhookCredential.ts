import assert from 'node:assert/strict';

import { freePort } from '../../../sandbox/n8n/runtime';
import { CredentialDialog } from '../browser/credentialDialog';
import type { Scenario } from '../support/scenario';
import { credentialId, type Stage } from '../support/stage';

const NAME = 'Our Portal (Webhook)';

/** A webhook is entered wrongly, then rightly. */
export const webhookCredential: Scenario = {
	name: 'Credential with a webhook: its own fields, our words for each thing that may be wrong, tested and saved',
	async run(stage) {
		const { page, n8n, portal } = stage;
		const dialog = new CredentialDialog(page);
		await dialog.create(n8n.url, 'bitrix');
		await dialog.waitForLabels('Connection Method', 'Webhook URL');
		assert.equal(await dialog.input('webhookUrl').getAttribute('type'), 'password');
		assert.equal(await dialog.dialog.getByText('OAuth Redirect URL').count(), 0);

		await dialog.rename(NAME);
		await explainsWhatIsWrong(stage, dialog);

		await dialog.fill('webhookUrl', portal.webhook);
		await dialog.save();
		await dialog.waitForText('Connection tested successfully');
		await stage.pictures.take('credential-webhook', dialog.partUntil('webhookUrl'));
		// The first is the credential's own question, the second n8n's.
		assert.deepEqual(statuses(stage), [401, 200, 200]);
		await staysHidden(stage);
		assert.deepEqual(changesIn(stage), []);
	},
};

/** One after the other, each with what to do about it. */
async function explainsWhatIsWrong({ portal }: Stage, dialog: CredentialDialog): Promise<void> {
	const { webhook } = portal;
	const at = (address: string) => webhook.replace(new URL(webhook).origin, address);
	await enter(dialog, webhook.replace(/\w{5}\/$/, 'wrong/'));
	assert.match(await dialog.complaint(), /Bitrix24 does not accept this webhook\. Its URL/);
	await enter(dialog, webhook.replace('/rest/', '/'));
	await dialog.waitForText("has no '/rest/' part after the host");
	await enter(dialog, at('https://no-such-portal.invalid'));
	await dialog.waitForText('Check how it is spelt in the credential');
	await enter(dialog, at(`http://127.0.0.1:${await freePort()}`));
	await dialog.waitForText('refuses the connection');
	await enter(dialog, at(portal.url.replace('http:', 'https:')));
	await dialog.waitForText('The server may not speak https at this port');
}

async function enter(dialog: CredentialDialog, webhookUrl: string): Promise<void> {
	await dialog.fill('webhookUrl', webhookUrl);
	await dialog.save();
}

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
