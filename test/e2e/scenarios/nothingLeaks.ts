import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Canvas } from '../browser/canvas';
import { NodePanel } from '../browser/nodePanel';
import { testId } from '../browser/testId';
import type { FaultName } from '../../../sandbox/portal';
import type { Json, SavedWorkflow } from '../../../sandbox/n8n/client';
import type { Scenario } from '../support/scenario';
import {
	credentialId,
	OAUTH_CREDENTIAL,
	singleNodeWorkflow,
	WEBHOOK_CREDENTIAL,
	type Stage,
} from '../support/stage';

/** A word that stands in a workflow, to prove that the search would find a secret. */
const CANARY = 'canary-in-a-workflow';

/** After all runs, and some that go wrong in ways that tempt to repeat a secret. */
export const nothingLeaks: Scenario = {
	name: 'Secrets: none in execution records, database, write-ahead log, log or on the page',
	async run(stage) {
		await runIntoTrouble(stage);
		stage.resetPortal();
		assert.ok(stage.secrets.size >= 2);
		const records = await executionRecords(stage);
		assert.ok(records.includes(CANARY), 'the execution records were not read');
		assert.deepEqual(found(stage.secrets, Buffer.from(records)), []);
		for (const withWal of [true, false]) {
			if (!withWal) await stage.n8n.stop();
			assertFilesAreClean(stage, withWal);
		}
	},
};

async function runIntoTrouble(stage: Stage): Promise<void> {
	await stage.client.connect(await credentialId(stage, OAUTH_CREDENTIAL));
	for (const fault of ['html502', 'resetAfter', 'truncatedJson', 'echoSecret'] as const) {
		for (const credential of [WEBHOOK_CREDENTIAL, OAUTH_CREDENTIAL]) {
			const workflow = await troubledWorkflow(stage, credential, fault);
			const execution = await stage.client.runToEnd(workflow, 'Start');
			assert.equal(execution.status, 'error', `${fault} did no harm`);
			assert.ok(stage.portal.faults.struck.length > 0, `${fault} did not strike`);
		}
	}
	await lookAtAnEcho(stage);
	stage.portal.faults.clear();
}

/** Arms the fault, and makes a workflow that runs into it. */
async function troubledWorkflow(
	stage: Stage,
	credential: string,
	fault: FaultName,
): Promise<SavedWorkflow> {
	stage.portal.faults.clear();
	stage.portal.faults.add({ fault, times: Number.POSITIVE_INFINITY });
	return await singleNodeWorkflow(stage, {
		name: `${CANARY} ${fault}`,
		credential,
		items: [{ paymentId: 1007, note: CANARY }],
		parameters: {
			resource: 'payment',
			operation: 'pay',
			paymentId: { __rl: true, mode: 'id', value: '={{ $json.paymentId }}' },
			options: { settleTime: 0, maxWait: 1 },
		},
	});
}

/** The portal repeats the webhook in its answer; the person looks at the error. */
async function lookAtAnEcho(stage: Stage): Promise<void> {
	const { page, n8n, client } = stage;
	const workflow = await troubledWorkflow(stage, WEBHOOK_CREDENTIAL, 'echoSecret');
	const canvas = new Canvas(page);
	await canvas.open(n8n.url, workflow.id);
	await canvas.openNode('Payments');
	const panel = new NodePanel(page);
	await client.finished(await panel.execute());
	await testId(panel.output, 'node-error-message').waitFor();
	assert.deepEqual(found(stage.secrets, Buffer.from(await page.content())), []);
}

/** All executions as the editor gets them. */
async function executionRecords({ client }: Stage): Promise<string> {
	const list = (await client.request('GET', '/rest/executions?limit=100')) as Json;
	const ids = (list.results as Json[]).map(({ id }) => String(id));
	const records = await Promise.all(
		ids.map((id) => client.request('GET', `/rest/executions/${id}`)),
	);
	return JSON.stringify(records);
}

function assertFilesAreClean({ userFolder, secrets }: Stage, withWal: boolean): void {
	const files = filesIn(userFolder);
	const names = files.map((file) => file.slice(userFolder.length + 1));
	assert.ok(names.includes('n8n.log') && names.includes('.n8n/database.sqlite'));
	if (withWal) assert.ok(names.includes('.n8n/database.sqlite-wal'), 'there is no write-ahead log');
	const contents = files.map((file) => readFileSync(file));
	assert.ok(
		contents.some((content) => content.includes(CANARY)),
		'the search finds nothing at all',
	);
	contents.forEach((content, index) => {
		assert.deepEqual(found(secrets, content), [], `${names[index]} holds secrets`);
	});
}

/** Which of the secrets stand in the content, shortened. */
function found(secrets: ReadonlySet<string>, content: Buffer): string[] {
	return [...secrets]
		.filter((secret) => content.includes(secret))
		.map((secret) => secret.slice(0, 6));
}

/** All files of n8n's folder but the installed packages. */
function filesIn(folder: string): string[] {
	return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesIn(path);
		return entry.isFile() ? [path] : [];
	});
}
