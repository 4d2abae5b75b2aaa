import type { IDataObject } from 'n8n-workflow';

import { collection } from '../../parameters/collections';
import type { Input } from '../../parameters/input';
import { meantPayment, paymentParameter } from '../../parameters/locators';
import { fieldProperty, wireValue, type UpdateField } from '../../parameters/updateField';
import { READ_ONLY_FIELDS, UPDATE_FIELDS } from '../../parameters/updateFields';
import { Failure, invalidInput } from '../../portal/failure';
import type { Payment } from '../../records/payment';
import { isSame } from '../../records/storedValue';
import type { ChangeOperation, PaymentChange } from '../change';
import { fullLook, paymentState } from './paymentState';
import {
	differences,
	judgeUpdate,
	openDifferences,
	storedInWords,
	type SetField,
} from './updatedState';

const FIELDS_LABEL = 'Update Fields';

/** Update: `sale.payment.update` (docs/bitrix24.md#update). */
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
		paymentParameter('update'),
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
	request: (input) => {
		const fields = setFields(input);
		return { ref: meantPayment(input), change: (id) => updateRequest(id, fields) };
	},
};

function setFields(input: Input): SetField[] {
	const given = collection(input.parameter('updateFields'), FIELDS_LABEL);
	const names = Object.keys(given);
	if (names.length === 0) {
		throw invalidInput(`'${FIELDS_LABEL}' is empty`, 'Add at least one field to change');
	}
	return names.map((name) => {
		const field = fieldNamed(name);
		const value = wireValue(field, given[name], input.timezone);
		const shown = typeof value === 'string' ? input.masked(value) : value;
		return { field, value, shown };
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
	return {
		...paymentState(id),
		look: fullLook(id),
		// A refund is not blindly started again, so its state has to be known, too.
		needsStateBefore: !sets('paySystemId') || sets('isReturn'),
		sets: fields.map(({ field }) => field.name),
		wish: JSON.stringify(fields.map(({ field, value }) => [field.name, value])),
		// The state does not show whether somebody has put back what was changed.
		repeatable: false,
		isUntouched: () => false,
		...(sets('isReturn') ? { rerunRisk: REFUND_RISK } : {}),
		inWords: (payment) => storedInWords(fields, payment),
		objection: (before) => changesPaidAmount(fields, before),
		isDone: (payment) => openDifferences(fields, payment.fields).length === 0,
		differences: (payment) => differences(fields, payment.fields),
		write: (before) => ({
			method: 'sale.payment.update',
			params: { id, fields: wireFields(fields, before) },
		}),
		judge: (after, before) => judgeUpdate(fields, after, before),
		preview: (before) =>
			differences(fields, before.fields).map(({ field, sent, stored }) => ({
				field,
				from: stored,
				to: sent,
			})),
	};
}

/**
 * The payment system may have paid out although Bitrix24 has not stored it
 * (docs/bitrix24.md#refunds).
 */
const REFUND_RISK = {
	lookAt: 'the payment, and at the refund in the payment system itself,',
	would: 'refund once more if only Bitrix24 missed it',
} as const;

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
