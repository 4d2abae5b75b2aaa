import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import type { Assumption } from '../assumptions/assumption';
import { RELIANCES } from '../assumptions/reliances';

const ROOT = join(__dirname, '..', '..');

/** What is published; the probe itself and the tests do not count. */
const FOLDERS = ['nodes', 'credentials'];

const POINTER = /docs\/bitrix24\.md#([a-z0-9-]+)/g;

let known: Map<string, string[]> | undefined;

/** Files of the package that rely on an assumption; empty where only the documentation does. */
export function placesOf({ id, source }: Pick<Assumption, 'id' | 'source'>): readonly string[] {
	return [...new Set([...(RELIANCES[id] ?? []), ...(codePlaces().get(source) ?? [])])];
}

/** Files of the package whose comments point to a heading of docs/bitrix24.md, by heading. */
export function codePlaces(): ReadonlyMap<string, readonly string[]> {
	known ??= findPlaces();
	return known;
}

function findPlaces(): Map<string, string[]> {
	const places = new Map<string, string[]>();
	for (const folder of FOLDERS) {
		for (const file of sourcesIn(join(ROOT, folder))) {
			const path = relative(ROOT, file).replaceAll('\\', '/');
			const anchors = readFileSync(file, 'utf8').matchAll(POINTER);
			for (const anchor of new Set([...anchors].map(([, name]) => name ?? ''))) {
				places.set(anchor, [...(places.get(anchor) ?? []), path]);
			}
		}
	}
	return places;
}

function sourcesIn(folder: string): string[] {
	const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
	return entries
		.filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
		.map(({ parentPath, path, name }) => join(parentPath ?? path, name))
		.sort();
}
