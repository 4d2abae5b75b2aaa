'use strict';

const { join } = require('node:path');

const root = join(__dirname, '..', '..');
/** Folders of tests; fewer of them make a quicker, rougher run. */
const { MUTATION_TESTS = 'portal,parameters,operations,execution,engine' } = process.env;
const folders = MUTATION_TESTS.split(',');

/** Files left out by a part of their path; what survives without the slow ones deserves a run with them. */
const { MUTATION_WITHOUT = '' } = process.env;

/** Takes longer than all the others; for those who ask for it. */
const TRUTH = 'engine/truth';

const base = require('../../jest.config.js');

/** @type {import('jest').Config} */
module.exports = {
	...base,
	rootDir: root,
	roots: folders.map((folder) => join(root, 'test', folder)),
	testPathIgnorePatterns: [
		...base.testPathIgnorePatterns,
		...(folders.includes(TRUTH) ? [] : [`/test/${TRUTH}/`]),
		...MUTATION_WITHOUT.split(',').filter((part) => part !== ''),
	],
	moduleNameMapper: {
		'^(n8n-core|n8n-workflow|@n8n/(?:di|backend-common)|fast-check|luxon|reflect-metadata)$': join(
			__dirname,
			'shared',
			'$1.cjs',
		),
	},
	runner: join(__dirname, 'runner.cjs'),
	testEnvironment: join(__dirname, 'environment.cjs'),
	globalSetup: undefined,
	globalTeardown: undefined,
	testTimeout: 10_000,
};
