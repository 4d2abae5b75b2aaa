import fc from 'fast-check';
import { DateTime } from 'luxon';

import { calendarDate, dateTime, endOfDay } from '../../nodes/Bitrix24Payments/parameters/dates';
import { refusal } from '../support/payments';

const BERLIN = 'Europe/Berlin';

function moment(value: unknown, timezone = BERLIN): string {
	return dateTime(value, 'Payment Date', timezone);
}

function day(value: unknown, timezone = BERLIN): string {
	return calendarDate(value, 'Return Date', timezone);
}

describe('A moment', () => {
	it.each([
		['2026-04-10T10:00:00+03:00', '2026-04-10T10:00:00+03:00'],
		['2026-04-10T10:00:00-05:30', '2026-04-10T10:00:00-05:30'],
		['2026-04-10T10:00:00Z', '2026-04-10T10:00:00Z'],
		[' 2026-04-10T10:00:00+03:00 ', '2026-04-10T10:00:00+03:00'],
		['2026-04-10T10:00:00\u221202:00', '2026-04-10T10:00:00-02:00'],
		['2026-04-10T10:00:00+14:00', '2026-04-10T10:00:00+14:00'],
	])('keeps the offset that it has: %s', (value, expected) => {
		expect(moment(value)).toBe(expected);
	});

	it.each([
		['2026-04-10T10:00:00', BERLIN, '2026-04-10T10:00:00+02:00'],
		['2026-01-10T10:00:00', BERLIN, '2026-01-10T10:00:00+01:00'],
		['2026-04-10 10:00:00', BERLIN, '2026-04-10T10:00:00+02:00'],
		['2026-04-10T10:00', BERLIN, '2026-04-10T10:00:00+02:00'],
		['2026-04-10', BERLIN, '2026-04-10T00:00:00+02:00'],
		['\u200b2026-04-10\ufeff', BERLIN, '2026-04-10T00:00:00+02:00'],
		['2026-04-10\u00a010:00', BERLIN, '2026-04-10T10:00:00+02:00'],
		['2026-04-10T10:00:00', 'America/New_York', '2026-04-10T10:00:00-04:00'],
		['2026-04-10T10:00:00', 'Asia/Kolkata', '2026-04-10T10:00:00+05:30'],
		['2026-04-10T10:00:00', 'UTC', '2026-04-10T10:00:00Z'],
	])('without an offset is one of the time zone: %s in %s', (value, timezone, expected) => {
		expect(moment(value, timezone)).toBe(expected);
	});

	it.each([
		[
			'the hour before the change to summer time',
			'2026-03-29T01:59:59',
			'2026-03-29T01:59:59+01:00',
		],
		['an hour that the change leaves out', '2026-03-29T02:30:00', '2026-03-29T03:30:00+02:00'],
		[
			'the hour after the change to winter time',
			'2026-10-25T03:00:00',
			'2026-10-25T03:00:00+01:00',
		],
	])('has the offset of its day: %s', (_what, value, expected) => {
		expect(moment(value)).toBe(expected);
	});

	it.each([
		['a date object', new Date(Date.UTC(2026, 3, 10, 8)), '2026-04-10T10:00:00+02:00'],
		[
			'a Luxon object, with its own zone',
			DateTime.fromISO('2026-04-10T10:00:00+03:00', { setZone: true }),
			'2026-04-10T10:00:00+03:00',
		],
	])('comes from %s', (_what, value, expected) => {
		expect(moment(value)).toBe(expected);
	});

	it('has one of the two offsets of an hour that comes twice', () => {
		expect(moment('2026-10-25T02:30:00')).toMatch(/^2026-10-25T02:30:00\+0[12]:00$/);
	});

	it.each([
		['an empty text', ''],
		['spaces', '  '],
		['what cannot be seen', '\u200b'],
		['nothing', undefined],
		['null', null],
	])('cannot be cleared with %s', (_what, value) => {
		expect(refusal(() => moment(value)).message).toBe("'Payment Date' is empty");
	});

	it.each([
		['a month that does not exist', '2024-13-45'],
		['a day that does not exist', '2026-02-30'],
		['an hour that does not exist', '2026-04-10T25:00:00'],
		['an offset that no place has', '2026-04-10T10:00:00+15:00'],
		['an offset of a hundred hours', '2026-04-10T10:00:00+99:99'],
		['an offset of 61 minutes', '2026-04-10T10:00:00+0161'],
		['a year that lost a digit', '0202-04-10'],
		['a year of two digits', '0026-04-10T10:00:00Z'],
		['a number', 1712736000],
		['a number as text', '1712736000'],
		['milliseconds as text', '1712736000000'],
		['a year', '2026'],
		['a number with a fraction', '4.5'],
		['a negative number', '-5'],
		['a time of day alone', '12:30'],
		['an hour of one digit, read in whatever zone the server has', '2026-04-10 1:00'],
		['a date with something behind it', '2026-04-10 (foo)'],
		['a time of day with a.m. or p.m.', '2026-04-10 10:00 PM'],
		['a word', 'yesterday'],
		['words with a number', 'Item 12'],
		['an account number', '356/1'],
		['an invalid date object', new Date(NaN)],
		['an invalid Luxon object', DateTime.invalid('test')],
		['true', true],
		['a list', ['2026-04-10']],
		['an object', {}],
	])('is not %s', (_what, value) => {
		expect(refusal(() => moment(value)).message).toMatch(/^'Payment Date' is not a date: /);
	});

	it.each(['10.04.2024', '10.04.2024 10:00:00', '10/04/2024', '04.10.24'])(
		'is not guessed from a date whose day and month may be mixed up: %s',
		(value) => {
			expect(refusal(() => moment(value)).message).toMatch(/^'Payment Date' is not a date: /);
		},
	);

	it('is full ISO 8601 with offset or refused, whatever text it is', () => {
		const any = fc.oneof(fc.string(), fc.stringMatching(/^[\d\-T:. +Z]{1,25}$/), fc.anything());
		fc.assert(
			fc.property(any, (value) => {
				let read: string;
				try {
					read = moment(value);
				} catch (error) {
					expect(error).toMatchObject({ code: 'INVALID_INPUT' });
					return;
				}
				expect(read).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/);
			}),
			{ numRuns: 500 },
		);
	});

	it('is the same moment that was given, for every date object and time zone', () => {
		const date = fc.date({
			min: new Date('1990-01-01T00:00:00Z'),
			max: new Date('2100-01-01T00:00:00Z'),
			noInvalidDate: true,
		});
		const zone = fc.constantFrom(BERLIN, 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe');
		fc.assert(
			fc.property(date, zone, (given, timezone) => {
				const seconds = Math.floor(Date.parse(moment(given, timezone)) / 1000);
				expect(seconds).toBe(Math.floor(given.getTime() / 1000));
			}),
		);
	});
});

describe('A calendar day', () => {
	it.each([
		['2026-04-10', '2026-04-10'],
		['2026-04-10T23:59:59', '2026-04-10'],
		['2026-04-10T00:00:00', '2026-04-10'],
		['2026-04-10T23:30:00-05:00', '2026-04-10'],
		['2026-04-10T00:30:00+14:00', '2026-04-10'],
	])('is the one that stands there: %s', (value, expected) => {
		expect(day(value)).toBe(expected);
		expect(day(value, 'Pacific/Kiritimati')).toBe(expected);
		expect(day(value, 'America/Los_Angeles')).toBe(expected);
	});

	it('of a date object is the one in the time zone of the workflow', () => {
		const date = new Date(Date.UTC(2026, 3, 10, 23));
		expect(day(date, BERLIN)).toBe('2026-04-11');
		expect(day(date, 'UTC')).toBe('2026-04-10');
	});

	it.each([[''], [null], [undefined]])('cannot be cleared with %p', (value) => {
		expect(refusal(() => day(value)).message).toBe("'Return Date' is empty");
	});

	it.each([['2024-13-45'], ['2026-02-29'], ['20'], [20260410], ['10.04.2024'], [true], [{}]])(
		'is not %p',
		(value) => {
			expect(refusal(() => day(value)).message).toMatch(/^'Return Date' is not a date: /);
		},
	);
});

describe('The end of a day', () => {
	const end = (value: unknown, timezone = BERLIN) => endOfDay(value, 'Payment Date To', timezone);

	it.each([
		['2026-04-10', BERLIN, '2026-04-10T23:59:59+02:00'],
		[' 2026-04-10 ', BERLIN, '2026-04-10T23:59:59+02:00'],
		['2026-04-10T00:00:00', BERLIN, '2026-04-10T23:59:59+02:00'],
		['2026-04-10 00:00', BERLIN, '2026-04-10T23:59:59+02:00'],
		['2026-04-10T00:00:00.000+02:00', BERLIN, '2026-04-10T23:59:59+02:00'],
		['2026-04-10', 'America/New_York', '2026-04-10T23:59:59-04:00'],
		['2026-10-25', BERLIN, '2026-10-25T23:59:59+01:00'],
	])('is meant by %s in %s', (value, timezone, expected) => {
		expect(end(value, timezone)).toBe(expected);
	});

	it.each([
		['2026-04-10T10:00:00', '2026-04-10T10:00:00+02:00'],
		['2026-04-10T00:00:00Z', '2026-04-10T00:00:00Z'],
		['2026-04-10T00:00:01', '2026-04-10T00:00:01+02:00'],
	])('is not meant where there is another time: %s', (value, expected) => {
		expect(end(value)).toBe(expected);
	});

	it('is a second before the next day begins, in every time zone', () => {
		const zones = fc.constantFrom('Europe/Berlin', 'Asia/Kolkata', 'Pacific/Apia', 'America/Lima');
		const days = fc.date({
			min: new Date('2000-01-01'),
			max: new Date('2040-01-01'),
			noInvalidDate: true,
		});
		fc.assert(
			fc.property(zones, days, (zone, date) => {
				const today = DateTime.fromJSDate(date, { zone: 'utc' }).toISODate() ?? '';
				const next = DateTime.fromISO(today, { zone }).plus({ days: 1 }).startOf('day');
				fc.pre(DateTime.fromISO(today, { zone }).toISODate() === today);
				expect(Date.parse(end(today, zone))).toBe(next.toMillis() - 1000);
			}),
		);
	});
});
