import type { IDataObject } from 'n8n-workflow';

import type { PaymentRow, SandboxPortal } from '../portal';
import type { Said } from './said';

/** The portal's payments at one moment, by their IDs. */
export type Payments = ReadonlyMap<number, Readonly<PaymentRow>>;

/** One run of the workflow, and the portal around it. */
export interface Chapter {
	readonly said: readonly Said[];
	readonly before: Payments;
	readonly after: Payments;
}

export function paymentsOf({ ledger }: SandboxPortal): Payments {
	return new Map(ledger.payments().map((payment) => [Number(payment.id), { ...payment }]));
}

/**
 * Compares what the nodes said with what the portal's ledger holds: every payment that they showed,
 * what became of it, how often it really changed hands, and that nothing else has changed.
 *
 * @param references the bank's reference of each payment that was matched
 * @returns one sentence for each disagreement; empty when every word was true
 */
export function audit(
	chapters: readonly Chapter[],
	portal: SandboxPortal,
	references: ReadonlyMap<number, string>,
): string[] {
	const changed = chapters.flatMap(({ said }) => said).filter(isChange);
	const before = chapters[0]?.before ?? new Map<number, PaymentRow>();
	return [
		...[...paymentsOf(portal)].flatMap(([id, now]) => {
			const said = changed.filter(({ paymentId }) => paymentId === id);
			return [
				...auditBookings(id, said, portal, before.get(id)),
				...auditReference(id, said, now, before.get(id), references.get(id)),
			];
		}),
		...chapters.flatMap(auditShown),
	];
}

/** Whether a node says that it has changed something. */
export function isChange({ json }: Said): boolean {
	return json.success === true && json.changed === true;
}

function auditBookings(
	id: number,
	changed: readonly Said[],
	{ ledger }: SandboxPortal,
	before: Readonly<PaymentRow> | undefined,
): string[] {
	const booked = changed.filter(({ json }) => json.operation === 'pay').length;
	const { paidTransitions, unpaidTransitions } = ledger.effects(id);
	const paid = ledger.payment(id)?.paid;
	const expected = booked > 0 ? 'Y' : before?.paid;
	return [
		...(paidTransitions === booked
			? []
			: [`${id}: the node reports ${booked} bookings, the ledger has ${paidTransitions}`]),
		...(unpaidTransitions === 0 ? [] : [`${id}: it was marked as unpaid in between`]),
		...(paid === expected ? [] : [`${id}: should be paid=${expected}, the ledger says ${paid}`]),
	];
}

/** The bank's reference is where an update says that it was stored, and nowhere else. */
function auditReference(
	id: number,
	changed: readonly Said[],
	now: Readonly<PaymentRow>,
	before: Readonly<PaymentRow> | undefined,
	reference: string | undefined,
): string[] {
	const isUpdated = changed.some(({ json }) => json.operation === 'update');
	const expected = isUpdated ? reference : before?.payVoucherNum;
	const { payVoucherNum: stored } = now;
	if (stored === expected) return [];
	return [`${id}: its document number should be ${expected}, the ledger has ${stored}`];
}

/** A match shows payments as they were, everything else as they are afterwards. */
function auditShown({ said, before, after }: Chapter): string[] {
	return said.flatMap((one) => {
		const payments = 'matched' in one.json ? before : after;
		return shownBy(one)
			.filter((shown) => !isIn(payments, shown))
			.map((shown) => wrong(one, shown));
	});
}

function shownBy({ json }: Said): IDataObject[] {
	const { payment, candidates = [] } = json;
	// A failed item of the error output carries the columns of its input.
	const isOwn = payment && json.error === undefined;
	return [...(isOwn ? [payment as IDataObject] : []), ...(candidates as IDataObject[])];
}

function isIn(payments: Payments, { id, paymentId, ...shown }: IDataObject): boolean {
	const row = payments.get(Number(id ?? paymentId));
	return (['accountNumber', 'sum', 'currency', 'paid'] as const).every(
		(field) => row?.[field] === shown[field],
	);
}

function wrong({ step }: Said, { id, paymentId, accountNumber, sum, paid }: IDataObject): string {
	return `${step} shows ${id ?? paymentId} as ${accountNumber}, ${sum}, paid=${paid}`;
}
