import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Debian keeps PostgreSQL's programs out of the PATH, one folder per version. */
const POSTGRES = '/usr/lib/postgresql';

/**
 * Debian's redis-server is a link to a program of redis-tools, and a system service that starts with
 * the machine. Without the service it is that program under the server's name.
 */
export const REDIS = { program: '/usr/bin/redis-check-rdb', argv0: 'redis-server' } as const;

/** Installs redis and PostgreSQL where they are missing, without any system service. */
export function installServers(): void {
	if (!existsSync(REDIS.program)) install('redis-tools');
	if (!postgresFolder()) withoutMainCluster(() => install('postgresql'));
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

const CLUSTER_SETTINGS = '/etc/postgresql-common/createcluster.d';
const NO_MAIN_CLUSTER = join(CLUSTER_SETTINGS, 'only-programs.conf');

/** Debian's PostgreSQL comes with a cluster that starts with the machine, unless told otherwise. */
function withoutMainCluster(play: () => void): void {
	asRoot('mkdir', '-p', CLUSTER_SETTINGS);
	asRoot('sh', '-c', `echo 'create_main_cluster = false' > ${NO_MAIN_CLUSTER}`);
	try {
		play();
	} finally {
		asRoot('rm', '-f', NO_MAIN_CLUSTER);
	}
}

function install(name: string): void {
	console.log(`Installing ${name} …`);
	asRoot('apt-get', 'update', '-qq');
	asRoot('apt-get', 'install', '-y', '-qq', '--no-install-recommends', name);
}

function asRoot(...command: string[]): void {
	const quietly = ['env', 'DEBIAN_FRONTEND=noninteractive', ...command];
	const [program = '', ...args] = isRoot() ? quietly : ['sudo', ...quietly];
	const { status } = spawnSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
	if (status !== 0) throw new Error(`${command.join(' ')} ended with ${status}`);
}

function isRoot(): boolean {
	return process.getuid?.() === 0;
}
