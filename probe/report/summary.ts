import type { Outcome, Result } from '../probe';
import type { Reason, Verdict } from '../judge/verdict';

export type Counts = Readonly<Record<Verdict['verdict'], number>>;

export function countsOf({ results }: Pick<Outcome, 'results'>): Counts {
	const count = (wanted: Verdict['verdict']) =>
		results.filter(({ verdict }) => verdict.verdict === wanted).length;
	return { holds: count('holds'), differs: count('differs'), untried: count('untried') };
}

export const WORDS: Readonly<Record<Verdict['verdict'], string>> = {
	holds: 'holds',
	differs: 'DIFFERS',
	untried: 'could not be tried',
};

export const REASONS: Readonly<Record<Reason, string>> = {
	permission: 'permission',
	plan: 'plan',
	data: 'no data',
	method: 'no such method',
	limit: 'limit',
	connection: 'connection',
	option: 'option',
	interrupted: 'interrupted',
};

/** What the portal did, with the reason or the variant. */
export function observedIn({ assumption, verdict }: Result): string {
	if (verdict.verdict === 'untried') return `${REASONS[verdict.why]}: ${verdict.observed}`;
	if (verdict.verdict === 'differs' || verdict.variant === undefined) return verdict.observed;
	const words = assumption.variants?.[verdict.variant];
	return words === undefined ? verdict.observed : `${verdict.observed}: ${words}`;
}

/** 0 when nothing differs, 1 when something does, 2 when the walk did not come to its end. */
export function exitCodeOf(outcome: Outcome): 0 | 1 | 2 {
	if (outcome.isInterrupted || outcome.cutOff !== undefined) return 2;
	return countsOf(outcome).differs > 0 ? 1 : 0;
}
