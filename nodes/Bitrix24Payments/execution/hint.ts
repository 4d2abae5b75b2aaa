import type { OutcomeWords } from '../operations/change';
import type { Entry } from './entry';

/** What a run did, in one line for the output panel: "118 paid, 2 already paid, 1 refused". */
export function summary(entries: readonly Entry[], refused: number, words: OutcomeWords): string {
	const count = (is: (entry: Entry) => boolean) => entries.filter(is).length;
	const done = (entry: Entry, changed: boolean) =>
		entry.outcome?.kind === 'done' && (entry.outcome.changed ?? true) === changed;
	const dry = (entry: Entry, wouldChange: boolean) =>
		entry.outcome?.kind === 'dryRun' && entry.outcome.wouldChange === wouldChange;
	const failed = (entry: Entry, isUnknown: boolean) =>
		entry.outcome?.kind === 'failed' &&
		(entry.outcome.failure.code === 'OUTCOME_UNKNOWN') === isUnknown;
	const parts: Array<[number, string]> = [
		[count((entry) => done(entry, true)), words.changed],
		[count((entry) => dry(entry, true)), words.wouldChange],
		[count((entry) => done(entry, false) || dry(entry, false)), words.already],
		[refused + count((entry) => failed(entry, false)), 'not done'],
		[count((entry) => failed(entry, true)), 'with unknown outcome'],
	];
	return parts
		.filter(([number]) => number > 0)
		.map(([number, word]) => `${number} ${word}`)
		.join(', ');
}
