import type { IncomingMessage } from 'node:http';
import type { PhpArray } from './php/values';
import { requestParameters } from './requestParameters';
import { splitTarget } from './routes';

/** An HTTP request that has been read completely. */
export interface Incoming {
	verb: string;
	target: string;
	path: string;
	query: string;
	body: string;
	message: IncomingMessage;
}

/** Reads a request to its end. */
export async function readIncoming(message: IncomingMessage): Promise<Incoming> {
	const chunks: Buffer[] = [];
	for await (const chunk of message) chunks.push(chunk as Buffer);
	const target = message.url ?? '/';
	const verb = (message.method ?? 'GET').toUpperCase();
	return {
		verb,
		target,
		...splitTarget(target),
		body: Buffer.concat(chunks).toString('utf8'),
		message,
	};
}

/** The merged parameters of a request (docs/bitrix24.md#request-parameters). */
export function parametersOf({ verb, query, body, message }: Incoming): PhpArray {
	const contentType = message.headers['content-type'] ?? '';
	return requestParameters({ verb, query, body, contentType });
}
