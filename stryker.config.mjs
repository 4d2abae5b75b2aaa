/**
 * `npm run test:mutation`: which faults in the code would no test notice? See docs/mutation.md.
 *
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
	mutate: [
		'nodes/Bitrix24Payments/portal/**/*.ts',
		'nodes/Bitrix24Payments/execution/**/*.ts',
		'nodes/Bitrix24Payments/parameters/{amounts,currencies,guards,ids,links,paymentRef}.ts',
	],
	// All mutants are built in at once, into the sources (for unit tests) and into dist/ (for those
	// with n8n's engine); a variable of the environment switches on one of them.
	buildCommand: 'gulp build',
	testRunner: 'jest',
	jest: { configFile: 'test/mutation/jest.config.cjs', enableFindRelatedTests: false },
	coverageAnalysis: 'perTest',
	plugins: ['@stryker-mutator/jest-runner', './test/mutation/words.mjs'],
	ignorers: ['words'],
	ignorePatterns: [
		'/dist',
		'/docs',
		'/examples',
		'/reports',
		'/test/{bench,contract,demo,e2e,examples,package,queue,sandbox,versions,wiring}',
	],
	reporters: ['clear-text', 'html', 'json', 'progress-append-only'],
	clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
	htmlReporter: { fileName: 'reports/mutation/index.html' },
	jsonReporter: { fileName: 'reports/mutation/mutation.json' },
	timeoutMS: 10_000,
	timeoutFactor: 2,
	concurrency: 2,
	thresholds: { high: 95, low: 90, break: 0 },
	tempDirName: '.stryker-tmp',
};
