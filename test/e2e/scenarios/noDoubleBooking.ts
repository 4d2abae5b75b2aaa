import assert from 'node:assert/strict';

import { Canvas } from '../browser/canvas';
import { NodePanel } from '../browser/nodePanel';
import type { SavedWorkflow } from '../../../sandbox/n8n/client';
import { irregularities } from '../../support/irregularities';
import type { Scenario } from '../support/scenario';
import { singleNodeWorkflow, WEBHOOK_CREDENTIAL, type Stage } from '../support/stage';

const PAID = [1001, 1002, 1003];

/** The run stops in the middle and is repeated, by n8n and by the person. */
export const noDoubleBooking: Scenario = {
	name: 'Retry On Fail and running again: what is booked once stays booked once',
	async run(stage) {
		await retriedByN8n(stage);
		await answerLost(stage);
	},
};

/** The last item fails each time, so n8n runs all of them again. */
async function retriedByN8n(stage: Stage): Promise<void> {
	const { portal, client } = stage;
	const workflow = await workflowFor(stage, [...PAID, 999_999], {
		retryOnFail: true,
		maxTries: 3,
		waitBetweenTries: 50,
	});
	const panel = await openNode(stage, workflow);
	const execution = await client.finished(await panel.execute());
	assert.equal(execution.status, 'error');
	const shown = await panel.outputWith('There is no payment with this ID');
	assert.match(shown, /running again is safe/i);
	const reads = portal.requests.filter(({ rawBody }) => rawBody.includes('1001'));
	assert.equal(reads.length, 4, 'n8n reads and writes, and reads at both further tries');
	assert.deepEqual(irregularities(portal, PAID), []);

	const again = await client.finished(await panel.execute());
	assert.equal(again.status, 'error');
	await panel.outputWith('There is no payment with this ID');
	assert.deepEqual(irregularities(portal, PAID), []);
}

/** The portal books and the answer never arrives; then the person runs it again. */
async function answerLost(stage: Stage): Promise<void> {
	const { portal, client } = stage;
	stage.portal.reset();
	portal.faults.add({ fault: 'resetAfter', method: 'batch' });
	const workflow = await workflowFor(stage, PAID, { retryOnFail: true, maxTries: 2 });
	const panel = await openNode(stage, workflow);
	const first = await client.finished(await panel.execute());
	assert.equal(first.status, 'success');
	assert.equal(portal.faults.struck.length, 1, 'the answer was not lost');
	await panel.outputWith('3 paid');
	assert.deepEqual(irregularities(portal, PAID), []);

	await client.finished(await panel.execute());
	const shown = await panel.outputWith('3 already paid');
	assert.match(shown, /1001\s+pay\s+true\s+false\s+true/);
	assert.deepEqual(irregularities(portal, PAID), []);
}

async function workflowFor(stage: Stage, ids: number[], node: object): Promise<SavedWorkflow> {
	return await singleNodeWorkflow(stage, {
		name: 'Booked once',
		credential: WEBHOOK_CREDENTIAL,
		items: ids.map((paymentId) => ({ paymentId })),
		node: { ...node },
	});
}

async function openNode(stage: Stage, workflow: SavedWorkflow): Promise<NodePanel> {
	const canvas = new Canvas(stage.page);
	await canvas.open(stage.n8n.url, workflow.id);
	await canvas.openNode('Payments');
	return new NodePanel(stage.page);
}
