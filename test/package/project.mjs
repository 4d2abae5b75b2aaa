import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

export function readText(path) {
	return readFileSync(join(ROOT, path), 'utf8');
}

export function readJson(path) {
	return JSON.parse(readText(path));
}

/** Runs npm in the project and returns the JSON it printed, or nothing if it printed none. */
export function npmJson(args, timeout = 60_000) {
	const npm = spawnSync('npm', [...args, '--json'], {
		cwd: ROOT,
		encoding: 'utf8',
		timeout,
		maxBuffer: 64 * 1024 * 1024,
		shell: process.platform === 'win32',
	});
	try {
		return JSON.parse(npm.stdout);
	} catch {
		return undefined;
	}
}

/** Forward slashes on every system. */
export function slashed(path) {
	return path.replaceAll('\\', '/');
}
