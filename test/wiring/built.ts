import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import {
	NodeHelpers,
	Workflow,
	type ICredentialType,
	type IDataObject,
	type INode,
	type INodeParameters,
	type INodeProperties,
	type INodePropertyOptions,
	type INodeType,
	type INodeTypes,
} from 'n8n-workflow';

import { loadPackage, NODE_TYPE } from '../../sandbox/engine/engine';

/** The built package as n8n sees it. */

export const ROOT = join(__dirname, '..', '..');

const built = loadPackage();
export const nodeType: INodeType = new built.Node();
export const triggerType: INodeType = new built.Trigger();
export const credentialType: ICredentialType = new built.Credential();
export const { description } = nodeType;

interface Operation {
	readonly resource: string;
	readonly option: INodePropertyOptions;
}

interface OperationsModule {
	readonly OPERATIONS: readonly Operation[];
	findOperation(resource: string, operation: string): Operation | undefined;
}

const operationsFile = join(ROOT, 'dist/nodes/Bitrix24Payments/operations/index.js');
export const { OPERATIONS, findOperation } = jest.requireActual<OperationsModule>(operationsFile);

/** What the user can choose in the two dropdowns. */
export const CHOICES = dropdown('resource').flatMap(({ value: resource }) =>
	operationDropdowns(String(resource)).flatMap((property) =>
		choicesOf(property).map((option) => ({
			resource: String(resource),
			operation: String(option.value),
			option,
		})),
	),
);

function dropdown(name: string): INodePropertyOptions[] {
	return description.properties
		.filter((property) => property.name === name)
		.flatMap((property) => choicesOf(property));
}

export function operationDropdowns(resource: string): INodeProperties[] {
	return description.properties.filter(
		(property) => property.name === 'operation' && isShown(property, { resource }),
	);
}

export function choicesOf(property: INodeProperties): INodePropertyOptions[] {
	return (property.options ?? []) as INodePropertyOptions[];
}

export function aNode(parameters: IDataObject = {}): INode {
	return {
		id: 'node',
		name: 'Node',
		type: NODE_TYPE,
		typeVersion: 1,
		position: [0, 0],
		parameters: parameters as INodeParameters,
	};
}

export function isShown(
	property: INodeProperties,
	values: IDataObject,
	root: IDataObject = values,
): boolean {
	return NodeHelpers.displayParameter(
		values as INodeParameters,
		property,
		aNode(),
		description,
		root as INodeParameters,
	);
}

/** A property with its place, such as `options.onlyIf.amount`. */
export interface Placed {
	readonly path: string;
	readonly property: INodeProperties;
}

/** All properties, those inside collections included. */
export function allProperties(properties: readonly INodeProperties[], prefix = ''): Placed[] {
	return properties.flatMap((property) => {
		const path = prefix + property.name;
		return [{ path, property }, ...allProperties(childrenOf(property), `${path}.`)];
	});
}

export function childrenOf({ type, options = [] }: INodeProperties): INodeProperties[] {
	if (type === 'collection') return options as INodeProperties[];
	if (type !== 'fixedCollection') return [];
	return options.flatMap((group) => ('values' in group ? group.values : []));
}

/** An empty workflow around the node, to resolve expressions as n8n does. */
export function workflowAround(node: INode): Workflow {
	const known = { getByName: () => nodeType, getByNameAndVersion: () => nodeType };
	return new Workflow({
		nodes: [node],
		connections: {},
		active: false,
		nodeTypes: { ...known, getKnownTypes: () => ({}) } as INodeTypes,
	});
}

/** Paths of all files below a folder, relative to the project. */
export function filesBelow(folder: string): string[] {
	return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1))
		.sort();
}

export function textOf(path: string): string {
	return readFileSync(join(ROOT, path), 'utf8');
}

export function jsonOf<T>(path: string): T {
	return JSON.parse(textOf(path)) as T;
}
