import './resolution';
import '../../../sandbox/engine/settings';
import 'reflect-metadata';

import {
	ExecutionLifecycleHooks,
	LoadOptionsContext,
	PollContext,
	WorkflowExecute,
} from 'n8n-core';
import {
	NodeHelpers,
	Workflow,
	type ICredentialType,
	type INode,
	type INodeExecutionData,
	type INodeListSearchResult,
	type INodeType,
	type INodeTypes,
	type IRun,
	type IRunExecutionData,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

import { CredentialStore } from '../../../sandbox/engine/credentialStore';
import type { NodeRun, WorkflowFile } from '../../../sandbox/engine/engine';
import { TRIGGER_TYPE } from '../../../sandbox/names';
import { load } from './resolution';

const PACKAGE = 'n8n-nodes-bitrix24-payments';

/** The built package as n8n of this version loads it: through the paths in its package.json. */
function loadPackage(): { node: INodeType; trigger: INodeType; credential: ICredentialType } {
	const { n8n } = load(`${PACKAGE}/package.json`) as {
		n8n: { nodes: string[]; credentials: string[] };
	};
	const make = (path = '') => {
		const exported = Object.values(load(`${PACKAGE}/${path}`) as Record<string, unknown>);
		return new (exported[0] as new () => unknown)();
	};
	return {
		node: make(n8n.nodes[0]) as INodeType,
		trigger: make(n8n.nodes[1]) as INodeType,
		credential: make(n8n.credentials[0]) as ICredentialType,
	};
}

/** The workflow's data is pinned to this node, so it never runs itself. */
const TRIGGER: INodeType = {
	description: {
		displayName: 'Start',
		name: 'manualTrigger',
		group: ['trigger'],
		version: 1,
		description: '',
		defaults: { name: 'Start' },
		inputs: [],
		outputs: ['main'],
		properties: [],
	},
};

/**
 * The workflow engine of the version under test. Works with what n8n 1.120 already has, so that
 * one driver serves all versions.
 */
export class VersionEngine {
	readonly node: INodeType;

	readonly trigger: INodeType;

	readonly credentials: CredentialStore;

	private readonly nodeTypes: INodeTypes;

	constructor() {
		const { node, trigger, credential } = loadPackage();
		this.node = node;
		this.trigger = trigger;
		const find = (name: string) => {
			if (name === TRIGGER_TYPE) return trigger;
			return name.startsWith(PACKAGE) ? node : TRIGGER;
		};
		this.nodeTypes = {
			getByName: find,
			getByNameAndVersion: (name, version) => NodeHelpers.getVersionedNodeType(find(name), version),
			getKnownTypes: () => ({}),
		};
		this.credentials = new CredentialStore(credential, this.nodeTypes);
	}

	/** Runs the workflow; the last run of each node is found by the node's name. */
	async run(
		file: WorkflowFile,
		signal?: AbortSignal,
	): Promise<{ run: IRun; node(name: string): NodeRun }> {
		const execution = new WorkflowExecute(this.additionalData(file), 'manual', startOf(file));
		const running = execution.processRunExecutionData(this.workflow(file));
		signal?.addEventListener('abort', () => running.cancel());
		const run = await running;
		return { run, node: (name) => nodeRun(run, name) };
	}

	/** What a picker of the node lists. */
	async search(
		method: string,
		node: INode,
		filter?: string,
		page?: string,
	): Promise<INodeListSearchResult> {
		const find = this.node.methods?.listSearch?.[method];
		if (!find) throw new Error(`The node has no list search ${method}`);
		const file = { nodes: [node], connections: {} };
		const additionalData = this.additionalData(file);
		additionalData.currentNodeParameters = node.parameters;
		const context = new LoadOptionsContext(this.workflow(file), node, additionalData, '');
		return await find.call(context, filter, page);
	}

	/** A workflow with the trigger, which is polled whenever it is asked to. */
	watch(node: INode): { poll(): Promise<INodeExecutionData[]>; remembers(): unknown } {
		const file = { nodes: [node], connections: {} };
		const workflow = this.workflow(file);
		const context = new PollContext(
			workflow,
			node,
			this.additionalData(file),
			'trigger',
			'activate',
		);
		return {
			poll: async () => (await this.trigger.poll?.call(context))?.[0] ?? [],
			remembers: () => workflow.getStaticData('node', node),
		};
	}

	private workflow({ nodes, connections, settings, pinData }: WorkflowFile): Workflow {
		return new Workflow({
			id: 'versions',
			nodes,
			connections,
			active: false,
			nodeTypes: this.nodeTypes,
			settings: { timezone: 'Europe/Berlin', ...settings },
			pinData,
		});
	}

	private additionalData(file: WorkflowFile): IWorkflowExecuteAdditionalData {
		const url = 'http://127.0.0.1:5678/';
		const workflowData = { id: 'versions', name: 'versions', active: false, ...file };
		return {
			credentialsHelper: this.credentials,
			executionId: 'versions',
			currentNodeExecutionIndex: 0,
			restApiUrl: url,
			instanceBaseUrl: url,
			formWaitingBaseUrl: url,
			webhookBaseUrl: url,
			webhookWaitingBaseUrl: url,
			webhookTestBaseUrl: url,
			variables: {},
			hooks: new ExecutionLifecycleHooks('manual', 'versions', workflowData as never),
		} as unknown as IWorkflowExecuteAdditionalData;
	}
}

/** Written out, because n8n 1.120 has no function that makes it. */
function startOf({ nodes, pinData }: WorkflowFile): IRunExecutionData {
	const [node] = nodes;
	if (!node) throw new Error('The workflow has no nodes');
	return {
		version: 1,
		startData: {},
		resultData: { runData: {}, pinData },
		executionData: {
			contextData: {},
			metadata: {},
			nodeExecutionStack: [{ node, data: { main: [[{ json: {} }]] }, source: null }],
			waitingExecution: {},
			waitingExecutionSource: {},
		},
	} as unknown as IRunExecutionData;
}

function nodeRun(run: IRun, name: string): NodeRun {
	const task = run.data.resultData.runData[name]?.at(-1);
	if (!task) throw run.data.resultData.error ?? new Error(`The node '${name}' did not run`);
	return {
		outputs: (task.data?.main ?? []).map((items) => items ?? []),
		hints: task.hints ?? [],
		...(task.error ? { error: task.error as NodeRun['error'] } : {}),
	};
}
