import { spawn, type SpawnOptions } from 'node:child_process';
import { connect } from 'node:net';

import { waitFor } from '../../sandbox/n8n/poll';

/** A server process of our own, on a loopback port. */
export interface Server {
	readonly port: number;
	/** Resolves when the process has ended. */
	stop(): Promise<void>;
}

/** Starts a program that listens on the port, and waits until it does. */
export async function startServer(
	[program = '', ...args]: readonly string[],
	port: number,
	options: SpawnOptions = {},
): Promise<Server> {
	const child = spawn(program, args, { ...options, stdio: 'ignore' });
	const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
	const stop = async () => {
		// PostgreSQL waits for its clients on SIGTERM; on SIGINT, both servers end at once.
		child.kill('SIGINT');
		await ended;
	};
	try {
		await waitFor(`${program} to listen`, async () => {
			if (child.exitCode !== null) throw new Error(`${program} ended with ${child.exitCode}`);
			return (await isListening(port)) || undefined;
		});
	} catch (error) {
		await stop();
		throw error;
	}
	return { port, stop };
}

async function isListening(port: number): Promise<boolean> {
	return await new Promise((resolve) => {
		const socket = connect(port, '127.0.0.1');
		const answer = (is: boolean) => () => {
			socket.destroy();
			resolve(is);
		};
		socket.once('connect', answer(true)).once('error', answer(false));
	});
}
