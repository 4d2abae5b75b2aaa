import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { N8nClient, OWNER, type Json, type WorkflowDraft } from '../../../sandbox/n8n/client';
import { waitFor } from '../../../sandbox/n8n/poll';
import { freePort, isFree, ROOT } from '../../../sandbox/n8n/runtime';
import { newProfile } from '../browser/browser';
import { Canvas } from '../browser/canvas';
import { logIn } from '../browser/login';
import { Desk } from '../support/desk';
import type { EditorProcess } from '../support/editorProcess';
import type { Scenario } from '../support/scenario';
import { NODE_TYPE, type Stage } from '../support/stage';

const DEMO = join(ROOT, 'sandbox', 'demo.workflow.json');
const NEW_NAME = 'Bitrix24 Payments Reworked';
/** What n8n's own process leaves behind needs a second or two to notice; a loaded machine, more. */
const ORPHAN_MS = 30_000;

/** A developer tries the node out, works on it, and goes home. */
export const editor: Scenario = {
	name: 'npm run editor: leaves a taken port alone, is furnished, follows a build, leaves no trace',
	async run(stage) {
		const desk = new Desk();
		process.once('exit', desk.clear);
		try {
			desk.copyProject();
			await leavesTakenPortAlone(stage, desk);
			await endsWhileStarting(desk);
			await servesUntilCtrlC(stage, desk);
		} finally {
			desk.clear();
			process.off('exit', desk.clear);
		}
	},
};

async function leavesTakenPortAlone({ n8n }: Stage, desk: Desk): Promise<void> {
	const { port } = new URL(n8n.url);
	const running = desk.start({ port: Number(port), portalPort: await freePort() });
	assert.equal(await running.exitCode(), 1, running.output);
	const message = /^Port (\d+) is in use\. Choose another: npm run editor -- --port (\d+)$/m;
	const [, taken, another] = message.exec(running.output) ?? [];
	assert.equal(taken, port, running.output);
	assert.ok(await isFree(Number(another)), 'the proposed port is in use as well');
	assert.deepEqual(desk.traces(running), []);
}

async function endsWhileStarting(desk: Desk): Promise<void> {
	const running = desk.start({ port: await freePort(), portalPort: await freePort() });
	await running.printed(/^Starting n8n/m);
	// From here on it takes its time to end.
	await waitFor('n8n to make its database', () =>
		desk.files().find((file) => file.endsWith('database.sqlite')),
	);
	running.interrupt();
	await endsWithoutTrace(desk, running);
}

async function servesUntilCtrlC(stage: Stage, desk: Desk): Promise<void> {
	const running = desk.start({ port: await freePort(), portalPort: await freePort() });
	const client = await logInAsPrinted(running);
	const demo = await isFurnished(client, running);
	await worksInBrowser(stage, client, demo);
	await followsBuild(desk, client, running);
	assert.ok(running.n8n(), 'n8n runs where its traces are not looked for');
	running.pressCtrlC();
	await endsWithoutTrace(desk, running);
}

async function logInAsPrinted(running: EditorProcess): Promise<N8nClient> {
	const [, email, password] = await running.printed(/^Login: +(\S+) \/ (\S+)$/m);
	const [, url = ''] = await running.printed(/^Editor: +(\S+)$/m);
	const client = new N8nClient(url);
	await client.login(email, password);
	// What the browser will use.
	assert.deepEqual({ email, password }, { email: OWNER.email, password: OWNER.password });
	return client;
}

/** @returns the demo workflow's ID */
async function isFurnished(client: N8nClient, running: EditorProcess): Promise<string> {
	await running.printed(/Ctrl-C ends everything/);
	const credentials = (await client.request('GET', '/rest/credentials')) as Json[];
	assert.deepEqual(namesOf(credentials), [
		'Sandbox Model (Scripted)',
		'Sandbox Portal (OAuth2)',
		'Sandbox Portal (Webhook)',
	]);
	const workflows = (await client.request('GET', '/rest/workflows')) as Json[];
	const drafts = workflowFiles().map(readWorkflow);
	assert.deepEqual(namesOf(workflows), namesOf(drafts));
	const [first, ...others] = drafts.map(({ name }) => {
		const saved = workflows.find((workflow) => workflow.name === name);
		return { name, id: String(saved?.id), link: `${client.url}/workflow/${String(saved?.id)}` };
	});
	assert.match(running.output, new RegExp(`^${first?.name}:\\n  ${first?.link}\\n\\nLogin:`, 'm'));
	for (const { name, link } of others) {
		assert.ok(running.output.includes(`  ${name}: ${link}\n`), `not printed: ${name}`);
	}
	return String(first?.id);
}

/** In a profile of its own, as browsers have one session for all ports of a machine. */
async function worksInBrowser(stage: Stage, client: N8nClient, demo: string): Promise<void> {
	const browser = stage.page.context().browser();
	assert.ok(browser, 'the stage has no browser');
	const profile = await newProfile(browser, false);
	try {
		const page = await profile.newPage();
		await logIn(page, client.url);
		const canvas = new Canvas(page);
		await canvas.open(client.url, demo);
		const nodes = readWorkflow(DEMO).nodes.filter((node) => !isNote(node));
		for (const name of namesOf(nodes)) await canvas.node(name).waitFor();
		const { data } = await client.finished(await canvas.execute());
		const [booked] = data.resultData.runData['Mark as Paid']?.at(-1)?.data?.main ?? [];
		assert.equal(booked?.length, 7, 'the sandbox portal did not book the demo');
	} finally {
		await profile.close();
	}
}

async function followsBuild(desk: Desk, client: N8nClient, running: EditorProcess): Promise<void> {
	await desk.rename(NEW_NAME);
	await desk.build();
	await running.printed(/^The new build is in the editor\.$/m);
	await waitFor('n8n to load the new build', async () => {
		// n8n may be writing them at the moment, and serves what is there of the file.
		const types = await client.nodeTypes().catch(() => []);
		const ours = types.find(({ name }) => name === NODE_TYPE);
		return ours?.displayName === NEW_NAME || undefined;
	});
}

async function endsWithoutTrace(desk: Desk, running: EditorProcess): Promise<void> {
	assert.equal(await running.exitCode(), 0, running.output);
	await waitFor('the last of its processes to end', () => hasEnded(running), ORPHAN_MS);
	assert.deepEqual(desk.traces(running), []);
	for (const port of running.ports) assert.ok(await isFree(port), `port ${port} is in use`);
}

/** A task runner that n8n was just launching finds nobody to work for, and ends by itself. */
function hasEnded(running: EditorProcess): true | undefined {
	return running.processes().length === 0 || undefined;
}

function workflowFiles(): string[] {
	const folder = join(ROOT, 'examples');
	const examples = readdirSync(folder).filter((file) => file.endsWith('.json'));
	return [DEMO, ...examples.map((file) => join(folder, file))];
}

function readWorkflow(file: string): WorkflowDraft {
	return JSON.parse(readFileSync(file, 'utf8')) as WorkflowDraft;
}

function isNote(node: object): boolean {
	return 'type' in node && String(node.type).endsWith('.stickyNote');
}

function namesOf(things: ReadonlyArray<{ name?: unknown }>): string[] {
	return things.map(({ name }) => String(name)).sort();
}
