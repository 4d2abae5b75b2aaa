import assert from 'node:assert/strict';

import { Canvas } from '../browser/canvas';
import { NodePanel } from '../browser/nodePanel';
import type { Scenario } from '../support/scenario';
import { singleNodeWorkflow, WEBHOOK_CREDENTIAL, type Stage } from '../support/stage';

/** What people type who look for the node. */
const WORDS = ['bitrix', 'payment', 'invoice', 'paid', 'link', 'bank', 'оплата', 'битрикс'];

const NODE = 'Bitrix24 Payments';

/** Entries that a person sees without scrolling. */
const SEEN = 5;

/** Somebody looks for the node and looks around in it for the first time. */
export const calmPanel: Scenario = {
	name: 'First look: found by eight words, nothing cut off, a warning only where money moves, the link first',
	async run(stage) {
		await isFound(stage);
		const panel = await openNode(stage);
		assert.deepEqual(await panel.cutOffDescriptions(), []);
		await warnsOnlyOfMoney(panel);
		await opensOnTheLink(stage, panel);
	},
};

async function isFound({ page, n8n }: Stage): Promise<void> {
	const canvas = new Canvas(page);
	await canvas.newWorkflow(n8n.url);
	for (const words of WORDS) {
		const found = await canvas.search(words);
		const seen = found.slice(0, SEEN).some((name) => name.includes(NODE));
		assert.ok(seen, `not found by "${words}": ${found.join(', ')}`);
	}
}

async function openNode(stage: Stage): Promise<NodePanel> {
	const workflow = await singleNodeWorkflow(stage, {
		name: 'First look',
		credential: WEBHOOK_CREDENTIAL,
		items: [{ paymentId: 1003 }],
	});
	const canvas = new Canvas(stage.page);
	await canvas.open(stage.n8n.url, workflow.id);
	await canvas.openNode('Payments');
	return new NodePanel(stage.page);
}

async function warnsOnlyOfMoney(panel: NodePanel): Promise<void> {
	assert.equal(await panel.notices.count(), 0);
	await panel.choose('operation', 'Update');
	const [first, ...others] = await panel.fieldsOffered('Comments');
	assert.equal(first, 'Amount');
	assert.match(others.at(-1) ?? '', /Self-Hosted/);
	await panel.addField('Comments');
	assert.equal(await panel.notices.count(), 0);
	await panel.addField('Paid');
	await panel.notices.getByText("'Paid' books money").waitFor();
	await panel.addField('Refund');
	assert.equal(await panel.notices.count(), 1, 'a refund of No moves no money');
}

async function opensOnTheLink({ client }: Stage, panel: NodePanel): Promise<void> {
	await panel.choose('operation', 'Get Payment Link');
	await client.finished(await panel.execute());
	await panel.outputWith('shortUrl');
	const [first] = await panel.columns();
	assert.equal(first, 'url');
}
