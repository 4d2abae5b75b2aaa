import type { OutcomeWords } from '../operations/change';
import type { OwnCode } from '../portal/failure';
import type { Entry, Outcome } from './entry';

/** What a run did, in one line for the output panel: "118 paid, 2 already paid, 1 not done". */
export function summary(entries: readonly Entry[], refused: number, words: OutcomeWords): string {
	const parts = new Map<string, number>();
	const count = (part: string, number = 1) => parts.set(part, (parts.get(part) ?? 0) + number);
	// In the order in which they are told.
	for (const part of partsIn(words)) parts.set(part, 0);
	for (const { outcome } of entries) if (outcome) count(partOf(outcome, words));
	count(NOT_DONE, refused);
	return [...parts]
		.filter(([, number]) => number > 0)
		.map(([part, number]) => `${number} ${part}`)
		.join(', ');
}

const UNVERIFIED = 'sent without looking whether it was done';
const PARTLY_DONE = 'done in part';
const NOT_DONE = 'not done';
const UNKNOWN = 'with unknown outcome';

function partsIn(words: OutcomeWords): string[] {
	const { changed, wouldChange, already } = words;
	return [
		changed,
		byWhomever(changed),
		UNVERIFIED,
		wouldChange,
		already,
		PARTLY_DONE,
		NOT_DONE,
		UNKNOWN,
	];
}

function byWhomever(changed: string): string {
	return `${changed} by this run or by somebody else`;
}

function partOf(outcome: Outcome, words: OutcomeWords): string {
	switch (outcome.kind) {
		case 'done':
			if (!outcome.verified) return UNVERIFIED;
			if (outcome.changed === false) return words.already;
			return outcome.changed ? words.changed : byWhomever(words.changed);
		case 'dryRun':
			return outcome.wouldChange ? words.wouldChange : words.already;
		case 'failed':
			return wordsFor(outcome.failure.code);
	}
}

function wordsFor(code: OwnCode): string {
	if (code === 'PARTLY_DONE') return PARTLY_DONE;
	return code === 'OUTCOME_UNKNOWN' ? UNKNOWN : NOT_DONE;
}
