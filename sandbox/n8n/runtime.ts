import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { delimiter, dirname, join } from 'node:path';

/** The project's root folder. */
export const ROOT = join(__dirname, '..', '..');

const OLDEST_NODE = 24;

/** Folder whose `node_modules` hold n8n. */
const N8N_HOME = join(ROOT, 'test', 'e2e');

/** Installs n8n unless it is there already. */
export function installN8n(): void {
	const installation = [join(N8N_HOME, 'install.mjs')];
	const { status } = spawnSync(process.execPath, installation, { stdio: 'inherit' });
	if (status !== 0) throw new Error('n8n could not be installed');
}

/** The Node that runs n8n: the one from npm next to it, or this process's own if it is new enough. */
export function nodeBinary(): string {
	const name = `node-${process.platform}-${process.arch}`;
	const installed = join(N8N_HOME, 'node_modules', name, 'bin', 'node');
	if (existsSync(installed)) return installed;
	const major = Number(process.versions.node.split('.')[0]);
	if (major >= OLDEST_NODE) return process.execPath;
	throw new Error(`n8n needs Node ${OLDEST_NODE}, and npm has none for this platform`);
}

export function n8nBinary(): string {
	return join(N8N_HOME, 'node_modules', 'n8n', 'bin', 'n8n');
}

/** A loopback port that nobody listens on at the moment. */
export async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	await new Promise((resolve) => server.close(resolve));
	return port;
}

/** Whether nobody listens on this port of loopback. */
export async function isFree(port: number): Promise<boolean> {
	return await new Promise((resolve, reject) => {
		const server = createServer();
		server.once('error', (error: NodeJS.ErrnoException) =>
			error.code === 'EADDRINUSE' ? resolve(false) : reject(error),
		);
		server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
	});
}

const QUIET = {
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
	N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	N8N_VERIFIED_PACKAGES_ENABLED: 'false',
	N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
	N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
	N8N_ONBOARDING_FLOW_DISABLED: 'true',
	N8N_DISABLED_MODULES: [
		'mcp-registry',
		'mcp',
		'chat-hub',
		'instance-ai',
		'insights',
		'oauth-server',
		'quick-connect',
		'workflow-builder',
		'token-exchange',
		'external-secrets',
		'source-control',
		'sso-oidc',
		'sso-saml',
		'ldap',
		'log-streaming',
	].join(','),
};

/**
 * Environment of an n8n on loopback that calls nobody. Nothing else of this process's environment
 * is handed over, so that a run is the same on every machine.
 */
export function n8nEnvironment(userFolder: string, port: number): Record<string, string> {
	const { PATH = '', HOME = '', LANG = 'C.UTF-8' } = process.env;
	return {
		PATH: [dirname(nodeBinary()), PATH].join(delimiter),
		HOME,
		LANG,
		// What n8n leaves there goes with the rest of it.
		TMPDIR: userFolder,
		N8N_USER_FOLDER: userFolder,
		N8N_PORT: String(port),
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_HOST: '127.0.0.1',
		N8N_PROTOCOL: 'http',
		N8N_EDITOR_BASE_URL: `http://127.0.0.1:${port}`,
		N8N_WEBHOOK_URL: `http://127.0.0.1:${port}/`,
		N8N_SECURE_COOKIE: 'false',
		...QUIET,
	};
}
