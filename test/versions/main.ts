/**
 * Runs the built package in the oldest and the newest engine of n8n that the node supports, on the
 * oldest and the newest Node: `npm run test:versions [-- <part of a label> …]`.
 */
import { fork } from 'node:child_process';
import { join } from 'node:path';

import {
	folderOf,
	install,
	installBuiltPackage,
	nodeBinary,
	versionOf,
	type Installation,
} from './installed';

interface Combination {
	readonly engine: Installation;
	readonly node: Installation;
}

interface Score {
	passed: number;
	failed: number;
}

const COMBINATIONS: readonly Combination[] = [
	{ engine: 'oldest', node: 'node20' },
	{ engine: 'oldest', node: 'node24' },
	{ engine: 'newest', node: 'node20' },
	{ engine: 'newest', node: 'node24' },
];

async function main(): Promise<void> {
	const wanted = process.argv.slice(2);
	const chosen = COMBINATIONS.filter(
		({ engine, node }) =>
			wanted.length === 0 || wanted.some((part) => `${engine} ${node}`.includes(part)),
	);
	const total: Score = { passed: 0, failed: 0 };
	for (const combination of chosen) {
		const { passed, failed } = await play(combination);
		total.passed += passed;
		total.failed += failed;
	}
	console.log(`\n${total.passed} passed, ${total.failed} failed`);
	process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
}

async function play({ engine, node }: Combination): Promise<Score> {
	install(engine);
	install(node);
	installBuiltPackage(engine);
	const binary = nodeBinary(node) ?? process.execPath;
	const started = Date.now();
	const running = fork(join(__dirname, 'engine', 'main.ts'), [folderOf(engine)], {
		execPath: binary,
		execArgv: ['--require', require.resolve('tsx/cjs')],
	});
	running.once('spawn', () => console.log(`\n${titleOf(engine, node)}`));
	const score = await new Promise<Score>((resolve) => {
		let told: Score = { passed: 0, failed: 1 };
		running.on('message', (message) => (told = message as Score));
		running.once('exit', (code) =>
			resolve(code === 0 ? told : { ...told, failed: told.failed || 1 }),
		);
	});
	console.log(`  ${((Date.now() - started) / 1000).toFixed(1)} s`);
	return score;
}

function titleOf(engine: Installation, node: Installation): string {
	const versions = ['n8n-core', 'n8n-workflow'].map((name) => `${name} ${versionOf(engine, name)}`);
	const onNode = nodeBinary(node) ? node.replace('node', 'Node ') : `Node ${process.version}`;
	return `${engine}: ${versions.join(', ')}, on ${onNode}`;
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
