/**
 * Installs n8n, its Node and a browser driver into this folder, once per change of package.json:
 * about three minutes and 3 GB. The browser itself is Debian's chromium.
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
	.digest('hex');

installN8n();
if (process.argv.includes('--browser')) installChromium();

function installN8n() {
	if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
	console.log('Installing n8n for the end-to-end tests (once, some minutes) …');
	rmSync(stamp, { force: true });
	// Not `npm ci`: optional platform packages of n8n's dependencies make it refuse the lock file.
	run('npm', ['install', '--loglevel=error']);
	buildSqlite();
	writeFileSync(stamp, wanted);
}

/** n8n's database driver ships no binary for Node 24; its headers are inside Node's own package. */
function buildSqlite() {
	const node = join(modules, `node-${process.platform}-${process.arch}`);
	const isOurs = existsSync(join(node, 'bin', 'node'));
	run('npm', ['rebuild', 'sqlite3', '--foreground-scripts', '--ignore-scripts=false'], {
		...(isOurs
			? { npm_config_nodedir: node, PATH: `${join(node, 'bin')}:${process.env.PATH}` }
			: {}),
	});
}

function installChromium() {
	if (existsSync(CHROMIUM)) return;
	console.log('Installing chromium …');
	const needsSudo = process.getuid?.() !== 0;
	const apt = (...args) =>
		run(needsSudo ? 'sudo' : 'apt-get', needsSudo ? ['apt-get', ...args] : args);
	apt('update', '-qq');
	apt('install', '-y', '-qq', '--no-install-recommends', 'chromium');
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
