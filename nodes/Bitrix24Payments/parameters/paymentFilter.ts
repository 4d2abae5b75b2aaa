import type { IDataObject } from 'n8n-workflow';

import { numberOf } from '../records/payment';
import { isSame, isSameAmount } from '../records/storedValue';
import { visible } from './words';

/** Which payments Get Many is to find; an absent property is no condition. */
export interface PaymentFilter {
	readonly orderId?: number;
	readonly paid?: 'Y' | 'N';
	readonly paySystemId?: number;
	/** The number of a payment, exactly, whatever its case. */
	readonly accountNumber?: string;
	/** Exactly, to the case. */
	readonly xmlId?: string;
	/** ISO 8601 with offset; both ends included. */
	readonly datePaidFrom?: string;
	readonly datePaidTo?: string;
	readonly sumFrom?: number;
	readonly sumTo?: number;
	/** One of these, where an amount names its currency. */
	readonly currencies?: readonly string[];
	/** Found in any of `TEXT_FIELDS`, whatever its case. */
	readonly text?: string;
}

/** Where a text is looked for. */
const TEXT_FIELDS = [
	'accountNumber',
	'comments',
	'payVoucherNum',
	'psInvoiceId',
	'xmlId',
	'paySystemName',
] as const;

/** The part of a filter that `sale.payment.list` can apply; keys have to be camelCase there. */
export function serverFilter(filter: PaymentFilter): IDataObject {
	const { orderId, paid, paySystemId, accountNumber, xmlId } = filter;
	const { datePaidFrom, datePaidTo, sumFrom, sumTo } = filter;
	const wanted: IDataObject = {
		'=orderId': orderId,
		'=paid': paid,
		'=paySystemId': paySystemId,
		'=accountNumber': accountNumber,
		'=xmlId': xmlId,
		'>=datePaid': datePaidFrom,
		'<=datePaid': datePaidTo,
		'>=sum': sumFrom,
		'<=sum': sumTo,
	};
	return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
}

/** What a filter has to see of a payment beside the fields that every list shows. */
export function fieldsSeen({ text, xmlId }: PaymentFilter): readonly string[] {
	if (text !== undefined) return TEXT_FIELDS;
	return xmlId === undefined ? [] : ['xmlId'];
}

/** The field that each condition is about, but for a text, which may be in any. */
const FIELD_OF: Readonly<Record<Exclude<keyof PaymentFilter, 'text'>, string>> = {
	orderId: 'orderId',
	paid: 'paid',
	paySystemId: 'paySystemId',
	accountNumber: 'accountNumber',
	xmlId: 'xmlId',
	datePaidFrom: 'datePaid',
	datePaidTo: 'datePaid',
	sumFrom: 'sum',
	sumTo: 'sum',
	currencies: 'currency',
};

/** Whether a row has every field that a condition is about: without one, nobody can judge it. */
export function showsAllAskedFor(filter: PaymentFilter, row: IDataObject): boolean {
	return Object.entries(FIELD_OF).every(
		([name, field]) => !(name in filter) || row[field] !== undefined,
	);
}

/**
 * Whether a row is what was asked for. Every row is checked, because the server drops filters it
 * does not know without a word and then answers with all payments
 * (docs/bitrix24.md#dropped-filters).
 */
export function matches(filter: PaymentFilter, row: IDataObject): boolean {
	const { orderId, paid, paySystemId, accountNumber, xmlId } = filter;
	const is = (wanted: unknown, holds: boolean) => wanted === undefined || holds;
	return (
		is(orderId, numberOf(row.orderId) === orderId) &&
		is(paid, row.paid === paid) &&
		is(paySystemId, numberOf(row.paySystemId) === paySystemId) &&
		is(accountNumber, isSameNumber(row.accountNumber, accountNumber)) &&
		is(xmlId, isSame('text', xmlId ?? '', row.xmlId)) &&
		isWithinDates(filter, row) &&
		isWithinAmounts(filter, row) &&
		is(filter.currencies, (filter.currencies ?? []).includes(String(row.currency))) &&
		is(filter.text, containsText(row, filter.text ?? ''))
	);
}

function isSameNumber(one: unknown, other: unknown): boolean {
	return plainText(one) === plainText(other);
}

function isWithinDates({ datePaidFrom, datePaidTo }: PaymentFilter, row: IDataObject): boolean {
	const paidAt = Date.parse(String(row.datePaid ?? ''));
	return (
		(datePaidFrom === undefined || paidAt >= Date.parse(datePaidFrom)) &&
		(datePaidTo === undefined || paidAt <= Date.parse(datePaidTo))
	);
}

function isWithinAmounts({ sumFrom, sumTo }: PaymentFilter, row: IDataObject): boolean {
	const sum = numberOf(row.sum);
	if (sum === null) return sumFrom === undefined && sumTo === undefined;
	return (
		(sumFrom === undefined || sum >= sumFrom || isSameAmount(sumFrom, sum)) &&
		(sumTo === undefined || sum <= sumTo || isSameAmount(sumTo, sum))
	);
}

function containsText(row: IDataObject, wanted: string): boolean {
	return TEXT_FIELDS.some((field) => plainText(row[field]).includes(wanted));
}

/** As texts are searched: without regard to case, to what cannot be seen and to how an umlaut is kept. */
export function plainText(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number'
		? visible(String(value)).toLowerCase()
		: '';
}
