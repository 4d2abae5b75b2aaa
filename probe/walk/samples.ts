import { UPDATE_FIELDS } from '../../nodes/Bitrix24Payments/parameters/updateFields';
import type { WireValue } from '../../nodes/Bitrix24Payments/records/storedValue';
import { markingFields, tokenOf, type Mark } from './mark';

/** An amount that rounding to hundredths would change. */
export const UNROUNDED = 7.126;

/** The amount of the payment that is made with all its fields. */
export const SECOND_SUM = 2;

/** More than the 255 characters that Bitrix24 keeps of a reason. */
export const LONG_REASON = 'probe '.repeat(50).trim();

/** Leading zeros, which a number would lose. */
const NUMBER_LIKE = '0038';

/**
 * What is never sent in an update of all fields: money is moved by a refund, and the others have
 * calls of their own.
 */
const LEFT_OUT = new Set(['isReturn', 'paid', 'datePaid', 'paySystemId', 'marked', 'reasonMarked']);

const OWN_SAMPLES: Readonly<Record<string, WireValue>> = {
	sum: 3,
	psInvoiceId: NUMBER_LIKE,
	psCurrency: 'EUR',
	externalPayment: 'N',
	companyId: 1,
};

/** A value for each field of `sale.payment.update` that may be set without harm. */
export function sampleFields(mark: Mark, userId: number): Record<string, WireValue> {
	const marking: Record<string, WireValue> = markingFields(mark);
	const entries = UPDATE_FIELDS.filter(({ name }) => !LEFT_OUT.has(name)).map(({ name, kind }) => [
		name,
		marking[name] ?? OWN_SAMPLES[name] ?? sampleOf(kind, userId),
	]);
	return Object.fromEntries(entries) as Record<string, WireValue>;
}

function sampleOf(kind: string, userId: number): WireValue {
	switch (kind) {
		case 'amount':
			return 4;
		case 'record':
			return userId;
		case 'flag':
			return 'Y';
		case 'dateTime':
			return '2026-01-15T10:30:00+03:00';
		case 'date':
			return '2026-01-15';
		default:
			return 'probe';
	}
}

/** A comment whose characters have to pass two layers of encoding; it bears the mark. */
export function awkwardComment(mark: Mark, awkward: string): string {
	return `${awkward} ${tokenOf(mark)}`;
}
