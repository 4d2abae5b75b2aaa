import type { IDataObject } from 'n8n-workflow';

import type { Access } from './access';
import type { HttpRequest } from './http';
import { encodeCommand } from '../../nodes/Bitrix24Payments/portal/batchEncoding';

/** As long as a real code, and certainly none. */
const MADE_UP = 'probe00000000000';

/** With which credential a call goes out; by default the probe's own, where it belongs. */
export type Credential =
	| 'own'
	| 'none'
	/** A code or token that nobody has given out. */
	| 'madeUp'
	| 'madeUpToken'
	/** The address of a webhook from which the user was left out; the code is made up. */
	| 'withoutUser'
	/** User and code of the webhook as parameters in the body. */
	| 'inBody';

/** One call that the probe makes. */
export interface Ask {
	/** Under which the answer is kept. */
	readonly name: string;
	readonly method: string;
	readonly params?: IDataObject;
	readonly credential?: Credential;
	readonly verb?: 'PUT';
	/** In place of the parameters, exactly so. */
	readonly rawBody?: string;
	/** Its status and time are looked at, so that it is not made together with others. */
	readonly alone?: true;
	/** It changes something at the portal, so that its answer is waited for in any case. */
	readonly writes?: boolean;
}

/** A command of a batch: encoded as the node encodes it, or a text that is sent as it is. */
export type BatchCommand = { readonly method: string; readonly params?: IDataObject } | string;

/** A batch that the probe sends. The answers to its commands are kept as `name/key`. */
export interface BatchAsk {
	readonly name: string;
	readonly commands: Readonly<Record<string, BatchCommand>>;
	readonly halt?: boolean;
	readonly writes?: boolean;
}

/** The HTTP request of a call. Neither code nor token ever stands in a query string. */
export function requestFor(ask: Ask, access: Access): HttpRequest {
	return {
		url: baseFor(ask.credential ?? 'own', access) + ask.method,
		verb: ask.verb ?? 'POST',
		body: ask.rawBody ?? JSON.stringify({ ...ask.params, ...credentialInBody(ask, access) }),
	};
}

/** A batch as a call. */
export function callOf({ name, commands, halt = false, writes }: BatchAsk): Ask {
	const entries = Object.entries(commands);
	const cmd = Object.fromEntries(entries.map(([key, command]) => [key, encoded(command)]));
	return { name, method: 'batch', params: { halt: halt ? 1 : 0, cmd }, writes };
}

function encoded(command: BatchCommand): string {
	if (typeof command === 'string') return command;
	return encodeCommand({ method: command.method, params: command.params ?? {} });
}

function baseFor(credential: Credential, access: Access): string {
	const { kind, restUrl, bareRestUrl, userId } = access;
	switch (credential) {
		case 'own':
			return restUrl;
		case 'madeUp':
			return kind === 'webhook' ? `${bareRestUrl}${userId}/${MADE_UP}/` : restUrl;
		case 'withoutUser':
			return `${bareRestUrl}${MADE_UP}/`;
		default:
			return bareRestUrl;
	}
}

function credentialInBody({ credential = 'own' }: Ask, access: Access): IDataObject {
	const { kind, token, userId, secrets } = access;
	if (credential === 'own' && kind === 'oauth') return { auth: token };
	if (credential === 'madeUpToken') return { auth: MADE_UP };
	if (credential === 'madeUp' && kind === 'oauth') return { auth: MADE_UP };
	return credential === 'inBody' ? { aplogin: userId, ap: secrets[0] } : {};
}
