import type { INodeProperties } from 'n8n-workflow';

export const PAYMENT_LABEL = 'Payment';
export const PAY_SYSTEM_LABEL = 'Payment System';
export const ENTITY_LABEL = 'Deal or Invoice';

/** `entityTypeId` when payments of the whole portal are meant. */
export const WHOLE_PORTAL = 0;

export const DEAL_OPTION = { name: 'Deal', value: 2 };
export const INVOICE_OPTION = { name: 'Invoice', value: 31 };
export const WHOLE_PORTAL_OPTION = { name: 'Whole Portal', value: WHOLE_PORTAL };

/**
 * The payment to work on, with a list that can be narrowed down to a deal or invoice. The names
 * are the same in all operations, so that a change of operation keeps what was entered.
 */
export function paymentIdParameter(operation: string): INodeProperties[] {
	return [
		listedPaymentsParameter(operation),
		{ ...entityIdParameter(operation), required: false },
		{
			displayName: PAYMENT_LABEL,
			name: 'paymentId',
			type: 'resourceLocator',
			default: { mode: 'list', value: '' },
			required: true,
			description: 'The payment to work on',
			displayOptions: { show: { resource: ['payment'], operation: [operation] } },
			modes: [
				{
					displayName: 'From List',
					name: 'list',
					type: 'list',
					placeholder: 'Select a payment...',
					typeOptions: { searchListMethod: 'searchPayments', searchable: true },
				},
				{
					displayName: 'By ID',
					name: 'id',
					type: 'string',
					placeholder: 'e.g. 1038',
					hint: 'The payment ID, not the number of the order, deal or invoice',
				},
				{
					displayName: 'By URL',
					name: 'url',
					type: 'string',
					placeholder: 'e.g. https://your-portal.bitrix24.com/shop/orders/payment/details/1038/',
					hint: "The link of the payment's page in Bitrix24",
				},
			],
		},
	];
}

/** Which payments the list of payments offers; it has no meaning once one is chosen. */
function listedPaymentsParameter(operation: string): INodeProperties {
	return {
		displayName: 'List Payments Of',
		name: 'entityTypeId',
		type: 'options',
		options: [DEAL_OPTION, INVOICE_OPTION, WHOLE_PORTAL_OPTION],
		default: 0,
		description:
			'Which payments the list below offers. It does not matter when the payment is given by ID or URL. The list of the whole portal needs the permission sale.',
		displayOptions: { show: { resource: ['payment'], operation: [operation] } },
	};
}

export function entityIdParameter(operation: string): INodeProperties {
	return {
		displayName: ENTITY_LABEL,
		name: 'entityId',
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		description: 'The deal or invoice that the payments belong to',
		displayOptions: {
			show: { resource: ['payment'], operation: [operation] },
			hide: { entityTypeId: [WHOLE_PORTAL] },
		},
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Select a deal or invoice...',
				typeOptions: { searchListMethod: 'searchDealsOrInvoices', searchable: true },
			},
			{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. 25' },
			{
				displayName: 'By URL',
				name: 'url',
				type: 'string',
				placeholder: 'e.g. https://your-portal.bitrix24.com/crm/deal/details/25/',
				hint: 'The link of the deal or invoice in Bitrix24',
			},
		],
	};
}

/** How a payment system is chosen, wherever one is. */
export const paySystemLocator: Pick<INodeProperties, 'type' | 'default' | 'modes'> = {
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a payment system...',
			typeOptions: { searchListMethod: 'searchPaySystems', searchable: true },
		},
		{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. 7' },
	],
};

export function paySystemIdParameter(operation: string): INodeProperties {
	return {
		displayName: PAY_SYSTEM_LABEL,
		name: 'paySystemId',
		...paySystemLocator,
		required: true,
		description: 'The payment system that the payment uses',
		displayOptions: { show: { resource: ['payment'], operation: [operation] } },
	};
}
