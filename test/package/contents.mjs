import { join } from 'node:path';

import ts from 'typescript';

import { npmJson, readJson, readText, ROOT, slashed } from './project.mjs';

/** What npm adds to `dist/` by itself. The change log stays in the repository. */
const BESIDES_DIST = ['LICENSE', 'README.md', 'package.json'];

/** What belongs to the node besides its scripts. */
const ASSETS = [/\.svg$/, /\.node\.json$/, /\/__schema__\/.+\.json$/];

const NOT_FOR_USERS = /\.map$|\.d\.ts$|\.tsbuildinfo$|\.(test|spec)\.|(^|\/)(test|tests|sandbox)\//;

const MOST_BYTES = 700_000;

/** What `npm publish` would send. */
export function contents() {
	const [packed] = npmJson(['pack', '--dry-run', '--ignore-scripts']) ?? [];
	if (!packed) return { problems: ['npm pack gave no answer'] };
	const paths = packed.files.map(({ path }) => slashed(path));
	const problems = [
		...missing(paths),
		...paths.filter((path) => !belongs(path)).map((path) => `${path} does not belong there`),
		...staleScripts(paths),
		...staleAssets(paths),
	];
	if (packed.unpackedSize > MOST_BYTES) {
		problems.push(`${packed.unpackedSize} bytes are more than ${MOST_BYTES}`);
	}
	return { problems, notes: [`${paths.length} files, ${packed.unpackedSize} bytes unpacked`] };
}

function missing(paths) {
	const { n8n } = readJson('package.json');
	return [...BESIDES_DIST, ...n8n.nodes, ...n8n.credentials]
		.filter((path) => !paths.includes(path))
		.map((path) => `${path} is missing`);
}

function belongs(path) {
	if (BESIDES_DIST.includes(path)) return true;
	if (!path.startsWith('dist/') || NOT_FOR_USERS.test(path)) return false;
	return path.endsWith('.js') || ASSETS.some((pattern) => pattern.test(path));
}

/** Compiles once more, in memory: every script has to be what its source makes today. */
function staleScripts(paths) {
	const built = compile();
	const packed = paths.filter((path) => path.endsWith('.js'));
	return [
		...packed
			.filter((path) => !built.has(path))
			.map((path) => `${path} has no source (any more); build again`),
		...[...built.keys()]
			.filter((path) => !packed.includes(path))
			.map((path) => `${path} was not built`),
		...packed
			.filter((path) => built.has(path) && built.get(path) !== readText(path))
			.map((path) => `${path} is older than its source; build again`),
	];
}

/** File by file, which `isolatedModules` promises to be the same as all at once, and is faster. */
function compile() {
	const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile);
	const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
	const entries = fileNames.map((fileName) => {
		const path = slashed(fileName).slice(slashed(ROOT).length + 1);
		const { outputText } = ts.transpileModule(readText(path), {
			compilerOptions: options,
			fileName,
		});
		return [`dist/${path.replace(/\.ts$/, '.js')}`, outputText];
	});
	return new Map(entries);
}

function staleAssets(paths) {
	return paths
		.filter((path) => ASSETS.some((pattern) => pattern.test(path)))
		.filter((path) => sourceOf(path) !== readText(path))
		.map((path) => `${path} is not what its source is; build again`);
}

function sourceOf(path) {
	try {
		return readText(path.replace(/^dist\//, ''));
	} catch {
		return undefined;
	}
}
