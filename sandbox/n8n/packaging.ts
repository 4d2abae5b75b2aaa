import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { PATIENCE_MS } from './poll';
import { ROOT } from './runtime';

export const PACKAGE = 'n8n-nodes-bitrix24-payments';

/**
 * Packs the project as it would be published; `dist/` has to be built.
 *
 * @param folder where the tarball is put; there must be no other in it
 * @returns path of the tarball
 */
export function packTarball(folder: string): string {
	const args = ['pack', '--ignore-scripts', '--loglevel=error', '--pack-destination', folder];
	run('npm', args, ROOT);
	const name = readdirSync(folder).find((file) => file.endsWith('.tgz'));
	if (!name) throw new Error('npm pack made no tarball');
	return join(folder, name);
}

/**
 * Installs the tarball into `.n8n/nodes` as n8n does with a community package: unpacked, without
 * its development and peer dependencies, and listed in the package.json of that folder.
 *
 * @param userFolder the one that n8n is started with
 * @param tarball default: the project is packed into `userFolder`
 * @returns folder of the installed package
 */
export function installPackage(userFolder: string, tarball = packTarball(userFolder)): string {
	const nodes = nodesFolder(userFolder);
	const folder = join(nodes, 'node_modules', PACKAGE);
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	run('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1'], nodes);
	const manifest = stripped(folder);
	run('npm', ['install', '--omit=dev', '--ignore-scripts', '--loglevel=error'], folder);
	writeJson(join(nodes, 'package.json'), {
		name: 'installed-nodes',
		private: true,
		dependencies: { [PACKAGE]: String(manifest.version) },
	});
	return folder;
}

export function isInstalled(userFolder: string): boolean {
	return existsSync(join(nodesFolder(userFolder), 'node_modules', PACKAGE, 'package.json'));
}

function run(command: string, args: readonly string[], cwd: string): void {
	execFileSync(command, args, {
		cwd,
		// This process waits for npm and tar, and can do nothing else meanwhile.
		timeout: PATIENCE_MS,
		stdio: ['ignore', 'ignore', 'inherit'],
	});
}

function nodesFolder(userFolder: string): string {
	return join(userFolder, '.n8n', 'nodes');
}

function stripped(folder: string): Record<string, unknown> {
	const file = join(folder, 'package.json');
	const manifest = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
	const { devDependencies, peerDependencies, optionalDependencies, ...kept } = manifest;
	void [devDependencies, peerDependencies, optionalDependencies];
	writeJson(file, kept);
	return kept;
}

function writeJson(file: string, value: unknown): void {
	writeFileSync(file, `${JSON.stringify(value, null, '\t')}\n`);
}
