import './settings';
import 'reflect-metadata';
import { join } from 'node:path';

import { ExecutionLifecycleHooks, LoadOptionsContext, WorkflowExecute } from 'n8n-core';
import {
	createRunExecutionData,
	Workflow,
	type IConnections,
	type ICredentialType,
	type IDataObject,
	type IExecuteFunctions,
	type INode,
	type INodeExecutionData,
	type INodeListSearchResult,
	type INodeType,
	type IRun,
	type IWorkflowExecuteAdditionalData,
	type NodeExecutionHint,
} from 'n8n-workflow';

import type { Environment } from '../../nodes/Bitrix24Payments/portal/environment';
import { CREDENTIAL_TYPE, NODE_TYPE } from '../names';
import { CredentialStore } from './credentialStore';
import { SandboxNodeTypes } from './nodeTypes';

export { CREDENTIAL_TYPE, NODE_TYPE };

const DIST = join(__dirname, '..', '..', 'dist');

/** The parts of the built package, as n8n would load them from `dist/`. */
export function loadPackage(): {
	Node: new () => INodeType;
	Credential: new () => ICredentialType;
	run: (context: IExecuteFunctions, environment?: Environment) => Promise<INodeExecutionData[][]>;
	createEnvironment: (parts?: Partial<Environment>) => Environment;
	throwIfCancelled: (signal: AbortSignal | undefined) => void;
} {
	const load = (path: string) => require(join(DIST, path));
	const node = load('nodes/Bitrix24Payments/Bitrix24Payments.node.js');
	const credential = load('credentials/Bitrix24PaymentsOAuth2Api.credentials.js');
	return {
		Node: node.Bitrix24Payments,
		Credential: credential.Bitrix24PaymentsOAuth2Api,
		run: load('nodes/Bitrix24Payments/execution/run.js').run,
		createEnvironment: load('nodes/Bitrix24Payments/portal/environment.js').createEnvironment,
		throwIfCancelled: load('nodes/Bitrix24Payments/portal/clock.js').throwIfCancelled,
	};
}

/** A workflow as n8n exports it. */
export interface WorkflowFile {
	readonly name?: string;
	readonly nodes: INode[];
	readonly connections: IConnections;
	readonly pinData?: Record<string, INodeExecutionData[]>;
	readonly settings?: IDataObject;
}

export interface NodeRun {
	/** Items per output. */
	readonly outputs: INodeExecutionData[][];
	readonly hints: NodeExecutionHint[];
	readonly error?: Error & { description?: string | null };
}

export interface EngineRun {
	readonly run: IRun;
	/** The last run of a node, if it ran. */
	node(name: string): NodeRun | undefined;
}

/**
 * n8n's real workflow engine with the built node in it. What it stands in for is n8n's server:
 * the credential database and the settings around an execution.
 */
export class Engine {
	readonly credentials: CredentialStore;

	private readonly nodeTypes = new SandboxNodeTypes();

	private readonly node: INodeType;

	/** @param environment replaces the process's own clock and shared state */
	constructor(environment?: Environment) {
		const built = loadPackage();
		this.node = new built.Node();
		if (environment) {
			const { run } = built;
			this.node.execute = async function (this: IExecuteFunctions) {
				return await run(this, environment);
			};
		}
		this.nodeTypes.add(NODE_TYPE, this.node);
		// As n8n makes it for agents.
		this.nodeTypes.add(`${NODE_TYPE}Tool`, this.node);
		this.credentials = new CredentialStore(new built.Credential(), this.nodeTypes);
	}

	/** Runs a whole workflow from its trigger. */
	async run(file: WorkflowFile, options: { signal?: AbortSignal } = {}): Promise<EngineRun> {
		const workflow = new Workflow({
			id: 'sandbox',
			name: file.name,
			nodes: file.nodes,
			connections: file.connections,
			active: false,
			nodeTypes: this.nodeTypes,
			settings: { timezone: 'Europe/Berlin', ...file.settings },
			pinData: file.pinData,
		});
		const trigger = file.nodes[0];
		if (!trigger) throw new Error('The workflow has no nodes');
		const runExecutionData = createRunExecutionData({
			startData: {},
			resultData: { pinData: file.pinData },
			executionData: {
				contextData: {},
				metadata: {},
				nodeExecutionStack: [{ node: trigger, data: { main: [[{ json: {} }]] }, source: null }],
				waitingExecution: {},
				waitingExecutionSource: {},
			},
		});
		const execution = new WorkflowExecute(this.additionalData(file), 'manual', runExecutionData);
		const running = execution.processRunExecutionData(workflow);
		options.signal?.addEventListener('abort', () => running.cancel());
		const run = await running;
		return { run, node: (name) => nodeRun(run, name) };
	}

	/** What a picker of the node lists, asked as the editor asks. */
	async search(
		method: string,
		node: INode,
		filter?: string,
		page?: string,
	): Promise<INodeListSearchResult> {
		const find = this.node.methods?.listSearch?.[method];
		if (!find) throw new Error(`The node has no list search ${method}`);
		const file = { nodes: [node], connections: {} };
		const workflow = new Workflow({ ...file, active: false, nodeTypes: this.nodeTypes });
		const additionalData = this.additionalData(file);
		additionalData.currentNodeParameters = node.parameters;
		const context = new LoadOptionsContext(workflow, node, additionalData, '');
		return await find.call(context, filter, page);
	}

	private additionalData(file: WorkflowFile): IWorkflowExecuteAdditionalData {
		const url = 'http://127.0.0.1:5678/';
		return {
			credentialsHelper: this.credentials,
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
			hooks: new ExecutionLifecycleHooks('manual', 'sandbox', {
				id: 'sandbox',
				name: file.name ?? 'sandbox',
				active: false,
				nodes: file.nodes,
				connections: file.connections,
			} as never),
		} as unknown as IWorkflowExecuteAdditionalData;
	}
}

function nodeRun(run: IRun, name: string): NodeRun | undefined {
	const task = run.data.resultData.runData[name]?.at(-1);
	if (!task) return undefined;
	return {
		outputs: (task.data?.main ?? []).map((items) => items ?? []),
		hints: task.hints ?? [],
		...(task.error ? { error: task.error as Error & { description?: string | null } } : {}),
	};
}
