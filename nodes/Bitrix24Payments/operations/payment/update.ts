import type { IDataObject, IDisplayOptions, INodeProperties } from 'n8n-workflow';

import type { Input } from '../../parameters/input';
import { meantPayment, paymentParameter } from '../../parameters/locators';
import { fieldProperty } from '../../parameters/updateField';
import { UPDATE_FIELDS } from '../../parameters/updateFields';
import { invalidInput, type Failure } from '../../portal/failure';
import type { Payment } from '../../records/payment';
import { isSame } from '../../records/storedValue';
import type { ChangeOperation, PaymentChange } from '../change';
import { fullLook, paymentState } from './paymentState';
import { onTheWire, setFields, sets, type SetField } from './setFields';
import { differences, judgeUpdate, openDifferences, storedInWords } from './updatedState';

const FIELDS_LABEL = 'Update Fields';

/** Update: `sale.payment.update` (docs/bitrix24.md#update). */
export const update: ChangeOperation = {
	kind: 'change',
	resource: 'payment',
	option: {
		name: 'Update',
		value: 'update',
		action: 'Update payment',
		description:
			'Change fields of a payment, such as amount or comments. Needs a Bitrix24 administrator.',
	},
	forAgents:
		'Changes fields of a payment in Bitrix24. Setting Paid books money or takes the booking back; setting Refund can send real money back to the payer.',
	properties: [
		paymentParameter('update', 'Update works only for Bitrix24 administrators'),
		{
			displayName: FIELDS_LABEL,
			name: 'updateFields',
			type: 'collection',
			placeholder: 'Add Field',
			default: {},
			displayOptions: { show: { resource: ['payment'], operation: ['update'] } },
			options: UPDATE_FIELDS.map(fieldProperty),
		},
		moneyNotice(
			'paidNotice',
			"'Paid' books money or takes the booking back, with automation, receipts and mails, like Mark as Paid and Mark as Unpaid",
			{ '/updateFields.paid': [{ _cnd: { exists: true } }] },
		),
		moneyNotice(
			'refundNotice',
			"'Refund' can send real money back to the payer. It is never repeated automatically.",
			{ '/updateFields.isReturn': ['P', 'Y'] },
		),
	],
	batched: true,
	guarded: true,
	words: { changed: 'updated', already: 'already up to date', wouldChange: 'would be updated' },
	request: (input) => {
		const fields = fieldsToUpdate(input);
		return { ref: meantPayment(input), change: (id) => updateRequest(id, fields) };
	},
};

/** Shown only to somebody who is about to move money. */
function moneyNotice(
	name: string,
	displayName: string,
	fields: NonNullable<IDisplayOptions['show']>,
): INodeProperties {
	const show = { resource: ['payment'], operation: ['update'], ...fields };
	return { displayName, name, type: 'notice', default: '', displayOptions: { show } };
}

function fieldsToUpdate(input: Input): SetField[] {
	const fields = setFields(input, 'updateFields', FIELDS_LABEL);
	if (fields.length > 0) return fields;
	throw invalidInput(`'${FIELDS_LABEL}' is empty`, 'Add at least one field to change');
}

/** An update of one payment, also of one that was created a moment ago. */
export function updateRequest(id: number, fields: readonly SetField[]): PaymentChange {
	return {
		...paymentState(id),
		look: fullLook(id),
		// A refund is not blindly started again, so its state has to be known, too.
		needsStateBefore:
			!sets(fields, 'paySystemId') ||
			sets(fields, 'isReturn') ||
			fields.some(({ currencies }) => currencies),
		sets: fields.map(({ field }) => field.name),
		wish: JSON.stringify(fields.map(({ field, value }) => [field.name, value])),
		// The state does not show whether somebody has put back what was changed.
		repeatable: false,
		isUntouched: () => false,
		...(sets(fields, 'isReturn') ? { rerunRisk: REFUND_RISK } : {}),
		showsCharge: (payment) => fields.some((one) => isRefundedAlready(one, payment)),
		inWords: (payment) => storedInWords(fields, payment),
		objection: (before) =>
			changesPaidAmount(fields, before) ??
			isInOtherCurrency(fields, before) ??
			lacksPaySystem(fields, before),
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
	const present = before?.paySystemId ? { paySystemId: before.paySystemId } : {};
	return { ...present, ...onTheWire(fields.filter((one) => !isRefundedAlready(one, before))) };
}

/** A refund that Bitrix24 shows as made is not asked for again along with other fields. */
function isRefundedAlready({ field, value }: SetField, before: Payment | undefined): boolean {
	return (
		field.name === 'isReturn' && value !== 'N' && isSame(field.kind, value, before?.fields.isReturn)
	);
}

/** Where the payment has none either, Bitrix24 refuses (docs/bitrix24.md#update). */
function lacksPaySystem(fields: readonly SetField[], before: Payment): Failure | undefined {
	const isNeeded = openDifferences(fields, before.fields).length > 0;
	if (!isNeeded || before.paySystemId || sets(fields, 'paySystemId')) return undefined;
	return invalidInput(
		'The payment has no payment system, and Bitrix24 changes nothing without one',
		"Add the field 'Payment System' to the update",
	);
}

/** A sign or code beside an amount has to be that of the payment, or of its payment system. */
function isInOtherCurrency(fields: readonly SetField[], before: Payment): Failure | undefined {
	const other = fields.find(
		(one) => one.currencies && !one.currencies.includes(currencyOf(one, fields, before)),
	);
	if (!other) return undefined;
	const { field, currencies } = other;
	const currency = currencyOf(other, fields, before) || 'an unknown currency';
	const named = `'${field.label}' is an amount in ${currencies?.join(' or ')}`;
	return field.name === 'psSum'
		? invalidInput(
				`${named}, the payment system reported ${currency}`,
				"Set 'Payment System Currency' in the same update, or leave out the sign beside the number",
			)
		: invalidInput(
				`${named}, the payment is in ${currency}`,
				'The currency of a payment is that of its order. Enter the amount in it, or leave out the sign beside the number',
			);
}

/** What a payment system reported has a currency of its own. */
function currencyOf(
	{ field }: SetField,
	fields: readonly SetField[],
	{ currency, fields: stored }: Payment,
): string {
	if (field.name !== 'psSum') return currency;
	const given = fields.find((one) => one.field.name === 'psCurrency')?.value;
	return given === undefined ? (reported(stored.psCurrency) ?? currency) : String(given);
}

/** Payment systems report what they like; only the code of a currency says anything. */
function reported(psCurrency: unknown): string | undefined {
	const code = String(psCurrency ?? '').toUpperCase();
	if (code === 'RUR') return 'RUB';
	return /^[A-Z]{3}$/.test(code) ? code : undefined;
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
