import type { INodeProperties } from 'n8n-workflow';

export const PAYMENT_LABEL = 'Payment';
export const PAY_SYSTEM_LABEL = 'Payment System';

/** Same name for the same thing in all operations, so that a switch of operation keeps its value. */
export function paymentIdParameter(...operations: string[]): INodeProperties {
	return {
		displayName: PAYMENT_LABEL,
		name: 'paymentId',
		type: 'resourceLocator',
		default: { mode: 'id', value: '' },
		required: true,
		description: 'The payment to work on',
		displayOptions: { show: { resource: ['payment'], operation: operations } },
		modes: [
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
	};
}

export function paySystemIdParameter(...operations: string[]): INodeProperties {
	return {
		displayName: PAY_SYSTEM_LABEL,
		name: 'paySystemId',
		type: 'resourceLocator',
		default: { mode: 'id', value: '' },
		required: true,
		description: 'The payment system that the payment uses',
		displayOptions: { show: { resource: ['payment'], operation: operations } },
		modes: [
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: 'e.g. 7',
			},
		],
	};
}
