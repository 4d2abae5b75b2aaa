import type { Outcome, Result } from '../probe';
import { placesOf } from './places';
import { countsOf, observedIn, WORDS } from './summary';

/** The outcome for the terminal: one line per assumption, then the summary. */
export function linesOf(outcome: Outcome): string[] {
	return [
		...outcome.results.flatMap(lineOf),
		'',
		...tidyingLines(outcome),
		...summaryLines(outcome),
	];
}

function lineOf(result: Result): string[] {
	const { assumption, verdict } = result;
	const { id, assumed, source } = assumption;
	const line = `${WORDS[verdict.verdict].padEnd(18)}  ${id}: ${assumed} — ${observedIn(result)}  [docs/bitrix24.md#${source}]`;
	const places = placesOf(assumption);
	if (verdict.verdict !== 'differs' || places.length === 0) return [line];
	return [line, `${' '.repeat(20)}relied on in ${places.join(', ')}`];
}

function tidyingLines({ tidying }: Outcome): string[] {
	const { found, removed, left } = tidying;
	return [
		...(found > 0 ? [`Left by earlier calls: ${found} ${found === 1 ? 'deal' : 'deals'}.`] : []),
		...(removed > 0 ? [`Removed again: ${removed} of the deals, orders and payments made.`] : []),
		...(left.length > 0 ? ['Still there:', ...left.map((line) => `  ${line}`)] : []),
	];
}

function summaryLines(outcome: Outcome): string[] {
	const { holds, differs, untried } = countsOf(outcome);
	const { requests, seconds, isInterrupted, cutOff } = outcome;
	return [
		`${holds} hold, ${differs} differ, ${untried} could not be tried; ${requests} requests, ${Math.round(seconds)} s.`,
		...(isInterrupted ? ['Interrupted: what was not asked any more counts as not tried.'] : []),
		...(cutOff === undefined
			? []
			: [`Ended early: ${cutOff}. What was not asked any more counts as not tried.`]),
		...(differs > 0 ? ['Please report what differs: --report <file.md>, then a new issue.'] : []),
	];
}
