import assert from 'node:assert/strict';

import { Canvas } from '../browser/canvas';
import { NodePanel } from '../browser/nodePanel';
import { testId } from '../browser/testId';
import { recordInstallation } from '../../../sandbox/n8n/database';
import { waitFor } from '../../../sandbox/n8n/poll';
import { installPackage, isInstalled, PACKAGE } from '../../../sandbox/n8n/packaging';
import type { Scenario } from '../support/scenario';
import { NODE_TYPE, singleNodeWorkflow, WEBHOOK_CREDENTIAL, type Stage } from '../support/stage';

/** The package goes and comes back; the workflow and its credential stay. */
export const reinstallation: Scenario = {
	name: 'Uninstalled and installed again: a saved workflow still opens and runs',
	async run(stage) {
		const { page, userFolder } = stage;
		const workflow = await singleNodeWorkflow(stage, {
			name: 'Survivor',
			credential: WEBHOOK_CREDENTIAL,
			items: [{ paymentId: 1006 }],
		});
		await uninstall(stage);
		await openNode(stage, workflow.id);
		await testId(page, 'ndv').getByText('Install this node to use it').waitFor();

		installPackage(userFolder, stage.tarball);
		await stage.restart();
		await openNode(stage, workflow.id);
		const panel = new NodePanel(page);
		await testId(page, 'node-parameters')
			.getByText('Mark as Paid')
			.or(testId(page, 'parameter-input-operation'))
			.first()
			.waitFor();
		const credential = testId(page, 'node-credentials-select').locator('input');
		await waitFor('the credential to be shown', async () =>
			(await credential.inputValue()) === WEBHOOK_CREDENTIAL ? true : undefined,
		);
		await stage.client.finished(await panel.execute());
		assert.match(await panel.outputWith('paymentId'), /1006\s+pay\s+true\s+true\s+true/);
		assert.equal(stage.portal.ledger.payment(1006)?.paid, 'Y');
	},
};

async function uninstall({ client, userFolder }: Stage): Promise<void> {
	recordInstallation(userFolder, PACKAGE, NODE_TYPE);
	await client.request('DELETE', `/rest/community-packages?name=${PACKAGE}`);
	assert.equal(isInstalled(userFolder), false);
	const names = (await client.nodeTypes()).map(({ name }) => name);
	assert.ok(!names.includes(NODE_TYPE), 'n8n still offers the node');
}

async function openNode({ page, n8n }: Stage, workflowId: string): Promise<void> {
	const canvas = new Canvas(page);
	await canvas.open(n8n.url, workflowId);
	await canvas.openNode('Payments');
}
