'use strict';

/**
 * Runs test files in the realm of the process instead of one of their own, so that n8n is loaded
 * once per process and not once per file: that takes longer than most files' tests. Whatever a
 * file leaves in the global object is removed before the next one begins.
 */
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const vm = require('node:vm');

const { LegacyFakeTimers, ModernFakeTimers } = require('@jest/fake-timers');
const { ModuleMocker } = require('jest-mock');

const folder = mkdtempSync(join(tmpdir(), 'bitrix24-payments-mutation-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
process.env.TMPDIR = folder;
process.env.N8N_USER_FOLDER ??= folder;
process.env.N8N_ENCRYPTION_KEY ??= 'only-for-the-sandbox';
process.env.N8N_LOG_LEVEL ??= 'silent';

// Before anything is looked up in the global object, as these add to it.
require('reflect-metadata');
const SHARED = new Map(
	[
		'n8n-workflow',
		'n8n-core',
		// Where n8n-core registers what tests ask for.
		'@n8n/di',
		'@n8n/backend-common',
		'reflect-metadata',
		'fast-check',
		'luxon',
	].map((name) => [name, require(name)]),
);

const { compileFunction } = vm;
vm.compileFunction = (code, parameters, options) =>
	compileFunction(
		code,
		parameters,
		options?.parsingContext === globalThis ? { ...options, parsingContext: undefined } : options,
	);

const SHARED_MODULES = Symbol.for('modules shared by all test files');

const EVENT_HANDLERS = Symbol.for('EVENT_HANDLERS');

class OneRealm {
	constructor({ globalConfig, projectConfig }) {
		this.stopsAtFirstFailure = Boolean(globalConfig.testNamePattern) || isMutated();
		this.hasFailed = false;
		this.before = Object.getOwnPropertyDescriptors(globalThis);
		this.beforeProcess = { exit: process.exit, env: { ...process.env } };
		this.beforeError = {
			prepareStackTrace: Error.prepareStackTrace,
			stackTraceLimit: Error.stackTraceLimit,
		};
		this.global = globalThis;
		// Else the test framework inside would take the one around it for itself.
		Reflect.deleteProperty(this.global, EVENT_HANDLERS);
		this.global[SHARED_MODULES] = SHARED;
		Object.assign(this.global, projectConfig.globals);
		this.moduleMocker = new ModuleMocker(this.global);
		this.fakeTimers = new LegacyFakeTimers({
			config: projectConfig,
			global: this.global,
			moduleMocker: this.moduleMocker,
			timerConfig: { idToRef: (id) => ({ id }), refToId: (timer) => timer?.id },
		});
		this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: this.global });
	}

	async setup() {}

	/** A mutant is dead after the first failure; the other tests of the file are of no use. */
	handleTestEvent(event) {
		if (event.name === 'test_fn_failure' || event.name === 'hook_failure') this.hasFailed = true;
		if (event.name !== 'test_start') return;
		// What is known to fail would kill mutants by not failing any more.
		const isOver = this.hasFailed && this.stopsAtFirstFailure;
		if (isOver || event.test.failing) event.test.mode = 'skip';
	}

	async teardown() {
		this.fakeTimers.dispose();
		this.fakeTimersModern.dispose();
		for (const key of Reflect.ownKeys(globalThis)) {
			if (!Object.hasOwn(this.before, key)) Reflect.deleteProperty(globalThis, key);
		}
		for (const key of Reflect.ownKeys(this.before)) {
			const descriptor = this.before[key];
			if (!('value' in descriptor) || globalThis[key] === descriptor.value) continue;
			if (descriptor.configurable) Object.defineProperty(globalThis, key, descriptor);
		}
		process.exit = this.beforeProcess.exit;
		Object.assign(Error, this.beforeError);
	}

	exportConditions() {
		return ['node', 'node-addons'];
	}

	getVmContext() {
		return this.global;
	}
}

function isMutated() {
	return process.env.__STRYKER_ACTIVE_MUTANT__ !== undefined;
}

module.exports = OneRealm;
