import type { Json, N8nClient, SavedWorkflow } from '../../sandbox/n8n/client';
import { waitFor } from '../../sandbox/n8n/poll';
import { CREDENTIAL_TYPE, TRIGGER_TYPE } from '../../sandbox/names';
import type { SandboxPortal } from '../../sandbox/portal';

/** A workflow in the real n8n that watches a portal. */
export interface WatchedWorkflow {
	readonly saved: SavedWorkflow;
	/** Fetch Test Event: the items that it shows. */
	test(): Promise<Json[]>;
	/** Activates it, and waits until it has taken its baseline. */
	activate(): Promise<void>;
	/** The items of each of its executions, in their order, as soon as there are so many. */
	executions(atLeast: number): Promise<WatchedExecution[]>;
	deactivate(): Promise<void>;
}

export interface WatchedExecution {
	readonly id: string;
	readonly items: Json[];
}

/** What a baseline of a small portal takes. */
const BASELINE_REQUESTS = 3;

/** n8n polls once a minute at most. */
const PATIENCE_MS = 240_000;

export async function createWatchedWorkflow(
	client: N8nClient,
	portal: SandboxPortal,
	credential: { id: string; name: string },
): Promise<WatchedWorkflow> {
	const saved = await client.createWorkflow({
		name: 'Watched',
		nodes: nodes(credential),
		connections: { Trigger: { main: [[{ node: 'Done', type: 'main', index: 0 }]] } },
	});
	return {
		saved,
		test: async () => itemsOf((await client.runToEnd(saved, 'Trigger')).data),
		activate: async () => {
			const before = portal.requests.length;
			await client.activate(saved);
			await waitFor('the baseline to be taken', () => {
				const sent = portal.requests.slice(before);
				const isTaken = sent.length >= BASELINE_REQUESTS && sent.every(({ status }) => status > 0);
				return isTaken || undefined;
			});
		},
		executions: async (atLeast) =>
			await waitFor(
				`${atLeast} executions`,
				async () => {
					const all = await executionsOf(client, saved.id);
					return all.length >= atLeast ? all : undefined;
				},
				PATIENCE_MS,
			),
		deactivate: async () => {
			await client.request('POST', `/rest/workflows/${saved.id}/deactivate`, {});
		},
	};
}

function nodes(credential: { id: string; name: string }): object[] {
	return [
		{
			id: 'trigger',
			name: 'Trigger',
			type: TRIGGER_TYPE,
			typeVersion: 1,
			position: [0, 0],
			parameters: {
				pollTimes: { item: [{ mode: 'everyMinute' }] },
				events: ['paid', 'unpaid'],
				options: {},
			},
			credentials: { [CREDENTIAL_TYPE]: credential },
		},
		{
			id: 'done',
			name: 'Done',
			type: 'n8n-nodes-base.noOp',
			typeVersion: 1,
			position: [220, 0],
			parameters: {},
		},
	];
}

/** Those that n8n has started by itself and brought to their end, oldest first. */
async function executionsOf(client: N8nClient, workflowId: string): Promise<WatchedExecution[]> {
	const filter = encodeURIComponent(JSON.stringify({ workflowId }));
	const answer = (await client.request(
		'GET',
		`/rest/executions?filter=${filter}&limit=50`,
	)) as Json;
	const results = (answer.results ?? []) as Array<{ id: string; mode: string; status: string }>;
	const failed = results.filter(({ status }) => status === 'error' || status === 'crashed');
	if (failed.length > 0) throw new Error(`Execution ${failed[0]?.id} has failed`);
	const ids = results
		.filter(({ mode, status }) => mode === 'trigger' && status === 'success')
		.map(({ id }) => id)
		.sort((one, other) => Number(one) - Number(other));
	return await Promise.all(
		ids.map(async (id) => ({ id, items: itemsOf((await client.readExecution(id)).data) })),
	);
}

function itemsOf({ resultData }: { resultData: { runData: Record<string, unknown> } }): Json[] {
	const [task] = (resultData.runData.Trigger ?? []) as Array<{
		data?: { main?: Array<Array<{ json: Json }> | null> };
	}>;
	return (task?.data?.main?.[0] ?? []).map(({ json }) => json);
}
