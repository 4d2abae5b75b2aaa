import assert from 'node:assert/strict';

import type { Json } from '../../sandbox/n8n/client';
import { waitFor } from '../../sandbox/n8n/poll';
import { DEFAULT_LIMITS, type SandboxPortal } from '../../sandbox/portal';
import { irregularities } from '../support/irregularities';
import type { Cluster, Worker } from './cluster';
import {
	booked,
	oauthCredential,
	refusals,
	webhookCredential,
	withPortal,
	type PaymentRequest,
} from './portals';
import { tellOnce } from './trigger';
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
		name: "both workers together survive the portal's limit when somebody else has used it up",
		play: surviveLimits,
	},
	{
		name: 'the trigger tells each change once: the main process polls, a worker executes',
		play: tellOnce,
	},
	{
		name: 'a worker is killed in the middle of a bulk run: nothing is booked twice, and running again finishes',
		play: finishAfterKill,
	},
];

/** The race for the refresh is a matter of milliseconds, so it is run several times. */
const RACES = 4;
/** On a busy machine n8n may start executions too slowly for a race. */
const MOST_TRIES = 3 * RACES;
/** Executions that have to be caught with the expired token before a race counts as one. */
const FEWEST_IN_RACE = 10;
/** How long the first refusals and the new token are on their way, so that it is that many. */
const LATE = { fault: 'hangAfter', delayMs: 2000 } as const;

async function refreshOnce(cluster: Cluster): Promise<string> {
	const races: string[] = [];
	for (let run = 1; races.length < RACES; run++) {
		assert.ok(run <= MOST_TRIES, `only ${races.length} of ${MOST_TRIES} were a race`);
		const inRace = await renewToken(cluster, run);
		if (isRace(inRace)) races.push(inRace.join(' + '));
	}
	return `executions with the expired token per worker ${races.join(', ')}`;
}

/**
 * On a portal of its own, whose limits no earlier race has used up.
 *
 * @returns how many executions of each worker were refused with the expired token
 */
async function renewToken(cluster: Cluster, run: number): Promise<number[]> {
	return await withPortal(30, { latency: { perRequestMs: 50 } }, async (portal, ids) => {
		const { client } = cluster;
		const credential = await oauthCredential(client, portal);
		const workflow = await createPayWorkflow(client, `pay-with-token-${run}`, credential);
		portal.oauth.expireAccessTokens();
		portal.faults.add({ ...LATE, method: 'crm.item.payment.get', times: FEWEST_IN_RACE });
		portal.faults.add({ ...LATE, method: 'oauth/token' });
		const shares = await payTogether(cluster, workflow, ids);
		assert.deepEqual(irregularities(portal, ids), []);
		const refused = refusals(portal, 401);
		assert.equal(new Set(refused.map(({ token }) => token)).size, 1, 'they held the same token');
		const { refreshes, refreshAttempts } = portal.oauth;
		assert.deepEqual({ refreshes, refreshAttempts }, { refreshes: 1, refreshAttempts: 1 });
		await workflow.pay(ids.slice(0, 1));
		assert.equal(portal.oauth.refreshes, 1, 'the rotated token is stored for the next run');
		return perWorker(shares, refused);
	});
}

/** Many executions, of both workers, were refused with one and the same token. */
function isRace(inRace: readonly number[]): boolean {
	const total = inRace.reduce((sum, count) => sum + count, 0);
	return total >= FEWEST_IN_RACE && inRace.every((count) => count > 0);
}

async function surviveLimits(cluster: Cluster): Promise<string> {
	return await withPortal(20, { limits: {} }, async (portal, ids) => {
		const { client } = cluster;
		const credential = await webhookCredential(client, portal);
		const workflow = await createPayWorkflow(client, 'pay-within-limits', credential);
		const [shares] = await Promise.all([
			payTogether(cluster, workflow, ids),
			useUpLimitUntilRefused(portal),
		]);
		assert.deepEqual(irregularities(portal, ids), []);
		// Which worker it strikes is chance: one that was refused once keeps to the pace from then on.
		const refused = perWorker(shares, refusals(portal, 503));
		const counts = shares.map(({ length }) => length).join(' + ');
		return `requests refused per worker ${refused.join(' + ')}, executions ${counts}`;
	});
}

/** As another application would that shares the limit, until one of our requests is refused. */
async function useUpLimitUntilRefused(portal: SandboxPortal): Promise<void> {
	const ask = async () => await fetch(`${portal.webhook}server.time`);
	await waitFor('a request to be refused for the limit', async () => {
		await Promise.all(Array.from({ length: DEFAULT_LIMITS.burst }, ask));
		return refusals(portal, 503).length > 0 || undefined;
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
 * @returns the payments of each worker; both have to take part
 */
async function payTogether(
	{ workers }: Cluster,
	workflow: PayWorkflow,
	ids: readonly number[],
): Promise<number[][]> {
	const answers = (await Promise.all(ids.map(async (id) => await workflow.pay([id])))).flat();
	assertBooked(answers, ids);
	const shares = workers.map((worker) => {
		const executions = new Set(worker.executions());
		const own = answers.filter(({ executionId }) => executions.has(String(executionId)));
		return own.map(({ paymentId }) => Number(paymentId));
	});
	assert.ok(
		shares.every(({ length }) => length > 0),
		'both workers took part',
	);
	assert.deepEqual(new Set(shares.flat()), new Set(ids), 'one of the workers had each payment');
	return shares;
}

/** How many of the requests came from each worker, by the payments that it had. */
function perWorker(
	shares: ReadonlyArray<readonly number[]>,
	requests: readonly PaymentRequest[],
): number[] {
	return shares.map((payments) => requests.filter(({ id }) => payments.includes(id)).length);
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
