import type { SandboxPortal } from '../portal';
import type { Report } from './story';

/** The state of each payment before the demo, by payment ID. */
export type PaidBefore = ReadonlyMap<number, string | undefined>;

/**
 * Compares what the node said with what the portal's ledger holds: the final state, and how often
 * each payment really changed hands.
 *
 * @returns one sentence for each disagreement; empty when the node told the truth
 */
export function audit(
	reports: readonly Report[],
	portal: SandboxPortal,
	before: PaidBefore,
): string[] {
	const ids = [...new Set(reports.map(({ paymentId }) => paymentId))].filter(isNumber);
	return ids.flatMap((id) => auditPayment(id, reports, portal, before.get(id)));
}

function auditPayment(
	id: number,
	reports: readonly Report[],
	portal: SandboxPortal,
	paidBefore: string | undefined,
): string[] {
	const said = reports.filter(({ paymentId }) => paymentId === id);
	const changed = said.filter(({ json }) => json.success === true && json.changed === true);
	const count = (...steps: string[]) => changed.filter(({ step }) => steps.includes(step)).length;
	const paid = count('Mark as Paid', 'Pay via Payment System');
	const unpaid = count('Mark as Unpaid');
	const effects = portal.ledger.effects(id);
	const state = portal.ledger.payment(id)?.paid;
	const expected = paid + unpaid === 0 ? paidBefore : paid > unpaid ? 'Y' : 'N';
	return [
		...(effects.paidTransitions === paid
			? []
			: [`${id}: the node reports ${paid} bookings, the ledger has ${effects.paidTransitions}`]),
		...(effects.unpaidTransitions === unpaid
			? []
			: [
					`${id}: the node reports ${unpaid} reversals, the ledger has ${effects.unpaidTransitions}`,
				]),
		...(state === expected ? [] : [`${id}: should be paid=${expected}, the ledger says ${state}`]),
		...auditUpdates(id, changed, portal),
	];
}

/** Every field that an update reports as stored has to be in the ledger. */
function auditUpdates(id: number, changed: readonly Report[], portal: SandboxPortal): string[] {
	const updated = changed.some(({ step }) => step === 'Update');
	const stored = portal.ledger.payment(id)?.payVoucherNum;
	return updated && !stored ? [`${id}: the update is reported as stored, the ledger lacks it`] : [];
}

function isNumber(value: number | undefined): value is number {
	return value !== undefined;
}
