import type { INodeProperties } from 'n8n-workflow';

import { PAY_SYSTEM_LABEL, paySystemLocator } from '../parameters/locators';

/** Under the node on the canvas: what it starts on. */
export const triggerSubtitle =
	'={{ [].concat($parameter["events"] || []).map((event) => event.charAt(0).toUpperCase() + event.slice(1)).join(", ") }}';

/** The trigger's panel. */
export const triggerParameters: INodeProperties[] = [
	{
		displayName: 'Permissions in Bitrix24: sale',
		name: 'scopes',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Trigger On',
		name: 'events',
		type: 'multiOptions',
		required: true,
		options: [
			{
				name: 'Changed',
				value: 'changed',
				description: 'Amount, payment system or another field, without becoming paid or unpaid',
			},
			{ name: 'Created', value: 'created', description: 'A payment was added to an order' },
			{ name: 'Deleted', value: 'deleted', description: 'A payment was taken out of its order' },
			{ name: 'Paid', value: 'paid', description: 'A payment was marked as paid, by whomever' },
			{ name: 'Unpaid', value: 'unpaid', description: 'A paid payment was marked as unpaid' },
		],
		default: ['paid'],
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Amount From',
				name: 'sumFrom',
				type: 'number',
				typeOptions: { minValue: 0, numberPrecision: 2 },
				default: 0,
				description: 'Smallest amount of a payment to start for',
			},
			{
				displayName: 'Own Changes',
				name: 'ownChanges',
				type: 'boolean',
				default: true,
				description:
					'Whether to start for payments that the user of the credential marked as paid. Of all other changes, Bitrix24 does not tell who made them.',
			},
			{
				displayName: PAY_SYSTEM_LABEL,
				name: 'paySystemId',
				...paySystemLocator,
				description: 'Only payments that use this payment system',
			},
			{
				displayName: 'Simplify',
				name: 'simplify',
				type: 'boolean',
				default: true,
				description:
					'Whether to return a simplified version of the response instead of the raw data',
			},
		],
	},
];
