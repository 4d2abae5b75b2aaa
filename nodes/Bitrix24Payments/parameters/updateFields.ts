import type { INodeProperties } from 'n8n-workflow';

import { paySystemLocator } from './locators';
import {
	amount,
	calendarDate,
	choice,
	currency,
	dateTime,
	flag,
	isSameAmount,
	recordId,
	text,
} from './values';

/** How a field is typed in the UI, checked, sent and compared. */
type FieldKind =
	| 'text'
	| 'currency'
	| 'amount'
	| 'record'
	| 'paySystem'
	| 'flag'
	| 'choice'
	| 'dateTime'
	| 'date';

export interface UpdateField {
	/** The camelCase name on the wire. */
	readonly name: string;
	readonly label: string;
	readonly kind: FieldKind;
	readonly description: string;
	readonly choices?: ReadonlyArray<{
		readonly name: string;
		readonly value: string;
		readonly description?: string;
	}>;
	readonly placeholder?: string;
	readonly maxLength?: number;
}

/** The value of a field as it goes over the wire. */
export type WireValue = string | number;

const SELF_HOSTED = 'Only for self-hosted Bitrix24';

/** The fields of `sale.payment.update`, in the alphabetical order of their labels. */
export const UPDATE_FIELDS: readonly UpdateField[] = [
	{
		name: 'version1c',
		label: '1C Document Version',
		kind: 'text',
		description: 'Version of the payment document in 1C',
	},
	{ name: 'id1c', label: '1C ID', kind: 'text', description: 'Identifier of the payment in 1C' },
	{
		name: 'sum',
		label: 'Amount',
		kind: 'amount',
		description:
			'Amount of the payment in its currency. Bitrix24 refuses to change the amount of a paid payment.',
	},
	{
		name: 'priceCod',
		label: 'Cash on Delivery Fee (Self-Hosted)',
		kind: 'amount',
		description: `Cost of paying on delivery. ${SELF_HOSTED}.`,
	},
	{ name: 'comments', label: 'Comments', kind: 'text', description: 'Comments on the payment' },
	{
		name: 'xmlId',
		label: 'External ID',
		kind: 'text',
		description: 'Identifier of the payment in another system',
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
	{ name: 'dateBill', label: 'Invoice Date', kind: 'dateTime', description: 'Date of the invoice' },
	{
		name: 'marked',
		label: 'Marked as Problematic',
		kind: 'flag',
		description: 'Whether the payment is marked as problematic. Off also clears the reason.',
	},
	{
		name: 'empMarkedId',
		label: 'Marked By User ID',
		kind: 'record',
		description:
			'User who marked the payment. Bitrix24 enters the user of the credential itself when the mark is set.',
	},
	{
		name: 'paid',
		label: 'Paid',
		kind: 'flag',
		description:
			'Whether the payment is paid. A change runs automation, receipts and mails of Bitrix24 like Mark as Paid and Mark as Unpaid do.',
	},
	{
		name: 'empPaidId',
		label: 'Paid By User ID',
		kind: 'record',
		description:
			'User who made the payment. Bitrix24 enters the user of the credential itself when the payment becomes paid.',
	},
	{
		name: 'datePayBefore',
		label: 'Pay Before (Deprecated)',
		kind: 'dateTime',
		description: 'Date by which the invoice has to be paid. Deprecated by Bitrix24.',
	},
	{
		name: 'datePaid',
		label: 'Payment Date',
		kind: 'dateTime',
		description: 'When the payment was made',
	},
	{
		name: 'payVoucherDate',
		label: 'Payment Document Date',
		kind: 'dateTime',
		description: 'Date of the payment document',
	},
	{
		name: 'payVoucherNum',
		label: 'Payment Document Number',
		kind: 'text',
		description: 'Number of the payment document, such as a bank reference',
	},
	{
		name: 'psInvoiceId',
		label: 'Payment ID in Payment System',
		kind: 'text',
		description: 'Identifier that the payment system gave to the payment',
	},
	{
		name: 'paySystemId',
		label: 'Payment System',
		kind: 'paySystem',
		description: 'Payment system of the payment. Left out, the present one is kept.',
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
		name: 'psStatus',
		label: 'Payment System Status',
		kind: 'flag',
		description: 'Whether the payment system reported the payment as made',
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
		name: 'reasonMarked',
		label: 'Reason for Marking',
		kind: 'text',
		maxLength: 255,
		description: 'Why the payment is marked as problematic, at most 255 characters',
	},
	{
		name: 'companyId',
		label: 'Receiving Company ID',
		kind: 'record',
		description: 'Company that receives the payment. Bitrix24 does not use it at present.',
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
		name: 'empResponsibleId',
		label: 'Responsible Assigned By User ID',
		kind: 'record',
		description:
			'User who assigned the responsible person. Bitrix24 enters the user of the credential itself when the responsible person changes.',
	},
	{
		name: 'responsibleId',
		label: 'Responsible User ID',
		kind: 'record',
		description: 'User responsible for the payment',
	},
	{
		name: 'payReturnComment',
		label: 'Return Comment',
		kind: 'text',
		description: 'Comment on the return',
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
		name: 'empReturnId',
		label: 'Return Processed By User ID',
		kind: 'record',
		description: 'User who processed the return',
	},
	{
		name: 'updated1c',
		label: 'Updated via 1C',
		kind: 'flag',
		description: 'Whether the payment was updated by 1C',
	},
];

/** Fields a read shows and no update can change (reference §3.7). */
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

/**
 * Checks a field's value and gives it the form it has on the wire.
 * @throws Failure (`INVALID_INPUT`)
 */
export function wireValue(field: UpdateField, value: unknown, timezone: string): WireValue {
	switch (field.kind) {
		case 'text':
			return text(value, field.label, field.maxLength);
		case 'currency':
			return currency(value, field.label);
		case 'amount':
			return amount(value, field.label);
		case 'record':
		case 'paySystem':
			return recordId(value, field.label);
		case 'flag':
			return flag(value, field.label);
		case 'choice':
			return choice(
				value,
				field.label,
				(field.choices ?? []).map((option) => option.value),
			);
		case 'dateTime':
			return dateTime(value, field.label, timezone);
		case 'date':
			return calendarDate(value, field.label, timezone);
	}
}

/**
 * Whether a stored value is the one that was sent, in whatever form the portal shows it.
 *
 * @param tolerance between amounts that count as equal
 */
export function isSame(
	field: UpdateField,
	sent: WireValue,
	stored: unknown,
	tolerance?: number,
): boolean {
	if (field.kind === 'amount') {
		return isFilled(stored) && isSameAmount(Number(sent), Number(stored), tolerance);
	}
	if (field.kind === 'record' || field.kind === 'paySystem') {
		return isFilled(stored) && Number(stored) === sent;
	}
	if (field.kind === 'dateTime') {
		return typeof stored === 'string' && seconds(stored) === seconds(String(sent));
	}
	if (field.kind === 'date') return typeof stored === 'string' && stored.slice(0, 10) === sent;
	return String(stored ?? '') === String(sent);
}

/** Bitrix24 keeps no milliseconds. */
function seconds(date: string): number {
	return Math.floor(Date.parse(date) / 1000);
}

function isFilled(value: unknown): boolean {
	return value !== null && value !== undefined && value !== '';
}

/** The collection entry of a field in the node's panel. */
export function fieldProperty(field: UpdateField): INodeProperties {
	const common = {
		displayName: field.label,
		name: field.name,
		description: field.description,
		...(field.placeholder ? { placeholder: field.placeholder } : {}),
	};
	switch (field.kind) {
		case 'amount':
			return {
				...common,
				type: 'number',
				typeOptions: { minValue: 0, numberPrecision: 2 },
				default: 0,
			};
		case 'record':
			return { ...common, type: 'number', typeOptions: { minValue: 1 }, default: 0 };
		case 'paySystem':
			return {
				...common,
				...paySystemLocator,
			};
		case 'flag':
			return { ...common, type: 'boolean', default: true };
		case 'choice':
			return {
				...common,
				type: 'options',
				options: (field.choices ?? []).map((option) => ({ ...option })),
				default: 'N',
			};
		case 'dateTime':
		case 'date':
			return { ...common, type: 'dateTime', default: '' };
		default:
			return { ...common, type: 'string', default: '' };
	}
}
