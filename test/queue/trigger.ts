import assert from 'node:assert/strict';

import { createWatchedWorkflow, type WatchedExecution } from '../support/watchedWorkflow';
import type { Cluster } from './cluster';
import { webhookCredential, withPortal } from './portals';

/** Longer than from one poll to the next. */
const NEXT_POLL_MS = 70_000;

/** The main process polls, a worker executes. */
export async function tellOnce(cluster: Cluster): Promise<string> {
	return await withPortal(4, {}, async (portal, ids) => {
		const id = await webhookCredential(cluster.client, portal);
		const credential = { id, name: 'Bitrix24' };
		const workflow = await createWatchedWorkflow(cluster.client, portal, credential);
		await workflow.activate();
		try {
			const [last = 0, ...others] = [...ids].reverse();
			for (const payment of others) portal.person.pays(payment);
			assert.deepEqual(paid(await workflow.executions(1)), [...others].sort());
			portal.person.pays(last);
			assert.deepEqual(paid(await workflow.executions(2)), [...ids].sort());
			await new Promise((resolve) => setTimeout(resolve, NEXT_POLL_MS));
			const executions = await workflow.executions(2);
			assert.equal(executions.length, 2, 'something was told again');
			const began = cluster.workers.flatMap((worker) => worker.executions());
			const byWorkers = executions.filter((execution) => began.includes(execution.id));
			assert.equal(byWorkers.length, 2, 'workers executed them');
			return `${ids.length} payments in ${executions.length} executions, each once`;
		} finally {
			await workflow.deactivate();
		}
	});
}

function paid(executions: readonly WatchedExecution[]): number[] {
	return executions
		.flatMap(({ items }) => items.map(({ paymentId }) => Number(paymentId)))
		.sort((one, other) => one - other);
}
