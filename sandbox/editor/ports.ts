import { parseArgs } from 'node:util';

import { freePort, isFree } from '../n8n/runtime';

const OPTIONS = {
	port: { type: 'string', default: '5678' },
	'portal-port': { type: 'string', default: '8024' },
} as const;

const LAST_PORT = 65_535;

/**
 * The port that was asked for, or else the usual one.
 *
 * @throws Error in words for who typed it, if it is no port or somebody listens on it
 */
export async function portFor(option: keyof typeof OPTIONS): Promise<number> {
	const given = parseArgs({ options: OPTIONS }).values[option];
	const port = Number(given);
	if (!isPort(port)) throw new Error(`--${option} needs a port number, got ${given}`);
	if (await isFree(port)) return port;
	const another = `npm run editor -- --${option} ${await freeAfter(port)}`;
	throw new Error(`Port ${port} is in use. Choose another: ${another}`);
}

function isPort(number: number): boolean {
	return Number.isInteger(number) && number >= 1 && number <= LAST_PORT;
}

async function freeAfter(port: number): Promise<number> {
	const next = port + 1;
	if (!isPort(next)) return await freePort();
	return (await isFree(next)) ? next : await freeAfter(next);
}
