import { cpSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

const DIST = join(__dirname, '..', '..', 'dist');
const LOOK_EVERY_MS = 500;

/**
 * Copies every new build into the installed package, where n8n notices it. A link would not do:
 * n8n forgets the old code by the path of the installed package, and a link's files have another.
 * A build empties `dist/` first, so it is taken over once it has stayed the same for a while.
 *
 * @param folder of the installed package
 * @returns what ends the watch
 */
export function followBuilds(folder: string, onCopied: () => void): () => void {
	let installed = fingerprint();
	let seen = installed;
	const timer = setInterval(() => {
		const now = fingerprint();
		const isSettled = now === seen && isComplete();
		seen = now;
		if (!isSettled || now === installed) return;
		installed = now;
		takeOver(folder);
		onCopied();
	}, LOOK_EVERY_MS);
	return () => clearInterval(timer);
}

function takeOver(folder: string): void {
	const target = join(folder, 'dist');
	cpSync(DIST, target, { recursive: true, force: true });
	const built = new Set(files(DIST));
	for (const file of files(target)) if (!built.has(file)) rmSync(join(target, file));
}

function isComplete(): boolean {
	const built = files(DIST);
	return ['.node.js', '.credentials.js', '.svg'].every((end) =>
		built.some((file) => file.endsWith(end)),
	);
}

/** Changes with every file that is written, added or taken away. */
function fingerprint(): string {
	return files(DIST)
		.map((file) => `${file} ${statSync(join(DIST, file), { throwIfNoEntry: false })?.mtimeMs}`)
		.join('\n');
}

function files(folder: string): string[] {
	try {
		return readdirSync(folder, { recursive: true, encoding: 'utf8' })
			.filter((file) => /\.\w+$/.test(file))
			.sort();
	} catch {
		// A build has just emptied it.
		return [];
	}
}
