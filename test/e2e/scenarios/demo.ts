import assert from 'node:assert/strict';

import { Canvas } from '../browser/canvas';
import { NodePanel } from '../browser/nodePanel';
import type { Scenario } from '../support/scenario';
import { demoWorkflow, type Stage } from '../support/stage';

const BOOKED = [1001, 1002, 1005, 1006, 1007, 1008, 1010];

/** From the statement to the report, with the headings of the canvas. */
const IN_PICTURE = ['Bank Statement', 'Update', 'Report'];
const HEADINGS = ['1 Matched', '2 Booked', '3 The rest explained'];

/** n8n fits the canvas into the window, and a picture may not be large. */
const SMALL = { width: 1120, height: 760 };

/** The demo workflow is executed and its bulk run looked at. */
export const demo: Scenario = {
	name: 'Demo workflow: a bank statement is booked, the refused item is on the error output, all others are explained',
	async run(stage) {
		const { page, n8n, client } = stage;
		const workflow = await demoWorkflow(stage);
		const canvas = new Canvas(page);
		const usual = page.viewportSize();
		await page.setViewportSize(SMALL);
		await canvas.open(n8n.url, workflow.id);
		const execution = await client.finished(await canvas.execute());
		assert.equal(execution.status, 'success');
		await canvas.node('Report').locator('[class*=success]').first().waitFor();
		const nodes = IN_PICTURE.map((name) => canvas.node(name));
		const headings = HEADINGS.map((heading) => canvas.heading(heading));
		await stage.pictures.take('bulk-run', [...nodes, ...headings], { margin: 16 });
		if (usual) await page.setViewportSize(usual);

		await canvas.openNode('Mark as Paid');
		const panel = new NodePanel(page);
		await panel.outputWith('7 paid, 1 not done');
		assert.match(await panel.outputWith('Success Branch'), /Success Branch \(7 items\)/);
		await panel.showBranch('Error Branch (1 item)');
		const errors = await panel.outputWith('The order of this payment is cancelled');
		for (const part of ['5031/1', 'REFUSED', 'Restore the order', 'retryable']) {
			assert.ok(errors.includes(part), `the error branch lacks ${part}:\n${errors}`);
		}
		await stage.pictures.take('error-output', [panel.header, panel.hint, panel.table], {
			window: { width: 1900, height: 900 },
			within: panel.output,
		});
		await readReport(canvas, panel);
		inTheLedger(stage);
		await panel.close();
		await looksWithTrigger(stage, canvas);
	},
};

/** A person who opens the last node reads why a line was not booked, and what to do. */
async function readReport(canvas: Canvas, panel: NodePanel): Promise<void> {
	await panel.close();
	await canvas.openNode('Report');
	const report = await panel.outputWith('Larch Trading');
	for (const part of ['14 items', 'paid already', 'which is 10 less', 'Look for a slip']) {
		assert.ok(report.includes(part), `the report lacks ${part}:\n${report}`);
	}
}

/** The trigger is switched off, so that the workflow is executed from its statement. */
async function looksWithTrigger({ client }: Stage, canvas: Canvas): Promise<void> {
	const name = 'Payment Paid or Unpaid';
	await canvas.switchOn(name);
	const { data, status } = await client.finished(await canvas.executeFrom(name));
	assert.equal(status, 'success');
	const [items] = data.resultData.runData['What Happened']?.at(-1)?.data?.main ?? [];
	const told = (items ?? []).map(({ json }) => String(json.text));
	assert.equal(told.length, 3);
	assert.ok(
		told.every((text) => / paid, 20/.test(text)),
		told.join('\n'),
	);
}

function inTheLedger({ portal }: Stage): void {
	const { ledger } = portal;
	for (const id of BOOKED) {
		assert.equal(ledger.payment(id)?.paid, 'Y', `payment ${id}`);
		assert.equal(ledger.effects(id).paidTransitions, 1, `payment ${id}`);
	}
	assert.equal(ledger.payment(1003)?.paid, 'N', 'the line pays less');
	assert.equal(ledger.effects(1004).paidTransitions, 0, 'it was paid before');
	assert.equal(ledger.payment(1031)?.paid, 'N', 'its order is cancelled');
	assert.equal(ledger.payment(1002)?.payVoucherNum, 'ST19-02');
}
