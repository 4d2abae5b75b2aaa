import { isDeepStrictEqual } from 'node:util';

import { readJson } from './project.mjs';

/** Scripts that npm would run on a user's machine; n8n forbids them. */
const LIFECYCLE_SCRIPTS = [
	'prepare',
	'preprepare',
	'postprepare',
	'preinstall',
	'install',
	'postinstall',
	'prepublish',
	'prepublishOnly',
];

const DEPENDENCIES = ['dependencies', 'optionalDependencies', 'bundleDependencies', 'overrides'];

/** What package.json has to say, and what not. */
export function manifest() {
	const found = readJson('package.json');
	const problems = [];
	const demand = (holds, problem) => {
		if (!holds) problems.push(problem);
	};
	for (const name of DEPENDENCIES) demand(!(name in found), `"${name}" must not be there`);
	for (const name of LIFECYCLE_SCRIPTS) {
		demand(!(name in (found.scripts ?? {})), `the script "${name}" must not be there`);
	}
	demand(
		isDeepStrictEqual(found.peerDependencies, { 'n8n-workflow': '*' }),
		'"peerDependencies" has to be exactly {"n8n-workflow": "*"}',
	);
	demand(found.n8n?.strict === true, '"n8n.strict" has to be true');
	demand(found.n8n?.n8nNodesApiVersion === 1, '"n8n.n8nNodesApiVersion" has to be 1');
	demand(
		found.keywords?.includes('n8n-community-node-package'),
		'"keywords" lacks n8n-community-node-package, by which n8n finds the package',
	);
	demand(/^n8n-nodes-[a-z0-9-]+$/.test(found.name), 'the name has to start with n8n-nodes-');
	demand(/^\d+\.\d+\.\d+$/.test(found.version), 'the version has to be three numbers');
	demand(found.license === 'MIT', 'the license has to be MIT');
	demand(isDeepStrictEqual(found.files, ['dist']), '"files" has to be exactly ["dist"]');
	demand(found.private !== true, 'a private package cannot be published');
	for (const name of ['homepage', 'description']) demand(found[name], `"${name}" is missing`);
	demand(found.author?.name && found.author?.email, '"author" needs a name and an e-mail');
	demand(/github\.com/.test(found.repository?.url), '"repository" has to be on GitHub');
	return { problems };
}

const COPIED = ['name', 'version', 'license', 'engines', 'devDependencies', 'peerDependencies'];

/** The lock file's own copy of package.json, and its freedom from registry addresses. */
export function lockFile() {
	const lock = readJson('package-lock.json');
	const found = readJson('package.json');
	const root = lock.packages?.[''] ?? {};
	const problems = COPIED.filter((name) => !isDeepStrictEqual(root[name], found[name])).map(
		(name) => `"${name}" differs from package.json; run npm install --package-lock-only`,
	);
	if (lock.version !== found.version) problems.push('the version differs from package.json');
	for (const [path, entry] of Object.entries(lock.packages ?? {})) {
		if ('resolved' in entry) problems.push(`${path} has an address in "resolved"`);
		const isFetched = path !== '' && !entry.link && !entry.inBundle;
		if (isFetched && !entry.integrity) problems.push(`${path} has no "integrity"`);
	}
	for (const [name, version] of Object.entries(found.devDependencies ?? {})) {
		const locked = lock.packages?.[`node_modules/${name}`]?.version;
		if (locked !== version) problems.push(`${name} is ${version}, but locked at ${locked}`);
	}
	return { problems: problems.slice(0, 20) };
}
