import { dirname, join } from 'node:path';

import {
	NodeHelpers,
	type INodeType,
	type INodeTypes,
	type IVersionedNodeType,
} from 'n8n-workflow';

type AnyNodeType = INodeType | IVersionedNodeType;

const BASE = 'n8n-nodes-base.';

/** Waits for a person, whose answer is pinned; its package loads only where ES modules do. */
const WAIT = `${BASE}wait`;

/** The node under test, and n8n's own nodes, loaded from their package when a workflow uses them. */
export class SandboxNodeTypes implements INodeTypes {
	private readonly loaded = new Map<string, AnyNodeType>();

	add(name: string, type: INodeType): void {
		this.loaded.set(name, type);
	}

	getByName(name: string): AnyNodeType {
		const known = this.loaded.get(name) ?? (isLoadable(name) ? loadBaseNode(name) : standIn(name));
		this.loaded.set(name, known);
		return known;
	}

	getByNameAndVersion(name: string, version?: number): INodeType {
		return NodeHelpers.getVersionedNodeType(this.getByName(name), version);
	}

	getKnownTypes() {
		return {};
	}
}

/** Models, agents and tools of other packages: their output is pinned where they occur. */
function standIn(name: string): INodeType {
	const description = {
		displayName: name,
		name,
		group: ['transform'],
		version: [1, 1.1, 1.2, 2, 2.2],
		description: '',
		defaults: {},
		inputs: ['main'],
		outputs: ['main'],
		properties: [],
	} as unknown as INodeType['description'];
	return { description };
}

function isLoadable(name: string): boolean {
	return name.startsWith(BASE) && name !== WAIT;
}

function loadBaseNode(name: string): AnyNodeType {
	const folder = dirname(require.resolve('n8n-nodes-base/package.json'));
	const known = require(join(folder, 'dist', 'known', 'nodes.json')) as Record<
		string,
		{ className: string; sourcePath: string }
	>;
	const entry = known[name.slice(BASE.length)];
	if (!entry) throw new Error(`The sandbox engine does not know the node type ${name}`);
	const module = require(join(folder, entry.sourcePath)) as Record<string, new () => AnyNodeType>;
	const NodeClass = module[entry.className];
	if (!NodeClass) throw new Error(`${entry.sourcePath} does not export ${entry.className}`);
	return new NodeClass();
}
