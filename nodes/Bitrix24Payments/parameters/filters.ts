import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { invalidInput } from '../portal/failure';
import { numberOf } from '../records/payment';
import { amount } from './amounts';
import { collection } from './collections';
import { dateTime } from './dates';
import { flag } from './flags';
import { recordId } from './ids';
import type { Input } from './input';
import { PAY_SYSTEM_LABEL, paySystemLocator } from './locators';
import { text } from './texts';

/** Which payments Get Many is to find; an absent property is no condition. */
export interface PaymentFilter {
	readonly orderId?: number;
	readonly paid?: 'Y' | 'N';
	readonly paySystemId?: number;
	/** ISO 8601 with offset; both ends included. */
	readonly datePaidFrom?: string;
	readonly datePaidTo?: string;
	readonly sumFrom?: number;
	readonly sumTo?: number;
	/** Found in any of `TEXT_FIELDS`, whatever its case. */
	readonly text?: string;
}

/** Where a text is looked for. */
export const TEXT_FIELDS = [
	'accountNumber',
	'comments',
	'payVoucherNum',
	'psInvoiceId',
	'xmlId',
	'paySystemName',
] as const;

export const FILTERS: readonly INodeProperties[] = [
	{
		displayName: 'Amount From',
		name: 'sumFrom',
		type: 'number',
		typeOptions: { minValue: 0, numberPrecision: 2 },
		default: 0,
		description: 'Smallest amount to find',
	},
	{
		displayName: 'Amount To',
		name: 'sumTo',
		type: 'number',
		typeOptions: { minValue: 0, numberPrecision: 2 },
		default: 0,
		description: 'Largest amount to find',
	},
	{
		displayName: 'Order ID',
		name: 'orderId',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 0,
		description: 'Only payments of this order of the store. Works for the whole portal.',
	},
	{
		displayName: 'Paid',
		name: 'paid',
		type: 'boolean',
		default: true,
		description: 'Whether to find paid payments; off finds unpaid ones',
	},
	{
		displayName: 'Payment Date From',
		name: 'datePaidFrom',
		type: 'dateTime',
		default: '',
		description: 'Earliest payment date. The date stays when a payment is marked as unpaid.',
	},
	{
		displayName: 'Payment Date To',
		name: 'datePaidTo',
		type: 'dateTime',
		default: '',
		description: 'Latest payment date',
	},
	{
		displayName: PAY_SYSTEM_LABEL,
		name: 'paySystemId',
		...paySystemLocator,
		description: 'Only payments that use this payment system',
	},
	{
		displayName: 'Text Contains',
		name: 'text',
		type: 'string',
		default: '',
		placeholder: 'e.g. 3653/1',
		description:
			'Looked for in account number, comments, document number, external ID, payment ID in the payment system and name of the payment system. Bitrix24 cannot search it, so all other matches are read. For a deal or invoice the permission sale is needed as well.',
	},
];

/** @throws Failure (`INVALID_INPUT`); a filter that was added but is empty is refused */
export function filterFrom(input: Input): PaymentFilter {
	const names = FILTERS.map(({ name }) => name);
	const given = collection(input.parameter('filters'), 'Filters', names);
	const read = <T>(name: string, label: string, parse: (value: unknown, label: string) => T) =>
		name in given ? { [name]: parse(given[name], label) } : {};
	const date = (value: unknown, label: string) => dateTime(value, label, input.timezone);
	return {
		...read('orderId', 'Order ID', recordId),
		...read('paid', 'Paid', flag),
		...read('paySystemId', PAY_SYSTEM_LABEL, recordId),
		...read('datePaidFrom', 'Payment Date From', date),
		...read('datePaidTo', 'Payment Date To', date),
		...read('sumFrom', 'Amount From', amount),
		...read('sumTo', 'Amount To', amount),
		...read('text', 'Text Contains', wantedText),
	};
}

/** Everything contains an empty text, which nobody means who looks for a bank reference. */
function wantedText(value: unknown, label: string): string {
	const wanted = text(value, label).trim().toLowerCase();
	if (wanted) return wanted;
	throw invalidInput(`'${label}' is empty`, 'Enter what to look for, or remove the filter');
}

/** The part of a filter that `sale.payment.list` can apply; keys have to be camelCase there. */
export function serverFilter(filter: PaymentFilter): IDataObject {
	const { orderId, paid, paySystemId, datePaidFrom, datePaidTo, sumFrom, sumTo } = filter;
	const wanted: IDataObject = {
		'=orderId': orderId,
		'=paid': paid,
		'=paySystemId': paySystemId,
		'>=datePaid': datePaidFrom,
		'<=datePaid': datePaidTo,
		'>=sum': sumFrom,
		'<=sum': sumTo,
	};
	return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
}

/**
 * Whether a row is what was asked for. Every row is checked, because the server drops filters it
 * does not know without a word and then answers with all payments
 * (docs/bitrix24.md#dropped-filters).
 */
export function matches(filter: PaymentFilter, row: IDataObject): boolean {
	const sum = numberOf(row.sum) ?? 0;
	const paidAt = Date.parse(String(row.datePaid ?? ''));
	const is = (wanted: unknown, holds: boolean) => wanted === undefined || holds;
	return (
		is(filter.orderId, row.orderId === undefined || numberOf(row.orderId) === filter.orderId) &&
		is(filter.paid, row.paid === filter.paid) &&
		is(filter.paySystemId, numberOf(row.paySystemId) === filter.paySystemId) &&
		is(filter.datePaidFrom, paidAt >= Date.parse(filter.datePaidFrom ?? '')) &&
		is(filter.datePaidTo, paidAt <= Date.parse(filter.datePaidTo ?? '')) &&
		is(filter.sumFrom, sum >= (filter.sumFrom ?? 0)) &&
		is(filter.sumTo, sum <= (filter.sumTo ?? 0)) &&
		is(filter.text, containsText(row, filter.text ?? ''))
	);
}

function containsText(row: IDataObject, wanted: string): boolean {
	return TEXT_FIELDS.some((field) =>
		String(row[field] ?? '')
			.toLowerCase()
			.includes(wanted),
	);
}
