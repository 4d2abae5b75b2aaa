import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Closing } from '../../sandbox/closing';
import { freePort } from '../../sandbox/n8n/runtime';
import { postgresProgram, postgresUser, REDIS } from './debian';
import { runToEnd, startServer } from './programs';

/**
 * A redis that keeps nothing on disk.
 *
 * @param logs folder for its log
 * @returns its port
 */
export async function startRedis(logs: string, closing: Closing): Promise<number> {
	const port = await freePort();
	const where = ['--bind', '127.0.0.1', '--port', String(port)];
	const command = [REDIS.program, ...where, '--save', '', '--appendonly', 'no'];
	const log = join(logs, 'redis.log');
	await startServer({ command, argv0: REDIS.argv0, log }, port, closing);
	return port;
}

/**
 * A PostgreSQL in a temporary folder, with its user `postgres` and no password.
 *
 * @param logs folder for its log
 * @returns its port
 */
export async function startPostgres(logs: string, closing: Closing): Promise<number> {
	const folder = postgresFolder(closing);
	const options = { ...postgresUser(), cwd: folder, log: join(logs, 'postgres.log') };
	await runToEnd({ ...options, command: initialization(folder) }, closing);
	const port = await freePort();
	const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: folder, fsync: 'off' };
	const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
	const command = [postgresProgram('postgres'), '-D', folder, '-p', String(port), ...flags];
	await startServer({ ...options, command }, port, closing);
	return port;
}

function postgresFolder(closing: Closing): string {
	const folder = mkdtempSync(join(tmpdir(), 'bitrix24-payments-postgres-'));
	closing.later(() => rmSync(folder, { recursive: true, force: true }));
	const { uid, gid } = postgresUser();
	if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
	return folder;
}

/** The machine's locale may be missing or of another encoding, so it is not asked. */
function initialization(folder: string): string[] {
	const kind = ['-A', 'trust', '-U', 'postgres', '-E', 'UTF8', '--locale=C', '--no-sync'];
	return [postgresProgram('initdb'), '-D', folder, ...kind];
}
