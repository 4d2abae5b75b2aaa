import { isAmountOf, type Line, type Named } from './line';

/** Of more payments than these, some would add up to the amount by chance. */
const MOST_ADDED_UP = 6;

/**
 * Several payments of one currency whose sum the line is: those named by their number, or all, or
 * some of the numbered where no others will do.
 */
export function thatAddUp(line: Line, open: readonly Named[]): readonly Named[] | undefined {
	const isSum = (group: readonly Named[]) => {
		const currencies = new Set(group.map(({ payment }) => payment.currency));
		const total = group.reduce((sum, { payment }) => sum + (payment.sum ?? NaN), 0);
		return group.length > 1 && currencies.size === 1 && isAmountOf(line, total);
	};
	const numbered = open.filter(({ by }) => by === 'paymentNumber');
	const whole = [numbered, open].find(isSum);
	if (whole || numbered.length > MOST_ADDED_UP) return whole;
	const parts = subsetsOf(numbered).filter(isSum);
	return parts.length === 1 ? parts[0] : undefined;
}

function subsetsOf<T>(all: readonly T[]): T[][] {
	return all.reduce<T[][]>(
		(subsets, one) => [...subsets, ...subsets.map((some) => [...some, one])],
		[[]],
	);
}
