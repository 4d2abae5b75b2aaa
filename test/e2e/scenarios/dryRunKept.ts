import assert from 'node:assert/strict';

import { Canvas } from '../browser/canvas';
import { NodePanel } from '../browser/nodePanel';
import type { Scenario } from '../support/scenario';
import { singleNodeWorkflow, WEBHOOK_CREDENTIAL, type Stage } from '../support/stage';

const NAME = 'Payments';
const PAYMENT = 1003;

/** A rehearsal stays one while somebody looks around in the other operations. */
export const dryRunKept: Scenario = {
	name: 'Dry Run is kept on the way through other operations, is written under the node, and books nothing',
	async run(stage) {
		const canvas = new Canvas(stage.page);
		await openNode(stage, canvas);
		const panel = new NodePanel(stage.page);
		await panel.addOption('Dry Run');
		await panel.switchOn('dryRun');
		for (const operation of ['Get', 'Get Payment Link', 'Update', 'Mark as Paid']) {
			await panel.choose('operation', operation);
			assert.ok(await panel.isOn('dryRun'), `${operation} has lost Dry Run`);
		}
		await saysSoOnTheCanvas(canvas, panel);
		await rehearses(stage, panel);
	},
};

async function openNode(stage: Stage, canvas: Canvas): Promise<void> {
	const workflow = await singleNodeWorkflow(stage, {
		name: 'Rehearsal',
		credential: WEBHOOK_CREDENTIAL,
		items: [{ paymentId: PAYMENT }],
	});
	await canvas.open(stage.n8n.url, workflow.id);
	assert.equal(await canvas.subtitle(NAME), 'Mark as Paid');
	await canvas.openNode(NAME);
}

async function saysSoOnTheCanvas(canvas: Canvas, panel: NodePanel): Promise<void> {
	await panel.close();
	assert.equal(await canvas.subtitle(NAME), 'Mark as Paid (Dry Run)');
	await canvas.openNode(NAME);
}

async function rehearses({ client, portal }: Stage, panel: NodePanel): Promise<void> {
	const execution = await client.finished(await panel.execute());
	assert.equal(execution.status, 'success');
	const shown = await panel.outputWith('wouldChange');
	assert.match(shown, /wouldChange\s+true|1003\s+pay\s+true\s+true\s+true/);
	assert.equal(portal.ledger.payment(PAYMENT)?.paid, 'N');
	assert.ok(!portal.ledger.journal.some(({ changed }) => changed), 'something was changed');
}
