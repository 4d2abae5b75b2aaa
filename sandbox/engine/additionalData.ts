import './settings';

import { ExecutionLifecycleHooks } from 'n8n-core';
import type {
	IConnections,
	INode,
	IWorkflowExecuteAdditionalData,
	WorkflowExecuteMode,
} from 'n8n-workflow';

import type { CredentialStore } from './credentialStore';

/** What n8n's server hands to an execution or a poll. */
export function additionalDataFor(
	credentials: CredentialStore,
	{ name = 'sandbox', nodes, connections }: WorkflowParts,
	mode: WorkflowExecuteMode = 'manual',
): IWorkflowExecuteAdditionalData {
	const url = 'http://127.0.0.1:5678/';
	const workflow = { id: 'sandbox', name, active: false, nodes, connections };
	return {
		credentialsHelper: credentials,
		executionId: 'sandbox',
		currentNodeExecutionIndex: 0,
		restApiUrl: url,
		instanceBaseUrl: url,
		formBaseUrl: url,
		formWaitingBaseUrl: url,
		formTestBaseUrl: url,
		webhookBaseUrl: url,
		webhookWaitingBaseUrl: url,
		webhookTestBaseUrl: url,
		mcpBaseUrl: url,
		mcpTestBaseUrl: url,
		variables: {},
		logAiEvent: () => undefined,
		hooks: new ExecutionLifecycleHooks(mode, 'sandbox', workflow as never),
	} as unknown as IWorkflowExecuteAdditionalData;
}

interface WorkflowParts {
	readonly name?: string;
	readonly nodes: INode[];
	readonly connections: IConnections;
}
