import type { UpdateField } from './updateField';

const SELF_HOSTED = 'Only for self-hosted Bitrix24';

/**
 * The fields of `sale.payment.update`. First what people change, then what payment systems and users
 * leave behind, last what comes from 1C and what only self-hosted portals have.
 */
export const UPDATE_FIELDS: readonly UpdateField[] = [
	{
		name: 'sum',
		label: 'Amount',
		kind: 'amount',
		description:
			'Amount of the payment in its currency. Bitrix24 refuses to change the amount of a paid payment.',
	},
	{ name: 'comments', label: 'Comments', kind: 'text', description: 'Comments on the payment' },
	{
		name: 'datePaid',
		label: 'Payment Date',
		kind: 'dateTime',
		description: 'When the payment was made',
	},
	{
		name: 'payVoucherNum',
		label: 'Payment Document Number',
		kind: 'text',
		description: 'Number of the payment document, such as a bank reference',
	},
	{
		name: 'payVoucherDate',
		label: 'Payment Document Date',
		kind: 'dateTime',
		description: 'Date of the payment document',
	},
	{ name: 'dateBill', label: 'Invoice Date', kind: 'dateTime', description: 'Date of the invoice' },
	{
		name: 'paySystemId',
		label: 'Payment System',
		kind: 'paySystem',
		description: 'Payment system of the payment. Left out, the present one is kept.',
	},
	{
		name: 'responsibleId',
		label: 'Responsible User ID',
		kind: 'record',
		description: 'User responsible for the payment',
	},
	{
		name: 'paid',
		label: 'Paid',
		kind: 'flag',
		description:
			'Whether the payment is paid. A change runs automation, receipts and mails of Bitrix24 like Mark as Paid and Mark as Unpaid do.',
	},
	{
		name: 'isReturn',
		label: 'Refund',
		kind: 'choice',
		description:
			'Whether and how the payment is refunded. Anything but No starts a refund that can move real money and is never repeated automatically.',
		choices: [
			{ name: 'No', value: 'N' },
			{
				name: 'Yes, Through the Payment System',
				value: 'P',
				description: 'The payment system sends the money back to the payer',
			},
			{
				name: 'Yes, to the Inner Account',
				value: 'Y',
				description: "The money is credited to the payer's account in the store",
			},
		],
	},
	{
		name: 'payReturnDate',
		label: 'Return Document Date',
		kind: 'date',
		description: 'Day of the return document; the time of day is not kept',
	},
	{
		name: 'payReturnNum',
		label: 'Return Document Number',
		kind: 'text',
		description: 'Number of the return document',
	},
	{
		name: 'payReturnComment',
		label: 'Return Comment',
		kind: 'text',
		description: 'Comment on the return',
	},
	{
		name: 'marked',
		label: 'Marked as Problematic',
		kind: 'flag',
		description: 'Whether the payment is marked as problematic. Off also clears the reason.',
	},
	{
		name: 'reasonMarked',
		label: 'Reason for Marking',
		kind: 'text',
		maxLength: 255,
		description: 'Why the payment is marked as problematic, at most 255 characters',
	},
	{
		name: 'xmlId',
		label: 'External ID',
		kind: 'text',
		description: 'Identifier of the payment in another system',
	},
	{
		name: 'psInvoiceId',
		label: 'Payment ID in Payment System',
		kind: 'text',
		description: 'Identifier that the payment system gave to the payment',
	},
	{
		name: 'psStatus',
		label: 'Payment System Status',
		kind: 'flag',
		description: 'Whether the payment system reported the payment as made',
	},
	{
		name: 'psSum',
		label: 'Payment System Amount',
		kind: 'amount',
		description: 'Amount that the payment system reported',
	},
	{
		name: 'psCurrency',
		label: 'Payment System Currency',
		kind: 'currency',
		description: 'Currency that the payment system reported',
		placeholder: 'e.g. EUR',
	},
	{
		name: 'psResponseDate',
		label: 'Payment System Response Date',
		kind: 'dateTime',
		description: 'When the payment system answered',
	},
	{
		name: 'psStatusCode',
		label: 'Payment System Status Code',
		kind: 'text',
		description: 'Status code that the payment system reported',
	},
	{
		name: 'psStatusDescription',
		label: 'Payment System Status Description',
		kind: 'text',
		description: 'Result that the payment system described',
	},
	{
		name: 'psStatusMessage',
		label: 'Payment System Status Message',
		kind: 'text',
		description: 'Message that the payment system sent',
	},
	{
		name: 'empPaidId',
		label: 'Paid By User ID',
		kind: 'record',
		description:
			'User who made the payment. Bitrix24 enters the user of the credential itself when the payment becomes paid.',
	},
	{
		name: 'empMarkedId',
		label: 'Marked By User ID',
		kind: 'record',
		description:
			'User who marked the payment. Bitrix24 enters the user of the credential itself when the mark is set.',
	},
	{
		name: 'empResponsibleId',
		label: 'Responsible Assigned By User ID',
		kind: 'record',
		description:
			'User who assigned the responsible person. Bitrix24 enters the user of the credential itself when the responsible person changes.',
	},
	{
		name: 'empReturnId',
		label: 'Return Processed By User ID',
		kind: 'record',
		description: 'User who processed the return',
	},
	{
		name: 'companyId',
		label: 'Receiving Company ID',
		kind: 'record',
		description: 'Company that receives the payment. Bitrix24 does not use it at present.',
	},
	{
		name: 'datePayBefore',
		label: 'Pay Before (Deprecated)',
		kind: 'dateTime',
		description: 'Date by which the invoice has to be paid. Deprecated by Bitrix24.',
	},
	{ name: 'id1c', label: '1C ID', kind: 'text', description: 'Identifier of the payment in 1C' },
	{
		name: 'version1c',
		label: '1C Document Version',
		kind: 'text',
		description: 'Version of the payment document in 1C',
	},
	{
		name: 'updated1c',
		label: 'Updated via 1C',
		kind: 'flag',
		description: 'Whether the payment was updated by 1C',
	},
	{
		name: 'priceCod',
		label: 'Cash on Delivery Fee (Self-Hosted)',
		kind: 'amount',
		description: `Cost of paying on delivery. ${SELF_HOSTED}.`,
	},
	{
		name: 'externalPayment',
		label: 'External Payment (Self-Hosted)',
		kind: 'choice',
		description: `How the payment came from 1C by XML. ${SELF_HOSTED}.`,
		choices: [
			{ name: 'No', value: 'N' },
			{ name: 'Yes', value: 'Y' },
			{ name: 'Yes, Loaded with the Order', value: 'F' },
		],
	},
];

/** Fields a read shows and no update can change (docs/bitrix24.md#payment-fields). */
export const READ_ONLY_FIELDS: ReadonlySet<string> = new Set([
	'id',
	'orderId',
	'accountNumber',
	'currency',
	'paySystemName',
	'paySystemXmlId',
	'paySystemIsCash',
	'dateResponsibleId',
	'dateMarked',
]);
