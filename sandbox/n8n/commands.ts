import { execFileSync } from 'node:child_process';

import { n8nBinary, n8nEnvironment, nodeBinary } from './runtime';

/** Runs a command of n8n's command line, such as `export:workflow`; answers what it prints. */
export function n8nCommand(userFolder: string, ...args: string[]): string {
	return execFileSync(nodeBinary(), [n8nBinary(), ...args], {
		encoding: 'utf8',
		stdio: ['ignore', 'pipe', 'pipe'],
		env: n8nEnvironment(userFolder, 0),
	});
}
