import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import type { Json, N8nClient, WorkflowDraft } from '../n8n/client';
import { oauthData, webhookData } from '../n8n/credentialData';
import { CREDENTIAL_TYPE } from '../names';
import type { SandboxPortal } from '../portal';

const DEMO = join(__dirname, '..', 'demo.workflow.json');
const EXAMPLES = join(__dirname, '..', '..', 'examples');

/**
 * Puts into n8n what one needs to begin: a credential of each kind, the OAuth2 one connected, the
 * demo workflow and the examples, all with the webhook credential.
 *
 * @returns IDs of the workflows by their names
 */
export async function furnish(
	client: N8nClient,
	portal: SandboxPortal,
): Promise<Map<string, string>> {
	const name = 'Sandbox Portal (Webhook)';
	const id = await client.createCredential(name, CREDENTIAL_TYPE, webhookData(portal));
	const oauth = oauthData(portal);
	await client.connect(
		await client.createCredential('Sandbox Portal (OAuth2)', CREDENTIAL_TYPE, oauth),
	);
	const workflows = new Map<string, string>();
	for (const file of workflowFiles()) {
		const draft = withCredential(readWorkflow(file), { id, name });
		const saved = await client.createWorkflow(draft);
		workflows.set(saved.name, saved.id);
	}
	return workflows;
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
export function withCredential(
	draft: WorkflowDraft,
	credential: { id: string; name: string },
): WorkflowDraft {
	const nodes = draft.nodes.map((node) =>
		'credentials' in node && CREDENTIAL_TYPE in (node.credentials as Json)
			? { ...node, credentials: { [CREDENTIAL_TYPE]: credential } }
			: node,
	);
	return { ...draft, nodes };
}
