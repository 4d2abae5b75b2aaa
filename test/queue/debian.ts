import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Debian keeps PostgreSQL's programs out of the PATH, one folder per version. */
const POSTGRES = '/usr/lib/postgresql';

/** Installs redis and PostgreSQL where they are missing. */
export function installServers(): void {
	const missing = [
		...(existsSync(redisServer()) ? [] : ['redis-server']),
		...(postgresFolder() ? [] : ['postgresql']),
	];
	if (missing.length === 0) return;
	console.log(`Installing ${missing.join(' and ')} …`);
	apt('update', '-qq');
	apt('install', '-y', '-qq', '--no-install-recommends', ...missing);
}

export function redisServer(): string {
	return '/usr/bin/redis-server';
}

/** One of PostgreSQL's programs. */
export function postgresProgram(name: string): string {
	const folder = postgresFolder();
	if (!folder) throw new Error('PostgreSQL is not installed');
	return join(folder, name);
}

/** PostgreSQL refuses to run as root, so it gets Debian's user for it. */
export function postgresUser(): { uid?: number; gid?: number } {
	if (!isRoot()) return {};
	const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
	return { uid: id('-u'), gid: id('-g') };
}

function postgresFolder(): string | undefined {
	const versions = existsSync(POSTGRES) ? readdirSync(POSTGRES).sort().reverse() : [];
	const folders = versions.map((version) => join(POSTGRES, version, 'bin'));
	return folders.find((folder) => existsSync(join(folder, 'initdb')));
}

function apt(...args: string[]): void {
	const [command, ...rest] = isRoot() ? ['apt-get', ...args] : ['sudo', 'apt-get', ...args];
	const { status } = spawnSync(command ?? '', rest, {
		stdio: ['ignore', 'ignore', 'inherit'],
		env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
	});
	if (status !== 0) throw new Error(`apt-get ${args.join(' ')} ended with ${status}`);
}

function isRoot(): boolean {
	return process.getuid?.() === 0;
}
