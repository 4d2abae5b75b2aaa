import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';

import type { Closing } from '../../sandbox/closing';
import { waitFor } from '../../sandbox/n8n/poll';

export interface Program extends Pick<SpawnOptions, 'argv0' | 'cwd' | 'uid' | 'gid'> {
	/** The program and its arguments. */
	readonly command: readonly string[];
	/** Path of the file that gets everything it prints. */
	readonly log: string;
}

const GRACE_MS = 10_000;

/** Starts a program that listens on the loopback port, waits until it does, and ends it at last. */
export async function startServer(program: Program, port: number, closing: Closing): Promise<void> {
	const child = launch(program, closing);
	let failure: Error | undefined;
	child.once('error', (error) => (failure = error));
	await waitFor(`${program.command[0]} to listen`, async () => {
		if (failure) throw failure;
		if (hasEnded(child)) throw endOf(program, child);
		return (await isListening(port)) || undefined;
	});
}

/**
 * Runs a program to its end, or until the closing begins; then its own children end with it, as they
 * are a process group. Servers are not, so that Ctrl-C reaches them whatever becomes of this process.
 */
export async function runToEnd(program: Program, closing: Closing): Promise<void> {
	const child = launch(program, closing, true);
	await once(child, 'exit');
	if (child.exitCode !== 0) throw endOf(program, child);
}

function launch(program: Program, closing: Closing, detached = false): ChildProcess {
	const { command, log, ...options } = program;
	const [name = '', ...args] = command;
	const output = openSync(log, 'a');
	const child = spawn(name, args, { ...options, stdio: ['ignore', output, output], detached });
	closeSync(output);
	closing.later(() => stop(child, detached));
	return child;
}

function endOf({ command, log }: Program, { exitCode, signalCode }: ChildProcess): Error {
	const output = readFileSync(log, 'utf8').slice(-3000);
	return new Error(`${command.join(' ')} ended with ${exitCode ?? signalCode}\n${output}`);
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
	return exitCode !== null || signalCode !== null;
}

async function stop(child: ChildProcess, isGroup: boolean): Promise<void> {
	const { pid } = child;
	if (pid === undefined || hasEnded(child)) return;
	const target = isGroup ? -pid : pid;
	const ended = once(child, 'exit');
	// PostgreSQL waits for its clients on SIGTERM; on SIGINT, all of them end at once.
	process.kill(target, 'SIGINT');
	const impatience = setTimeout(() => process.kill(target, 'SIGKILL'), GRACE_MS);
	await ended;
	clearTimeout(impatience);
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
