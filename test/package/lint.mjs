import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { n8nCommunityNodesPlugin } from '@n8n/eslint-plugin-community-nodes';
import { ESLint } from 'eslint';
import n8nNodesBase from 'eslint-plugin-n8n-nodes-base';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

import { ROOT, slashed } from './project.mjs';

/**
 * The analysis of n8n's package scanner, put together from the same plugins. The scanner looks at
 * the sources of the published commit and at the scripts of the tarball, and takes no notice of
 * `eslint-disable`. What it asks of npm (provenance) cannot be known before publishing.
 */
const RUNS = {
	sources: ['package.json', 'nodes/**/*.{js,ts,json}', 'credentials/**/*.{js,ts,json}'],
	'built scripts': ['dist/**/*.js'],
};

export async function lint() {
	if (!existsSync(join(ROOT, 'dist'))) return { problems: ['there is no dist/; build first'] };
	const eslint = new ESLint({
		cwd: ROOT,
		allowInlineConfig: false,
		overrideConfigFile: true,
		overrideConfig: scannerConfig(),
		errorOnUnmatchedPattern: false,
	});
	const problems = [];
	const notes = [];
	for (const [name, patterns] of Object.entries(RUNS)) {
		const results = await eslint.lintFiles(patterns);
		if (results.length < 3) problems.push(`only ${results.length} files among the ${name}`);
		const messages = results.flatMap(readable);
		problems.push(...messages.filter(({ isError }) => isError).map(({ text }) => text));
		notes.push(...messages.filter(({ isError }) => !isError).map(({ text }) => `warning: ${text}`));
		notes.push(`${results.length} ${name} looked at`);
	}
	return { problems, notes };
}

function readable({ filePath, messages }) {
	const path = slashed(filePath).slice(slashed(ROOT).length + 1);
	return messages.map(({ line, message, ruleId, severity, fatal }) => ({
		isError: severity === 2 || fatal === true,
		text: `${path}:${line ?? 0} ${message} (${ruleId})`,
	}));
}

/** The configuration of @n8n/scan-community-package. */
function scannerConfig() {
	const { parser } = tseslint;
	return defineConfig(
		n8nCommunityNodesPlugin.configs.recommended,
		{ rules: { 'no-console': 'error' } },
		{ plugins: { 'n8n-nodes-base': n8nNodesBase } },
		{ files: ['package.json'], rules: { ...n8nNodesBase.configs.community.rules } },
		{
			files: ['**/credentials/**/*.ts'],
			rules: {
				...n8nNodesBase.configs.credentials.rules,
				'n8n-nodes-base/cred-class-field-documentation-url-miscased': 'off',
				'n8n-nodes-base/cred-class-field-type-options-password-missing': 'off',
			},
		},
		{
			files: ['**/nodes/**/*.ts'],
			rules: {
				...n8nNodesBase.configs.nodes.rules,
				'n8n-nodes-base/node-class-description-inputs-wrong-regular-node': 'off',
				'n8n-nodes-base/node-class-description-outputs-wrong': 'off',
				'n8n-nodes-base/node-param-type-options-max-value-present': 'off',
			},
		},
		{ files: ['**/*.json', '**/*.ts'], languageOptions: { parser } },
	);
}
