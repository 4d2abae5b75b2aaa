import { copyFileSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const DIST = join(__dirname, '..', '..', 'dist');
const LOOK_EVERY_MS = 500;

/** A state of `dist/`: when each of its files was written. */
export type Build = ReadonlyMap<string, number>;

export function presentBuild(): Build {
	return buildIn(DIST);
}

/**
 * Copies every new build into the installed package, where n8n notices it. A link would not do:
 * n8n forgets the old code by the path of the installed package, and a link's files have another.
 * A build empties `dist/` first, so it is taken over once it has stayed the same for a while.
 *
 * @param folder of the installed package
 * @param packed the build that is in it
 * @param signal ends the watch, which then rejects
 */
export async function followBuilds(
	folder: string,
	packed: Build,
	signal: AbortSignal,
	onCopied: () => void,
): Promise<never> {
	let installed = packed;
	for (let seen = packed; ; ) {
		await setTimeout(LOOK_EVERY_MS, undefined, { signal });
		const now = presentBuild();
		const isSettled = isSame(now, seen) && isComplete(now);
		seen = now;
		if (!isSettled || isSame(now, installed) || !takeOver(now, folder)) continue;
		installed = now;
		onCopied();
	}
}

/** @returns false if the next build has begun meanwhile */
function takeOver(build: Build, folder: string): boolean {
	const target = join(folder, 'dist');
	try {
		for (const file of build.keys()) copy(join(DIST, file), join(target, file));
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
		throw error;
	}
	for (const file of buildIn(target).keys()) if (!build.has(file)) rmSync(join(target, file));
	return true;
}

function copy(from: string, to: string): void {
	mkdirSync(dirname(to), { recursive: true });
	copyFileSync(from, to);
}

function isSame(one: Build, other: Build): boolean {
	const isUnchanged = [...one].every(([file, written]) => other.get(file) === written);
	return one.size === other.size && isUnchanged;
}

function isComplete(build: Build): boolean {
	const built = [...build.keys()];
	return ['.node.js', '.credentials.js', '.svg'].every((end) =>
		built.some((file) => file.endsWith(end)),
	);
}

function buildIn(folder: string): Build {
	const build = new Map<string, number>();
	for (const name of namesIn(folder)) {
		const entry = statSync(join(folder, name), { throwIfNoEntry: false });
		if (entry?.isFile()) build.set(name, entry.mtimeMs);
	}
	return build;
}

function namesIn(folder: string): string[] {
	try {
		return readdirSync(folder, { recursive: true, encoding: 'utf8' });
	} catch {
		// A build has just emptied it.
		return [];
	}
}
