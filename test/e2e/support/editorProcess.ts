import assert from 'node:assert/strict';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

import { waitFor } from '../../../sandbox/n8n/poll';

export interface Ports {
	readonly port: number;
	readonly portalPort: number;
}

/** `npm run editor` after its build, in a process group of its own. */
export class EditorProcess {
	output = '';

	readonly ports: readonly number[];

	private readonly child: ChildProcess;

	constructor(project: string, temporary: string, { port, portalPort }: Ports) {
		this.ports = [port, portalPort];
		const main = join('sandbox', 'editor', 'main.ts');
		const options = ['--port', String(port), '--portal-port', String(portalPort)];
		const args = ['--require', require.resolve('tsx/cjs'), main, ...options];
		this.child = spawn(process.execPath, args, {
			cwd: project,
			detached: true,
			stdio: ['ignore', 'pipe', 'pipe'],
			env: {
				...process.env,
				TMPDIR: temporary,
				// Caches of tsx and Node are meant to stay; the question is what else does.
				TSX_DISABLE_CACHE: '1',
				NODE_DISABLE_COMPILE_CACHE: '1',
			},
		});
		for (const stream of [this.child.stdout, this.child.stderr]) {
			stream?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
		}
	}

	/** Waits until it has printed that. */
	async printed(pattern: RegExp): Promise<RegExpExecArray> {
		return await waitFor(`the editor to print ${pattern}`, () => {
			const found = pattern.exec(this.output);
			if (!found) assert.equal(this.end(), undefined, this.output);
			return found ?? undefined;
		});
	}

	async exitCode(): Promise<number | string> {
		return await waitFor('the editor to end', () => this.end());
	}

	/** Ends the editor's own process politely, and nobody else. */
	interrupt(): void {
		this.child.kill('SIGINT');
	}

	/** As a terminal does it: every process in the foreground hears of it. */
	pressCtrlC(): void {
		process.kill(-this.group(), 'SIGINT');
	}

	/** Ends at once what is still there of it. */
	kill(): void {
		if (this.processes().length > 0) process.kill(-this.group(), 'SIGKILL');
	}

	/** n8n's command line, once it runs. */
	n8n(): string | undefined {
		return this.processes().find((command) => command.includes(join('n8n', 'bin', 'n8n')));
	}

	/** Command lines of all processes of it that are alive. */
	processes(): string[] {
		const list = execFileSync('ps', ['-e', '-o', 'pgid=,stat=,args='], { encoding: 'utf8' });
		return list.split('\n').flatMap((line) => {
			const [, group, state, command = ''] = /^ *(\d+) (\S+) +(.*)$/.exec(line) ?? [];
			const isAlive = Number(group) === this.group() && !state?.startsWith('Z');
			return isAlive ? [command] : [];
		});
	}

	private group(): number {
		assert.ok(this.child.pid, 'the editor could not be launched');
		return this.child.pid;
	}

	private end(): number | string | undefined {
		return this.child.exitCode ?? this.child.signalCode ?? undefined;
	}
}
