import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { waitFor } from './poll';
import { freePort, N8N_HOME, n8nBinary, n8nEnvironment, nodeBinary } from './runtime';

export interface N8nOptions {
	/** Holds `.n8n` with settings, database and installed nodes; created when missing. */
	userFolder: string;
	/** Default: any free port. */
	port?: number;
	/** Added to the quiet environment, or replaces parts of it. */
	env?: Record<string, string>;
	/** Folder whose `node_modules` hold n8n; default: this one. */
	home?: string;
	/** Default `['start']`; e.g. `['worker', '--concurrency=5']`. */
	args?: string[];
	/** Answers 200 once the process can work; default: `/healthz/readiness` of the server. */
	readinessUrl?: string;
	timeoutMs?: number;
	/** Ends the process, also while it is still starting. */
	signal?: AbortSignal;
}

/** A running n8n process. */
export interface N8nServer {
	readonly url: string;
	readonly pid: number;
	/** Path of the file with everything that n8n printed. */
	readonly log: string;
	readonly userFolder: string;
	/** Resolves when the process has ended. */
	stop(): Promise<void>;
}

const STARTUP_MS = 120_000;
const GRACE_MS = 20_000;

/** Starts n8n and waits until its migrations are through and it takes requests. */
export async function startN8n(options: N8nOptions): Promise<N8nServer> {
	const { userFolder, home = N8N_HOME, args = ['start'] } = options;
	const port = options.port ?? (await freePort());
	mkdirSync(userFolder, { recursive: true });
	const log = join(userFolder, 'n8n.log');
	const output = openSync(log, 'a');
	const child = spawn(nodeBinary(home), [n8nBinary(home), ...args], {
		cwd: userFolder,
		stdio: ['ignore', output, output],
		env: {
			...n8nEnvironment(userFolder, port, home),
			N8N_RUNNERS_BROKER_PORT: String(await freePort()),
			...options.env,
		},
	});
	closeSync(output);
	options.signal?.addEventListener('abort', () => void stop(child));
	const url = `http://127.0.0.1:${port}`;
	const server = { url, pid: child.pid ?? 0, log, userFolder, stop: () => stop(child) };
	try {
		await ready(child, options.readinessUrl ?? `${url}/healthz/readiness`, options.timeoutMs);
	} catch (error) {
		await server.stop();
		throw new Error(`${(error as Error).message}\n${readFileSync(log, 'utf8').slice(-3000)}`);
	}
	return server;
}

async function ready(child: ChildProcess, url: string, timeoutMs = STARTUP_MS): Promise<void> {
	await waitFor(
		'n8n to start',
		async () => {
			if (hasEnded(child)) throw new Error(`n8n ended with ${child.exitCode} while starting`);
			return (await isOk(url)) ? true : undefined;
		},
		timeoutMs,
	);
}

async function isOk(url: string): Promise<boolean> {
	try {
		return (await fetch(url)).ok;
	} catch {
		return false;
	}
}

function hasEnded(child: ChildProcess): boolean {
	return child.exitCode !== null || child.signalCode !== null;
}

async function stop(child: ChildProcess): Promise<void> {
	if (hasEnded(child)) return;
	const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
	child.kill('SIGTERM');
	const impatience = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
	await ended;
	clearTimeout(impatience);
}
