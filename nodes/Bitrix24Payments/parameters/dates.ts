import { tryToParseDateTime } from 'n8n-workflow';

import { invalidInput } from '../portal/failure';
import { isObject } from '../portal/json';
import { cleaned, shown } from './words';

/**
 * A moment as full ISO 8601 with offset: Bitrix24 reads a date without one in its own time zone
 * and drops what it cannot read without saying so (docs/bitrix24.md#dates-in-an-update).
 *
 * @param timezone for dates without an offset
 * @throws Failure (`INVALID_INPUT`)
 */
export function dateTime(value: unknown, label: string, timezone: string): string {
	return parsedDate(value, label, timezone).toISO({ suppressMilliseconds: true }) ?? '';
}

/**
 * The same, where it ends something: a day without a time is meant until its last second, and so is
 * the midnight that n8n's date picker and `$today` give for a day.
 *
 * @throws Failure (`INVALID_INPUT`)
 */
export function endOfDay(value: unknown, label: string, timezone: string): string {
	const moment = parsedDate(value, label, timezone);
	const isWholeDay = moment.toMillis() === moment.setZone(timezone).startOf('day').toMillis();
	const end = isWholeDay ? moment.setZone(timezone).endOf('day').startOf('second') : moment;
	return end.toISO({ suppressMilliseconds: true }) ?? '';
}

/**
 * A calendar day as `YYYY-MM-DD`, without an offset so that no time zone can move it.
 * @throws Failure (`INVALID_INPUT`)
 */
export function calendarDate(value: unknown, label: string, timezone: string): string {
	return parsedDate(value, label, timezone).toISODate() ?? '';
}

function parsedDate(value: unknown, label: string, timezone: string) {
	const given = typeof value === 'string' ? cleaned(value) : value;
	if (given === '' || given === undefined || given === null) {
		throw invalidInput(
			`'${label}' is empty`,
			'Bitrix24 cannot clear a date. Enter a date, or remove the field from the update',
		);
	}
	const parsed = tryParseDate(given, timezone);
	if (parsed) return parsed;
	throw invalidInput(
		`'${label}' is not a date: ${shown(value)}`,
		'Enter date and time in ISO 8601 form, e.g. 2026-04-10T10:00:00+02:00',
	);
}

/** Before there were payments: a year that lost a digit. */
const EARLIEST = 1900;

/** No place on Earth is more than fourteen hours from Greenwich. */
const ISO_8601 =
	/^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?\s?(Z|[+-](0\d|1[0-4])(:?[0-5]\d)?)?)?$/i;

/**
 * Text has to be ISO 8601: n8n's parser would guess at anything else, and take 10.04.2024 for a
 * day in October and the 30th of February for one in March.
 */
function tryParseDate(given: unknown, timezone: string) {
	if (typeof given !== 'string' && !isObject(given)) return undefined;
	if (typeof given === 'string' && !ISO_8601.test(given)) return undefined;
	try {
		const parsed = tryToParseDateTime(given, timezone);
		const isAsWritten = typeof given !== 'string' || parsed.toISODate() === given.slice(0, 10);
		return isAsWritten && parsed.year >= EARLIEST ? parsed : undefined;
	} catch {
		return undefined;
	}
}
