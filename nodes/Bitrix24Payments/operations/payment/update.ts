import type { IDataObject } from 'n8n-workflow';

import { Failure, invalidInput } from '../../portal/failure';
import type { Input } from '../../parameters/input';
import { hasSamePaidDate } from './paidStatus';
import { paymentIdParameter, PAYMENT_LABEL } from '../../parameters/locators';
import type { Payment } from '../../records/payment';
import type {
	ChangeOperation,
	Confirmation,
	FieldDifference,
	Judgement,
	PaymentChange,
} from '../change';
import { paymentState, readAllFields } from './paymentState';
import {
	fieldProperty,
	isSame,
	READ_ONLY_FIELDS,
	UPDATE_FIELDS,
	wireValue,
	type UpdateField,
	type WireValue,
} from '../../parameters/updateFields';
import { collection, paymentId, ROUNDED } from '../../parameters/values';

const FIELDS_LABEL = 'Update Fields';

/** A field the user set, with its value as it goes over the wire. */
interface SetField {
	readonly field: UpdateField;
	readonly value: WireValue;
}

/** Update: `sale.payment.update` (reference §3.8, the careful one). */
export const update: ChangeOperation = {
	kind: 'change',
	resource: 'payment',
	option: {
		name: 'Update',
		value: 'update',
		action: 'Update payment including paid state and refund',
		description: 'Change fields of a payment. Needs a Bitrix24 administrator.',
	},
	properties: [
		...paymentIdParameter('update'),
		{
			displayName: FIELDS_LABEL,
			name: 'updateFields',
			type: 'collection',
			placeholder: 'Add Field',
			default: {},
			displayOptions: { show: { resource: ['payment'], operation: ['update'] } },
			options: UPDATE_FIELDS.map(fieldProperty),
		},
		{
			displayName:
				"'Paid' and 'Refund' move money or run what Bitrix24 attaches to a payment. Dates cannot be cleared, and the amount of a paid payment cannot be changed.",
			name: 'updateNotice',
			type: 'notice',
			default: '',
			displayOptions: { show: { resource: ['payment'], operation: ['update'] } },
		},
	],
	scopes: ['sale'],
	batched: true,
	guarded: true,
	words: { changed: 'updated', already: 'already up to date', wouldChange: 'would be updated' },
	request: (input) =>
		updateRequest(
			paymentId(input.parameter('paymentId'), PAYMENT_LABEL, input.portalHost),
			setFields(input),
		),
};

function setFields(input: Input): SetField[] {
	const given = collection(input.parameter('updateFields'), FIELDS_LABEL);
	const names = Object.keys(given);
	if (names.length === 0) {
		throw invalidInput(`'${FIELDS_LABEL}' is empty`, 'Add at least one field to change');
	}
	return names.map((name) => {
		const field = fieldNamed(name);
		return { field, value: wireValue(field, given[name], input.timezone) };
	});
}

/** Bitrix24 drops fields it does not know or does not let anybody change without a word. */
function fieldNamed(name: string): UpdateField {
	const field = UPDATE_FIELDS.find((known) => known.name === name);
	if (field) return field;
	throw READ_ONLY_FIELDS.has(name)
		? invalidInput(
				`The field '${name}' of a payment cannot be changed`,
				`Bitrix24 sets it itself. Remove it from '${FIELDS_LABEL}'`,
			)
		: invalidInput(
				`A payment has no field '${name}'`,
				`Field names are written like 'paySystemId' or 'datePaid'. Correct or remove it in '${FIELDS_LABEL}'`,
			);
}

function updateRequest(id: number, fields: readonly SetField[]): PaymentChange {
	const sets = (name: string) => fields.some(({ field }) => field.name === name);
	const isDone = (payment: Payment) => differences(fields, payment.fields).length === 0;
	return {
		...paymentState(id),
		read: readAllFields(id),
		// A refund is not blindly started again, so its state has to be known, too.
		needsStateBefore: !sets('paySystemId') || sets('isReturn'),
		sets: fields.map(({ field }) => field.name),
		repeatable: !sets('isReturn') && !sets('sum'),
		...(sets('isReturn') ? { rerunRisk: REFUND_RISK } : {}),
		objection: (before) => changesPaidAmount(fields, before),
		isDone,
		write: (before) => ({
			method: 'sale.payment.update',
			params: { id, fields: wireFields(fields, before) },
		}),
		judge: (after, before, confirmation) => judge(fields, after, before, confirmation),
		preview: (before) =>
			differences(fields, before.fields).map(({ field, sent, stored }) => ({
				field,
				from: stored,
				to: sent,
			})),
		isUntouched: (now, before) =>
			before !== undefined &&
			hasSamePaidDate(now, before) &&
			now.paid === before.paid &&
			fields.every(
				({ field }) => String(now.fields[field.name]) === String(before.fields[field.name]),
			),
		mayBeStoredDespite: (failure) => !REFUSED_BEFORE_SAVING.has(failure.code),
	};
}

/** The payment system may have paid out although Bitrix24 has not stored it (reference §3.8). */
const REFUND_RISK = {
	lookAt: 'the payment, and at the refund in the payment system itself,',
	would: 'refund once more if only Bitrix24 missed it; switch Retry On Fail off for refunds',
} as const;

/** Refusals that come before anything is saved; all others may be warnings (reference §3.8). */
const REFUSED_BEFORE_SAVING: ReadonlySet<string> = new Set([
	'100',
	'200040300020',
	'200640400001',
	'ACCESS_DENIED',
	'insufficient_scope',
	'INVALID_CREDENTIALS',
]);

/** The API demands the payment system every time, so the present one is filled in. */
function wireFields(fields: readonly SetField[], before: Payment | undefined): IDataObject {
	const wire: IDataObject = {};
	if (before?.paySystemId) wire.paySystemId = before.paySystemId;
	for (const { field, value } of fields) wire[field.name] = value;
	return wire;
}

/** Refused by Bitrix24 even when the same update marks the payment as unpaid. */
function changesPaidAmount(fields: readonly SetField[], before: Payment): Failure | undefined {
	const sum = fields.find(({ field }) => field.name === 'sum');
	if (!sum || before.paid !== 'Y' || isSame(sum.field, sum.value, before.sum)) return undefined;
	return invalidInput(
		'The amount of a paid payment cannot be changed',
		'Mark the payment as unpaid first, in a step of its own, then change the amount',
	);
}

function differences(
	fields: readonly SetField[],
	stored: IDataObject,
	tolerance?: number,
): FieldDifference[] {
	return fields
		.filter(({ field, value }) => !isSame(field, value, stored[field.name], tolerance))
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
function judge(
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
	return becomesPaid && !!date && isSame(date.field, date.value, before.datePaid);
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
