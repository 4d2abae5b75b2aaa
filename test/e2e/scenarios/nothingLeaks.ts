import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Canvas } from '../browser/canvas';
import { NodePanel } from '../browser/nodePanel';
import { testId } from '../browser/testId';
import type { FaultName } from '../../../sandbox/portal';
import type { Json, SavedWorkflow } from '../../../sandbox/n8n/client';
import { databaseDump } from '../../../sandbox/n8n/database';
import { irregularities } from '../../support/irregularities';
import { leaksIn } from '../../support/leaks';
import type { Scenario } from '../support/scenario';
import {
	credentialId,
	OAUTH_CREDENTIAL,
	singleNodeWorkflow,
	WEBHOOK_CREDENTIAL,
	type Stage,
} from '../support/stage';

/** Stands in the portal, and from there in execution data only, to prove that these are searched. */
const CANARY = 'CANARY-OF-THE-PORTAL';

/** After all runs, and some that go wrong in ways that tempt to repeat a secret. */
export const nothingLeaks: Scenario = {
	name: 'Secrets: none in execution records, database, write-ahead log, log or on the page',
	async run(stage) {
		const { portal, userFolder } = stage;
		await bringTheCanary(stage);
		const troubled = await runIntoTrouble(stage);
		assert.deepEqual(irregularities(portal, [1007]), []);
		const { secrets } = portal;
		assert.ok(secrets.length >= 5, 'webhook, client secret, code and two tokens');
		assert.ok(secrets.every(({ length }) => length >= 16));

		const records = await executionRecords(stage, troubled);
		assert.ok(records.includes(CANARY), 'the execution records were not read');
		assert.deepEqual(leaksIn(records, secrets), []);
		assertFilesAreClean(stage, ['.n8n/database.sqlite-wal']);
		await stage.n8n.stop();
		assertFilesAreClean(stage, []);
		const dump = databaseDump(userFolder);
		assert.ok(dump.includes(CANARY), 'the execution data are not in clear');
		assert.deepEqual(leaksIn(dump, secrets), [], 'the database holds secrets');
	},
};

/** A run that succeeds and gives out what only the portal knows. */
async function bringTheCanary(stage: Stage): Promise<void> {
	const { portal, client } = stage;
	portal.ledger.change(1006, { accountNumber: CANARY });
	const workflow = await singleNodeWorkflow(stage, {
		name: 'Canary',
		credential: WEBHOOK_CREDENTIAL,
		items: [{ paymentId: 1006 }],
	});
	const execution = await client.runToEnd(workflow, 'Start');
	assert.equal(execution.status, 'success');
}

/** @returns how many executions that were */
async function runIntoTrouble(stage: Stage): Promise<number> {
	const { portal, client } = stage;
	const faults = ['html502', 'resetAfter', 'truncatedJson', 'echoSecret'] as const;
	const credentials = [WEBHOOK_CREDENTIAL, OAUTH_CREDENTIAL];
	await client.connect(await credentialId(stage, OAUTH_CREDENTIAL));
	for (const fault of faults) {
		for (const credential of credentials) {
			const workflow = await troubledWorkflow(stage, credential, fault);
			const execution = await client.runToEnd(workflow, 'Start');
			assert.equal(execution.status, 'error', `${fault} did no harm`);
			assert.ok(portal.faults.struck.length > 0, `${fault} did not strike`);
		}
	}
	await lookAtAnEcho(stage);
	portal.faults.clear();
	const paid = await client.runToEnd(
		await payingWorkflow(stage, WEBHOOK_CREDENTIAL, 'Paid'),
		'Start',
	);
	assert.equal(paid.status, 'success');
	return faults.length * credentials.length + 2;
}

/** Arms the fault, and makes a workflow that runs into it. */
async function troubledWorkflow(
	stage: Stage,
	credential: string,
	fault: FaultName,
): Promise<SavedWorkflow> {
	stage.portal.faults.clear();
	stage.portal.faults.add({ fault, times: Number.POSITIVE_INFINITY });
	return await payingWorkflow(stage, credential, `In trouble: ${fault}`);
}

async function payingWorkflow(
	stage: Stage,
	credential: string,
	name: string,
): Promise<SavedWorkflow> {
	return await singleNodeWorkflow(stage, {
		name,
		credential,
		items: [{ paymentId: 1007 }],
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
	assert.deepEqual(leaksIn(await page.content(), stage.portal.secrets), []);
}

/** All executions as the editor gets them. */
async function executionRecords({ client }: Stage, atLeast: number): Promise<string> {
	const list = (await client.request('GET', '/rest/executions?limit=100')) as Json;
	const ids = (list.results as Json[]).map(({ id }) => String(id));
	assert.ok(ids.length >= atLeast && ids.length === list.count, 'not all executions were read');
	const records = await Promise.all(
		ids.map((id) => client.request('GET', `/rest/executions/${id}`)),
	);
	return JSON.stringify(records);
}

/** @param expected files that have to be among those that are searched */
function assertFilesAreClean({ userFolder, portal }: Stage, expected: string[]): void {
	const files = filesIn(userFolder);
	const names = files.map((file) => file.slice(userFolder.length + 1));
	for (const name of ['n8n.log', '.n8n/database.sqlite', ...expected]) {
		assert.ok(names.includes(name), `there is no ${name}`);
	}
	const log = readFileSync(join(userFolder, 'n8n.log'), 'utf8');
	assert.match(log, /debug\b.*Workflow execution started/, 'n8n does not log all that it could');
	files.forEach((file, index) => {
		const leaks = leaksIn(readFileSync(file), portal.secrets);
		assert.deepEqual(leaks, [], `${names[index]} holds secrets`);
	});
}

/** All files of n8n's folder but the installed packages. */
function filesIn(folder: string): string[] {
	return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesIn(path);
		return entry.isFile() ? [path] : [];
	});
}
