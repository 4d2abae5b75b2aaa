import type { IDataObject } from 'n8n-workflow';

import type { UpdateField } from '../../parameters/updateField';
import { UPDATE_FIELDS } from '../../parameters/updateFields';
import { Failure } from '../../portal/failure';
import type { Payment } from '../../records/payment';
import { isSame, ROUNDED, type WireValue } from '../../records/storedValue';
import type { Confirmation, FieldDifference, Judgement } from '../change';

/** A field the user set, with its value as it goes over the wire. */
export interface SetField {
	readonly field: UpdateField;
	readonly value: WireValue;
}

/** The fields that are stored differently from what is wanted. */
export function differences(
	fields: readonly SetField[],
	stored: IDataObject,
	tolerance?: number,
): FieldDifference[] {
	return fields
		.filter(({ field, value }) => !isSame(field.kind, value, stored[field.name], tolerance))
		.map(({ field, value }) => ({
			field: field.name,
			sent: value,
			stored: (stored[field.name] ?? null) as string | number | null,
		}));
}

/**
 * Bitrix24 writes the calling user into these by itself, so a different value is no sign that the
 * update went wrong. It is reported, not held against the update.
 */
const STAMPED_BY_SERVER: ReadonlySet<string> = new Set([
	'empPaidId',
	'empResponsibleId',
	'empMarkedId',
]);

/**
 * Judges by what is stored now. What Bitrix24 sets by itself may differ, but only where something
 * shows that the update arrived: the portal's own word, or another field that has become as sent.
 */
export function judgeUpdate(
	fields: readonly SetField[],
	after: Payment,
	before: Payment | undefined,
	confirmation: Confirmation | undefined,
): Judgement {
	const notApplied = differences(fields, after.fields, confirmation && ROUNDED);
	const clearsMark = fields.some(({ field, value }) => field.name === 'marked' && value === 'N');
	const isExpected = ({ field }: FieldDifference) =>
		STAMPED_BY_SERVER.has(field) ||
		(field === 'datePaid' && isStampedAnew(fields, before)) ||
		(field === 'reasonMarked' && clearsMark);
	if (notApplied.length === 0) return { asWanted: true };
	const isNew = ({ field }: FieldDifference) => notApplied.every((other) => other.field !== field);
	const hasArrived =
		confirmation !== undefined || (before && differences(fields, before.fields).some(isNew));
	if (hasArrived && notApplied.length < fields.length && notApplied.every(isExpected)) {
		return { asWanted: true, notApplied };
	}
	return { asWanted: false, failure: notStored(notApplied, fields.length) };
}

/**
 * A payment date equal to the stored one counts as not given when a payment becomes paid: Bitrix24
 * then stamps the present moment (reference §3.8).
 */
function isStampedAnew(fields: readonly SetField[], before: Payment | undefined): boolean {
	const date = fields.find(({ field }) => field.name === 'datePaid');
	const becomesPaid =
		before?.paid === 'N' &&
		fields.some(({ field, value }) => field.name === 'paid' && value === 'Y');
	return becomesPaid && !!date && isSame(date.field.kind, date.value, before.datePaid);
}

function notStored(notApplied: readonly FieldDifference[], sent: number): Failure {
	const list = notApplied
		.map(
			({ field, sent: wanted, stored }) =>
				`${labelOf(field)}: sent ${wanted}, stored ${stored === null || stored === '' ? 'nothing' : stored}`,
		)
		.join('; ');
	return new Failure({
		code: 'NOT_APPLIED',
		message:
			notApplied.length === sent
				? 'Bitrix24 accepted the update but stored nothing of it'
				: 'Bitrix24 accepted the update but stored only a part of it',
		description: `${list}${notApplied.length === sent ? '' : '. All other fields are stored'}. Somebody may have changed the payment at the same time, or an automation of the portal prevented the change`,
	});
}

function labelOf(name: string): string {
	return UPDATE_FIELDS.find((field) => field.name === name)?.label ?? name;
}
