import { PaymentDraft } from '../paymentDraft';
import type { PaymentRow } from '../paymentFields';
import { isoDateTime } from '../php/dates';
import type { WriteTarget } from '../writes';
import type { CommandContext } from './types';

/**
 * Load, change, save: the server's cycle for every change of a payment. It takes no lock, so two
 * overlapping calls both work on what they loaded (docs/bitrix24.md#no-lock).
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
	await takeTime(context, { orderId: loaded.orderId, paymentId: loaded.id });
	const { changed, row, effects } = draft.save(core.clock.now());
	if (changed) context.noteChange();
	core.ledger.count(row.id, effects);
	return row;
}

/** What happens between load and save of a write; others on the order may come in between. */
export async function takeTime(context: CommandContext, target: WriteTarget): Promise<void> {
	const { writes, happenings } = context.core;
	const work = async () => {
		await context.spend();
		await happenings.reach('saving', context.target());
	};
	await writes.between(target, work, { hold: context.holdsWrite });
}

/** The present moment as the portal writes it. */
export function nowOn({ core }: CommandContext): string {
	return isoDateTime(core.clock.now());
}
