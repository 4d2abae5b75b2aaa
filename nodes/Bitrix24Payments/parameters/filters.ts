import type { INodeProperties } from 'n8n-workflow';

import { Failure, invalidInput } from '../portal/failure';
import { amountIn, type Amount } from './amounts';
import { collection } from './collections';
import { dateTime, endOfDay } from './dates';
import { recordId, located } from './ids';
import type { Input } from './input';
import { PAY_SYSTEM_LABEL, paySystemLocator } from './locators';
import { plainText, type PaymentFilter } from './paymentFilter';
import { paymentNumber } from './paymentRef';
import { text } from './texts';
import { cleaned, shown, withoutInvisible } from './words';

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
		displayName: 'External ID Is',
		name: 'xmlId',
		type: 'string',
		default: '',
		placeholder: 'e.g. INV-2026-17',
		description:
			'The identifier of the payment in another system, exactly. For a deal or invoice the permission sale is needed as well.',
	},
	{
		displayName: 'Order ID',
		name: 'orderId',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 0,
		description:
			"Only payments of the order with this ID, which is not its number. Works for the whole portal; for an order's number choose Payments Of: Order.",
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
		description:
			"Latest payment date. A day without a time, or with the midnight that the date picker enters, means until the end of that day in the workflow's time zone.",
	},
	{
		displayName: 'Payment Number Is',
		name: 'accountNumber',
		type: 'string',
		default: '',
		placeholder: 'e.g. 356/1',
		description: 'The number of the payment, as invoices and payment pages show it, exactly',
	},
	{
		displayName: 'Payment Status',
		name: 'paid',
		type: 'options',
		// The values that a switch of the same name used to save.
		options: [
			{ name: 'Both', value: 'both', description: 'Paid and unpaid payments' },
			{ name: 'Paid', value: true, description: 'Only payments that are paid' },
			{ name: 'Unpaid', value: false, description: 'Only payments that are not paid' },
		],
		default: false,
		description: 'Whether payments have to be paid or unpaid to be found',
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

/** Reads one value; undefined where it is no condition. */
type Read<T> = (value: unknown, label: string) => T | undefined;

/**
 * Reads the filters that were added.
 *
 * @param ignoresEmpty leaves out a filter that came out empty; otherwise it is refused, because it
 * would find more than what the user asked for
 * @throws Failure (`INVALID_INPUT`)
 */
export function filterFrom(input: Input, ignoresEmpty: boolean): PaymentFilter {
	const names = FILTERS.map(({ name }) => name);
	const given = collection(input.parameter('filters'), 'Filters', names);
	const read = <T>(name: keyof PaymentFilter, parse: Read<T>) => {
		if (!(name in given)) return {};
		const label = FILTERS.find((filter) => filter.name === name)?.displayName ?? name;
		if (!isEmpty(given[name])) return conditionOn(name, parse(given[name], label));
		if (ignoresEmpty) return {};
		throw emptyFilter(label);
	};
	const { timezone } = input;
	return {
		...read('orderId', recordId),
		...read('paid', paidStatus),
		...read('paySystemId', recordId),
		...read('accountNumber', paymentNumber),
		...read('xmlId', (value, label) => withoutInvisible(text(value, label))),
		...read('datePaidFrom', (value, label) => dateTime(value, label, timezone)),
		...read('datePaidTo', (value, label) => endOfDay(value, label, timezone)),
		...amounts(read),
		...read('text', (value, label) => plainText(text(value, label))),
	};
}

/** A currency beside an amount is a condition, too. */
function amounts(
	read: (name: 'sumFrom' | 'sumTo', parse: Read<Amount>) => { [name: string]: Amount },
): Pick<PaymentFilter, 'sumFrom' | 'sumTo' | 'currencies'> {
	const { sumFrom } = read('sumFrom', (value, label) => amountIn(value, label));
	const { sumTo } = read('sumTo', (value, label) => amountIn(value, label));
	const [one, other] = [sumFrom?.currencies, sumTo?.currencies];
	const currencies = one && other ? one.filter((code) => other.includes(code)) : (one ?? other);
	if (currencies?.length === 0) {
		throw invalidInput(
			"'Amount From' and 'Amount To' name different currencies",
			'Use one currency for both, or leave out the signs beside the numbers',
		);
	}
	return {
		...(sumFrom ? { sumFrom: sumFrom.amount } : {}),
		...(sumTo ? { sumTo: sumTo.amount } : {}),
		...(currencies ? { currencies } : {}),
	};
}

function conditionOn<T>(name: string, value: T | undefined): Record<string, T> {
	return value === undefined ? {} : { [name]: value };
}

function isEmpty(value: unknown): boolean {
	const raw = located(value);
	return raw === undefined || raw === null || (typeof raw === 'string' && cleaned(raw) === '');
}

function emptyFilter(label: string): Failure {
	return invalidInput(
		`The filter '${label}' is empty`,
		"Its expression may have come out empty. Enter a value or remove the filter; with the option 'Ignore Empty Filters' it is left out",
	);
}

/** As the panel, an older switch, Bitrix24 or a language model says it. */
const STATUSES: Readonly<Record<string, 'Y' | 'N' | undefined>> = {
	paid: 'Y',
	true: 'Y',
	y: 'Y',
	unpaid: 'N',
	false: 'N',
	n: 'N',
	both: undefined,
};

function paidStatus(value: unknown, label: string): 'Y' | 'N' | undefined {
	const word =
		typeof value === 'string' || typeof value === 'boolean'
			? cleaned(String(value)).toLowerCase()
			: '';
	if (Object.hasOwn(STATUSES, word)) return STATUSES[word];
	throw invalidInput(
		`The filter '${label}' is neither paid, unpaid nor both: ${shown(value)}`,
		'Choose Paid, Unpaid or Both, or let the expression come to paid, unpaid or both',
	);
}
