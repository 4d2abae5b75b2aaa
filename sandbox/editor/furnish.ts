import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import type { Json, N8nClient, WorkflowDraft } from '../n8n/client';
import { oauthData, webhookData } from '../n8n/credentialData';
import { CREDENTIAL_TYPE } from '../names';
import type { SandboxPortal } from '../portal';

const DEMO = join(__dirname, '..', 'demo.workflow.json');
const EXAMPLES = join(__dirname, '..', '..', 'examples');

/** The chat model of n8n that takes the address of a server, and its credential. */
const MODEL_NODE = '@n8n/n8n-nodes-langchain.lmChatOpenAi';
const MODEL_CREDENTIAL = 'openAiApi';

/**
 * Puts into n8n what one needs to begin: a credential of each kind, the OAuth2 one connected, one of
 * a chat model, the demo workflow and the examples, all with the webhook credential.
 *
 * @param modelUrl where the chat model is
 * @returns IDs of the workflows by their names, the demo first
 */
export async function furnish(
	client: N8nClient,
	portal: SandboxPortal,
	modelUrl: string,
): Promise<Map<string, string>> {
	const model = await createModelCredential(client, modelUrl);
	const name = 'Sandbox Portal (Webhook)';
	const id = await client.createCredential(name, CREDENTIAL_TYPE, webhookData(portal));
	const oauth = oauthData(portal);
	await client.connect(
		await client.createCredential('Sandbox Portal (OAuth2)', CREDENTIAL_TYPE, oauth),
	);
	const workflows = new Map<string, string>();
	for (const file of workflowFiles()) {
		const draft = withModel(withCredential(readWorkflow(file), { id, name }), model);
		const saved = await client.createWorkflow(draft);
		workflows.set(saved.name, saved.id);
	}
	return workflows;
}

interface Credential {
	readonly id: string;
	readonly name: string;
}

/** The credential of a chat model at this address, which asks for no key. */
export async function createModelCredential(client: N8nClient, url: string): Promise<Credential> {
	const name = 'Sandbox Model (Scripted)';
	const id = await client.createCredential(name, MODEL_CREDENTIAL, { apiKey: 'none', url });
	return { id, name };
}

function withModel(draft: WorkflowDraft, credential: Credential): WorkflowDraft {
	const nodes = draft.nodes.map((node) =>
		'type' in node && node.type === MODEL_NODE
			? { ...node, credentials: { [MODEL_CREDENTIAL]: credential } }
			: node,
	);
	return { ...draft, nodes };
}

function workflowFiles(): string[] {
	const examples = existsSync(EXAMPLES) ? readdirSync(EXAMPLES).sort() : [];
	const files = examples.filter((file) => file.endsWith('.json'));
	return [DEMO, ...files.map((file) => join(EXAMPLES, file))];
}

function readWorkflow(file: string): WorkflowDraft {
	const draft = JSON.parse(readFileSync(file, 'utf8')) as WorkflowDraft;
	return { ...draft, name: draft.name ?? basename(file, '.json') };
}

/** The workflow with all its nodes of ours on this credential. */
export function withCredential(draft: WorkflowDraft, credential: Credential): WorkflowDraft {
	const nodes = draft.nodes.map((node) =>
		'credentials' in node && CREDENTIAL_TYPE in (node.credentials as Json)
			? { ...node, credentials: { [CREDENTIAL_TYPE]: credential } }
			: node,
	);
	return { ...draft, nodes };
}
