import assert from 'node:assert/strict';

import { SEED } from '../../../sandbox/portal';
import {
	createWatchedWorkflow,
	type WatchedExecution,
	type WatchedWorkflow,
} from '../../support/watchedWorkflow';
import type { Scenario } from '../support/scenario';
import { credentialId, WEBHOOK_CREDENTIAL, type Stage } from '../support/stage';

const [FIRST, SECOND, THIRD] = SEED.bankStatement;

/** Longer than from one poll to the next. */
const NEXT_POLL_MS = 70_000;

/** A workflow waits for payments, while people pay and n8n is restarted. */
export const trigger: Scenario = {
	name: 'The trigger: a payment starts the workflow, once, also when n8n was down meanwhile',
	async run(stage) {
		const id = await credentialId(stage, WEBHOOK_CREDENTIAL);
		const credential = { id, name: WEBHOOK_CREDENTIAL };
		const workflow = await createWatchedWorkflow(stage.client, stage.portal, credential);
		assert.ok((await workflow.test()).length > 0, 'Fetch Test Event showed nothing');
		await workflow.activate();
		try {
			await payAndRestart(stage, workflow);
		} finally {
			await workflow.deactivate();
		}
	},
};

async function payAndRestart(stage: Stage, workflow: WatchedWorkflow): Promise<void> {
	const { portal } = stage;
	portal.person.pays(FIRST);
	assert.deepEqual(told(await workflow.executions(1)), [['paid', FIRST]]);

	portal.person.pays(SECOND);
	await stage.restart();
	assert.deepEqual(told(await workflow.executions(2)), [
		['paid', FIRST],
		['paid', SECOND],
	]);

	portal.person.pays(THIRD);
	portal.person.unpays(FIRST);
	const expected = ['paid', FIRST, 'paid', SECOND, 'paid', THIRD, 'unpaid', FIRST];
	assert.deepEqual(
		told(await workflow.executions(3))
			.flat()
			.sort(),
		expected.sort(),
	);
	await new Promise((resolve) => setTimeout(resolve, NEXT_POLL_MS));
	assert.equal((await workflow.executions(3)).length, 3, 'something was told again');
}

function told(executions: readonly WatchedExecution[]): unknown[][] {
	return executions.flatMap(({ items }) => items.map(({ event, paymentId }) => [event, paymentId]));
}
