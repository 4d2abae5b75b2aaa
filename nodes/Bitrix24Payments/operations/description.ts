import type { INodeProperties } from 'n8n-workflow';

import { OPERATIONS, type Operation } from './index';
import { optionsParameters } from './optionsParameters';

const NAMES = Object.fromEntries(
	OPERATIONS.map(({ resource, option }) => [`${resource}.${String(option.value)}`, option.name]),
);

const LIST_NEEDS_SALE = '. The payment list of the whole portal also needs sale.';

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
	const isSaleSaid = scopes.includes('sale') && operation.permissions === undefined;
	const forList = listsPayments(operation) && !isSaleSaid ? LIST_NEEDS_SALE : '';
	return {
		displayName: `Permissions in Bitrix24: ${permissions}${forList}`,
		name: `${name}Scopes`,
		type: 'notice',
		default: '',
		displayOptions: { show: { resource: [resource], operation: [name] } },
	};
}

function listsPayments({ properties: own }: Operation): boolean {
	return own.some(({ name }) => name === 'paymentId');
}
