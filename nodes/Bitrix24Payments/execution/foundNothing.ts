import type { Subject } from '../operations/query';

/** What one item looked for, and how much it found. */
export interface Search {
	readonly subject: Subject;
	readonly count: number;
}

/**
 * Says what was looked for in vain, as an empty output does not: "2 of 3 deals have no payments".
 *
 * @returns empty when everything was found
 */
export function foundNothing(searches: readonly Search[]): string {
	const kinds = new Map<string, Search[]>();
	for (const search of searches) {
		const { many, isFiltered } = search.subject;
		const kind = `${many} ${isFiltered}`;
		kinds.set(kind, [...(kinds.get(kind) ?? []), search]);
	}
	return [...kinds.values()].map(inVain).filter(Boolean).join('. ');
}

/** The same for searches of one kind. */
function inVain(searches: readonly Search[]): string {
	const [first] = searches;
	const empty = searches.filter(({ count }) => count === 0).length;
	if (!first || empty === 0) return '';
	if (searches.length === 1) return ofOne(first.subject);
	return ofMany(first.subject, empty, searches.length);
}

function ofOne({ one, isFiltered, isWhole, or }: Subject): string {
	if (isWhole && isFiltered) return 'No payment matches the filters';
	const what = isFiltered ? 'no payment that matches the filters' : 'no payments';
	return [`The ${one} has ${what}`, or].filter(Boolean).join(', ');
}

function ofMany({ many, isFiltered, isWhole }: Subject, empty: number, total: number): string {
	const what = `no payments${isFiltered ? ' that match the filters' : ''}`;
	const verb = isWhole ? 'found' : empty === 1 ? 'has' : 'have';
	return `${empty} of ${total} ${many} ${verb} ${what}`;
}
