import type { INodeProperties } from 'n8n-workflow';

import { OPERATIONS } from './index';
import { optionsParameters } from './optionsParameters';
import { toolDescriptions } from './toolDescriptions';

const NAMES = Object.fromEntries(
	OPERATIONS.map(({ resource, option }) => [`${resource}.${String(option.value)}`, option.name]),
);

const CHANGES = OPERATIONS.filter(({ kind }) => kind === 'change').map(({ option }) =>
	String(option.value),
);

const operationName = `(${JSON.stringify(NAMES)})[$parameter["resource"] + "." + $parameter["operation"]] || $parameter["operation"]`;
const isDryRun = `${JSON.stringify(CHANGES)}.includes($parameter["operation"]) && $parameter["options"]?.["dryRun"] === true`;

/**
 * Under the node on the canvas: the operation as the dropdown names it, and whether it is only
 * rehearsed, which nobody should have to open the node for.
 */
export const subtitle = `={{ (${operationName}) + (${isDryRun} ? " (Dry Run)" : "") }}`;

/** The node's parameters, put together from the operations' own. */
export const properties: INodeProperties[] = [
	{
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Payment', value: 'payment' },
			{ name: 'Payment System', value: 'paySystem' },
		],
		default: 'payment',
	},
	operationParameter('payment', 'pay'),
	operationParameter('paySystem', 'getAll'),
	...toolDescriptions(OPERATIONS),
	...OPERATIONS.flatMap((operation) => operation.properties),
	...optionsParameters(OPERATIONS),
];

function operationParameter(resource: string, defaultValue: string): INodeProperties {
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [resource] } },
		options: OPERATIONS.filter((operation) => operation.resource === resource).map(
			({ option }) => option,
		),
		default: defaultValue,
	};
}
