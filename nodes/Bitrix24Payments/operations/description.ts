import type { INodeProperties } from 'n8n-workflow';

import { OPERATIONS, type Operation } from './index';
import { optionsParameters } from './optionsParameters';

const NAMES = Object.fromEntries(
	OPERATIONS.map(({ resource, option }) => [`${resource}.${String(option.value)}`, option.name]),
);

/** What finding a payment asks of the credential, beside what is done with it then. */
const MODES_OF_SCOPES = { sale: 'By Number and Of Order', crm: 'Of Deal and Of Invoice' };

/** Under the node on the canvas: the operation as the dropdown names it. */
export const subtitle = `={{ (${JSON.stringify(NAMES)})[$parameter["resource"] + "." + $parameter["operation"]] || $parameter["operation"] }}`;

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
	...OPERATIONS.map(noticeOf),
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

/** What the operation asks of the credential, where the user chooses it. */
function noticeOf(operation: Operation): INodeProperties {
	const { resource, option, scopes, permissions = scopes.join(', ') } = operation;
	const name = String(option.value);
	return {
		displayName: `Permissions in Bitrix24: ${permissions}${findsPayment(operation) ? forModes(operation) : ''}`,
		name: `${name}Scopes`,
		type: 'notice',
		default: '',
		displayOptions: { show: { resource: [resource], operation: [name] } },
	};
}

function findsPayment({ properties: own }: Operation): boolean {
	return own.some(({ name }) => name === 'paymentId');
}

/** The scopes that only some ways to give a payment need. */
function forModes({ scopes, permissions }: Operation): string {
	const needs = Object.entries(MODES_OF_SCOPES)
		.filter(([scope]) => !scopes.includes(scope) || (permissions && scope === 'sale'))
		.map(([scope, modes]) => `${modes} also need ${scope}`);
	return needs.length > 0 ? `. ${needs.join(', ')}.` : '';
}
