import type { IDataObject } from 'n8n-workflow';

import { collection } from '../../parameters/collections';
import { paymentId } from '../../parameters/ids';
import type { Input } from '../../parameters/input';
import { paymentIdParameter, PAYMENT_LABEL } from '../../parameters/locators';
import { fieldProperty, wireValue, type UpdateField } from '../../parameters/updateField';
import { READ_ONLY_FIELDS, UPDATE_FIELDS } from '../../parameters/updateFields';
import { Failure, invalidInput } from '../../portal/failure';
import type { Payment } from '../../records/payment';
import { isSame } from '../../records/storedValue';
import type { ChangeOperation, PaymentChange } from '../change';
import { hasSamePaidDate } from './paidStatus';
import { fullLook, paymentState } from './paymentState';
import { differences, judgeUpdate, type SetField } from './updatedState';

const FIELDS_LABEL = 'Update Fields';

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
		look: fullLook(id),
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
		judge: (after, before, confirmation) => judgeUpdate(fields, after, before, confirmation),
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
	if (!sum || before.paid !== 'Y' || isSame(sum.field.kind, sum.value, before.sum))
		return undefined;
	return invalidInput(
		'The amount of a paid payment cannot be changed',
		'Mark the payment as unpaid first, in a step of its own, then change the amount',
	);
}
