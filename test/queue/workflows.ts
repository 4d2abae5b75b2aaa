import type { Json, N8nClient, SavedWorkflow } from '../../sandbox/n8n/client';
import { waitFor } from '../../sandbox/n8n/poll';
import { CREDENTIAL_TYPE, NODE_TYPE } from '../../sandbox/names';

export interface PayWorkflow {
	readonly id: string;
	/** Calls the workflow's webhook; answers what its last node gave out. */
	pay(ids: readonly number[]): Promise<Json[]>;
}

/**
 * Makes and activates a workflow that marks the payments of a webhook call as paid and answers
 * with the node's items and the ID of the execution that made them: how a shop or a bank would
 * drive it in production.
 */
export async function createPayWorkflow(
	client: N8nClient,
	name: string,
	credentialId: string,
	options: Json = {},
): Promise<PayWorkflow> {
	const workflow = await client.createWorkflow({
		name,
		nodes: nodes(name, credentialId, options),
		connections: {
			Call: { main: [[{ node: 'Split', type: 'main', index: 0 }]] },
			Split: { main: [[{ node: 'Pay', type: 'main', index: 0 }]] },
			Pay: { main: [[{ node: 'Sign', type: 'main', index: 0 }]] },
		},
	});
	await client.activate(workflow);
	await registered(client, workflow);
	return { id: workflow.id, pay: async (ids) => await call(client, workflow, ids) };
}

function nodes(name: string, credentialId: string, options: Json): object[] {
	return [
		{
			id: 'call',
			name: 'Call',
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2,
			position: [0, 0],
			webhookId: name,
			parameters: {
				httpMethod: 'POST',
				path: name,
				responseMode: 'lastNode',
				responseData: 'allEntries',
				options: {},
			},
		},
		{
			id: 'split',
			name: 'Split',
			type: 'n8n-nodes-base.splitOut',
			typeVersion: 1,
			position: [200, 0],
			parameters: { fieldToSplitOut: 'body.ids', options: { destinationFieldName: 'id' } },
		},
		{
			id: 'pay',
			name: 'Pay',
			type: NODE_TYPE,
			typeVersion: 1,
			position: [400, 0],
			parameters: {
				resource: 'payment',
				operation: 'pay',
				paymentId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
				options,
			},
			credentials: { [CREDENTIAL_TYPE]: { id: credentialId, name: 'Bitrix24' } },
			onError: 'continueRegularOutput',
		},
		{
			id: 'sign',
			name: 'Sign',
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			position: [600, 0],
			parameters: {
				assignments: {
					assignments: [
						{ id: 'sign', name: 'executionId', type: 'string', value: '={{ $execution.id }}' },
					],
				},
				includeOtherFields: true,
				options: {},
			},
		},
	];
}

/** n8n registers the webhook some time after it has answered the activation. */
async function registered(client: N8nClient, workflow: SavedWorkflow): Promise<void> {
	await waitFor('the webhook to be registered', async () => {
		const { status } = await send(client, workflow, []);
		return status !== 404 || undefined;
	});
}

async function call(
	client: N8nClient,
	workflow: SavedWorkflow,
	ids: readonly number[],
): Promise<Json[]> {
	const response = await send(client, workflow, ids);
	const text = await response.text();
	if (!response.ok) throw new Error(`The webhook answered ${response.status}: ${text}`);
	return JSON.parse(text) as Json[];
}

async function send(
	client: N8nClient,
	{ name }: SavedWorkflow,
	ids: readonly number[],
): Promise<Response> {
	return await fetch(`${client.url}/webhook/${name}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ ids }),
	});
}
