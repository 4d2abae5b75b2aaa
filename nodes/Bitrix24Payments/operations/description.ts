import type { INodeProperties } from 'n8n-workflow';

import { OPERATIONS } from './index';
import { changeOptionsParameter } from './options';

/** The node's parameters, put together from the operations' own. */
export const properties: INodeProperties[] = [
	{
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		options: [{ name: 'Payment', value: 'payment' }],
		default: 'payment',
	},
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['payment'] } },
		options: OPERATIONS.map((operation) => operation.option),
		default: 'pay',
	},
	...OPERATIONS.flatMap((operation) => operation.properties),
	changeOptionsParameter(OPERATIONS.map((operation) => operation.option.value as string)),
];
