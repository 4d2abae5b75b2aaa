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
	const since = time.seconds - OVERLAP_S;
	const from = wasSetBack(before, time) ? since - REPEATED_HOUR_S : since;
	return { from, since, offset: time.offset };
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

/** By the season, or by somebody who corrected it. */
function wasSetBack({ since, offset }: Cursor, time: PortalTime): boolean {
	return time.offset < offset || time.seconds < since;
}

/**
 * Whether an order lies so far before the moment from which on orders were asked for that the
 * portal cannot have kept to the filter. In the hour that is written twice it may seem to.
 */
export function isFarBefore(changedAt: number, from: number): boolean {
	return changedAt < from - REPEATED_HOUR_S - OVERLAP_S;
}

/** Seconds. */
const QUIET_S = 60 * 60;

/** Whether a look that saw no change has still moved on so far that it should be stored. */
export function hasMovedOn(before: Cursor, after: Cursor): boolean {
	const moved = after.from - before.from;
	return moved < 0 || moved > QUIET_S || after.offset !== before.offset;
}
