import { UPDATE_FIELDS } from '../../nodes/Bitrix24Payments/parameters/updateFields';
import { isSame, type WireValue } from '../../nodes/Bitrix24Payments/records/storedValue';
import { codeShown } from '../judge/codes';
import { isObject, numberOf, textOf, type JsonObject } from '../judge/json';
import type { Seen } from '../judge/seen';
import { decide, differs, holds, untried, type Verdict } from '../judge/verdict';
import { AWKWARD } from '../walk/names';
import { UNROUNDED } from '../walk/samples';
import type { Assumption } from './assumption';
import { storePayment } from './writing';

const NEEDS = 'crm, sale as an administrator';

/** What the package takes for granted about `sale.payment.update`. */
export const UPDATES: readonly Assumption[] = [
	update(
		'update-needs-system',
		'code-0',
		'Without `paySystemId` an update is refused as `0` "Required fields: paySystemId"',
		(seen) => {
			const { text } = seen.refusal('update without payment system', '0');
			const isSo = /^required fields: paysystemid/i.test(textOf(text));
			return decide(isSo, 'as assumed', '0, with another text');
		},
	),
	{
		id: 'update-answer',
		assumed:
			'An update that was stored is answered with the payment, or with an error all the same',
		source: 'saved-in-spite-of-an-error',
		variants: {
			payment: 'the payment with all its fields',
			warnings: 'an error, and it is stored',
		},
		needs: NEEDS,
		writes: true,
		check: answered,
	},
	update(
		'update-fields',
		'update',
		'Every field that the node offers is stored, in a form that the node takes for the same',
		(seen) => {
			const sent = fieldsAsked(seen, 'update of all fields');
			const stored = afterUpdate(seen);
			const kinds = UPDATE_FIELDS.filter(({ name, kind }) => name in sent && !isDate(kind));
			const dropped = kinds.filter(
				({ name, kind }) => !isSame(kind, sent[name] as WireValue, stored[name]),
			);
			const names = dropped.map(({ name }) => name).join(', ');
			return decide(dropped.length === 0, `${kinds.length} fields`, `not stored so: ${names}`);
		},
	),
	update(
		'update-dates',
		'dates-in-an-update',
		'A date that was sent with an offset is stored as the same moment',
		(seen) => {
			const sent = fieldsAsked(seen, 'update of all fields');
			const stored = afterUpdate(seen);
			const dates = UPDATE_FIELDS.filter(({ name, kind }) => name in sent && isDate(kind));
			const moved = dates.filter(
				({ name, kind }) => !isSame(kind, sent[name] as WireValue, stored[name]),
			);
			const names = moved.map(({ name }) => name).join(', ');
			return decide(moved.length === 0, `${dates.length} dates`, `another moment: ${names}`);
		},
	),
	update(
		'update-empty-date',
		'dates-in-an-update',
		'An empty date is dropped without a word, so that no date can be cleared',
		(seen) => {
			const before = afterUpdate(seen).dateBill;
			if (textOf(before) === '') return untried('data', 'there was no date to clear');
			return decide(
				updated(seen, 'empty date').dateBill === before,
				'dropped',
				'cleared or changed',
			);
		},
	),
	update(
		'update-unknown-fields',
		'update',
		'Unknown and read-only fields are dropped without a word',
		(seen) => {
			const before = afterUpdate(seen).currency;
			const after = updated(seen, 'unknown and read-only fields');
			if ('probeNoSuchName' in after) return differs('an unknown field was stored');
			return decide(after.currency === before, 'dropped', 'the currency was changed');
		},
	),
	{
		id: 'update-numbers-as-text',
		assumed: 'A text of digits comes back as it was sent, or without its leading zeros',
		source: 'payment-fields',
		variants: { text: 'as it was sent', number: 'as a number, without leading zeros' },
		needs: NEEDS,
		writes: true,
		check: (seen) => {
			const sent = fieldsAsked(seen, 'update of all fields').psInvoiceId;
			const { psInvoiceId } = afterUpdate(seen);
			if (psInvoiceId === sent) return holds('as sent', 'text');
			const isNumber = typeof psInvoiceId === 'number' && psInvoiceId === Number(sent);
			return isNumber ? holds('as a number', 'number') : differs('as something else');
		},
	},
	update(
		'update-rounding',
		'payment-fields',
		'Amounts are kept to half a cent at least',
		(seen) => {
			const stored = numberOf(updated(seen, 'reason and rounding').psSum) ?? NaN;
			const isSo = isSame('amount', UNROUNDED, stored);
			return decide(
				isSo,
				stored === UNROUNDED ? 'to the last digit' : 'rounded',
				'another amount was stored',
			);
		},
	),
	update('update-long-reason', 'payment-fields', 'A reason is cut at 255 characters', (seen) => {
		const { length } = textOf(updated(seen, 'reason and rounding').reasonMarked);
		return decide(length === 255, 'cut', `${length} characters were kept`);
	}),
	update(
		'update-paid',
		'paid-in-an-update',
		'`paid: Y` books, with the `datePaid` that was sent along',
		(seen) => {
			const after = updated(seen, 'paid by update');
			if (after.paid !== 'Y') return differs('not booked');
			const sent = fieldsAsked(seen, 'paid by update').datePaid as string;
			return decide(
				isSame('dateTime', sent, after.datePaid),
				'booked',
				'booked, at another moment',
			);
		},
	),
	update(
		'update-other-letter',
		'paid-in-an-update',
		'Everything but `Y` in `paid` means unpaid, also `y`',
		(seen) => {
			if (updated(seen, 'paid by update').paid !== 'Y') return untried('data', 'it was not booked');
			const { paid } = updated(seen, 'paid with another letter');
			return decide(paid === 'N', 'unpaid', 'still booked');
		},
	),
	update(
		'update-in-batch',
		'batch-commands',
		'A text with awkward characters is stored from a batch as it was meant',
		(seen) => {
			seen.tried('batch of writes/update');
			const comments = textOf(storePayment(seen, 'batch of writes/updated').comments);
			return decide(comments.startsWith(`${AWKWARD} `), 'as meant', 'another text was stored');
		},
	),
	update(
		'update-reference',
		'batch-references',
		'A text that looks like a reference is stored altered from a batch',
		(seen) => {
			seen.tried('batch of writes/update');
			const before = textOf(storePayment(seen, 'batch of writes/before').comments);
			const { psStatusMessage, comments } = storePayment(seen, 'batch of writes/updated');
			if (comments === before) return untried('data', 'nothing was stored from the batch');
			const isKept = textOf(psStatusMessage).includes('$results[');
			return decide(!isKept, 'altered or dropped', 'stored as it was sent');
		},
	),
];

function update(
	id: string,
	source: string,
	assumed: string,
	check: Assumption['check'],
): Assumption {
	return { id, assumed, source, needs: NEEDS, writes: true, check };
}

function isDate(kind: string): boolean {
	return kind === 'dateTime' || kind === 'date';
}

function answered(seen: Seen): Verdict {
	const answer = seen.answer('update of all fields/write');
	if (answer.kind === 'value') {
		const payment = isObject(answer.value) ? answer.value.payment : undefined;
		return isObject(payment) ? holds('the payment', 'payment') : differs('answered something else');
	}
	const { code } = seen.error('update of all fields/write');
	const { psStatusCode } = afterUpdate(seen);
	const isStored = psStatusCode === fieldsAsked(seen, 'update of all fields').psStatusCode;
	return isStored ? holds(`${codeShown(code)}, stored`, 'warnings') : notStored(seen);
}

function notStored(seen: Seen): Verdict {
	seen.value('update of all fields/write');
	return differs('refused');
}

/** The fields of an update as they were sent. */
function fieldsAsked(seen: Seen, name: string): JsonObject {
	const { fields } = seen.asked(`${name}/write`);
	return isObject(fields) ? fields : {};
}

/** The payment after all its fields were updated. */
function afterUpdate(seen: Seen): JsonObject {
	return updated(seen, 'update of all fields');
}

/**
 * The payment as it was read behind an update, whatever that was answered.
 * @throws Settled when the update was kept back, or the payment cannot be read
 */
function updated(seen: Seen, name: string): JsonObject {
	seen.tried(`${name}/write`);
	return storePayment(seen, `${name}/payment`);
}
