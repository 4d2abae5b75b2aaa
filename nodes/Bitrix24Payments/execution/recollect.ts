import { Failure } from '../portal/failure';
import type { ChangeRun } from './changeRun';
import { fail, type Entry } from './entry';
import type { Memento } from './memory';
import { settle } from './settle';
import { whatToDo } from './whatToDo';

/**
 * Deals with what an earlier try of the same execution has sent: looks at what became of it and
 * sends none of it again.
 */
export async function recollect(entries: readonly Entry[], run: ChangeRun): Promise<void> {
	for (const entry of entries.filter((one) => run.memory.wasDone(one))) {
		entry.wasDoneBefore = true;
		entry.mustBeSeen = true;
	}
	const remembered = entries.flatMap((entry) => {
		const memento = run.memory.recall(entry);
		return memento ? [{ entry, memento }] : [];
	});
	const portal = remembered[0]?.entry.portal;
	if (!portal) return;
	for (const { entry, memento } of remembered) doubt(entry, memento);
	const toSettle = remembered.map(({ entry }) => entry);
	await settle(toSettle, portal, { ...run.times, settleMs: 0 });
	for (const { entry, memento } of remembered) explain(entry, memento);
}

function doubt(entry: Entry, { createdId, failure }: Memento): void {
	const since = entry.portal.ticks();
	if (createdId === undefined) {
		entry.doubt = { kind: 'lost', failure: failure ?? sentBefore(), since };
		return;
	}
	entry.doubt = { kind: 'answered', confirmation: { createdId }, since };
	if (!entry.options.verify) {
		entry.outcome = { kind: 'done', verified: false, paymentId: createdId };
	}
}

function sentBefore(): Failure {
	return new Failure({
		code: 'OUTCOME_UNKNOWN',
		message: 'An earlier try of this execution was interrupted after it was sent',
		description: 'Nobody knows what became of it',
	});
}

/** What the earlier try found out is said again, and that nothing was sent this time. */
function explain(entry: Entry, { failure }: Memento): void {
	if (entry.outcome?.kind !== 'failed') return;
	const known = failure ?? entry.outcome.failure;
	const advice = known.description.includes('before running again')
		? ''
		: ` ${whatToDo(entry.change.rerunRisk)}`;
	fail(
		entry,
		known.with({
			description: `${known.description}. An earlier try of this execution sent it, so it was not sent again.${advice}`,
			retryable: false,
		}),
	);
}
