import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How often a port that only one of the loopback addresses has free is exchanged for another. */
const ATTEMPTS = 5;

/** Servers on this machine's loopback addresses, all on one port. */
export interface Listening {
	readonly port: number;
	/** The names under which the port leads here. */
	readonly hosts: readonly string[];
	/** Stops listening and cuts every open connection at once. */
	close(): Promise<void>;
}

/**
 * Listens on 127.0.0.1 and, where there is IPv6, on ::1, so that `localhost` leads here however it
 * is resolved.
 *
 * @param port 0: any port
 */
export async function listenOnLoopback(
	answer: RequestListener,
	port: number,
	attempt = 1,
): Promise<Listening> {
	const first = await listen(answer, port, '127.0.0.1');
	const actual = (first.address() as AddressInfo).port;
	const second = await listen(answer, actual, '::1').catch((error: NodeJS.ErrnoException) =>
		error.code === 'EADDRINUSE' ? 'taken' : 'missing',
	);
	if (second === 'taken' && port === 0 && attempt < ATTEMPTS) {
		await close(first);
		return await listenOnLoopback(answer, port, attempt + 1);
	}
	const servers = typeof second === 'string' ? [first] : [first, second];
	return {
		port: actual,
		hosts: [
			'127.0.0.1',
			...(second === 'taken' ? [] : ['localhost']),
			...(servers.length > 1 ? ['[::1]'] : []),
		],
		close: async () => {
			await Promise.all(servers.map(close));
		},
	};
}

async function listen(answer: RequestListener, port: number, host: string): Promise<Server> {
	const server = createServer(answer);
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, host, resolve);
	});
	return server;
}

async function close(server: Server): Promise<void> {
	const closed = new Promise<void>((resolve) => {
		server.close(() => resolve());
	});
	server.closeAllConnections();
	await closed;
}
