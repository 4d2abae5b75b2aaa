import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { N8nClient } from '../../sandbox/n8n/client';
import { installPackage, packTarball } from '../../sandbox/n8n/packaging';
import { freePort } from '../../sandbox/n8n/runtime';
import { startN8n, type N8nServer } from '../../sandbox/n8n/server';
import { startPostgres, startRedis } from './databases';

/** How many executions each worker takes at once. */
const CONCURRENCY = 15;

export interface Worker {
	readonly name: string;
	/** IDs of the executions that it has begun, as it logs them. */
	executions(): string[];
	/** The process is gone at once, whatever it was doing. */
	kill(): Promise<void>;
}

/** n8n in queue mode: one main process, two workers, each with the package installed. */
export interface Cluster {
	readonly client: N8nClient;
	readonly workers: readonly Worker[];
	/** Where all logs are. */
	readonly folder: string;
	/** @param keepFiles for a look at what went wrong */
	stop(keepFiles: boolean): Promise<void>;
}

export async function startCluster(): Promise<Cluster> {
	const folder = mkdtempSync(join(tmpdir(), 'bitrix24-payments-queue-'));
	const running: Array<{ stop(): Promise<void> }> = [];
	const stop = async (keepFiles: boolean) => {
		for (const one of running.reverse()) await one.stop();
		if (!keepFiles) rmSync(folder, { recursive: true, force: true });
	};
	const keep = <T extends { stop(): Promise<void> }>(one: T) => {
		running.push(one);
		return one;
	};
	try {
		const env = await queueEnvironment(keep(await startRedis()), keep(await startPostgres()));
		const tarball = packTarball();
		const main = keep(await startMain(join(folder, 'main'), tarball, env));
		const workers = await Promise.all(
			['worker1', 'worker2'].map(async (name) =>
				keep(await startWorker(join(folder, name), tarball, env)),
			),
		);
		rmSync(dirname(tarball), { recursive: true, force: true });
		const client = new N8nClient(main.url);
		await client.setUpOwner();
		return { client, workers: workers.map(asWorker), folder, stop };
	} catch (error) {
		await stop(true);
		throw error;
	}
}

type Environment = Record<string, string>;

async function queueEnvironment(
	redis: { port: number },
	postgres: { port: number },
): Promise<Environment> {
	return {
		N8N_ENCRYPTION_KEY: 'only-for-the-queue-test',
		N8N_LOG_LEVEL: 'info',
		EXECUTIONS_MODE: 'queue',
		OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
		QUEUE_BULL_REDIS_HOST: '127.0.0.1',
		QUEUE_BULL_REDIS_PORT: String(redis.port),
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: '127.0.0.1',
		DB_POSTGRESDB_PORT: String(postgres.port),
		DB_POSTGRESDB_DATABASE: 'postgres',
		DB_POSTGRESDB_USER: 'postgres',
		DB_POSTGRESDB_PASSWORD: 'unused',
		DB_POSTGRESDB_POOL_SIZE: '10',
	};
}

async function startMain(
	userFolder: string,
	tarball: string,
	env: Environment,
): Promise<N8nServer> {
	installPackage(userFolder, tarball);
	return await startN8n({ userFolder, env });
}

async function startWorker(
	userFolder: string,
	tarball: string,
	env: Environment,
): Promise<N8nServer> {
	installPackage(userFolder, tarball);
	const port = await freePort();
	return await startN8n({
		userFolder,
		args: ['worker', `--concurrency=${CONCURRENCY}`],
		readinessUrl: `http://127.0.0.1:${port}/healthz/readiness`,
		env: { ...env, QUEUE_HEALTH_CHECK_ACTIVE: 'true', QUEUE_HEALTH_CHECK_PORT: String(port) },
	});
}

function asWorker({ log, userFolder, pid, stop }: N8nServer): Worker {
	return {
		name: userFolder.split('/').at(-1) ?? '',
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
