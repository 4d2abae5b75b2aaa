import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const PACKAGE = 'n8n-nodes-bitrix24-payments';

/** Folders here whose package.json names what is installed into them. */
export type Installation = 'oldest' | 'newest' | 'node20' | 'node24';

export function folderOf(installation: Installation): string {
	return join(__dirname, installation);
}

/** Installs what the folder's package.json names, once per change of that file. */
export function install(installation: Installation): void {
	const folder = folderOf(installation);
	const stamp = join(folder, 'node_modules', '.installed-from');
	const wanted = createHash('sha256')
		.update(readFileSync(join(folder, 'package.json')))
		.digest('hex');
	if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
	console.log(`Installing ${installation} (once, up to a minute) …`);
	rmSync(join(folder, 'node_modules'), { recursive: true, force: true });
	npmInstall(folder);
	writeFileSync(stamp, wanted);
}

function npmInstall(folder: string): void {
	const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
	const exactly = ['--ignore-scripts', '--legacy-peer-deps', '--no-package-lock'];
	const { status } = spawnSync('npm', ['install', ...exactly, ...quiet], {
		cwd: folder,
		stdio: ['ignore', 'inherit', 'inherit'],
		shell: process.platform === 'win32',
	});
	if (status !== 0) throw new Error(`npm install in ${folder} ended with ${status}`);
}

/** A package's version as installed there. */
export function versionOf(installation: Installation, name: string): string {
	const file = join(folderOf(installation), 'node_modules', name, 'package.json');
	return String((JSON.parse(readFileSync(file, 'utf8')) as { version?: string }).version);
}

/**
 * Copies the built package to where n8n would install it, so that its own
 * `require('n8n-workflow')` finds this version's. A link would lead it back to the project's.
 */
export function installBuiltPackage(installation: Installation): void {
	const target = join(folderOf(installation), 'node_modules', PACKAGE);
	if (!existsSync(join(ROOT, 'dist'))) throw new Error('dist/ is missing: npm run build first');
	rmSync(target, { recursive: true, force: true });
	mkdirSync(target, { recursive: true });
	cpSync(join(ROOT, 'package.json'), join(target, 'package.json'));
	cpSync(join(ROOT, 'dist'), join(target, 'dist'), { recursive: true });
}

/** The Node binary that npm installed there, if npm has one for this platform. */
export function nodeBinary(installation: Installation): string | undefined {
	const name = `node-${process.platform}-${process.arch}`;
	try {
		const find = createRequire(join(folderOf(installation), 'package.json'));
		return find.resolve(`${name}/bin/node`);
	} catch {
		return undefined;
	}
}
