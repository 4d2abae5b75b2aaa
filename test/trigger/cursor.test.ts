import {
	afterPartOfLook,
	afterWholeLook,
	hasMovedOn,
	isFarOutside,
	OVERLAP_S,
} from '../../nodes/Bitrix24Payments/trigger/cursor';
import { timeOf, written } from '../../nodes/Bitrix24Payments/trigger/portalTime';

const HOUR = 3600;
const BEFORE = { from: 10_000, since: 10_000, offset: 120 };
const at = (seconds: number, offset = 120) => ({ seconds, offset });

describe('The cursor', () => {
	it('lies some minutes before the look that came to its end', () => {
		const from = 20_000 - OVERLAP_S;
		expect(afterWholeLook(BEFORE, at(20_000))).toEqual({ from, since: from, offset: 120 });
	});

	it.each([
		['by the season', at(20_000, 60)],
		['by somebody', at(BEFORE.since - 1)],
	])('reaches back an hour further when the clock was set back %s', (_, time) => {
		const { from, since } = afterWholeLook(BEFORE, time);
		expect([from, since]).toEqual([time.seconds - OVERLAP_S - HOUR, time.seconds - OVERLAP_S]);
	});

	it('does not when it was set forward', () => {
		expect(afterWholeLook(BEFORE, at(20_000, 180)).from).toBe(20_000 - OVERLAP_S);
	});

	it('stops where a look had to stop, and what was news stays news', () => {
		expect(afterPartOfLook(BEFORE, at(20_000), 15_000)).toEqual({
			from: 15_000,
			since: 10_000,
			offset: 120,
		});
		expect(afterPartOfLook(BEFORE, at(20_000), 19_990).from).toBe(20_000 - OVERLAP_S);
	});

	it('takes orders for those that were asked for also in the hour that is written twice', () => {
		expect(isFarOutside(10_000 - HOUR, 10_000)).toBe(false);
		expect(isFarOutside(10_000 - HOUR - OVERLAP_S - 1, 10_000)).toBe(true);
	});

	it('is stored without news once an hour, and when the clock was set', () => {
		const moved = (change: object) => hasMovedOn(BEFORE, { ...BEFORE, ...change });
		expect(moved({ from: BEFORE.from + HOUR })).toBe(false);
		expect(moved({ from: BEFORE.from + HOUR + 1 })).toBe(true);
		expect(moved({ from: BEFORE.from - 1 })).toBe(true);
		expect(moved({ offset: 60 })).toBe(true);
	});
});

describe("The portal's time", () => {
	it.each([
		['2026-05-14T10:00:00+02:00', 1_778_745_600, 120],
		['2026-05-14T02:30:00-05:30', 1_778_745_600, -330],
		['2026-05-14T08:00:00+00:00', 1_778_745_600, 0],
	])('%s', (date_start, seconds, offset) => {
		expect(timeOf({ date_start })).toEqual({ seconds, offset });
		expect(written({ seconds, offset })).toBe(date_start);
	});

	it('is taken from the Unix time where there is no date, and from nowhere else', () => {
		expect(timeOf({ start: 1_778_745_600.7 })).toEqual({ seconds: 1_778_745_600, offset: 0 });
		for (const time of [undefined, null, {}, { date_start: 'x', start: 'y' }]) {
			expect(timeOf(time)).toBeUndefined();
		}
	});
});
