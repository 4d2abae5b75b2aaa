import type {
	IDataObject,
	IExecuteFunctions,
	ILoadOptionsFunctions,
	INodeType,
} from 'n8n-workflow';

import type { Engine } from '../../sandbox/engine/engine';
import { aNode, description, isShown, nodeType } from './built';

/** Asked for by JavaScript itself, by await or by JSON, not by the node. */
const NOBODYS = new Set(['then', 'toJSON', 'constructor', 'mode']);

/**
 * Lets the engine's node note which parameters it reads, and which keys inside of collections:
 * `paymentId`, `options`, `options.verify`, `options.onlyIf.amount`.
 */
export function recordReads(engine: Engine): Set<string> {
	const reads = new Set<string>();
	const node: INodeType = engine['node'];
	const { execute } = node;
	node.execute = async function (this: IExecuteFunctions) {
		return (await execute?.call(recording(this, reads))) ?? [];
	};
	return reads;
}

function recording(context: IExecuteFunctions, reads: Set<string>): IExecuteFunctions {
	const getNodeParameter = (name: string, ...rest: never[]): unknown => {
		reads.add(name);
		const read = context.getNodeParameter as (name: string, ...rest: never[]) => unknown;
		return noting(read.call(context, name, ...rest), name, reads);
	};
	return new Proxy(context, {
		get: (target, key) => {
			if (key === 'getNodeParameter') return getNodeParameter;
			const value: unknown = Reflect.get(target, key);
			return typeof value === 'function' ? value.bind(target) : value;
		},
	});
}

/** Resource locators are values, not collections. */
function isCollection(value: unknown): value is object {
	return typeof value === 'object' && value !== null && !Array.isArray(value) && !('__rl' in value);
}

function noting(value: unknown, path: string, reads: Set<string>): unknown {
	if (!isCollection(value)) return value;
	const note = (key: string | symbol) => {
		if (typeof key === 'string' && !NOBODYS.has(key)) reads.add(`${path}.${key}`);
	};
	return new Proxy(value, {
		has: (target, key) => {
			note(key);
			return Reflect.has(target, key);
		},
		get: (target, key) => {
			note(key);
			return noting(Reflect.get(target, key), `${path}.${String(key)}`, reads);
		},
	});
}

/** The parameters that the searches behind the shown lists read, before they ask the portal. */
export async function readsOfLists(form: IDataObject): Promise<Set<string>> {
	const reads = new Set<string>();
	const context = listContext(form, reads);
	const methods = description.properties
		.filter((property) => isShown(property, form))
		.flatMap(({ modes = [] }) => modes.map(({ typeOptions }) => typeOptions?.searchListMethod));
	for (const method of methods) {
		const search = method === undefined ? undefined : nodeType.methods?.listSearch?.[method];
		// The portal of this context refuses everything; what was read before that is what counts.
		await search?.call(context).catch(() => undefined);
	}
	return reads;
}

/** Lists are paced like the node; a portal of its own for each keeps them from waiting here. */
let portals = 0;

function listContext(form: IDataObject, reads: Set<string>): ILoadOptionsFunctions {
	const webhookUrl = `https://portal${(portals += 1)}.example/rest/1/abcdefgh12345678/`;
	const context = {
		getNode: () => aNode(form),
		getCredentials: async () => ({ grantType: 'webhook', webhookUrl }),
		getCurrentNodeParameter: (name: string) => {
			reads.add(name);
			return form[name];
		},
		helpers: {
			httpRequest: async () => ({
				statusCode: 400,
				headers: {},
				body: '{"error":"0","error_description":"No"}',
			}),
		},
	};
	return context as unknown as ILoadOptionsFunctions;
}
