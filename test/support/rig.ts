import type { IDataObject, INode, INodeExecutionData, NodeExecutionHint } from 'n8n-workflow';

import {
	CREDENTIAL_TYPE,
	Engine,
	loadPackage,
	NODE_TYPE,
	type WorkflowFile,
} from '../../sandbox/engine/engine';
import { startingWith } from '../../sandbox/startingWith';
import {
	startPortal,
	virtualClock,
	type PortalOptions,
	type SandboxPortal,
	type VirtualClock,
} from '../../sandbox/portal';

export type OnError = 'stopWorkflow' | 'continueRegularOutput' | 'continueErrorOutput';

export interface RunSettings {
	readonly operation: string;
	readonly resource?: string;
	/** Input items' `json`. */
	readonly items: IDataObject[];
	/** Default: the payment ID comes from `id` of each item. */
	readonly parameters?: IDataObject;
	readonly options?: IDataObject;
	readonly onError?: OnError;
	readonly node?: Partial<INode>;
	readonly signal?: AbortSignal;
}

export interface RunResult {
	/** Items of the success output. */
	readonly items: INodeExecutionData[];
	/** Items of the error output. */
	readonly errors: INodeExecutionData[];
	readonly error?: Error & {
		description?: string | null;
		httpCode?: string | null;
		context?: IDataObject;
	};
	readonly hints: NodeExecutionHint[];
	/** The whole execution record as n8n would store it, to search for secrets. */
	readonly record: string;
}

/** A sandbox portal and n8n's engine with the built node, sharing one virtual clock. */
export interface Rig {
	readonly portal: SandboxPortal;
	readonly engine: Engine;
	readonly clock: VirtualClock;
	run(settings: RunSettings): Promise<RunResult>;
	useWebhook(url?: string): void;
	useOAuth(tokens?: IDataObject): void;
	close(): Promise<void>;
}

const CREDENTIAL_ID = 'credential';

export interface RigOptions extends Omit<PortalOptions, 'clock'> {
	/** The node takes the portal for one of Bitrix24's cloud; default true. */
	readonly isCloud?: boolean;
}

/** @param options of the portal; the clock is the rig's own */
export async function startRig({ isCloud = true, ...options }: RigOptions = {}): Promise<Rig> {
	const clock = virtualClock();
	const portal = await startPortal({ ...options, clock });
	const engine = new Engine(testEnvironment(clock, isCloud));
	const rig: Rig = {
		portal,
		engine,
		clock,
		run: async (settings) => await runNode(engine, settings),
		useWebhook: (url = portal.webhook) =>
			engine.credentials.save(CREDENTIAL_ID, { grantType: 'webhook', webhookUrl: url }),
		useOAuth: (tokens = portal.oauth.issueTokens() as unknown as IDataObject) =>
			engine.credentials.save(CREDENTIAL_ID, {
				grantType: 'authorizationCode',
				portalUrl: portal.url,
				clientId: portal.oauth.clientId,
				clientSecret: portal.oauth.clientSecret,
				authorizationServer: portal.oauth.authorizationServer,
				oauthTokenData: tokens,
			}),
		close: async () => await portal.close(),
	};
	rig.useWebhook();
	return rig;
}

/** Virtual time as the machine sees that calls the portal, and the same chance in every run. */
export function testEnvironment(clock: VirtualClock, isCloud = true) {
	const { createEnvironment, throwIfCancelled } = loadPackage();
	let count = 0;
	return createEnvironment({
		clock: {
			now: () => clock.client.now(),
			ticks: () => clock.ticks(),
			sleep: async (ms, signal) => {
				throwIfCancelled(signal);
				await clock.sleep(ms);
				throwIfCancelled(signal);
			},
			timeout: (ms) => clock.timeout(ms),
		},
		random: () => 0.5,
		isCloud: () => isCloud,
		nonce: () => `nonce${(count += 1)}`,
	});
}

export function workflowOf(settings: RunSettings): WorkflowFile {
	const node: INode = {
		id: 'node',
		name: 'Node',
		type: NODE_TYPE,
		typeVersion: 1,
		position: [200, 0],
		parameters: {
			resource: settings.resource ?? 'payment',
			operation: settings.operation,
			...(settings.parameters ?? {
				paymentId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
			}),
			...(settings.options ? { options: settings.options } : {}),
		} as INode['parameters'],
		credentials: { [CREDENTIAL_TYPE]: { id: CREDENTIAL_ID, name: 'Bitrix24' } },
		...(settings.onError ? { onError: settings.onError } : {}),
		...settings.node,
	};
	return startingWith(settings.items, node);
}

async function runNode(engine: Engine, settings: RunSettings): Promise<RunResult> {
	const { run, node } = await engine.run(workflowOf(settings), { signal: settings.signal });
	const result = node('Node');
	return {
		items: result?.outputs[0] ?? [],
		errors: result?.outputs[1] ?? [],
		hints: result?.hints ?? [],
		...(result?.error ? { error: result.error as RunResult['error'] } : {}),
		record: JSON.stringify(run, (_key, value: unknown) =>
			value instanceof Error ? { ...value, message: value.message, stack: value.stack } : value,
		),
	};
}

/** Where each item came from, to compare with the input in one assertion. */
export function pairs(items: readonly INodeExecutionData[]): unknown[] {
	return items.map(({ pairedItem }) =>
		typeof pairedItem === 'object' && !Array.isArray(pairedItem) ? pairedItem.item : pairedItem,
	);
}
