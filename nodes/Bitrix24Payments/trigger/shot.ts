import { numberOf, type Payment } from '../records/payment';

/** What is remembered of a payment: enough to say later what has changed, and no more. */
export interface Shot {
	readonly paid: 'Y' | 'N';
	/** Unix seconds. */
	readonly paidAt: number | null;
	readonly sum: number | null;
	readonly paySystemId: number | null;
	/** Of all other fields. */
	readonly fingerprint: string;
}

/**
 * The fields behind the fingerprint: what belongs to the payment itself. The name of its payment
 * system does not, which changes for all payments at once; nor do fields that a later version of
 * Bitrix24 may add.
 */
const FINGERPRINTED = [
	'accountNumber',
	'comments',
	'companyId',
	'currency',
	'dateBill',
	'dateMarked',
	'datePayBefore',
	'dateResponsibleId',
	'empMarkedId',
	'empPaidId',
	'empResponsibleId',
	'empReturnId',
	'externalPayment',
	'id1c',
	'isReturn',
	'marked',
	'payReturnComment',
	'payReturnDate',
	'payReturnNum',
	'payVoucherDate',
	'payVoucherNum',
	'priceCod',
	'psCurrency',
	'psInvoiceId',
	'psResponseDate',
	'psStatus',
	'psStatusCode',
	'psStatusDescription',
	'psStatusMessage',
	'psSum',
	'reasonMarked',
	'responsibleId',
	'updated1c',
	'version1c',
	'xmlId',
] as const;

/** Those of them that are numbers. The others are texts, in which 007 is not 7. */
const NUMBERS: ReadonlySet<string> = new Set([
	'companyId',
	'empMarkedId',
	'empPaidId',
	'empResponsibleId',
	'empReturnId',
	'priceCod',
	'psSum',
	'responsibleId',
]);

export function shotOf(payment: Payment): Shot {
	const { paid, datePaid, sum, paySystemId, fields } = payment;
	return {
		paid,
		paidAt: secondsOf(datePaid),
		sum,
		paySystemId,
		fingerprint: hashOf(FINGERPRINTED.map((name) => comparable(name, fields[name])).join('\n')),
	};
}

export function isSameShot(one: Shot, other: Shot): boolean {
	return (
		one.paid === other.paid &&
		one.paidAt === other.paidAt &&
		one.sum === other.sum &&
		one.paySystemId === other.paySystemId &&
		one.fingerprint === other.fingerprint
	);
}

/** A date of the portal in Unix seconds; null for none, and for one that cannot be read. */
export function secondsOf(date: unknown): number | null {
	const ms = typeof date === 'string' ? Date.parse(date) : NaN;
	return Number.isNaN(ms) ? null : Math.floor(ms / 1000);
}

const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

/**
 * A value whatever form the portal shows it in: numbers as texts, dates in another time zone
 * (docs/bitrix24.md#payment-fields).
 */
function comparable(name: string, value: unknown): string {
	if (value === null || value === undefined || value === '') return '';
	if (typeof value === 'string' && DATE.test(value)) return String(secondsOf(value) ?? value);
	return String(NUMBERS.has(name) ? (numberOf(value) ?? value) : value);
}

const FNV_START = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** FNV-1a, 32 bits: two different payments look the same once in four thousand million times. */
export function hashOf(text: string): string {
	let hash = FNV_START;
	for (let index = 0; index < text.length; index++) {
		hash = Math.imul(hash ^ text.charCodeAt(index), FNV_PRIME);
	}
	return (hash >>> 0).toString(36);
}
