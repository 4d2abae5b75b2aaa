import type { Seen } from '../judge/seen';
import type { Verdict } from '../judge/verdict';

/** One thing that the package takes for granted about Bitrix24. */
export interface Assumption {
	/** Short, stable, in words with hyphens. */
	readonly id: string;
	/** What is assumed, in one sentence. */
	readonly assumed: string;
	/** Heading in docs/bitrix24.md that says so, with its source. */
	readonly source: string;
	/**
	 * Where portals of different age, plan or documentation differ and the code lives with each of
	 * them: name of the variant → what it looks like. Anything else differs.
	 */
	readonly variants?: Readonly<Record<string, string>>;
	/** What is needed to try it: permissions, and what the portal must have. */
	readonly needs: string;
	/** Tried with `--write` only. */
	readonly writes?: true;
	/**
	 * Judges by the answers alone. It may throw what `Seen` throws when an answer is missing or is
	 * none to judge by.
	 */
	readonly check: (seen: Seen) => Verdict;
}
