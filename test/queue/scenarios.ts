import assert from 'node:assert/strict';

import type { Json } from '../../sandbox/n8n/client';
import { waitFor } from '../../sandbox/n8n/poll';
import type { Cluster, Worker } from './cluster';
import { booked, irregularities, oauthCredential, webhookCredential, withPortal } from './portals';
import { createPayWorkflow, type PayWorkflow } from './workflows';

export interface Scenario {
	readonly name: string;
	/** Rejects when something is not as it should be; answers what was counted. */
	play(cluster: Cluster): Promise<string>;
}

export const SCENARIOS: readonly Scenario[] = [
	{
		name: '30 executions at once on one expired OAuth2 token, four times: one refresh each, every payment booked once',
		play: refreshOnce,
	},
	{
		name: "both workers together survive the portal's limits (burst 50, 2 per second)",
		play: surviveLimits,
	},
	{
		name: 'a worker is killed in the middle of a bulk run: nothing is booked twice, and running again finishes',
		play: finishAfterKill,
	},
];

/** The race for the refresh is a matter of milliseconds, so it is run several times. */
const RACES = 4;

async function refreshOnce(cluster: Cluster): Promise<string> {
	const shares: string[] = [];
	for (let race = 1; race <= RACES; race++) shares.push(await raceForToken(cluster, race));
	return `executions per worker ${shares.join(', ')}`;
}

/** On a portal of its own, whose limits no earlier race has used up. */
async function raceForToken(cluster: Cluster, race: number): Promise<string> {
	return await withPortal(30, { latency: { perRequestMs: 50 } }, async (portal, ids) => {
		const { client } = cluster;
		const credential = await oauthCredential(client, portal);
		const workflow = await createPayWorkflow(client, `pay-with-token-${race}`, credential);
		portal.oauth.expireAccessTokens();
		const shares = await payTogether(cluster, workflow, ids);
		assert.deepEqual(irregularities(portal, ids), []);
		const { refreshes, refreshAttempts } = portal.oauth;
		assert.deepEqual({ refreshes, refreshAttempts }, { refreshes: 1, refreshAttempts: 1 });
		await workflow.pay(ids.slice(0, 1));
		assert.equal(portal.oauth.refreshes, 1, 'the rotated token is stored for the next run');
		return shares.join(' + ');
	});
}

async function surviveLimits(cluster: Cluster): Promise<string> {
	return await withPortal(40, { limits: {} }, async (portal, ids) => {
		const { client } = cluster;
		const credential = await webhookCredential(client, portal);
		const workflow = await createPayWorkflow(client, 'pay-within-limits', credential);
		const shares = await payTogether(cluster, workflow, ids);
		assert.deepEqual(irregularities(portal, ids), []);
		const refused = portal.requests.filter(({ status }) => status === 503).length;
		assert.ok(refused > 0, 'the portal has refused requests for its limit');
		return `${portal.requests.length} requests, ${refused} refused for the limit, executions per worker ${shares.join(' + ')}`;
	});
}

async function finishAfterKill(cluster: Cluster): Promise<string> {
	const latency = { perRequestMs: 50, perCommandMs: { 'crm.item.payment.pay': 200 } };
	return await withPortal(60, { latency }, async (portal, ids) => {
		const { client } = cluster;
		const credential = await webhookCredential(client, portal);
		const workflow = await createPayWorkflow(client, 'pay-in-bulk', credential);
		const before = cluster.workers.map((worker) => worker.executions().length);
		void workflow.pay(ids).catch(() => 'n8n may say that the execution was lost');
		await waitFor('a third to be booked', () => booked(portal, ids).length >= 20 || undefined);
		const index = cluster.workers.findIndex(
			(worker, position) => worker.executions().length > (before[position] ?? 0),
		);
		await workerAt(cluster, index).kill();
		const atKill = booked(portal, ids).length;
		assert.ok(atKill < ids.length, 'the worker was killed in the middle');
		await waitFor(
			'the portal to finish the request it was at',
			() => portal.requests.every(({ status }) => status !== 0) || undefined,
		);
		const left = booked(portal, ids);
		assert.deepEqual(irregularities(portal, left), []);
		assert.ok(left.length < ids.length, 'payments are left to be booked');

		const answers = await workflow.pay(ids);
		const verdicts = answers.map(({ success, changed }) => ({ success, changed }));
		const expected = ids.map((id) => ({ success: true, changed: !left.includes(id) }));
		assert.deepEqual(verdicts, expected);
		assert.deepEqual(irregularities(portal, ids), []);
		return `${atKill} booked at the kill, ${left.length} when the portal had finished, ${ids.length - left.length} by running again`;
	});
}

/**
 * Pays each payment in an execution of its own, all at once.
 *
 * @returns how many executions each worker took; both have to take part
 */
async function payTogether(
	{ workers }: Cluster,
	workflow: PayWorkflow,
	ids: readonly number[],
): Promise<number[]> {
	const count = () => workers.map((worker) => worker.executions().length);
	const before = count();
	const answers = await Promise.all(ids.map(async (id) => await workflow.pay([id])));
	assertBooked(answers.flat(), ids);
	const shares = count().map((after, index) => after - (before[index] ?? 0));
	assert.ok(
		shares.every((share) => share > 0),
		'both workers took part',
	);
	return shares;
}

function workerAt({ workers }: Cluster, index: number): Worker {
	const worker = workers[index];
	if (!worker) throw new Error('No worker has begun the execution');
	return worker;
}

function assertBooked(answers: readonly Json[], ids: readonly number[]): void {
	const failed = answers.filter(({ success, changed }) => success !== true || changed !== true);
	assert.deepEqual(failed, []);
	assert.equal(answers.length, ids.length);
}
