'use strict';

/**
 * Runs the test files that matter for a mutant, the likeliest first, until one fails. Stryker's
 * runner tells jest the names of the tests that come by the mutant; jest alone would still load
 * every file to look for them, and go on after the first failure.
 */
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const { default: TestRunner } = require('jest-runner');

/** Files that have failed, the latest first: the next mutant is often killed by the same one. */
const killers = [];

class MutantRunner extends TestRunner {
	async runTests(tests, watcher, options) {
		const known = join(this._globalConfig.rootDir, '.tests-by-file.json');
		const isMutated = process.env.__STRYKER_ACTIVE_MUTANT__ !== undefined;
		const seen = {};
		let hasFailed = false;
		const unsubscribe = [
			this.on('test-file-success', ([test, result]) => {
				const names = result.testResults.map(({ fullName }) => fullName);
				seen[test.path] = { names, ms: result.perfStats.runtime };
				if (result.numFailingTests > 0 || result.testExecError) hasFailed = note(test.path);
			}),
			this.on('test-file-failure', ([test]) => (hasFailed = note(test.path))),
		];
		const toRun = existsSync(known)
			? ordered(tests, JSON.parse(readFileSync(known, 'utf8')), this._globalConfig.testNamePattern)
			: tests;
		for (const test of toRun) {
			await super.runTests([test], watcher, { ...options, serial: true });
			if (hasFailed && isMutated) break;
		}
		for (const stop of unsubscribe) stop();
		if (!isMutated && !this._globalConfig.testNamePattern) {
			writeFileSync(known, JSON.stringify(seen));
		}
	}
}

function note(path) {
	const position = killers.indexOf(path);
	if (position !== -1) killers.splice(position, 1);
	killers.unshift(path);
	return true;
}

function ordered(tests, files, pattern) {
	const wanted = pattern ? new RegExp(pattern, 'i') : undefined;
	const rank = ({ path }) => {
		const position = killers.slice(0, 3).indexOf(path);
		return position === -1 ? 10 + (files[path]?.ms ?? 0) : position;
	};
	return tests
		.filter(
			({ path }) => !wanted || !files[path] || files[path].names.some((name) => wanted.test(name)),
		)
		.sort((one, other) => rank(one) - rank(other));
}

module.exports = MutantRunner;
