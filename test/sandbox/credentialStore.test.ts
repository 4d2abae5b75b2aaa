import '../../sandbox/engine/settings';
import 'reflect-metadata';
import { ExecuteContext, LoadOptionsContext } from 'n8n-core';
import {
	createRunExecutionData,
	Workflow,
	type ICredentialType,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type INodeType,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

import { CredentialStore } from '../../sandbox/engine/credentialStore';
import { SandboxNodeTypes } from '../../sandbox/engine/nodeTypes';
import { START, startingWith } from '../../sandbox/startingWith';

const TYPE = 'twoWaysApi';

const CREDENTIAL_TYPE: ICredentialType = {
	name: TYPE,
	displayName: 'Two Ways API',
	properties: [
		{ displayName: 'Way', name: 'way', type: 'string', default: 'hook' },
		{ displayName: 'Hook', name: 'hook', type: 'string', default: 'https://default.example/' },
		{
			displayName: 'Secret',
			name: 'secret',
			type: 'string',
			default: '',
			displayOptions: { show: { way: ['secret'] } },
		},
		{
			displayName: 'Token URL',
			name: 'tokenUrl',
			type: 'hidden',
			default: '={{ $self["hook"] }}token/',
		},
	],
};

const NODE_TYPE = {
	description: {
		displayName: 'Reader',
		name: 'reader',
		group: ['transform'],
		version: 1,
		description: '',
		defaults: {},
		inputs: ['main'],
		outputs: ['main'],
		credentials: [{ name: TYPE, required: true }],
		properties: [],
	},
} as unknown as INodeType;

const NODE: INode = {
	id: 'reader',
	name: 'Reader',
	type: 'reader',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
	credentials: { [TYPE]: { id: '7', name: 'Mine' } },
};

const HOOKS = ['https://one.example/', 'https://two.example/'];

let store: CredentialStore;
let workflow: Workflow;
let additionalData: IWorkflowExecuteAdditionalData;

beforeEach(() => {
	const nodeTypes = new SandboxNodeTypes();
	nodeTypes.add(NODE.type, NODE_TYPE);
	store = new CredentialStore(CREDENTIAL_TYPE, nodeTypes);
	const { nodes, connections } = startingWith([], NODE);
	workflow = new Workflow({ id: 'w', nodes, connections, active: false, nodeTypes });
	additionalData = {
		credentialsHelper: store,
		webhookWaitingBaseUrl: 'http://127.0.0.1:5678/',
		formWaitingBaseUrl: 'http://127.0.0.1:5678/',
		variables: { portal: 'https://variable.example/' },
	} as unknown as IWorkflowExecuteAdditionalData;
});

/** n8n's own context of a running node with these items. */
function contextOf(items: IDataObject[] = HOOKS.map((hook) => ({ hook }))): ExecuteContext {
	const input: INodeExecutionData[] = items.map((json, item) => ({ json, pairedItem: { item } }));
	const data = { main: [input] };
	const source = { main: [{ previousNode: START.name }] };
	const runExecutionData = createRunExecutionData({
		resultData: {
			runData: {
				[START.name]: [
					{
						startTime: 0,
						executionTime: 0,
						executionIndex: 0,
						executionStatus: 'success',
						source: [],
						data,
					},
				],
			},
		},
	});
	const executeData = { node: NODE, data, source };
	return new ExecuteContext(
		workflow,
		NODE,
		additionalData,
		'manual',
		runExecutionData,
		0,
		input,
		data,
		executeData,
		[],
	);
}

const read = async (index: number, context = contextOf()) =>
	await context.getCredentials(TYPE, index);

describe('a credential with an expression', () => {
	it('is resolved for each item', async () => {
		store.save('7', { hook: '={{ $json.hook }}' });
		const context = contextOf();
		const hooks = [await read(0, context), await read(1, context)].map(({ hook }) => hook);
		expect(hooks).toEqual(HOOKS);
		expect(store.read('7').hook).toBe('={{ $json.hook }}');
	});

	it.each([
		['={{ $itemIndex }}', 1],
		['=https://{{ $json.hook.split("/")[2] }}/rest/', 'https://two.example/rest/'],
		['={{ $("Start").item.json.hook }}', 'https://two.example/'],
		['={{ $vars.portal }}', 'https://variable.example/'],
		['={{ $json.nothing }}', undefined],
		['https://fixed.example/', 'https://fixed.example/'],
	])('%s sees what a parameter sees', async (hook, expected) => {
		store.save('7', { hook });
		expect((await read(1)).hook).toBe(expected);
	});

	it('is what the fields that build on it see', async () => {
		store.save('7', { hook: '={{ $json.hook }}' });
		expect((await read(1)).tokenUrl).toBe('https://two.example/token/');
	});

	it.each([
		['={{ $("Nowhere").item.json.hook }}', "node doesn't exist"],
		['={{ $json.hook.nothing.more }}', undefined],
		['={{ $json.hook.nothing() }}', undefined],
		['={{ invalid( }}', 'invalid syntax'],
	])('%s fails as in n8n, or gives nothing as in n8n', async (hook, message) => {
		store.save('7', { hook });
		const reading = read(0);
		if (message === undefined) expect((await reading).hook).toBeUndefined();
		else await expect(reading).rejects.toThrow(`${message} [Error resolving credentials]`);
	});

	it('spoils only the items for which it fails', async () => {
		store.save('7', { hook: '={{ $json.hook ?? $("Nowhere").item.json.hook }}' });
		const context = contextOf([{}, { hook: 'https://two.example/' }]);
		await expect(read(0, context)).rejects.toThrow('[Error resolving credentials]');
		expect((await read(1, context)).hook).toBe('https://two.example/');
	});

	it('has no item in the lists of the editor', async () => {
		store.save('7', { hook: '={{ $vars.portal }}' });
		const lists = new LoadOptionsContext(workflow, NODE, additionalData, '');
		expect((await lists.getCredentials(TYPE)).hook).toBe('https://variable.example/');
		store.save('7', { hook: '={{ $("Start").item.json.hook }}' });
		await expect(lists.getCredentials(TYPE)).rejects.toThrow(/^((?!resolving credentials).)+$/);
	});
});

describe('what is given out', () => {
	it('has defaults and the token data, and leaves hidden fields out', async () => {
		store.save('7', { secret: 'not shown', oauthTokenData: { access_token: 'a' } });
		expect(await read(0)).toEqual({
			way: 'hook',
			hook: 'https://default.example/',
			clientId: '',
			clientSecret: '',
			tokenUrl: 'https://default.example/token/',
			oauthTokenData: { access_token: 'a' },
		});
	});

	it('is counted each time', async () => {
		store.save('7', { hook: '={{ $json.hook }}' });
		const context = contextOf();
		await read(0, context);
		await read(1, context);
		await read(1, context);
		expect(store.decryptions).toBe(3);
	});
});
