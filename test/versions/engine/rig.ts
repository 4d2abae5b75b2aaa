import type { IDataObject, INode, INodeExecutionData, NodeExecutionHint } from 'n8n-workflow';

import { TRIGGER_TYPE } from '../../../sandbox/names';
import { startPortal, type PortalOptions, type SandboxPortal } from '../../../sandbox/portal';
import { workflowOf, type RunSettings } from '../../support/rig';
import { VersionEngine } from './engine';

export interface Result {
	/** Items per output. */
	readonly outputs: INodeExecutionData[][];
	/** Of the first output. */
	readonly items: INodeExecutionData[];
	readonly error?: Error & { description?: string | null };
	readonly hints: NodeExecutionHint[];
	/** The execution record as n8n would store it. */
	readonly record: string;
}

/** A sandbox portal on the real clock and an engine with the built node in it. */
export class Rig {
	private constructor(
		readonly portal: SandboxPortal,
		readonly engine: VersionEngine,
	) {
		this.useWebhook();
	}

	static async start(options: PortalOptions = {}): Promise<Rig> {
		return new Rig(await startPortal(options), new VersionEngine());
	}

	async run(settings: RunSettings): Promise<Result> {
		const { run, node } = await this.engine.run(workflowOf(settings), settings.signal);
		const result = node('Node');
		return {
			...result,
			items: result.outputs[0] ?? [],
			record: JSON.stringify(run, (_key, value: unknown) =>
				value instanceof Error ? { ...value, message: value.message, stack: value.stack } : value,
			),
		};
	}

	async search(method: string, parameters: IDataObject, filter?: string) {
		const [, node] = workflowOf({ operation: 'pay', items: [], parameters }).nodes;
		if (!node) throw new Error('The workflow has no second node');
		return await this.engine.search(method, node, filter);
	}

	watch(parameters: IDataObject) {
		const [, node] = workflowOf({ operation: 'pay', items: [], parameters }).nodes;
		if (!node) throw new Error('The workflow has no second node');
		const trigger = { ...node, name: 'Trigger', type: TRIGGER_TYPE, parameters };
		return this.engine.watch(trigger as INode);
	}

	useWebhook(): void {
		this.save({ grantType: 'webhook', webhookUrl: this.portal.webhook });
	}

	/** Saves a connected OAuth2 credential with fresh tokens. */
	useOAuth(): void {
		const { oauth, url } = this.portal;
		this.save({
			grantType: 'authorizationCode',
			portalUrl: url,
			clientId: oauth.clientId,
			clientSecret: oauth.clientSecret,
			authorizationServer: oauth.authorizationServer,
			oauthTokenData: { ...oauth.issueTokens() },
		});
	}

	/** The token data as n8n's database holds it. */
	storedToken(): IDataObject {
		return this.engine.credentials.read('credential').oauthTokenData as IDataObject;
	}

	/** Adds unpaid payments and answers their IDs. */
	addPayments(count: number): number[] {
		return Array.from({ length: count }, (_, index) =>
			this.portal.ledger.addPayment({ id: 20_001 + index, sum: 10 + index, paySystemId: 2 }),
		);
	}

	private save(data: IDataObject): void {
		this.engine.credentials.save('credential', data);
	}
}
