import { newsSince } from '../../nodes/Bitrix24Payments/trigger/news';
import type { TriggerState } from '../../nodes/Bitrix24Payments/trigger/state';
import { FakePortal } from './support/fakePortal';
import { seconds } from './support/payments';

/**
 * The night in which the hour from two to three comes twice. A database keeps wall-clock time, so
 * both look the same in it, and PHP shows either as the first one.
 */

const SET_BACK = seconds('2026-10-25T03:00:00+02:00');
const HOUR = 3600;
const DAY = 24 * HOUR;
const MINUTE = 60;

const offsetAt = (moment: number) => (moment < SET_BACK ? 120 : 60);
const wallClock = (moment: number) => moment + offsetAt(moment) * 60;

/** As PHP writes a moment of now. */
function written(moment: number, offset = offsetAt(moment)): string {
	const local = new Date((moment + offset * 60) * 1000).toISOString().slice(0, 19);
	return `${local}+0${offset / 60}:00`;
}

/** As PHP shows a moment that was read from the database. */
function readBack(moment: number): string {
	const isSecond = moment >= SET_BACK && moment < SET_BACK + HOUR;
	return isSecond ? written(moment - HOUR) : written(moment);
}

function stateAt(moment: number): TriggerState {
	const from = moment - 5 * MINUTE;
	return {
		portal: 'acme.bitrix24.com',
		from,
		since: from,
		offset: offsetAt(moment),
		newestPayment: 0,
		orders: new Map(),
	};
}

/** What polls at these moments tell of an order that changes every minute of the night. */
function night(polls: readonly number[]): number[] {
	const [first = 0, ...further] = polls;
	const portal = new FakePortal();
	portal.kept = wallClock;
	let state = stateAt(first);
	const told: number[] = [];
	for (const now of further) {
		portal.time = { date_start: written(now) };
		portal.orders = minutesBetween(first, now).map((changedAt, index) => ({
			id: index + 1,
			dateUpdate: readBack(changedAt),
			payments: [{ id: index + 1, sum: 5 }],
		}));
		const news = portal.talk(newsSince(state, () => false));
		told.push(...news.events.map(({ paymentId }) => paymentId));
		state = news.state;
	}
	return told.sort((one, other) => one - other);
}

function minutesBetween(from: number, until: number): number[] {
	const count = Math.max(0, Math.ceil((until - from) / MINUTE) - 1);
	return Array.from({ length: count }, (_, index) => from + (index + 1) * MINUTE);
}

const every = (step: number, from: number, until: number) =>
	Array.from({ length: Math.floor((until - from) / step) + 1 }, (_, index) => from + index * step);

it.each<[string, number[]]>([
	['every minute', every(MINUTE, SET_BACK - HOUR, SET_BACK + 3 * HOUR)],
	['every ten minutes', every(10 * MINUTE, SET_BACK - 35 * MINUTE, SET_BACK + 3 * HOUR)],
	['every hour', every(HOUR, SET_BACK - 30 * MINUTE, SET_BACK + 5 * HOUR)],
	[
		'after a pause over that night',
		[-30 * MINUTE, 2 * DAY, 2 * DAY + 60, 3 * DAY].map((at) => SET_BACK + at),
	],
	[
		'with a pause just after it',
		[-MINUTE, MINUTE, 4 * MINUTE, 30 * MINUTE, 31 * MINUTE, 3 * HOUR].map((at) => SET_BACK + at),
	],
])('polls %s miss nothing and tell nothing twice', (_, polls) => {
	const ids = minutesBetween(polls[0] ?? 0, polls.at(-1) ?? 0).map((_at, index) => index + 1);
	expect(night(polls)).toEqual(ids);
});
