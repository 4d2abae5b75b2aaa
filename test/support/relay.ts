import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Rig } from './rig';

/** Stands before a portal and changes its answers. */
export interface Relay {
	close(): void;
}

/**
 * Leads the requests of a rig through a relay.
 *
 * @param change what becomes of a parsed answer
 */
export async function relayed(rig: Rig, change: (answer: unknown) => unknown): Promise<Relay> {
	const headers = { 'content-type': 'application/json' };
	const forward = async (request: IncomingMessage, response: ServerResponse) => {
		const body = (await request.toArray()).join('');
		const url = `${rig.portal.url}${request.url}`;
		const answered = await fetch(url, { method: 'POST', headers, body });
		const changed = JSON.stringify(change(await answered.json()));
		response.writeHead(answered.status, headers).end(changed);
	};
	const server: Server = createServer((request, response) => void forward(request, response));
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	rig.useWebhook(rig.portal.webhook.replace(/:\d+\//, `:${port}/`));
	return {
		close: () => {
			server.closeAllConnections();
			server.close();
		},
	};
}

/** The same answer with every list of rows in it changed, however deep it lies. */
export function withRows(
	answer: unknown,
	isRow: (row: object) => boolean,
	change: (rows: unknown[]) => unknown,
): unknown {
	if (typeof answer !== 'object' || answer === null) return answer;
	if (!Array.isArray(answer)) {
		const entries = Object.entries(answer);
		return Object.fromEntries(entries.map(([key, value]) => [key, withRows(value, isRow, change)]));
	}
	const [first] = answer as unknown[];
	const isList = typeof first === 'object' && first !== null && isRow(first);
	return isList ? change(answer) : answer.map((entry) => withRows(entry, isRow, change));
}
