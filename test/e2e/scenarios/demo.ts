import assert from 'node:assert/strict';

import { Canvas } from '../browser/canvas';
import { NodePanel } from '../browser/nodePanel';
import type { Scenario } from '../support/scenario';
import { demoWorkflow, type Stage } from '../support/stage';

const BOOKED = [1002, 1003, 1005, 1006, 1007, 1008, 1010, 1011, 1012];

/** The bulk run, both its outputs and what comes next. */
const IN_PICTURE = ['Bank Statement', 'Mark as Paid', 'Lines to Check by Hand', 'Mark as Unpaid'];

/** The demo workflow is executed and its bulk run looked at. */
export const demo: Scenario = {
	name: 'Demo workflow: a bulk run with its hint, and the failed item on the error output',
	async run(stage) {
		const { page, n8n, client } = stage;
		const workflow = await demoWorkflow(stage);
		const canvas = new Canvas(page);
		await canvas.open(n8n.url, workflow.id);
		const execution = await client.finished(await canvas.execute());
		assert.equal(execution.status, 'success');
		await canvas.node('Pay via Payment System').locator('[class*=success]').first().waitFor();
		const pictured = IN_PICTURE.map((name) => canvas.node(name));
		await stage.pictures.take('bulk-run', pictured, { margin: 24 });

		await canvas.openNode('Mark as Paid');
		const panel = new NodePanel(page);
		await panel.outputWith('10 paid, 1 already paid, 1 not done');
		assert.match(await panel.outputWith('Success Branch'), /Success Branch \(11 items\)/);
		await panel.showBranch('Error Branch (1 item)');
		const errors = await panel.outputWith('There is no payment with the number 5999/1');
		for (const part of ['Larch Trading', '5999/1', 'PAYMENT_NOT_FOUND', 'retryable']) {
			assert.ok(errors.includes(part), `the error branch lacks ${part}:\n${errors}`);
		}
		await stage.pictures.take('error-output', [panel.header, panel.hint, panel.table], {
			window: { width: 1900, height: 900 },
			within: panel.output,
		});
		inTheLedger(stage);
	},
};

function inTheLedger({ portal }: Stage): void {
	const { ledger } = portal;
	for (const id of BOOKED) {
		assert.equal(ledger.payment(id)?.paid, 'Y', `payment ${id}`);
		assert.equal(ledger.effects(id).paidTransitions, 1, `payment ${id}`);
	}
	assert.equal(ledger.payment(1001)?.paid, 'N', 'the bounced transfer was marked as unpaid again');
	assert.equal(ledger.effects(1004).paidTransitions, 0, 'it was paid before');
	assert.equal(ledger.payment(1002)?.payVoucherNum, 'MT940-0002');
	assert.equal(ledger.payment(1020)?.paid, 'Y');
	assert.equal(ledger.payment(1009)?.paid, 'N', 'cash cannot be paid over REST');
}
