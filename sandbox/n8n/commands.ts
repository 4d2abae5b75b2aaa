import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { PATIENCE_MS } from './poll';
import { n8nBinary, n8nEnvironment, nodeBinary } from './runtime';

/** All credentials, decrypted by n8n itself, as `n8n export:credentials` writes them. */
export function exportedCredentials(userFolder: string): unknown {
	const folder = mkdtempSync(join(tmpdir(), 'bitrix24-payments-export-'));
	try {
		const file = join(folder, 'credentials.json');
		n8nCommand(userFolder, 'export:credentials', '--all', '--decrypted', `--output=${file}`);
		return JSON.parse(readFileSync(file, 'utf8')) as unknown;
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** Runs a command of n8n's command line. */
function n8nCommand(userFolder: string, ...args: string[]): void {
	execFileSync(nodeBinary(), [n8nBinary(), ...args], {
		stdio: ['ignore', 'ignore', 'inherit'],
		timeout: PATIENCE_MS,
		env: n8nEnvironment(userFolder, 0),
	});
}
