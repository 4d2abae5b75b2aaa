/** For what is not published: the sandbox portal and the tests run in Node, not in n8n. */
import js from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config(
	{ ignores: ['test/fixtures/**', '**/node_modules/**'] },
	js.configs.recommended,
	tseslint.configs.recommended,
	{
		files: ['**/*.{js,mjs,cjs}'],
		languageOptions: {
			globals: {
				console: 'readonly',
				process: 'readonly',
				require: 'readonly',
				exports: 'writable',
				module: 'writable',
				URL: 'readonly',
				fetch: 'readonly',
				__dirname: 'readonly',
				setTimeout: 'readonly',
			},
		},
		rules: { '@typescript-eslint/no-require-imports': 'off' },
	},
	{
		// n8n loads nodes by path at run time, and so does the engine that stands in for it.
		files: ['sandbox/engine/**', 'sandbox/bench/time/**', 'test/versions/**'],
		rules: { '@typescript-eslint/no-require-imports': 'off' },
	},
);
