/**
 * `npm run probe -- --webhook <url>`: checks on a real portal what the package takes for granted.
 * `--help` tells the rest.
 */
import { closeSync, existsSync, openSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { run } from './run';

const stop = new AbortController();
/** A shell and npm may pass one press on as well as the terminal does. */
const SAME_PRESS_MS = 1000;
let pressedAt: number | undefined;
process.on('SIGINT', () => {
	if (pressedAt !== undefined && Date.now() - pressedAt < SAME_PRESS_MS) return;
	if (pressedAt !== undefined) process.exit(2);
	pressedAt = Date.now();
	stop.abort();
	process.stderr.write(
		'\nStopping, and removing what was made. Again: stop at once; the next --write removes it.\n',
	);
});
for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
// Whoever reads the first lines only (`| head`) is no reason not to write the reports.
for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined);

function checkWritable(file: string): void {
	const isThere = existsSync(file);
	closeSync(openSync(file, 'a'));
	if (!isThere) unlinkSync(file);
}

const { version } = JSON.parse(readFileSync(join(__dirname, '..', 'package.json'), 'utf8')) as {
	version: string;
};

run(process.argv.slice(2), process.env, {
	version,
	signal: stop.signal,
	say: (line) => process.stdout.write(`${line}\n`),
	note: (line) => process.stderr.write(`${line}\n`),
	input: process.stdin,
	writeFile: (file, text, mode) => writeFileSync(file, text, { mode }),
	readFile: (file) => readFileSync(file, 'utf8'),
	checkWritable,
})
	.then((code) => {
		process.exitCode = code;
		process.stdin.unref?.();
	})
	.catch((error: unknown) => {
		// Only a fault of the probe itself gets here; its message might hold what a portal sent.
		const kind = error instanceof Error ? error.name : typeof error;
		process.stderr.write(`The probe itself broke off (${kind}). Please report it.\n`);
		process.exitCode = 2;
	});
