import assert from 'node:assert/strict';

import { Canvas } from '../browser/canvas';
import { NodePanel } from '../browser/nodePanel';
import { testId } from '../browser/testId';
import { waitFor } from '../../../sandbox/n8n/poll';
import type { Scenario } from '../support/scenario';
import { credentialId, WEBHOOK_CREDENTIAL, type Stage } from '../support/stage';

/** More rows than a page of Bitrix24 has. */
const DEALS = 64;

/** A workflow is built by hand: found, filled in with pickers, run, and run into an error. */
export const canvas: Scenario = {
	name: 'Canvas: the node is found, pickers list, search and page, conditions hold, errors are shown and routed',
	async run(stage) {
		await credentialId(stage, WEBHOOK_CREDENTIAL);
		const panel = await addNode(stage);
		await panel.chooseCredential(WEBHOOK_CREDENTIAL);
		await pickOfWholePortal(stage, panel);
		await pickDeal(panel);
		await pickByTitle(panel);
		await payWithGuard(stage, panel);
		await askForUnknownPayment(stage, panel);
		await pickPaymentSystem(stage, panel);
		await routeFailedItem(stage, panel);
	},
};

async function addNode({ page, n8n }: Stage): Promise<NodePanel> {
	const canvas = new Canvas(page);
	await canvas.newWorkflow(n8n.url);
	await canvas.search('bitrix');
	const actions = await canvas.actions('Bitrix24 Payments');
	assert.ok(actions.includes('Pay payment via payment system'));
	assert.ok(!actions.includes('Custom API Call'));
	await canvas.addAction('Mark payment as paid');
	return new NodePanel(page);
}

async function pickOfWholePortal(stage: Stage, panel: NodePanel): Promise<void> {
	const picker = panel.picker('paymentId');
	await picker.open();
	const first = await picker.items.first().innerText();
	assert.equal(first, '5037/2 (ID 1039) · 200.00 EUR · unpaid · Bank Transfer');
	await stage.pictures.take('node-picker', [panel.tabs, panel.parameters, picker.lastShown]);
	await picker.search('1010');
	await picker.waitForCount(1);
	await picker.pick('ID 1010');
	assert.match(await picker.value(), /5010\/1 \(ID 1010\) · 5400\.00 EUR/);
}

async function pickByTitle(panel: NodePanel): Promise<void> {
	const payments = panel.picker('paymentId');
	await payments.open();
	await payments.search('office furniture, café');
	await payments.items.getByText('5037/1 (ID 1037)').waitFor();
	const listed = await payments.items.allInnerTexts();
	assert.ok(
		listed.every((text) => text.includes('Office furniture, Café Lumière')),
		listed.join('\n'),
	);
	await payments.pick('ID 1037');
}

/** In Get Many a deal is chosen, from more than one page. */
async function pickDeal(panel: NodePanel): Promise<void> {
	await panel.choose('operation', 'Get Many');
	await panel.choose('entityTypeId', 'Deal');
	const deals = panel.picker('entityId');
	await deals.open();
	// Where there is room for more entries than n8n has drawn so far, it goes on by itself.
	await deals.scrollToEnd();
	await deals.waitForCount(DEALS);
	await deals.search('25');
	await deals.waitForCount(1);
	assert.match(await deals.items.first().innerText(), /\(ID 25\)/);
	await deals.pick('ID 25');
	await panel.choose('operation', 'Mark as Paid');
}

/** The condition stops the payment until it is the right one. */
async function payWithGuard({ client, portal }: Stage, panel: NodePanel): Promise<void> {
	const { ledger } = portal;
	await panel.addOption('Only If', 'Amount Is');
	await panel.fillNumber('amount', 99);
	await client.finished(await panel.execute());
	await panel.outputWith('the amount is 100, not 99');
	assert.equal(ledger.payment(1037)?.paid, 'N');

	await panel.fillNumber('amount', 100);
	await client.finished(await panel.execute());
	const shown = await panel.outputWith('paymentId');
	assert.match(shown, /1 item\b/);
	assert.match(shown, /1037\s+pay\s+true\s+true\s+true/);
	assert.match(shown, /paid:\s*Y/);
	assert.equal(ledger.payment(1037)?.paid, 'Y');
	assert.equal(ledger.effects(1037).paidTransitions, 1);
}

async function askForUnknownPayment({ client, portal }: Stage, panel: NodePanel): Promise<void> {
	const before = portal.ledger.journal.filter(({ changed }) => changed).length;
	await panel.picker('paymentId').enterId('999999');
	await client.finished(await panel.execute());
	await panel.outputWith('There is no payment with this ID');
	const message = await testId(panel.output, 'node-error-message').innerText();
	const description = await testId(panel.output, 'node-error-description').innerText();
	assert.equal(message, 'Payment 999999: There is no payment with this ID');
	assert.match(description, /Use the payment ID, not the number of the order/);
	assert.equal(portal.ledger.journal.filter(({ changed }) => changed).length, before);
}

async function pickPaymentSystem({ client, portal }: Stage, panel: NodePanel): Promise<void> {
	await panel.choose('operation', 'Pay via Payment System');
	await panel.picker('paymentId').enterId('1020');
	await panel.fillNumber('amount', Number(portal.ledger.payment(1020)?.sum));
	const picker = panel.picker('paySystemId');
	await picker.open();
	await picker.items.getByText('Cash (ID 3) · not for Pay via Payment System').waitFor();
	await picker.search('acme');
	await picker.waitForCount(1);
	assert.equal(
		await picker.items.first().innerText(),
		'Acme Pay (REST) (ID 4) · works with Pay via Payment System',
	);
	await picker.pick('Acme Pay');
	await client.finished(await panel.execute());
	await panel.outputWith('paySystemPay');
	await waitFor('the payment to be paid', () =>
		portal.ledger.payment(1020)?.paid === 'Y' ? true : undefined,
	);
	assert.equal(portal.ledger.effects(1020).paidTransitions, 1);
}

/** The error output is switched on by hand, and the next node gets what it needs to know. */
async function routeFailedItem({ client, page }: Stage, panel: NodePanel): Promise<void> {
	await panel.picker('paymentId').enterId('999999');
	await panel.chooseOnError('Continue (using error output)');
	await client.finished(await panel.execute());
	await panel.showBranch('Error Branch (1 item)');
	await panel.outputWith('There is no payment with this ID');
	await panel.close();
	await new Canvas(page).addBehind('No Operation');
	await client.finished(await panel.execute());
	const handedOn = await panel.outputWith('There is no payment with this ID');
	for (const part of ['999999', 'Use the payment ID', 'retryable']) {
		assert.ok(handedOn.includes(part), `the next node lacks ${part}:\n${handedOn}`);
	}
}
