/** The portal's time zone: a fixed offset, so that tests do not depend on daylight saving time. */
export const PORTAL_OFFSET_MINUTES = 120;

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

interface Moment {
	year: number;
	month: number;
	day: number;
	hour: number;
	minute: number;
	second: number;
	offsetMinutes: number;
	shiftMs: number;
}

type Reader = [pattern: RegExp, read: (match: RegExpExecArray, moment: Moment) => boolean];

const DATE_READERS: Reader[] = [
	[/^(\d{4})-(\d{1,2})-(\d{1,2})(?=\D|$)/, (m, to) => setDate(to, m[1], m[2], m[3])],
	[/^(\d{4})\/(\d{1,2})\/(\d{1,2})(?=\D|$)/, (m, to) => setDate(to, m[1], m[2], m[3])],
	[/^(\d{4})(\d{2})(\d{2})(?=\D|$)/, (m, to) => setDate(to, m[1], m[2], m[3])],
	[/^(\d{1,2})[.-](\d{1,2})[.-](\d{4})(?=\D|$)/, (m, to) => setDate(to, m[3], m[2], m[1])],
	[/^(\d{1,2})\/(\d{1,2})\/(\d{4})(?=\D|$)/, (m, to) => setDate(to, m[3], m[1], m[2])],
	[/^(\d{4})-(\d{2})(?=\s|$)/, (m, to) => setDate(to, m[1], m[2], '1')],
	[
		/^(?:[a-z]{3,9},\s*)?(\d{1,2})[ .-]([a-z]{3,9})[ .-](\d{4})/i,
		(m, to) => setDate(to, m[3], monthOf(m[2]), m[1]),
	],
	[/^([a-z]{3,9})[ .](\d{1,2}),?\s+(\d{4})/i, (m, to) => setDate(to, m[3], monthOf(m[1]), m[2])],
];

const TIME_READERS: Reader[] = [
	[
		/^[t\s,]*(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.\d+)?)?(?:\s*([ap])\.?m\.?)?/i,
		(m, to) => setTime(to, m[1], m[2], m[3], m[4]),
	],
	[/^t(\d{2})(\d{2})(\d{2})/i, (m, to) => setTime(to, m[1], m[2], m[3])],
	[/^t(\d{1,2})(?=\D|$)/i, (m, to) => setTime(to, m[1], '0', '0')],
];

const WORDS: Record<string, (moment: Moment) => void> = {
	now: () => undefined,
	today: (moment) => clearTime(moment),
	midnight: (moment) => clearTime(moment),
	noon: (moment) => {
		clearTime(moment);
		moment.hour = 12;
	},
	tomorrow: (moment) => {
		clearTime(moment);
		moment.day += 1;
	},
	yesterday: (moment) => {
		clearTime(moment);
		moment.day -= 1;
	},
};

const UNITS_MS: Record<string, number> = {
	sec: 1_000,
	second: 1_000,
	min: 60_000,
	minute: 60_000,
	hour: 3_600_000,
	day: 86_400_000,
	week: 604_800_000,
};

/**
 * PHP's `strtotime` in the portal's time zone: seconds since the epoch, undefined when PHP answers
 * `false`. Covers the notations people send to a date field, not PHP's whole grammar.
 */
export function strtotime(text: string, nowMs: number): number | undefined {
	const trimmed = text.trim();
	if (trimmed === '') return undefined;
	const unix = /^@(-?\d+)$/.exec(trimmed)?.[1];
	if (unix !== undefined) return Number(unix);
	const moment = momentOf(nowMs);
	return readMoment(trimmed, moment) ? toSeconds(moment) : undefined;
}

function readMoment(text: string, moment: Moment): boolean {
	const date = readDay(text, moment);
	if (date === false) return false;
	const time = readWith(TIME_READERS, date.rest, moment) ?? { rest: date.rest, seen: false };
	if (time === false) return false;
	return readTail(time.rest.trim(), moment, date.seen || time.seen);
}

interface Progress {
	rest: string;
	seen: boolean;
}

function readDay(text: string, moment: Moment): Progress | false {
	const word = /^[a-z]+/i.exec(text)?.[0].toLowerCase();
	const apply = word === undefined ? undefined : WORDS[word];
	if (word !== undefined && apply !== undefined) {
		apply(moment);
		return { rest: text.slice(word.length), seen: true };
	}
	const read = readWith(DATE_READERS, text, moment, clearTime);
	return read ?? readBareTime(text, moment) ?? { rest: text, seen: false };
}

/** Four digits alone are a time of day in PHP, not a year. */
function readBareTime(text: string, moment: Moment): Progress | false | undefined {
	const match = /^(\d{2})(\d{2})$/.exec(text);
	if (match === null) return undefined;
	return setTime(moment, match[1], match[2], '0') ? { rest: '', seen: true } : false;
}

function readWith(
	readers: Reader[],
	text: string,
	moment: Moment,
	prepare?: (moment: Moment) => void,
): Progress | false | undefined {
	for (const [pattern, read] of readers) {
		const match = pattern.exec(text);
		if (match === null) continue;
		prepare?.(moment);
		return read(match, moment) ? { rest: text.slice(match[0].length), seen: true } : false;
	}
	return undefined;
}

function readTail(tail: string, moment: Moment, seen: boolean): boolean {
	if (tail === '') return seen;
	const relative = /^([+-]?\d+)\s*([a-z]+?)s?$/i.exec(tail);
	const unit = UNITS_MS[relative?.[2]?.toLowerCase() ?? ''];
	if (unit !== undefined) {
		moment.shiftMs += Number(relative?.[1]) * unit;
		return true;
	}
	return readZone(tail, moment);
}

function readZone(zone: string, moment: Moment): boolean {
	if (/^(z|utc|gmt)$/i.test(zone)) {
		moment.offsetMinutes = 0;
		return true;
	}
	const offset = /^(?:gmt|utc)?([+-])(\d{1,2}):?(\d{2})?$/i.exec(zone);
	if (offset !== null) return setOffset(moment, offset[1], offset[2], offset[3]);
	return readMilitaryZone(zone, moment);
}

/** A single letter is a military time zone: PHP reads `Y` and `N` as dates. */
function readMilitaryZone(zone: string, moment: Moment): boolean {
	if (!/^[a-ik-y]$/i.test(zone)) return false;
	const letters = 'abcdefghiklm';
	const letter = zone.toLowerCase();
	const east = letters.indexOf(letter);
	const hours = east >= 0 ? east + 1 : -('nopqrstuvwxy'.indexOf(letter) + 1);
	moment.offsetMinutes = hours * 60;
	return true;
}

function setOffset(moment: Moment, sign?: string, hours?: string, minutes?: string): boolean {
	const total = Number(hours) * 60 + Number(minutes ?? 0);
	if (total > 99 * 60 || Number(hours) > 24) return false;
	moment.offsetMinutes = sign === '-' ? -total : total;
	return true;
}

function setDate(moment: Moment, year?: string, month?: string | number, day?: string): boolean {
	moment.year = Number(year);
	moment.month = Number(month);
	moment.day = Number(day);
	return moment.month >= 0 && moment.month <= 12 && moment.day <= 31 && month !== undefined;
}

function setTime(
	moment: Moment,
	hour?: string,
	minute?: string,
	second?: string,
	half?: string,
): boolean {
	moment.hour = half === undefined ? Number(hour) : to24Hours(Number(hour), half);
	moment.minute = Number(minute);
	moment.second = Number(second ?? 0);
	return moment.hour <= 24 && moment.minute <= 59 && moment.second <= 60;
}

function to24Hours(hour: number, half: string): number {
	return (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
}

function monthOf(name?: string): number | undefined {
	const index = MONTHS.indexOf(name?.slice(0, 3).toLowerCase() ?? '');
	return index < 0 ? undefined : index + 1;
}

function clearTime(moment: Moment): void {
	moment.hour = 0;
	moment.minute = 0;
	moment.second = 0;
}

function momentOf(nowMs: number): Moment {
	const local = new Date(nowMs + PORTAL_OFFSET_MINUTES * 60_000);
	return {
		year: local.getUTCFullYear(),
		month: local.getUTCMonth() + 1,
		day: local.getUTCDate(),
		hour: local.getUTCHours(),
		minute: local.getUTCMinutes(),
		second: local.getUTCSeconds(),
		offsetMinutes: PORTAL_OFFSET_MINUTES,
		shiftMs: 0,
	};
}

function toSeconds(moment: Moment): number {
	const { year, month, day, hour, minute, second } = moment;
	const utc = Date.UTC(year, month - 1, day, hour, minute - moment.offsetMinutes, second);
	return (utc + moment.shiftMs) / 1000;
}

/** PHP's `date('c')` in the portal's time zone. */
export function isoDateTime(ms: number): string {
	const local = new Date(Math.floor(ms / 1000) * 1000 + PORTAL_OFFSET_MINUTES * 60_000);
	return `${local.toISOString().slice(0, 19)}${offsetText()}`;
}

/**
 * How the portal prints a date without time: midnight shifted by the zone's offset, a quirk of its
 * own conversion.
 */
export function isoDate(ms: number): string {
	const midnight = isoDateTime(ms).slice(0, 10);
	return `${midnight}T${offsetText().slice(1)}:00${offsetText()}`;
}

function offsetText(): string {
	const hours = String(Math.floor(PORTAL_OFFSET_MINUTES / 60)).padStart(2, '0');
	const minutes = String(PORTAL_OFFSET_MINUTES % 60).padStart(2, '0');
	return `+${hours}:${minutes}`;
}
