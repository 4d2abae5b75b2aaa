import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

import { ROOT, slashed } from './project.mjs';

/** Installed, built or fetched: not of this repository. */
const FOREIGN = new Set(['node_modules', 'dist', 'coverage', 'reports', '.stryker-tmp', '.git']);

/** A page of this repository and a heading in it, as comments name them: from the root. */
const POINTER = /(?<![\w./-])((?:docs\/[\w-]+|README|CHANGELOG)\.md)(?:#([\w-]+))?/g;

/** The target of a Markdown link or picture, unless it is on the web. */
const LINK = /\]\((?![a-z]+:)([^)#\s]*)(?:#([\w-]+))?\)/g;

/** A path that a page names in backticks; `*` stands for a part of a name. */
const PATH = /`((?:nodes|sandbox|probe|test)\/[\w./*-]+)`/g;

/** A section sign: whoever has this repository alone does not know of which paper. */
const SECTION = /\u00a7\s*\d|\b(?:reference|DESIGN|additions)\s+\u00a7/i;

/** Do all comments and pages that send the reader elsewhere send them to something that is there? */
export function pointers() {
	const files = [...filesIn(ROOT)];
	const texts = files.map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
	const found = texts.flatMap(({ path, text }) => pointersIn(path, text));
	const problems = [
		...found.flatMap(({ from, to, anchor }) => complaint(from, to, anchor)),
		...texts.flatMap(({ path, text }) => unknownPaths(path, text, files)),
		...texts.flatMap(({ path, text }) => sectionSigns(path, text)),
	];
	return { problems, notes: [`${found.length} pointers in ${files.length} files looked at`] };
}

function* filesIn(folder) {
	for (const entry of readdirSync(folder, { withFileTypes: true })) {
		const path = join(folder, entry.name);
		if (FOREIGN.has(entry.name)) continue;
		if (entry.isDirectory()) yield* filesIn(path);
		else if (entry.isFile() && !isBinary(entry.name)) yield slashed(relative(ROOT, path));
	}
}

function isBinary(name) {
	return /\.(png|svg|tgz|zip|ico)$|^package-lock\.json$/.test(name);
}

function pointersIn(path, text) {
	const isPage = path.endsWith('.md');
	return linesOf(text).flatMap((line, index) => {
		const from = `${path}:${index + 1}`;
		const named = [...line.matchAll(POINTER)].map(([, to, anchor]) => ({ from, to, anchor }));
		const linked = isPage ? [...line.matchAll(LINK)] : [];
		return [
			...named,
			...linked.map(([, to, anchor]) => ({
				from,
				to: to === '' ? path : slashed(join(dirname(path), to)),
				anchor,
			})),
		];
	});
}

function complaint(from, to, anchor) {
	if (!existsSync(join(ROOT, to))) return [`${from} points to ${to}, which does not exist`];
	if (anchor === undefined || headingsOf(to).has(anchor)) return [];
	return [`${from} points to ${to}#${anchor}; there is no such heading`];
}

const known = new Map();

/** The anchors that GitHub makes of a page's headings. */
function headingsOf(path) {
	if (!known.has(path)) known.set(path, readHeadings(path));
	return known.get(path);
}

function readHeadings(path) {
	const text = readFileSync(join(ROOT, path), 'utf8').replace(/^```.*?^```/gms, '');
	const anchors = [...text.matchAll(/^#{1,6} +(.+?) *$/gm)].map(([, heading]) => anchorOf(heading));
	return new Set(anchors);
}

function anchorOf(heading) {
	const words = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
	return words.replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '').replaceAll(' ', '-');
}

/** Pages name tests and sources, which may be moved. */
function unknownPaths(path, text, files) {
	if (!path.startsWith('docs/')) return [];
	const named = [...text.matchAll(PATH)].map(([, name]) => name);
	return named
		.filter((name) => !existsSync(join(ROOT, name)) && !files.some(matcher(name)))
		.map((name) => `${path} names ${name}, which does not exist`);
}

function matcher(name) {
	const parts = name.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
	const pattern = new RegExp(`^${parts.join('[^/]*')}$`);
	return (path) => pattern.test(path);
}

function sectionSigns(path, text) {
	return linesOf(text).flatMap((line, index) =>
		SECTION.test(line)
			? [`${path}:${index + 1} names a section of something that is not here`]
			: [],
	);
}

function linesOf(text) {
	return text.split('\n');
}
