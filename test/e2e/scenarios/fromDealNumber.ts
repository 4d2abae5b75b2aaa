import assert from 'node:assert/strict';

import type { Page } from 'playwright-core';

import { SEED } from '../../../sandbox/portal';
import { Canvas } from '../browser/canvas';
import { Clicks } from '../browser/clicks';
import { NodePanel } from '../browser/nodePanel';
import { irregularities } from '../../support/irregularities';
import type { Scenario } from '../support/scenario';
import { credentialId, singleNodeWorkflow, WEBHOOK_CREDENTIAL, type Stage } from '../support/stage';

/** What a person needs to build the workflow and to start it. */
const MOST_CLICKS = 8;

const EXPRESSION = '{{ $json.Deal }}';

/** A person has the numbers of deals and wants their payments booked. */
export const fromDealNumber: Scenario = {
	name: 'From a deal number: two nodes and eight clicks book the payment; every deal says what it is',
	async run(stage) {
		await credentialId(stage, WEBHOOK_CREDENTIAL);
		await new Canvas(stage.page).openEmpty(stage.n8n.url);
		const clicks = await Clicks.on(stage.page);
		const panel = await buildByHand(stage);
		const form = await opened(stage, panel);
		// Before anything is looked at: that takes clicks of its own.
		assert.equal(clicks.count, MOST_CLICKS);
		await submit(form, stage, panel);
		await tenDealsInOneRun(stage);
		await everyDealSaysWhatItIs(stage);
	},
};

/** A form with a field for the deal, and behind it the node, with keys where n8n has keys. */
async function buildByHand({ page }: Stage): Promise<NodePanel> {
	const canvas = new Canvas(page);
	const panel = new NodePanel(page);
	await canvas.openCreatorByKeys();
	await canvas.addByKeys('n8n form', 'n8n Form', 'On new n8n Form event');
	await panel.write('formTitle', 'Money has come');
	await panel.addEntry('Add Form Element');
	await panel.write('fieldLabel', 'Deal');
	await panel.close();
	await canvas.openCreatorByKeys();
	await canvas.addByKeys('bitrix24', 'Bitrix24 Payments', 'Mark payment as paid');
	const picker = panel.picker('paymentId');
	await picker.chooseMode('Of Deal');
	await picker.writeExpression('$json.Deal');
	assert.equal(await picker.expression(), EXPRESSION);
	return panel;
}

/** The form that the workflow is started with. */
async function opened({ page }: Stage, panel: NodePanel): Promise<Page> {
	const [form] = await Promise.all([page.waitForEvent('popup'), panel.pressExecute()]);
	return form;
}

/** The payment of deal 20 is booked by whoever fills in the form. */
async function submit(form: Page, { portal }: Stage, panel: NodePanel): Promise<void> {
	await fillIn(form, '20');
	const shown = await panel.outputWith('foundBy');
	assert.match(shown, /1020\s+pay\s+deal\s+true/);
	assert.equal(portal.ledger.payment(1020)?.paid, 'Y');
	assert.deepEqual(irregularities(portal, [1020]), []);
}

async function fillIn(form: Page, deal: string): Promise<void> {
	await form.getByLabel('Deal').fill(deal);
	await form.getByRole('button', { name: 'Submit' }).click();
	await form.close();
}

async function tenDealsInOneRun(stage: Stage): Promise<void> {
	const { portal, client } = stage;
	portal.reset();
	const payments = SEED.bankStatement;
	const deals = payments.map((id) => ({ Deal: id - 1000 }));
	const panel = await openNode(stage, deals);
	const before = portal.requests.length;
	const execution = await client.finished(await panel.execute());
	assert.equal(execution.status, 'success');
	const shown = await panel.outputWith('10 paid');
	assert.match(shown, /10 items/);
	assert.match(shown, /foundBy/);
	assert.deepEqual(irregularities(portal, [...payments]), []);
	const requests = portal.requests.length - before;
	assert.ok(requests <= 4, `ten deals took ${requests} requests`);
}

/** Without a payment, with two open ones, already paid, and of another portal. */
async function everyDealSaysWhatItIs(stage: Stage): Promise<void> {
	const { portal, client } = stage;
	portal.reset();
	const deals = [
		{ Deal: SEED.dealWithoutPayments },
		{ Deal: 25 },
		{ Deal: 4 },
		{ Deal: 'https://other.bitrix24.com/crm/deal/details/20/' },
	];
	const panel = await openNode(stage, deals, { onError: 'continueErrorOutput' });
	await client.finished(await panel.execute());
	await panel.outputWith('1 already paid, 3 not done');
	await panel.showBranch('Error Branch (3 items)');
	const errors = await panel.outputWith(`There is no payment of deal ${SEED.dealWithoutPayments}`);
	for (const part of [
		'Deal 25 has 2 payments that may be meant',
		'5037/1',
		'5037/2',
		'holds a link to another portal (other.bitrix24.com)',
		'PAYMENT_NOT_FOUND',
		'PAYMENT_AMBIGUOUS',
		'INVALID_INPUT',
	]) {
		assert.ok(errors.includes(part), `the error branch lacks ${part}:\n${errors}`);
	}
	assert.ok(!portal.ledger.journal.some(({ changed }) => changed), 'something was changed');
}

async function openNode(stage: Stage, items: object[], node: object = {}): Promise<NodePanel> {
	const workflow = await singleNodeWorkflow(stage, {
		name: 'From deal numbers',
		credential: WEBHOOK_CREDENTIAL,
		items: items.map((item) => ({ ...item })),
		parameters: {
			resource: 'payment',
			operation: 'pay',
			paymentId: { __rl: true, mode: 'deal', value: `=${EXPRESSION}` },
			options: {},
		},
		node: { ...node },
	});
	const canvas = new Canvas(stage.page);
	await canvas.open(stage.n8n.url, workflow.id);
	await canvas.openNode('Payments');
	return new NodePanel(stage.page);
}
