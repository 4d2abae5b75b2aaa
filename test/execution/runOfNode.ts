import type {
	IDataObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
	WorkflowExecuteMode,
} from 'n8n-workflow';

import { portalsOf, type PortalOf } from '../../nodes/Bitrix24Payments/execution/portals';
import type { RunOptions } from '../../nodes/Bitrix24Payments/parameters/options';
import { createEnvironment } from '../../nodes/Bitrix24Payments/portal/environment';
import { FakeClock } from '../portal/support';
import { NODE } from './failing';

export const CODE = 'a1b2c3d4e5f6g7h8';

/** A webhook of a portal of its own. */
export function webhookOf(name: string, code = CODE): IDataObject {
	return { grantType: 'webhook', webhookUrl: `https://${name}.bitrix24.com/rest/1/${code}/` };
}

export const OPTIONS: RunOptions = {
	batchSize: 3,
	timeoutMs: 7000,
	waits: { rate: 60_000, operating: 600_000 },
	settleMs: 75_000,
};

/** What n8n gives a node whose items have these credentials, or why it has none for them. */
export class RunOfNode {
	/** The indices of the items whose credential was read. */
	readonly read: Array<number | undefined> = [];

	/** How often it was asked what is stored. */
	asked = 0;

	mode: WorkflowExecuteMode = 'trigger';

	readonly requests: IHttpRequestOptions[] = [];

	readonly logged: string[] = [];

	readonly shown: string[] = [];

	/** Sends a request; one that is answered with "true" unless a test has a portal. */
	send: (request: IHttpRequestOptions) => Promise<IN8nHttpFullResponse> = async () => ({
		statusCode: 200,
		headers: {},
		body: '{"result":true}',
	});

	readonly abort = new AbortController();

	readonly clock = new FakeClock();

	readonly environment = createEnvironment({ clock: this.clock, random: () => 0.5 });

	constructor(
		private readonly credentials: readonly unknown[],
		private readonly stored = '={{ $json.hook }}',
	) {}

	readonly context = {
		additionalData: {
			credentialsHelper: {
				getDecrypted: async () => {
					this.asked += 1;
					return { webhookUrl: this.stored };
				},
			},
		},
		getNode: () => NODE,
		getMode: () => this.mode,
		getExecutionCancelSignal: () => this.abort.signal,
		getCredentials: async (_type: string, index?: number) => {
			this.read.push(index);
			const credential = this.credentials[index ?? 0];
			if (credential !== null && typeof credential === 'object' && 'grantType' in credential) {
				return credential;
			}
			throw credential;
		},
		helpers: {
			httpRequest: async (request: IHttpRequestOptions) => {
				this.requests.push(request);
				return await this.send(request);
			},
		},
		logger: { info: (message: string) => this.logged.push(message) },
		sendMessageToUI: (message: string) => this.shown.push(message),
	} as unknown as IExecuteFunctions;

	/** Finds the portals of its items. */
	portals(): PortalOf {
		return portalsOf(this.context, this.credentials.length, this.environment, OPTIONS);
	}
}
