import type { IDataObject } from 'n8n-workflow';

import { UPDATE_FIELDS } from '../../parameters/updateFields';
import { Failure } from '../../portal/failure';
import { shortened } from '../../portal/words';
import type { Payment } from '../../records/payment';
import { isExactly, isSame } from '../../records/storedValue';
import type { FieldDifference, Judgement } from '../change';
import type { SetField } from './setFields';

/** What a value may take of a message, in characters. */
const READABLE = 60;

/** The fields that are stored differently from what is wanted, at Bitrix24's own precision. */
export function differences(fields: readonly SetField[], stored: IDataObject): FieldDifference[] {
	return fields
		.filter(({ field, shown }) => !isSame(field.kind, shown, stored[field.name]))
		.map(({ field, shown }) => ({
			field: field.name,
			sent: shown,
			stored: (stored[field.name] ?? null) as string | number | null,
		}));
}

/**
 * Into these Bitrix24 writes the calling user when it changes another field: a different value is
 * no sign that the update went wrong (docs/bitrix24.md#update). It is no reason either to send the
 * same update again and again: what was stamped once would not become what was sent.
 */
const STAMPED_WITH: Readonly<Record<string, string>> = {
	empPaidId: 'paid',
	empResponsibleId: 'responsibleId',
	empMarkedId: 'marked',
};

/** The differences that an update is there for, without those that Bitrix24 makes by itself. */
export function openDifferences(
	fields: readonly SetField[],
	stored: IDataObject,
): FieldDifference[] {
	const all = differences(fields, stored);
	const isApplied = (name: string) =>
		fields.some(({ field }) => field.name === name) && all.every(({ field }) => field !== name);
	const isStamp = ({ field }: FieldDifference) => isApplied(STAMPED_WITH[field] ?? '');
	return all.filter((difference) => !isStamp(difference));
}

/**
 * Judges by what is stored now. What Bitrix24 sets by itself may differ; it is reported, not held
 * against the update.
 */
export function judgeUpdate(
	fields: readonly SetField[],
	after: Payment,
	before: Payment | undefined,
): Judgement {
	const isExpected = ({ field }: FieldDifference) =>
		(field === 'datePaid' && isStampedAnew(fields, before)) ||
		(field === 'reasonMarked' && isUnmarked(fields, before));
	const notApplied = differences(fields, after.fields);
	const open = openDifferences(fields, after.fields);
	if (open.length === fields.length || !open.every(isExpected)) {
		return { asWanted: false, failure: notStored(notApplied, fields.length) };
	}
	const warning = roundingInWords(fields, after.fields);
	return {
		asWanted: true,
		...(notApplied.length > 0 ? { notApplied } : {}),
		...(warning ? { warning } : {}),
	};
}

/** Whoever takes the mark off a payment loses its reason with it. */
function isUnmarked(fields: readonly SetField[], before: Payment | undefined): boolean {
	const unmarks = fields.some(({ field, value }) => field.name === 'marked' && value === 'N');
	return unmarks && before?.fields.marked !== 'N';
}

/**
 * A payment date equal to the stored one counts as not given when a payment becomes paid: Bitrix24
 * then stamps the present moment (docs/bitrix24.md#paid-in-an-update).
 */
function isStampedAnew(fields: readonly SetField[], before: Payment | undefined): boolean {
	const date = fields.find(({ field }) => field.name === 'datePaid');
	const becomesPaid =
		before?.paid === 'N' &&
		fields.some(({ field, value }) => field.name === 'paid' && value === 'Y');
	return becomesPaid && !!date && isSame(date.field.kind, date.value, before.datePaid);
}

/** Amounts that count as stored and are not to the last digit what was sent. */
function roundingInWords(fields: readonly SetField[], stored: IDataObject): string {
	return fields
		.filter(({ field, shown }) => {
			const found = stored[field.name];
			return isSame(field.kind, shown, found) && !isExactly(field.kind, shown, found);
		})
		.map(
			({ field, shown }) =>
				`${field.label} is stored as ${inWords(stored[field.name])}, not ${inWords(shown)}: Bitrix24 rounds amounts`,
		)
		.join('. ');
}

function notStored(notApplied: readonly FieldDifference[], sent: number): Failure {
	const isNothing = notApplied.length === sent;
	return new Failure({
		code: 'NOT_APPLIED',
		message: isNothing
			? 'Bitrix24 accepted the update but stored nothing of it'
			: 'Bitrix24 accepted the update but stored only a part of it',
		description: `${listed(notApplied)}${isNothing ? '' : '. All other fields are stored'}. Somebody may have changed the payment at the same time, or an automation of the portal prevented the change`,
	});
}

/** What of an update is stored, to follow "At 10:15:00" in a message. */
export function storedInWords(fields: readonly SetField[], payment: Payment): string {
	const missing = differences(fields, payment.fields);
	if (missing.length === 0) return 'all fields of the update were stored';
	if (missing.length === fields.length) return 'no field of the update was stored';
	const stored = fields
		.filter(({ field }) => missing.every((other) => other.field !== field.name))
		.map(({ field }) => field.label);
	return `of the update ${stored.join(', ')} ${stored.length === 1 ? 'was' : 'were'} stored, and not ${listed(missing)}`;
}

function listed(fields: readonly FieldDifference[]): string {
	return fields
		.map(
			({ field, sent, stored }) =>
				`${labelOf(field)}: sent ${inWords(sent)}, stored ${inWords(stored)}`,
		)
		.join('; ');
}

function inWords(value: unknown): string {
	return value === null || value === undefined || value === ''
		? 'nothing'
		: shortened(String(value), READABLE);
}

function labelOf(name: string): string {
	return UPDATE_FIELDS.find((field) => field.name === name)?.label ?? name;
}
