/**
 * Installs n8n, its Node and a browser driver into this folder, once per change of package.json or
 * its lock file: some minutes and 3 GB. The browser itself is Debian's chromium.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));
const modules = join(folder, 'node_modules');
const stamp = join(modules, '.installed-from');
const CHROMIUM = '/usr/bin/chromium';

const wanted = createHash('sha256')
	.update(readFileSync(join(folder, 'package.json')))
	.update(readFileSync(join(folder, 'package-lock.json')))
	.digest('hex');

installN8n();
if (process.argv.includes('--browser')) installChromium();

function installN8n() {
	if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
	console.log('Installing n8n for the end-to-end tests (once, some minutes) …');
	rmSync(stamp, { force: true });
	// Not `npm ci`: optional platform packages of n8n's dependencies make it refuse the lock file.
	// Without `--no-save`, npm would write that file anew for the platform it runs on.
	run('npm', ['install', '--no-save', '--loglevel=error']);
	installCompiler();
	buildSqlite();
	writeFileSync(stamp, wanted);
}

/**
 * n8n's database driver fetches its binary from GitHub and is compiled where that fails; the headers
 * for it are inside Node's own package.
 */
function buildSqlite() {
	const node = join(modules, `node-${process.platform}-${process.arch}`);
	const isOurs = existsSync(join(node, 'bin', 'node'));
	run('npm', ['rebuild', 'sqlite3', '--foreground-scripts', '--ignore-scripts=false'], {
		...(isOurs
			? { npm_config_nodedir: node, PATH: `${join(node, 'bin')}:${process.env.PATH}` }
			: {}),
	});
}

/** Where there is no apt, whoever lacks a compiler gets told by npm. */
function installCompiler() {
	const isComplete = ['g++', 'make', 'python3'].every(isCommand);
	if (!isComplete && isCommand('apt-get')) aptInstall('build-essential', 'python3');
}

function installChromium() {
	if (!existsSync(CHROMIUM)) aptInstall('chromium');
}

function isCommand(name) {
	return spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0;
}

function aptInstall(...packages) {
	console.log(`Installing ${packages.join(' and ')} …`);
	const apt = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get'];
	const [command, ...args] = process.getuid?.() === 0 ? apt : ['sudo', ...apt];
	run(command, [...args, 'update', '-qq']);
	run(command, [...args, 'install', '-y', '-qq', '--no-install-recommends', ...packages]);
}

function run(command, args, env = {}) {
	const { status } = spawnSync(command, args, {
		cwd: folder,
		stdio: ['ignore', 'inherit', 'inherit'],
		env: { ...process.env, ...env },
	});
	if (status !== 0) {
		console.error(`${command} ${args.join(' ')} ended with ${status}`);
		process.exit(status ?? 1);
	}
}
