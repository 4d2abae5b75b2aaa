import { existsSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, normalize, posix } from 'node:path';

import type { IDataObject } from 'n8n-workflow';

import {
	credentialType,
	description,
	filesBelow,
	jsonOf,
	nodeType,
	ROOT,
	textOf,
	triggerType,
} from './built';
import { contrast, elementsOf, mainColours } from './svg';

/** The files that n8n looks for in the package. */

interface PackageJson {
	readonly name: string;
	readonly n8n: { readonly nodes: string[]; readonly credentials: string[] };
}

const manifest = jsonOf<PackageJson>('package.json');
const DIST = filesBelow('dist').map((path) => path.split('\\').join('/'));
const NODE_FOLDER = dirname(manifest.n8n.nodes[0] ?? '');

describe('the files that package.json lists', () => {
	it('are exactly the nodes and credentials in dist', () => {
		expect(DIST.filter((path) => path.endsWith('.node.js'))).toEqual(manifest.n8n.nodes);
		expect(DIST.filter((path) => path.endsWith('.credentials.js'))).toEqual(
			manifest.n8n.credentials,
		);
	});

	it.each([...manifest.n8n.nodes, ...manifest.n8n.credentials])(
		'%s exports the class that its name promises',
		(path) => {
			const className = posix.basename(path).split('.')[0] ?? '';
			const exported = jest.requireActual<Record<string, unknown>>(join(ROOT, path));
			expect(Object.keys(exported)).toEqual([className]);
		},
	);

	it('agree on the one credential type', () => {
		expect(triggerType.description.credentials).toEqual(description.credentials);
		expect(description.credentials).toEqual([{ name: credentialType.name, required: true }]);
		expect(credentialType.name).toBe('bitrix24PaymentsOAuth2Api');
		expect(description.name).toBe('bitrix24Payments');
	});
});

describe('the node itself', () => {
	it('can be used as a tool', () => {
		expect(description.usableAsTool).toBe(true);
	});

	it('has one version, one input and one output', () => {
		expect(description).toMatchObject({ version: 1, inputs: ['main'], outputs: ['main'] });
	});

	it('has every search that its lists name, and no other', () => {
		const lists = JSON.stringify(description.properties).matchAll(/"searchListMethod":"(\w+)"/g);
		const named = new Set([...lists].map(([, name]) => name));
		expect(Object.keys(nodeType.methods?.listSearch ?? {}).sort()).toEqual([...named].sort());
	});
});

describe('the codex', () => {
	const codex = jsonOf<IDataObject>(`${NODE_FOLDER}/Bitrix24Payments.node.json`);
	const KNOWN_CATEGORIES = [
		'Analytics',
		'Communication',
		'Data & Storage',
		'Development',
		'Finance & Accounting',
		'Marketing',
		'Miscellaneous',
		'Productivity',
		'Sales',
		'Utility',
	];

	it('belongs to this node', () => {
		const node = `${manifest.name}.${description.name}`;
		expect(codex).toMatchObject({ node, nodeVersion: '1.0', codexVersion: '1.0' });
	});

	it('has categories that n8n knows', () => {
		expect(codex.categories).not.toEqual([]);
		expect(KNOWN_CATEGORIES).toEqual(expect.arrayContaining(codex.categories as string[]));
	});

	it('has other names to be found by, each once', () => {
		const alias = codex.alias as string[];
		expect(alias).toEqual(expect.arrayContaining(['bitrix24', 'payment', 'paid', 'invoice']));
		expect(new Set(alias).size).toBe(alias.length);
	});

	it('has resources, without which n8n ignores the file', () => {
		const resources = codex.resources as Record<string, Array<{ url: string }>>;
		expect(Object.keys(resources).sort()).toEqual([
			'credentialDocumentation',
			'primaryDocumentation',
		]);
		for (const { url } of Object.values(resources).flat()) expect(url).toMatch(/^https:\/\//);
	});
});

describe.each([
	['light', '#ffffff'],
	['dark', '#2b2b2b'],
] as const)('the %s icon', (theme, background) => {
	const fileOf = (icon: unknown, base: string) => {
		const reference = (icon as Record<string, string>)[theme] ?? '';
		expect(reference).toMatch(/^file:.+\.svg$/);
		return normalize(join(base, reference.replace('file:', '')));
	};
	const path = fileOf(description.icon, NODE_FOLDER);

	it('is the same for the node and the credential', () => {
		expect(existsSync(join(ROOT, path))).toBe(true);
		expect(fileOf(credentialType.icon, 'dist/credentials')).toBe(path);
	});

	it('is a well-formed, square SVG without scripts and links', () => {
		const [root, ...shapes] = elementsOf(textOf(path));
		expect(root?.name).toBe('svg');
		expect(root?.attributes.xmlns).toBe('http://www.w3.org/2000/svg');
		const [, , width, height] = (root?.attributes.viewBox ?? '').split(' ');
		expect(Number(width)).toBeGreaterThan(0);
		expect(width).toBe(height);
		for (const { name, attributes } of shapes) {
			expect(['g', 'path', 'rect', 'circle', 'ellipse', 'polygon', 'line']).toContain(name);
			expect(Object.keys(attributes).join()).not.toMatch(/href|\bon/);
		}
	});

	it('stands out from its background', () => {
		const colours = mainColours(elementsOf(textOf(path)));
		expect(colours.length).toBeGreaterThan(0);
		for (const colour of colours) {
			expect([colour, contrast(colour, background) >= 1.5]).toEqual([colour, true]);
		}
	});
});

describe('the compiled code', () => {
	const scripts = DIST.filter((path) => path.endsWith('.js'));
	const importsOf = (path: string) =>
		[...textOf(path).matchAll(/\b(?:require|import)\(\s*["'`](.*?)["'`]\s*\)/g)].map(
			([, name = '']) => name,
		);

	it.each(scripts)('%s needs nothing but n8n-workflow and its own files', (path) => {
		for (const name of importsOf(path)) {
			if (name === 'n8n-workflow') continue;
			expect([name, name.startsWith('.')]).toEqual([name, true]);
			const target = posix.join(posix.dirname(path), name);
			const candidates = [target, `${target}.js`, `${target}/index.js`];
			expect([name, candidates.some((file) => DIST.includes(file))]).toEqual([name, true]);
		}
	});

	it('requires nothing by a computed name', () => {
		const computed = scripts.filter((path) => /\brequire\((?!["'])/.test(textOf(path)));
		expect(computed).toEqual([]);
	});

	it('was really looked at: it imports, and the pattern knows a built-in module when it sees one', () => {
		expect(scripts.flatMap(importsOf)).toContain('n8n-workflow');
		expect(scripts.flatMap(importsOf).filter((name) => builtinModules.includes(name))).toEqual([]);
	});

	it('uses no timers, process, environment or file system', () => {
		const forbidden =
			/\b(setTimeout|setInterval|setImmediate|process\.|globalThis|__dirname|eval)\b/;
		expect(scripts.filter((path) => forbidden.test(withoutComments(textOf(path))))).toEqual([]);
	});
});

function withoutComments(code: string): string {
	return code.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}
