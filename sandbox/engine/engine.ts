import './settings';
import 'reflect-metadata';
import { join } from 'node:path';

import { LoadOptionsContext, WorkflowExecute } from 'n8n-core';
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
	type IPollFunctions,
	type IRun,
	type NodeExecutionHint,
} from 'n8n-workflow';

import type { Environment } from '../../nodes/Bitrix24Payments/portal/environment';
import type { PollTools } from '../../nodes/Bitrix24Payments/trigger/poll';
import { CREDENTIAL_TYPE, NODE_TYPE, TRIGGER_TYPE } from '../names';
import { additionalDataFor } from './additionalData';
import { CredentialStore } from './credentialStore';
import { SandboxNodeTypes } from './nodeTypes';

export { CREDENTIAL_TYPE, NODE_TYPE, TRIGGER_TYPE };

const DIST = join(__dirname, '..', '..', 'dist');

/** The parts of the built package, as n8n would load them from `dist/`. */
export function loadPackage(): {
	Node: new () => INodeType;
	Trigger: new () => INodeType;
	Credential: new () => ICredentialType;
	run: (context: IExecuteFunctions, environment?: Environment) => Promise<INodeExecutionData[][]>;
	poll: (context: IPollFunctions, tools: PollTools) => Promise<INodeExecutionData[][] | null>;
	/** What the trigger's shell gives its poll, for this environment. */
	pollTools: (context: IPollFunctions, environment: Environment) => PollTools;
	createEnvironment: (parts?: Partial<Environment>) => Environment;
	throwIfCancelled: (signal: AbortSignal | undefined) => void;
} {
	const load = (path: string) => require(join(DIST, path));
	const node = load('nodes/Bitrix24Payments/Bitrix24Payments.node.js');
	const trigger = load('nodes/Bitrix24Payments/Bitrix24PaymentsTrigger.node.js');
	const { credentialSource } = load('nodes/Bitrix24Payments/execution/credentials.js');
	const { nodeError } = load('nodes/Bitrix24Payments/execution/nodeErrors.js');
	const credential = load('credentials/Bitrix24PaymentsOAuth2Api.credentials.js');
	return {
		Node: node.Bitrix24Payments,
		Trigger: trigger.Bitrix24PaymentsTrigger,
		Credential: credential.Bitrix24PaymentsOAuth2Api,
		run: load('nodes/Bitrix24Payments/execution/run.js').run,
		poll: load('nodes/Bitrix24Payments/trigger/poll.js').poll,
		pollTools: (context, environment) => ({
			credentials: credentialSource(context),
			environment,
			asError: (failure) => nodeError(context.getNode(), failure, undefined),
		}),
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

	readonly nodeTypes = new SandboxNodeTypes();

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
		this.nodeTypes.add(TRIGGER_TYPE, triggerOf(built, environment));
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
		const execution = new WorkflowExecute(
			additionalDataFor(this.credentials, file),
			'manual',
			runExecutionData,
		);
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
		const additionalData = additionalDataFor(this.credentials, file);
		additionalData.currentNodeParameters = node.parameters;
		const context = new LoadOptionsContext(workflow, node, additionalData, '');
		return await find.call(context, filter, page);
	}
}

function triggerOf(
	{ Trigger, poll, pollTools }: ReturnType<typeof loadPackage>,
	environment: Environment | undefined,
): INodeType {
	const trigger = new Trigger();
	if (!environment) return trigger;
	trigger.poll = async function (this: IPollFunctions) {
		return await poll(this, pollTools(this, environment));
	};
	return trigger;
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
