import { execFileSync } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { freePort } from '../../sandbox/n8n/runtime';
import { postgresProgram, postgresUser, redisServer } from './debian';
import { startServer, type Server } from './server';

/** A redis that keeps nothing on disk. */
export async function startRedis(): Promise<Server> {
	const port = await freePort();
	const where = ['--bind', '127.0.0.1', '--port', String(port)];
	return await startServer([redisServer(), ...where, '--save', '', '--appendonly', 'no'], port);
}

/** A PostgreSQL in a temporary folder, with its user `postgres` and no password. */
export async function startPostgres(): Promise<Server> {
	const folder = mkdtempSync(join(tmpdir(), 'bitrix24-payments-postgres-'));
	const user = postgresUser();
	if (user.uid !== undefined && user.gid !== undefined) chownSync(folder, user.uid, user.gid);
	const options = { ...user, cwd: folder };
	const initialize = ['-D', folder, '-A', 'trust', '-U', 'postgres', '-E', 'UTF8', '--no-sync'];
	execFileSync(postgresProgram('initdb'), initialize, { ...options, stdio: 'ignore' });
	const port = await freePort();
	const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: folder, fsync: 'off' };
	const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
	const command = [postgresProgram('postgres'), '-D', folder, '-p', String(port), ...flags];
	const server = await startServer(command, port, options);
	const stop = async () => {
		await server.stop();
		rmSync(folder, { recursive: true, force: true });
	};
	return { port, stop };
}
