import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

import type { SandboxPortal, TokenResponse } from '../../sandbox/portal';
import type { Body } from './documentation';

export interface SdkFailure {
	readonly code: string;
	readonly status: number;
	readonly text: string;
}

export interface SdkReply {
	readonly isSuccess: boolean;
	readonly status: number;
	readonly result: unknown;
	readonly time: unknown;
	/** Set when the SDK collected an error instead of throwing it. */
	readonly failure?: SdkFailure;
}

/** The values of a task, depending on its action. */
export interface SdkValue extends SdkReply {
	/** Token data handed on after each refresh. */
	readonly refreshed: Body[];
	readonly replies: Record<string, SdkReply>;
	readonly rows: Body[];
	readonly total: number;
	readonly pages: unknown[];
	readonly isAdmin: boolean;
}

export interface SdkOutcome {
	readonly value?: SdkValue;
	/** Set when the SDK threw. */
	readonly failure?: SdkFailure;
}

/** With what the SDK calls the portal. */
export type SdkClient = { webhook: string } | { options: Body; secret: Body };

/** The official SDK in a process of its own; see `sdkDriver.mjs`. */
export class Sdk {
	private readonly child: ChildProcess = fork(join(__dirname, 'sdkDriver.mjs'), { execArgv: [] });

	private readonly waiting = new Map<number, (outcome: SdkOutcome) => void>();

	private count = 0;

	constructor() {
		this.child.on('message', ({ number, outcome }: { number: number; outcome: SdkOutcome }) => {
			this.waiting.get(number)?.(outcome);
			this.waiting.delete(number);
		});
		this.child.on('exit', () => {
			for (const settle of this.waiting.values()) {
				settle({ failure: { code: 'EXIT', status: 0, text: 'The SDK process ended' } });
			}
		});
	}

	/** Performs one task with a fresh client. */
	async run(client: SdkClient, action: string, task: Body = {}): Promise<SdkOutcome> {
		const number = (this.count += 1);
		const outcome = new Promise<SdkOutcome>((settle) => this.waiting.set(number, settle));
		this.child.send({ number, task: { ...task, action, client } });
		return await outcome;
	}

	/** The value of a task that has to succeed. */
	async value(client: SdkClient, action: string, task: Body = {}): Promise<SdkValue> {
		const { value, failure } = await this.run(client, action, task);
		if (value) return value;
		throw new Error(`The SDK failed: ${failure?.code} ${failure?.text}`);
	}

	async close(): Promise<void> {
		const gone = new Promise((resolve) => this.child.once('exit', resolve));
		this.child.kill();
		await gone;
	}
}

/** The SDK as an OAuth app; portal and authorization server are the sandbox. */
export function oauthClient(
	portal: SandboxPortal,
	tokens: TokenResponse,
	secret: Partial<Record<'clientId' | 'clientSecret', string>> = {},
): SdkClient {
	const { clientId, clientSecret } = portal.oauth;
	return {
		options: {
			applicationToken: 'not used by calls',
			userId: tokens.user_id,
			memberId: tokens.member_id,
			accessToken: tokens.access_token,
			refreshToken: tokens.refresh_token,
			expires: tokens.expires,
			expiresIn: tokens.expires_in,
			scope: tokens.scope,
			domain: new URL(portal.url).host,
			clientEndpoint: tokens.client_endpoint,
			serverEndpoint: tokens.server_endpoint,
			status: tokens.status,
		},
		secret: { clientId, clientSecret, ...secret },
	};
}
