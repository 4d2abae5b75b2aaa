/**
 * Has to be imported first: lets what is imported from here on, such as the sandbox's credential
 * store, have n8n's packages from the folder of the version under test. The built package needs no
 * help: it lies in that folder's own `node_modules`.
 */
import Module, { createRequire } from 'node:module';
import { join, sep } from 'node:path';

interface Resolver {
	_resolveFilename(request: string, parent: { filename?: string } | undefined): string;
}

/** Folder of the version under test. */
export const HOME = process.argv[2] ?? '';

/** Loads as a module in that folder would. */
export const load = createRequire(join(HOME, 'package.json'));

const mapped = new Map(
	['n8n-core', 'n8n-workflow', 'reflect-metadata'].map((name) => [name, load.resolve(name)]),
);
const resolver = Module as unknown as Resolver;
const usual = resolver._resolveFilename;
resolver._resolveFilename = function (request, parent, ...rest) {
	const isOurs = !parent?.filename?.includes(`${sep}node_modules${sep}`);
	return (isOurs && mapped.get(request)) || usual.call(this, request, parent, ...rest);
};
