import { PaymentDraft } from '../paymentDraft';
import type { PaymentRow } from '../paymentFields';
import type { CommandContext } from './types';

/**
 * Load, change, save: the server's cycle for every change of a payment. It takes no lock, so two
 * overlapping calls both work on what they loaded (reference §3.2).
 */
export async function changePayment(
	context: CommandContext,
	loaded: PaymentRow,
	change: (draft: PaymentDraft) => void,
): Promise<PaymentRow> {
	const { core } = context;
	const author = { userId: context.auth.user.id, nowMs: core.clock.now() };
	const draft = new PaymentDraft(core.store, loaded, author);
	change(draft);
	await core.writes.between(loaded.id, async () => await context.spend(), {
		hold: context.holdsWrite,
		onOverlap: () => core.ledger.count(loaded.id, { overlappingWrites: 1 }),
	});
	const { changed, row, effects } = draft.save();
	if (changed) context.noteChange();
	core.ledger.count(row.id, effects);
	return row;
}
