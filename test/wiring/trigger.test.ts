import { existsSync } from 'node:fs';
import { join } from 'node:path';

import {
	NodeHelpers,
	Workflow,
	type IDataObject,
	type INode,
	type INodeParameters,
	type INodeTypes,
} from 'n8n-workflow';

import { SEED } from '../../sandbox/portal';
import { MINUTE, pollRigOf } from '../support/pollRig';
import { startRig, type Rig } from '../support/rig';
import {
	allProperties,
	childrenOf,
	description as action,
	jsonOf,
	ROOT,
	triggerType,
} from './built';

/** The trigger as n8n sees it. */

const { description } = triggerType;
const NODE_FOLDER = 'dist/nodes/Bitrix24Payments';

function aTrigger(parameters: IDataObject): INode {
	return {
		id: 'trigger',
		name: 'Trigger',
		type: description.name,
		typeVersion: 1,
		position: [0, 0],
		parameters: parameters as INodeParameters,
	};
}

describe('The trigger', () => {
	it("keeps n8n's conventions", () => {
		expect(description).toMatchObject({
			displayName: 'Bitrix24 Payments Trigger',
			name: 'bitrix24PaymentsTrigger',
			group: ['trigger'],
			version: 1,
			polling: true,
			inputs: [],
			outputs: ['main'],
		});
		expect(description).not.toHaveProperty('usableAsTool');
		expect(triggerType.constructor.name).toBe('Bitrix24PaymentsTrigger');
		expect(typeof triggerType.poll).toBe('function');
		expect(triggerType.trigger).toBeUndefined();
	});

	it("has the node's icons, light and dark", () => {
		expect(description.icon).toEqual(action.icon);
		const { light, dark } = description.icon as { light: string; dark: string };
		for (const icon of [light, dark]) {
			expect(existsSync(join(ROOT, NODE_FOLDER, icon.replace('file:', '')))).toBe(true);
		}
	});

	it('has a codex of its own', () => {
		const codex = jsonOf<IDataObject>(`${NODE_FOLDER}/Bitrix24PaymentsTrigger.node.json`);
		const { name } = jsonOf<{ name: string }>('package.json');
		expect(codex).toMatchObject({ node: `${name}.${description.name}`, nodeVersion: '1.0' });
		expect(Object.keys(codex.resources as object)).toHaveLength(2);
	});

	it('has every search that its lists name, and no other', () => {
		const lists = JSON.stringify(description.properties).matchAll(/"searchListMethod":"(\w+)"/g);
		const named = new Set([...lists].map(([, name]) => name));
		expect(Object.keys(triggerType.methods?.listSearch ?? {})).toEqual([...named]);
	});

	it('speaks as the node does', () => {
		for (const { property, path } of allProperties(description.properties)) {
			if (property.type === 'notice') continue;
			expect([path, property.displayName]).toEqual([
				path,
				expect.stringMatching(/^([A-Z]\w+ ?|On)+$/),
			]);
			if (property.type === 'boolean') expect(property.description).toMatch(/^Whether /);
			if (property.type === 'collection') expect(property.placeholder).toMatch(/^Add /);
		}
		const events = description.properties.find(({ name }) => name === 'events');
		expect(events).toMatchObject({ displayName: 'Trigger On', default: ['paid'], required: true });
		expect(events).not.toHaveProperty('description');
	});

	it.each([
		[{ events: ['paid'] }, 'Paid'],
		[{ events: ['paid', 'deleted'] }, 'Paid, Deleted'],
		[{}, ''],
	])('has a subtitle for %j', (parameters, expected) => {
		const node = aTrigger(parameters);
		const known = { getByName: () => triggerType, getByNameAndVersion: () => triggerType };
		const workflow = new Workflow({
			nodes: [node],
			connections: {},
			active: false,
			nodeTypes: { ...known, getKnownTypes: () => ({}) } as INodeTypes,
		});
		node.parameters = parameters as INodeParameters;
		const subtitle = workflow.expression.getSimpleParameterValue(
			node,
			description.subtitle,
			'internal',
			{},
		);
		expect(subtitle).toBe(expected);
	});

	it('keeps what was entered when it is saved and opened again', () => {
		const entered = {
			events: ['paid', 'unpaid'],
			options: {
				sumFrom: 5,
				ownChanges: false,
				paySystemId: { __rl: true, mode: 'id', value: '3' },
				simplify: false,
			},
		};
		const options = description.properties.find(({ name }) => name === 'options');
		expect(
			childrenOf(options as never)
				.map(({ name }) => name)
				.sort(),
		).toEqual(Object.keys(entered.options).sort());
		const opened = NodeHelpers.getNodeParameters(
			description.properties,
			entered as unknown as INodeParameters,
			true,
			false,
			aTrigger({}),
			description,
		);
		expect(opened).toMatchObject(entered);
	});
});

describe('The output preview of the trigger', () => {
	interface Schema {
		readonly type: string;
		readonly properties?: Record<string, Schema>;
	}
	let rig: Rig;
	beforeAll(async () => {
		rig = await startRig();
	});
	afterAll(async () => await rig.close());

	/** Names and types of a value; a null fits any type. */
	function differencesTo(schema: Schema, value: unknown, path = ''): string[] {
		if (value === null) return [];
		const type = typeof value;
		if (type === 'number') return /^(number|integer)$/.test(schema.type) ? [] : [path];
		if (type !== schema.type) return [path];
		if (type !== 'object') return [];
		const entries = Object.entries(value as IDataObject);
		const names = Object.keys(schema.properties ?? {}).sort();
		if (
			names.join() !==
			entries
				.map(([name]) => name)
				.sort()
				.join()
		)
			return [path];
		return entries.flatMap(([name, inner]) =>
			differencesTo(schema.properties?.[name] as Schema, inner, `${path}.${name}`),
		);
	}

	it('is what really comes out', async () => {
		const schema = jsonOf<Schema>(`${NODE_FOLDER}/__schema__/v1.0.0.json`);
		const events = ['paid', 'unpaid', 'created', 'changed', 'deleted'];
		const use = pollRigOf(rig, { parameters: { events } });
		await use.poller.activate();
		const { person } = rig.portal;
		const [first, second, third] = SEED.bankStatement;
		person.pays(first);
		person.sets(second, { sum: 3 });
		person.deletes(third);
		person.unpays(SEED.alreadyPaid);
		person.addsPayment({ entityId: 60 });
		await use.pollAfter(MINUTE);
		expect(use.poller.events).toHaveLength(5);
		expect(use.poller.events.flatMap((event) => differencesTo(schema, event))).toEqual([]);
		expect(Object.keys(schema.properties?.payment?.properties ?? {}).length).toBeLessThanOrEqual(
			10,
		);
	});
});
