'use strict';

/** @type {import('jest').Config} */
module.exports = {
	testEnvironment: 'node',
	roots: ['<rootDir>/test'],
	testPathIgnorePatterns: ['/node_modules/'],
	// These have installations of n8n of their own.
	modulePathIgnorePatterns: ['<rootDir>/test/(e2e|queue|versions)/'],
	transform: {
		'^.+\\.ts$': [
			'@swc/jest',
			{ jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
		],
	},
	setupFilesAfterEnv: ['<rootDir>/test/support/exactLists.ts'],
	globalSetup: '<rootDir>/test/support/openTemporaryFolder.ts',
	globalTeardown: '<rootDir>/test/support/removeTemporaryFolder.ts',
	maxWorkers: '100%',
	// n8n's engine takes a second to load; a hanging test should still be told from a slow machine.
	testTimeout: 30_000,
};
