import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import type { Page } from 'playwright-core';

import { createModelCredential } from '../../../sandbox/editor/furnish';
import { startScriptedModel, type ScriptedModel } from '../../../sandbox/model/scriptedModel';
import type { Execution, Json } from '../../../sandbox/n8n/client';
import { waitFor } from '../../../sandbox/n8n/poll';
import { ROOT } from '../../../sandbox/n8n/runtime';
import { SEED } from '../../../sandbox/portal';
import { Canvas } from '../browser/canvas';
import { Chat } from '../browser/chat';
import { CredentialDialog } from '../browser/credentialDialog';
import { NodePanel } from '../browser/nodePanel';
import type { Scenario } from '../support/scenario';
import type { Stage } from '../support/stage';

const FORM_MS = 10_000;
const FOLDER = join(ROOT, 'examples');

/** What n8n calls the first credential unless somebody thinks of a name. */
const CREDENTIAL = 'Bitrix24 Payments account';

/** What a person does with each example after importing it, by the name of its file. */
const EXAMPLES: Readonly<Record<string, (stage: Stage, canvas: Canvas) => Promise<void>>> = {
	approval: approve,
	'bank-statement': bookStatement,
	'nightly-check': checkNight,
	'payment-ledger': makeRows,
	'payment-link': makeLink,
	'payment-paid': tellOfPayments,
	'ai-agent': askAgent,
};

/** Somebody with a new credential imports one example after the other and looks what it does. */
export const examples: Scenario = {
	name: 'Each example: imported from its file it finds its credential, runs at once, tells, and changes nothing',
	async run(stage) {
		const files = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));
		const known = Object.keys(EXAMPLES).map((name) => `${name}.json`);
		assert.deepEqual(files.sort(), known.sort());
		await makeCredential(stage);
		for (const [name, tryOut] of Object.entries(EXAMPLES)) {
			const canvas = new Canvas(stage.page);
			await canvas.importFile(stage.n8n.url, join(FOLDER, `${name}.json`));
			await tryOut(stage, canvas);
			const changes = stage.portal.ledger.journal.filter(({ changed }) => changed);
			assert.deepEqual(changes, [], `${name} has changed something`);
		}
	},
};

/** As n8n proposes it: nobody has to choose it in an example. */
async function makeCredential({ page, n8n, portal }: Stage): Promise<void> {
	const dialog = new CredentialDialog(page);
	await dialog.create(n8n.url, 'bitrix');
	assert.equal(await dialog.name(), CREDENTIAL);
	await dialog.fill('webhookUrl', portal.webhook);
	await dialog.save();
	await dialog.waitForText('Connection tested successfully');
}

async function bookStatement(stage: Stage, canvas: Canvas): Promise<void> {
	assert.deepEqual(await canvas.incomplete(), []);
	const sample = await stage.client.finished(await canvas.executeFrom('Try with a Sample'));
	const rows = outputOf(sample, 'Report');
	assert.deepEqual(
		rows.map(({ status }) => status),
		[
			...['would be paid', 'would be paid', 'to check', 'paid already', 'money out'],
			...['would be paid', 'to check'],
		],
	);
	for (const file of ['utf-8-with-bom.csv', 'windows-1252.csv', 'mt940.sta', 'camt.053.xml']) {
		const report = await upload(stage, canvas, file);
		for (const part of ['7 items', 'Alder & Sons', 'Dörfler', 'Dogwood Café', 'Look for a slip']) {
			assert.ok(report.includes(part), `${file}: the report lacks ${part}:\n${report}`);
		}
	}
	const russian = await upload(stage, canvas, '1c-client-bank.txt');
	assert.ok(russian.includes('ООО "Ромашка"'), russian);
	assert.ok(russian.includes('356/1 is in USD, the line in RUB'), russian);
}

/** @returns what the report shows */
async function upload({ page, client }: Stage, canvas: Canvas, file: string): Promise<string> {
	const before = await latestExecution(client);
	const [form] = await Promise.all([
		page.waitForEvent('popup'),
		canvas.pressExecuteFrom('Upload Statement'),
	]);
	await form.locator('input[type=file]').setInputFiles(join(FOLDER, 'statements', file));
	await form.getByRole('button', { name: 'Submit' }).click();
	await client.finished(await nextExecution(client, before));
	await form.close();
	return await shownBy(page, canvas, 'Report');
}

async function approve({ page, client }: Stage, canvas: Canvas): Promise<void> {
	assert.deepEqual(await canvas.incomplete(), []);
	const [form, id] = await Promise.all([page.waitForEvent('popup'), canvas.execute()]);
	await waitForForm(form, 'Payment 5002/1');
	await form.getByText('89.9 EUR by Bank Transfer').waitFor();
	await decide(form);
	wouldBePaid(await client.finished(id), 1002);
}

async function checkNight({ page, client }: Stage, canvas: Canvas): Promise<void> {
	assert.deepEqual(await canvas.incomplete(), []);
	await client.finished(await canvas.execute());
	const report = await shownBy(page, canvas, 'Report');
	assert.match(report, /Paid yesterday without a confirmation: 1/);
	assert.match(report, new RegExp(`${SEED.restHandlerPaid + 4000}/1: 60 EUR`));
}

async function makeLink({ client, page }: Stage, canvas: Canvas): Promise<void> {
	assert.deepEqual(await canvas.incomplete(), []);
	const [mail] = outputOf(await client.finished(await canvas.execute()), 'E-Mail');
	assert.match(String(mail?.text), /^Dear Cedar GmbH,\nplease pay 410 EUR here: http/);
	await shownBy(page, canvas, 'E-Mail');
}

/** The trigger shows the latest payments that were paid, of which a fresh portal has some. */
async function tellOfPayments({ client }: Stage, canvas: Canvas): Promise<void> {
	assert.deepEqual(await canvas.incomplete(), []);
	const execution = await client.finished(await canvas.execute());
	const [message] = outputOf(execution, 'Message for the Team');
	assert.match(String(message?.text), /^Paid: \d\n[^]*5023\/1: 60 EUR, Acme Pay \(REST\)/);
}

async function makeRows({ client }: Stage, canvas: Canvas): Promise<void> {
	const rows = outputOf(await client.finished(await canvas.execute()), 'Row');
	assert.ok(rows.some(({ number, amount }) => number === '5023/1' && amount === 60));
}

/** A model that follows a script stands in for the one that everybody has of their own. */
async function askAgent({ page, client }: Stage, canvas: Canvas): Promise<void> {
	assert.deepEqual(await canvas.incomplete(), ['Chat Model']);
	const model = await startScriptedModel();
	try {
		await chooseModel(client, page, canvas, model.url);
		const before = await latestExecution(client);
		const chat = await Chat.open(page);
		await chat.say('Elm Studio has paid 5005/1');
		const form = await openWaitingForm(page, canvas);
		await form.getByText('Book payment 1005?').waitFor();
		await form.getByText('75 EUR').waitFor();
		await decide(form);
		wouldBePaid(await client.finished(await nextExecution(client, before)), 1005);
		assertNoToolBooks(model);
	} finally {
		await model.close();
	}
}

async function chooseModel(
	client: Stage['client'],
	page: Page,
	canvas: Canvas,
	url: string,
): Promise<void> {
	const { name } = await createModelCredential(client, url);
	await page.reload();
	await canvas.importFile(new URL(page.url()).origin, join(FOLDER, 'ai-agent.json'));
	await canvas.openNode('Chat Model');
	const panel = new NodePanel(page);
	await panel.chooseCredential(name);
	await panel.close();
}

/** What the model was told of the tools. */
function assertNoToolBooks({ requests }: ScriptedModel): void {
	const told = requests[0]?.tools?.map(({ function: { description } }) => description);
	const words = String(told?.join('\n'));
	assert.match(words, /Only reads\./);
	assert.match(words, /A dry run: it changes nothing\./);
	assert.doesNotMatch(words, /book money/);
}

/** Beside a chat n8n does not open a form by itself; the node that waits shows its link. */
async function openWaitingForm(page: Page, canvas: Canvas): Promise<Page> {
	await canvas.openNode('Ask for Approval');
	const link = new NodePanel(page).output.locator('a[href*="form-waiting"]');
	const [form] = await Promise.all([page.waitForEvent('popup'), link.click()]);
	return form;
}

/** On a slow machine n8n opens a form before the execution waits for it; a person would reload. */
async function waitForForm(form: Page, text: string): Promise<void> {
	await waitFor(`the form to show ${text}`, async () => {
		const isShown = await form
			.getByText(text)
			.waitFor({ timeout: FORM_MS })
			.then(
				() => true,
				() => undefined,
			);
		if (!isShown) await form.reload();
		return isShown;
	});
}

async function decide(form: Page): Promise<void> {
	await form.getByLabel('Decision').selectOption('Approve');
	await form.getByRole('button', { name: 'Submit' }).click();
	await form.getByRole('heading', { name: 'Form Submitted' }).waitFor();
	await form.close();
}

function wouldBePaid(execution: Execution, paymentId: number): void {
	assert.equal(execution.status, 'success');
	const [{ paymentId: id, dryRun, wouldChange } = {}] = outputOf(execution, 'Mark as Paid');
	const expected = { id: paymentId, dryRun: true, wouldChange: true };
	assert.deepEqual({ id, dryRun, wouldChange }, expected);
}

function outputOf({ data }: Execution, node: string): Json[] {
	const [items] = data.resultData.runData[node]?.at(-1)?.data?.main ?? [];
	return (items ?? []).map(({ json }) => json);
}

/** What a person reads who opens the node. */
async function shownBy(page: Page, canvas: Canvas, node: string): Promise<string> {
	await canvas.openNode(node);
	const panel = new NodePanel(page);
	const shown = await panel.outputWith(/\d items?\b/);
	await panel.close();
	return shown;
}

async function latestExecution(client: Stage['client']): Promise<number> {
	const { results } = (await client.request('GET', '/rest/executions?limit=1')) as {
		results: Array<{ id: string }>;
	};
	return Number(results[0]?.id ?? 0);
}

async function nextExecution(client: Stage['client'], before: number): Promise<string> {
	return await waitFor('the form to start an execution', async () => {
		const latest = await latestExecution(client);
		return latest > before ? String(latest) : undefined;
	});
}
