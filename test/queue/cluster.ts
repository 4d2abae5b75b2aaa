import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Closing } from '../../sandbox/closing';
import { N8nClient } from '../../sandbox/n8n/client';
import { freePort } from '../../sandbox/n8n/runtime';
import { startN8n, type N8nOptions, type N8nServer } from '../../sandbox/n8n/server';
import { startPostgres, startRedis } from './databases';
import { runToEnd } from './programs';

/** How many executions each worker takes at once. */
const CONCURRENCY = 15;

/** Names of the processes; each has its files in a folder of that name. */
const MAIN = 'main';
const WORKERS = ['worker1', 'worker2'];

export interface Worker {
	/** IDs of the executions that it has begun, as it logs them. */
	executions(): string[];
	/** The process is gone at once, whatever it was doing. */
	kill(): Promise<void>;
}

/** n8n in queue mode: one main process, two workers, each with the package installed. */
export interface Cluster {
	readonly client: N8nClient;
	readonly workers: readonly Worker[];
}

/**
 * Starts all processes, and ends them when the closing begins, also those that are still starting.
 *
 * @param folder for the logs and for everything that n8n keeps in files
 */
export async function startCluster(folder: string, closing: Closing): Promise<Cluster> {
	await installPackages(folder, closing);
	const env = queueEnvironment(
		await startRedis(folder, closing),
		await startPostgres(folder, closing),
	);
	const start = async (name: string, options: Partial<N8nOptions>) => {
		const userFolder = join(folder, name);
		const { signal } = closing;
		return await closing.keepStarting(startN8n({ userFolder, signal, ...options }));
	};
	const main = await start(MAIN, { env });
	const workers = await Promise.all(
		WORKERS.map(async (name) => await start(name, await workerOptions(env))),
	);
	const client = new N8nClient(main.url);
	await client.setUpOwner();
	return { client, workers: workers.map(asWorker) };
}

async function installPackages(folder: string, closing: Closing): Promise<void> {
	const script = [...process.execArgv, join(__dirname, 'installPackages.ts')];
	const command = [process.execPath, ...script, folder, MAIN, ...WORKERS];
	await runToEnd({ command, log: join(folder, 'install.log') }, closing);
}

type Environment = Record<string, string>;

function queueEnvironment(redisPort: number, postgresPort: number): Environment {
	return {
		N8N_ENCRYPTION_KEY: 'only-for-the-queue-test',
		N8N_LOG_LEVEL: 'info',
		EXECUTIONS_MODE: 'queue',
		OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
		QUEUE_BULL_REDIS_HOST: '127.0.0.1',
		QUEUE_BULL_REDIS_PORT: String(redisPort),
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: '127.0.0.1',
		DB_POSTGRESDB_PORT: String(postgresPort),
		DB_POSTGRESDB_DATABASE: 'postgres',
		DB_POSTGRESDB_USER: 'postgres',
		DB_POSTGRESDB_PASSWORD: 'unused',
		DB_POSTGRESDB_POOL_SIZE: '10',
	};
}

async function workerOptions(env: Environment): Promise<Partial<N8nOptions>> {
	const port = await freePort();
	return {
		args: ['worker', `--concurrency=${CONCURRENCY}`],
		readinessUrl: `http://127.0.0.1:${port}/healthz/readiness`,
		env: { ...env, QUEUE_HEALTH_CHECK_ACTIVE: 'true', QUEUE_HEALTH_CHECK_PORT: String(port) },
	};
}

function asWorker({ log, pid, stop }: N8nServer): Worker {
	return {
		executions: () =>
			[...readFileSync(log, 'utf8').matchAll(/Worker started execution (\d+)/g)].map(
				([, id]) => id ?? '',
			),
		async kill() {
			process.kill(pid, 'SIGKILL');
			await stop();
		},
	};
}
