import { isObject } from '../portal/json';

/** What a request aims at, of the minute that it may take; seconds. */
const AIM_S = 20;

/**
 * How many lists one request may ask for, by how long the last ones took the portal: more than it can
 * make in a minute would fail now, and at every poll after that (docs/bitrix24.md#time-of-a-request).
 */
export class Pace {
	/** Seconds per list; 0 where the portal does not tell. */
	private took = 0;

	/** @param time the `time` block of the answer to a list */
	learn(time: unknown): void {
		const duration = isObject(time) ? Number(time.duration) : NaN;
		if (Number.isFinite(duration) && duration >= 0) this.took = duration;
	}

	/** @param most however quick the portal is */
	atOnce(most: number): number {
		return this.took === 0 ? most : Math.max(1, Math.min(most, Math.floor(AIM_S / this.took)));
	}
}
