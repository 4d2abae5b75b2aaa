import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import {
	cpSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { ROOT } from '../../../sandbox/n8n/runtime';
import { EditorProcess, type Ports } from './editorProcess';

/** The parts of the project that `npm run editor` and a build work with … */
const SOURCES = [
	...['package.json', 'tsconfig.json', 'gulpfile.js', 'README.md', 'LICENSE'],
	...['nodes', 'credentials', 'sandbox', 'examples', 'dist'],
];
/** … and those that stay as they are and are too large for a copy. */
const INSTALLED = ['node_modules', join('test', 'e2e')];

const NODE_SOURCE = join('nodes', 'Bitrix24Payments', 'Bitrix24Payments.node.ts');

/** A copy of the project, to build in, and an empty folder for temporary files. */
export class Desk {
	private readonly folder = mkdtempSync(join(tmpdir(), 'bitrix24-payments-desk-'));

	private readonly project = join(this.folder, 'project');

	private readonly temporary = join(this.folder, 'temporary');

	private readonly started: EditorProcess[] = [];

	copyProject(): void {
		for (const name of SOURCES) {
			cpSync(join(ROOT, name), join(this.project, name), { recursive: true });
		}
		for (const name of INSTALLED) {
			const link = join(this.project, name);
			mkdirSync(dirname(link), { recursive: true });
			symlinkSync(join(ROOT, name), link);
		}
		mkdirSync(this.temporary);
	}

	start(ports: Ports): EditorProcess {
		const running = new EditorProcess(this.project, this.temporary, ports);
		this.started.push(running);
		return running;
	}

	/** Gives the node another name in its source. */
	rename(name: string): void {
		const file = join(this.project, NODE_SOURCE);
		const source = readFileSync(file, 'utf8');
		const renamed = source.replace("displayName: 'Bitrix24 Payments'", `displayName: '${name}'`);
		assert.notEqual(renamed, source, 'the node has no name to change');
		writeFileSync(file, renamed);
	}

	async build(): Promise<void> {
		const gulp = join(this.project, 'node_modules', 'gulp', 'bin', 'gulp.js');
		await promisify(execFile)(process.execPath, [gulp, 'build'], { cwd: this.project });
	}

	/** Processes and files that it has left behind. */
	traces(running: EditorProcess): string[] {
		return [...running.processes(), ...this.files()];
	}

	/** All temporary files. */
	files(): string[] {
		return readdirSync(this.temporary, { recursive: true, encoding: 'utf8' });
	}

	readonly clear = (): void => {
		for (const running of this.started) running.kill();
		rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
	};
}
