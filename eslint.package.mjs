/**
 * The rules of n8n's own lint command for what is published. `eslint.config.mjs` is n8n's file,
 * which has to stay as it is, but the package behind it does not install without overrides that a
 * published package may not have. So the same rules are put together here from the same plugins.
 */
import js from '@eslint/js';
import { n8nCommunityNodesPlugin } from '@n8n/eslint-plugin-community-nodes';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importPlugin from 'eslint-plugin-import-x';
import n8nNodesBase from 'eslint-plugin-n8n-nodes-base';
import { globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const { recommended } = n8nCommunityNodesPlugin.configs;

const ROOT = './nodes/Bitrix24Payments';

/** The rooms from the lowest to the highest: each imports from itself and those before it. */
const ROOMS = ['portal', 'records', 'parameters', 'operations', 'execution', 'pickers'];

const upwards = ROOMS.map((room, height) => ({
	target: `${ROOT}/${room}`,
	from: ROOT,
	except: ROOMS.slice(0, height + 1).map((below) => `./${below}`),
	message: `${room}/ imports only from ${ROOMS.slice(0, height + 1).join(', ')} (docs/ARCHITECTURE.md)`,
}));

/** Whoever has no writer changes nothing at the portal. */
const writing = {
	target: [...ROOMS, 'trigger']
		.filter((room) => !['portal', 'execution'].includes(room))
		.map((room) => `${ROOT}/${room}`),
	from: [`${ROOT}/portal/writer.ts`, `${ROOT}/portal/writablePortal.ts`],
	message: 'Only execution/ writes: it reads before and verifies after (docs/ARCHITECTURE.md)',
};

/** What has changed, whoever tells of it; it stands beside the rooms from operations/ on. */
const TRIGGER_READS = ['portal', 'records', 'parameters', 'trigger'];

const trigger = {
	target: `${ROOT}/trigger`,
	from: ROOT,
	except: TRIGGER_READS.map((room) => `./${room}`),
	message: `trigger/ imports only from ${TRIGGER_READS.join(', ')} (docs/ARCHITECTURE.md)`,
};

export default tseslint.config(
	globalIgnores(['dist']),
	{
		files: ['**/*.ts'],
		extends: [
			js.configs.recommended,
			tseslint.configs.recommended,
			recommended,
			importPlugin.configs['flat/recommended'],
		],
		rules: { 'prefer-spread': 'off', 'no-console': 'error' },
	},
	{
		plugins: { 'n8n-nodes-base': n8nNodesBase },
		settings: { 'import-x/resolver-next': [createTypeScriptImportResolver()] },
	},
	{
		files: ['nodes/**/*.ts'],
		rules: { 'import-x/no-restricted-paths': ['error', { zones: [...upwards, trigger, writing] }] },
	},
	{
		// The client of Bitrix24 knows no items, nodes or executions of n8n.
		files: ['nodes/Bitrix24Payments/portal/**/*.ts'],
		rules: {
			'no-restricted-imports': [
				'error',
				{
					paths: [
						{
							name: 'n8n-workflow',
							allowImportNames: [
								'ICredentialDataDecryptedObject',
								'IDataObject',
								'IHttpRequestOptions',
								'IN8nHttpFullResponse',
								'randomString',
								'sleep',
							],
							message: 'portal/ knows nothing of n8n beyond HTTP and the credential',
						},
					],
				},
			],
		},
	},
	{
		files: ['package.json'],
		extends: [recommended],
		rules: n8nNodesBase.configs.community.rules,
		languageOptions: {
			parser: tseslint.parser,
			parserOptions: { extraFileExtensions: ['.json'] },
		},
	},
	{
		files: ['./credentials/**/*.ts'],
		rules: {
			...n8nNodesBase.configs.credentials.rules,
			// Both are off in n8n's own configuration.
			'n8n-nodes-base/cred-class-field-documentation-url-miscased': 'off',
			'n8n-nodes-base/cred-class-field-type-options-password-missing': 'off',
			// The webhook URL contains the access code: it is a secret, whatever its name.
			'@n8n/community-nodes/credential-unnecessary-password': 'off',
		},
	},
	{
		files: ['./nodes/**/*.ts'],
		rules: {
			...n8nNodesBase.configs.nodes.rules,
			// All three are off in n8n's own configuration.
			'n8n-nodes-base/node-class-description-inputs-wrong-regular-node': 'off',
			'n8n-nodes-base/node-class-description-outputs-wrong': 'off',
			'n8n-nodes-base/node-param-type-options-max-value-present': 'off',
		},
	},
);
