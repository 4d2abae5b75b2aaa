import type { INodeProperties, INodePropertyMode } from 'n8n-workflow';

import type { Input } from './input';
import { DEAL, INVOICE, MODES, ORDER, paymentRef, type Mode, type PaymentRef } from './paymentRef';

export const PAYMENT_LABEL = 'Payment';
export const PAY_SYSTEM_LABEL = 'Payment System';
export const ORDER_LABEL = 'Order';

/** `entityTypeId` when payments of the whole portal are meant. */
export const WHOLE_PORTAL = 0;

/** What the dropdown above deal, invoice or order is called. */
export function ownerTypeLabel(operation: unknown): string {
	return operation === 'create' ? 'Add Payment To' : 'Payments Of';
}

export const DEAL_OPTION = { name: 'Deal', value: DEAL };
export const INVOICE_OPTION = { name: 'Invoice', value: INVOICE };
export const ORDER_OPTION = { name: 'Order', value: ORDER };
export const WHOLE_PORTAL_OPTION = { name: 'Whole Portal', value: WHOLE_PORTAL };

/**
 * The payment to work on, by whatever a person has of it. The same in all operations.
 *
 * @param hint what the operation asks of the credential, where few can be expected to have it
 */
export function paymentParameter(operation: string, hint?: string): INodeProperties {
	return {
		displayName: PAYMENT_LABEL,
		name: 'paymentId',
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		description: 'The payment to work on, or the deal, invoice or order that it belongs to',
		...(hint ? { hint } : {}),
		displayOptions: { show: { resource: ['payment'], operation: [operation] } },
		modes: [
			{
				displayName: MODES.list,
				name: 'list',
				type: 'list',
				placeholder: 'Select a payment...',
				typeOptions: { searchListMethod: 'searchPayments', searchable: true },
			},
			textMode(
				'number',
				'e.g. 356/1',
				'The number of the payment, as invoices and payment pages show it',
			),
			textMode(
				'deal',
				'e.g. 25',
				'ID or link of the deal; the payment of it that is to be worked on',
			),
			textMode(
				'invoice',
				'e.g. 12',
				'ID or link of the invoice; the payment of it that is to be worked on',
			),
			textMode('order', 'e.g. 356', 'Number of the order, or the link of its page'),
			textMode(
				'id',
				'e.g. 1038',
				'The payment ID, not the number of a payment, order, deal or invoice',
			),
			textMode(
				'url',
				'e.g. https://your-portal.bitrix24.com/shop/orders/payment/details/1038/',
				"The link of the payment's page in Bitrix24",
			),
		],
	};
}

/** A mode in which something is typed, pasted or dragged in; whatever it is, it is read later. */
const TYPED_IN = { type: 'string' } as const;

function textMode(
	name: Exclude<Mode, 'list'>,
	placeholder: string,
	hint: string,
): INodePropertyMode {
	return { displayName: MODES[name], name, placeholder, hint, ...TYPED_IN };
}

/**
 * Which payment an item means.
 * @throws Failure (`INVALID_INPUT`)
 */
export function meantPayment(input: Input): PaymentRef {
	return paymentRef(input.parameter('paymentId'), PAYMENT_LABEL, input.portalHost);
}

interface OwnerWords {
	readonly label: string;
	readonly placeholder: string;
	readonly idPlaceholder: string;
	readonly urlPlaceholder: string;
}

const OWNERS: Readonly<Record<number, OwnerWords>> = {
	[DEAL]: {
		label: 'Deal',
		placeholder: 'Select a deal...',
		idPlaceholder: 'e.g. 25',
		urlPlaceholder: 'e.g. https://your-portal.bitrix24.com/crm/deal/details/25/',
	},
	[INVOICE]: {
		label: 'Invoice',
		placeholder: 'Select an invoice...',
		idPlaceholder: 'e.g. 12',
		urlPlaceholder: 'e.g. https://your-portal.bitrix24.com/crm/type/31/details/12/',
	},
};

/** What the parameter is called that says which deal or invoice. */
export function ownerLabel(entityTypeId: number): string {
	return OWNERS[entityTypeId]?.label ?? 'Deal or Invoice';
}

/** The deal or invoice that payments belong to, labelled by the kind chosen above it. */
export function ownerParameters(operation: string, hint?: string): INodeProperties[] {
	return [DEAL, INVOICE].flatMap((typeId) => {
		const words = OWNERS[typeId];
		return words
			? [{ ...ownerParameter(operation, typeId, words), ...(hint ? { hint } : {}) }]
			: [];
	});
}

function ownerParameter(operation: string, typeId: number, words: OwnerWords): INodeProperties {
	const { label, placeholder, idPlaceholder, urlPlaceholder } = words;
	const thing = label.toLowerCase();
	return {
		displayName: label,
		name: 'entityId',
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		description: `The ${thing} that the payments belong to`,
		displayOptions: {
			show: { resource: ['payment'], operation: [operation], entityTypeId: [typeId] },
		},
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder,
				typeOptions: { searchListMethod: 'searchDealsOrInvoices', searchable: true },
			},
			{ displayName: 'By ID', name: 'id', type: 'string', placeholder: idPlaceholder },
			{
				displayName: 'By URL',
				name: 'url',
				type: 'string',
				placeholder: urlPlaceholder,
				hint: `The link of the ${thing} in Bitrix24`,
			},
		],
	};
}

/** The same for an order, which has no list to choose from. */
export function orderParameter(operation: string): INodeProperties {
	return {
		displayName: ORDER_LABEL,
		name: 'entityId',
		type: 'resourceLocator',
		default: { mode: 'number', value: '' },
		required: true,
		description: 'The order of the store that the payments belong to',
		displayOptions: {
			show: { resource: ['payment'], operation: [operation], entityTypeId: [ORDER] },
		},
		modes: [
			{
				displayName: 'By Number',
				name: 'number',
				type: 'string',
				placeholder: 'e.g. 356',
				hint: 'The number of the order, without the slash and what follows in the number of a payment',
			},
			{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. 4038' },
			{
				displayName: 'By URL',
				name: 'url',
				type: 'string',
				placeholder: 'e.g. https://your-portal.bitrix24.com/shop/orders/details/4038/',
				hint: "The link of the order's page in Bitrix24",
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
