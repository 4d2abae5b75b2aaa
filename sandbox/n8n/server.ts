import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, fstatSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { waitFor } from './poll';
import { freePort, n8nBinary, n8nEnvironment, nodeBinary } from './runtime';

export interface N8nOptions {
	/** Holds `.n8n` with settings, database and installed nodes; created when missing. */
	userFolder: string;
	/** Default: any free port. */
	port?: number;
	/** Added to the quiet environment, or replaces parts of it. */
	env?: Record<string, string>;
	/** Default `['start']`; e.g. `['worker', '--concurrency=5']`. */
	args?: string[];
	/** Answers 200 once the process can work; default: the server's own, which nobody else has. */
	readinessUrl?: string;
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
	/** Resolves when the process has ended, whoever ended it, and tells how. */
	readonly ended: Promise<string>;
	/** The end of what it printed. */
	lastWords(): string;
	/** Resolves when the process has ended. */
	stop(): Promise<void>;
}

const ANSWER_MS = 5_000;
const GRACE_MS = 20_000;

/**
 * Starts n8n and waits until its migrations are through and it takes requests. A port that was
 * chosen here may be taken by the time n8n gets there; then n8n is started once more, on another.
 */
export async function startN8n(options: N8nOptions): Promise<N8nServer> {
	try {
		return await startOnce(options);
	} catch (error) {
		if (!hasLostChosenPort(error as Error, options)) throw error;
		return await startOnce(options);
	}
}

async function startOnce(options: N8nOptions): Promise<N8nServer> {
	const { userFolder, signal } = options;
	const port = options.port ?? (await freePort());
	const health = `/healthz-${randomUUID()}`;
	const env = await environment(options, port, health);
	signal?.throwIfAborted();
	mkdirSync(userFolder, { recursive: true });
	const server = launch(options, port, env);
	signal?.addEventListener('abort', () => void server.stop(), { once: true });
	try {
		await ready(server, options.readinessUrl ?? `${server.url}${health}/readiness`);
	} catch (error) {
		await server.stop();
		throw new Error(`${(error as Error).message}\n${server.lastWords()}`);
	}
	return server;
}

/** Our n8n answers at `health` alone: another one on the port is never taken for it. */
async function environment(
	{ userFolder, env, readinessUrl }: N8nOptions,
	port: number,
	health: string,
): Promise<Record<string, string>> {
	return {
		...n8nEnvironment(userFolder, port),
		N8N_RUNNERS_BROKER_PORT: String(await freePort()),
		...(readinessUrl ? {} : { N8N_ENDPOINT_HEALTH: health }),
		...env,
	};
}

function launch(options: N8nOptions, port: number, env: Record<string, string>): N8nServer {
	const { userFolder, args = ['start'] } = options;
	const log = join(userFolder, 'n8n.log');
	const output = openSync(log, 'a');
	const { size: printedBefore } = fstatSync(output);
	const child = spawn(nodeBinary(), [n8nBinary(), ...args], {
		cwd: userFolder,
		stdio: ['ignore', output, output],
		env,
	});
	closeSync(output);
	const ended = endOf(child);
	return {
		url: `http://127.0.0.1:${port}`,
		pid: child.pid ?? 0,
		log,
		userFolder,
		ended,
		lastWords: () => readFileSync(log).subarray(printedBefore).toString().slice(-3000),
		stop: async () => await stop(child, ended),
	};
}

async function endOf(child: ChildProcess): Promise<string> {
	return await new Promise((resolve) => {
		child.on('error', ({ message }) => resolve(message));
		child.on('exit', (code, signal) => resolve(`n8n ended with ${signal ?? code}`));
	});
}

async function ready({ ended }: N8nServer, url: string): Promise<void> {
	let end: string | undefined;
	void ended.then((how) => (end = how));
	await waitFor('n8n to start', async () => {
		const isReady = await isOk(url);
		if (end !== undefined) throw new Error(`${end} while starting`);
		return isReady || undefined;
	});
}

async function isOk(url: string): Promise<boolean> {
	try {
		const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS) });
		const { status } = (await response.json()) as { status?: string };
		return response.ok && status === 'ok';
	} catch {
		return false;
	}
}

function hasLostChosenPort({ message }: Error, { port }: N8nOptions): boolean {
	const lost = /'s port (\d+) is already in use/.exec(message)?.[1];
	return lost !== undefined && Number(lost) !== port;
}

async function stop(child: ChildProcess, ended: Promise<string>): Promise<void> {
	child.kill('SIGTERM');
	const impatience = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
	await ended;
	clearTimeout(impatience);
}
