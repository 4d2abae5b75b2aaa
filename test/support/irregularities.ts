import type { SandboxPortal } from '../../sandbox/portal';

/** Payments that are not booked exactly once, in words; empty when the ledger is consistent. */
export function irregularities(portal: SandboxPortal, ids: readonly number[]): string[] {
	return ids.flatMap((id) => {
		const { receipts, triggers, paidTransitions, overlappingWrites } = portal.ledger.effects(id);
		const isPaid = portal.ledger.payment(id)?.paid === 'Y';
		const once = [receipts, triggers, paidTransitions].every((count) => count === 1);
		if (isPaid && once && overlappingWrites === 0) return [];
		return [
			`${id}: paid ${isPaid}, ${paidTransitions} times, ${receipts} receipts, ${triggers} triggers, ${overlappingWrites} overlapping writes`,
		];
	});
}
