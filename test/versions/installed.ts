import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const PACKAGE = 'n8n-nodes-bitrix24-payments';

/** Folders here whose package.json names what is installed into them. */
export type Installation = 'oldest' | 'newest' | 'node20' | 'node24';

export function folderOf(installation: Installation): string {
	return join(__dirname, installation);
}

/** Installs what the folder's lock file names, once per change of it or of package.json. */
export function install(installation: Installation): void {
	const folder = folderOf(installation);
	const stamp = join(folder, 'node_modules', '.installed-from');
	const wanted = createHash('sha256')
		.update(readFileSync(join(folder, 'package.json')))
		.update(readFileSync(join(folder, 'package-lock.json')))
		.digest('hex');
	if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
	console.log(`Installing ${installation} (once, up to a minute) …`);
	npmInstall(folder);
	writeFileSync(stamp, wanted);
}

function npmInstall(folder: string): void {
	const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
	const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--legacy-peer-deps', ...quiet], {
		cwd: folder,
		stdio: ['ignore', 'inherit', 'inherit'],
		shell: process.platform === 'win32',
	});
	if (status !== 0) throw new Error(`npm ci in ${folder} ended with ${status}`);
}

/** A package's version as installed there. */
export function versionOf(installation: Installation, name: string): string {
	return String(manifestIn(join(folderOf(installation), 'node_modules', name)).version);
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

/**
 * The Node binary that npm installed there; undefined where npm has none for this platform.
 *
 * @throws when it has one, which npm leaves out without a word if it cannot get it
 */
export function nodeBinary(installation: Installation): string | undefined {
	const folder = folderOf(installation);
	const name = `node-${process.platform}-${process.arch}`;
	if (!manifestIn(folder).optionalDependencies?.[name]) return undefined;
	const binary = join(folder, 'node_modules', name, 'bin', 'node');
	if (existsSync(binary)) return binary;
	throw new Error(`npm has not installed ${name}. To try again, delete ${folder}/node_modules`);
}

interface Manifest {
	readonly version?: string;
	readonly optionalDependencies?: Readonly<Record<string, string>>;
}

function manifestIn(folder: string): Manifest {
	return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}
