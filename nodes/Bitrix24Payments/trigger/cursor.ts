import type { PortalTime } from './portalTime';
import type { TriggerState } from './state';

/**
 * An order's `dateUpdate` is written to the second, by a script that may work on for a minute
 * before others see what it stored (docs/bitrix24.md#time-of-a-request). So each look also covers
 * the last minutes before the one before it; seconds.
 */
export const OVERLAP_S = 5 * 60;

/** A clock that is set back for the winter writes the same hour twice; seconds. */
const REPEATED_HOUR_S = 60 * 60;

/** Where the next look begins. */
export type Cursor = Pick<TriggerState, 'from' | 'since' | 'offset'>;

/** @param time the portal's, when a look began that came to its end */
export function afterWholeLook(before: Cursor, time: PortalTime): Cursor {
	const { offset } = time;
	const since = time.seconds - OVERLAP_S;
	if (wasSetBack(before, time)) return { from: since - REPEATED_HOUR_S, since, offset };
	if (mayLieBeforeSetBack(before, since)) return { ...before, offset };
	return { from: since, since, offset };
}

/**
 * @param time the portal's, when the look began
 * @param reached `dateUpdate` of the first order that was not looked at any more
 */
export function afterPartOfLook(before: Cursor, time: PortalTime, reached: number): Cursor {
	const whole = afterWholeLook(before, time);
	// What happened before the pause is still news for the orders that are left.
	return {
		...whole,
		from: Math.min(whole.from, reached),
		since: Math.min(whole.since, before.since),
	};
}

/**
 * Where a look has to begin that was to begin elsewhere, but has found that the clock was set back:
 * what changed since then has an earlier hour than it had before.
 */
export function reachedBack(from: number, { seconds }: PortalTime): number {
	return Math.min(from, seconds - OVERLAP_S) - REPEATED_HOUR_S;
}

/** By the season, or by somebody who corrected it. */
export function wasSetBack({ since, offset }: Cursor, time: PortalTime): boolean {
	return time.offset < offset || time.seconds < since;
}

/**
 * The portal keeps dates by the clock on its wall. A moment before the clock was set back is a later
 * hour there than many a moment after it, so no look may begin at it: the one further back stays.
 */
function mayLieBeforeSetBack(before: Cursor, since: number): boolean {
	return before.from < before.since && since < before.since + OVERLAP_S;
}

/**
 * Whether an order lies so far outside the span that was asked for that the portal cannot have kept
 * to the filter. In the hour that is written twice it may seem to.
 *
 * @param from Unix seconds, as all of them
 */
export function isFarOutside(changedAt: number, from: number, until = Infinity): boolean {
	const tolerated = REPEATED_HOUR_S + OVERLAP_S;
	return changedAt < from - tolerated || changedAt > until + tolerated;
}

/**
 * Whether a change is looked at so soon that a part of it may come to be seen later.
 * @param time the portal's, when the look began
 */
export function isFresh(changedAt: number, time: PortalTime): boolean {
	return changedAt >= time.seconds - OVERLAP_S;
}

/** Seconds. */
const QUIET_S = 60 * 60;

/** Whether a look that saw no change has still moved on so far that it should be stored. */
export function hasMovedOn(before: Cursor, after: Cursor): boolean {
	const moved = after.from - before.from;
	return moved < 0 || moved > QUIET_S || after.offset !== before.offset;
}
