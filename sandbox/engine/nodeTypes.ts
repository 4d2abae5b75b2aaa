import { dirname, join } from 'node:path';

import {
	NodeHelpers,
	type INodeType,
	type INodeTypes,
	type IVersionedNodeType,
} from 'n8n-workflow';

type AnyNodeType = INodeType | IVersionedNodeType;

const BASE = 'n8n-nodes-base.';

/** The node under test, and n8n's own nodes, loaded from their package when a workflow uses them. */
export class SandboxNodeTypes implements INodeTypes {
	private readonly loaded = new Map<string, AnyNodeType>();

	add(name: string, type: INodeType): void {
		this.loaded.set(name, type);
	}

	getByName(name: string): AnyNodeType {
		const known = this.loaded.get(name) ?? loadBaseNode(name);
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

function loadBaseNode(name: string): AnyNodeType {
	const folder = dirname(require.resolve('n8n-nodes-base/package.json'));
	const known = require(join(folder, 'dist', 'known', 'nodes.json')) as Record<
		string,
		{ className: string; sourcePath: string }
	>;
	const entry = name.startsWith(BASE) ? known[name.slice(BASE.length)] : undefined;
	if (!entry) throw new Error(`The sandbox engine does not know the node type ${name}`);
	const module = require(join(folder, entry.sourcePath)) as Record<string, new () => AnyNodeType>;
	const NodeClass = module[entry.className];
	if (!NodeClass) throw new Error(`${entry.sourcePath} does not export ${entry.className}`);
	return new NodeClass();
}
