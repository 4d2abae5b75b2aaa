import './settings';
import 'reflect-metadata';

import { Container } from '@n8n/di';
import { PollContext, PollTriggerExecutor } from 'n8n-core';
import {
	Workflow,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type WorkflowActivateMode,
} from 'n8n-workflow';

import { additionalDataFor } from './additionalData';
import { CREDENTIAL_TYPE, TRIGGER_TYPE, type Engine } from './engine';

/** How n8n keeps what a poll remembers. */
export type Keeping =
	/** With the workflow, when it starts an execution; polls without one are not stored. */
	| 'withWorkflow'
	/** In one step with the execution, and by polls without one (durable cursors). */
	| 'durably';

export interface PollerOptions {
	/** Parameters of the trigger. */
	readonly parameters?: IDataObject;
	readonly keeping?: Keeping;
	/** What n8n gives a poll, in ms. */
	readonly budgetMs?: number;
	/** ID of the saved credential. */
	readonly credential?: string;
}

/** Each has an ID of its own. */
let workflows = 0;

/**
 * A workflow with the trigger as n8n polls it: n8n-core's own polling context and executor. What it
 * stands in for is n8n's server, which keeps the static data and starts executions.
 */
export class Poller {
	/** The items of each execution that n8n has started, in order. */
	readonly executions: IDataObject[][] = [];

	/** What failed polls were recorded with. */
	readonly errors: Array<Error & { description?: string | null }> = [];

	/** The static data in n8n's database. */
	database: IDataObject = {};

	/** n8n is killed when the next execution is to be started, before anything is stored. */
	diesBeforeStoring = false;

	parameters: IDataObject;

	private readonly id = `watched-${(workflows += 1)}`;

	private workflow: Workflow | undefined;

	private tick: ((isTest?: boolean) => Promise<void>) | undefined;

	constructor(
		private readonly engine: Engine,
		private readonly options: PollerOptions = {},
	) {
		this.parameters = options.parameters ?? { events: ['paid'] };
	}

	/** All items so far. */
	get events(): IDataObject[] {
		return this.executions.flat();
	}

	/** The workflow is activated, which polls once; a poll that fails aborts it. */
	async activate(mode: WorkflowActivateMode = 'activate'): Promise<void> {
		const workflow = this.newWorkflow();
		const context = this.context(workflow, mode);
		const executor = Container.get(PollTriggerExecutor);
		this.tick = executor.create(workflow, this.node(), context, () => this.workflow === workflow);
		this.workflow = workflow;
		await this.tick(true);
		this.store(workflow);
	}

	/** The time has come for another poll. */
	async poll(): Promise<void> {
		if (!this.tick) throw new Error('The workflow is not active');
		await this.tick();
	}

	/** n8n ends, as it may at any moment: what is not in its database is gone. */
	kill(): void {
		this.workflow = undefined;
		this.tick = undefined;
	}

	async restart(): Promise<void> {
		this.kill();
		await this.activate('init');
	}

	/** Fetch Test Event in the editor. */
	async test(): Promise<INodeExecutionData[]> {
		const workflow = this.newWorkflow();
		const node = this.node();
		const data = additionalDataFor(this.engine.credentials, this.file());
		const context = new PollContext(workflow, node, data, 'manual', 'manual');
		const type = this.engine.nodeTypes.getByNameAndVersion(TRIGGER_TYPE);
		const outputs = await type.poll?.call(context);
		return outputs?.[0] ?? [];
	}

	private context(workflow: Workflow, mode: WorkflowActivateMode): PollContext {
		const { keeping = 'withWorkflow', budgetMs = 240_000 } = this.options;
		const data = additionalDataFor(this.engine.credentials, this.file(), 'trigger');
		const isDurable = keeping === 'durably';
		let staged = isDurable ? structuredClone(this.database) : {};
		const commit = async () => {
			if (isDurable) this.database = structuredClone(staged);
		};
		return new PollContext(
			workflow,
			this.node(),
			data,
			'trigger',
			mode,
			(items) => {
				if (this.diesBeforeStoring) return this.die();
				if (isDurable) void commit();
				else this.store(workflow);
				this.executions.push((items[0] ?? []).map(({ json }) => json));
			},
			(error) => this.errors.push(error),
			commit,
			async (run) => {
				staged = structuredClone(this.database);
				return await run();
			},
			isDurable ? () => staged : () => workflow.getStaticData('node', this.node()),
			() => budgetMs,
		);
	}

	private die(): void {
		this.diesBeforeStoring = false;
		this.kill();
	}

	private store(workflow: Workflow): void {
		if ((this.options.keeping ?? 'withWorkflow') === 'durably') return;
		if (workflow.staticData.__dataChanged !== true) return;
		this.database = JSON.parse(JSON.stringify(workflow.staticData)) as IDataObject;
		workflow.staticData.__dataChanged = false;
	}

	private newWorkflow(): Workflow {
		const isDurable = this.options.keeping === 'durably';
		return new Workflow({
			id: this.id,
			...this.file(),
			active: true,
			nodeTypes: this.engine.nodeTypes,
			staticData: isDurable ? {} : structuredClone(this.database),
			settings: { timezone: 'Europe/Berlin' },
		});
	}

	private file() {
		return { name: 'Watched', nodes: [this.node()], connections: {} };
	}

	private node(): INode {
		const { credential = 'credential' } = this.options;
		return {
			id: 'trigger',
			name: 'Trigger',
			type: TRIGGER_TYPE,
			typeVersion: 1,
			position: [0, 0],
			parameters: this.parameters as INode['parameters'],
			credentials: { [CREDENTIAL_TYPE]: { id: credential, name: 'Bitrix24' } },
		};
	}
}
