import { execFileSync } from 'node:child_process';
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ROOT } from './runtime';

export const PACKAGE = 'n8n-nodes-bitrix24-payments';

/**
 * Packs the project as it would be published; `dist/` has to be built.
 *
 * @returns path of the tarball
 */
export function packTarball(
	folder = mkdtempSync(join(tmpdir(), 'bitrix24-payments-tarball-')),
): string {
	const args = ['pack', '--ignore-scripts', '--loglevel=error', '--pack-destination', folder];
	execFileSync('npm', args, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
	const name = readdirSync(folder).find((file) => file.endsWith('.tgz'));
	if (!name) throw new Error('npm pack made no tarball');
	return join(folder, name);
}

/**
 * Installs the tarball into `.n8n/nodes` as n8n does with a community package: unpacked, without
 * its development and peer dependencies, and listed in the package.json of that folder.
 *
 * @param userFolder the one that n8n is started with
 * @returns folder of the installed package
 */
export function installPackage(userFolder: string, tarball = packTarball()): string {
	const nodes = nodesFolder(userFolder);
	const folder = join(nodes, 'node_modules', PACKAGE);
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	execFileSync('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1']);
	const manifest = stripped(folder);
	execFileSync('npm', ['install', '--omit=dev', '--ignore-scripts', '--loglevel=error'], {
		cwd: folder,
		stdio: ['ignore', 'ignore', 'inherit'],
	});
	writeJson(join(nodes, 'package.json'), {
		name: 'installed-nodes',
		private: true,
		dependencies: { [PACKAGE]: String(manifest.version) },
	});
	return folder;
}

/** Takes the package away, as after an uninstallation. */
export function removePackage(userFolder: string): void {
	const nodes = nodesFolder(userFolder);
	rmSync(join(nodes, 'node_modules', PACKAGE), { recursive: true, force: true });
	writeJson(join(nodes, 'package.json'), {
		name: 'installed-nodes',
		private: true,
		dependencies: {},
	});
}

export function isInstalled(userFolder: string): boolean {
	return existsSync(join(nodesFolder(userFolder), 'node_modules', PACKAGE, 'package.json'));
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
