import { isObject, numberOf, typeOf, type JsonObject } from '../judge/json';
import type { Seen } from '../judge/seen';
import { decide, differs, holds, untried } from '../judge/verdict';
import type { Answer } from '../net/answer';
import type { Assumption } from './assumption';

/** Times are told in milliseconds; below this they say little. */
const MEASURABLE_S = 0.005;

/** What the package takes for granted about limits and time. */
export const LIMITS: readonly Assumption[] = [
	{
		id: 'operating-time',
		assumed: '`time` tells the `operating` time of a method where the portal limits it',
		source: 'operating-time',
		variants: { limited: 'told, as in the cloud', unlimited: 'not told: the limiter is off' },
		needs: 'nothing',
		check: (seen) => {
			const times = timesIn(seen);
			if (times.length === 0) return untried('data', 'no answer had a `time`');
			const told = times.filter((time) => time.operating !== undefined);
			if (told.length === 0) return holds('not told', 'unlimited');
			if (told.some(({ operating }) => typeof operating !== 'number')) {
				return differs(`\`operating\` is ${typeOf(told[0]?.operating)}`);
			}
			return holds(`told, ${shown(mostOperating(seen))} s at most`, 'limited');
		},
	},
	{
		id: 'operating-reset',
		assumed: '`operating_reset_at` is a moment in Unix seconds, within ten minutes',
		source: 'operating-time',
		needs: 'a portal that limits operating time',
		check: (seen) => {
			const told = timesIn(seen).filter((time) => time.operating_reset_at !== undefined);
			if (told.length === 0) return untried('data', 'no answer tells it');
			const ahead = told.map((time) => (numberOf(time.operating_reset_at) ?? NaN) - finishOf(time));
			const isSo = ahead.every((seconds) => seconds > -5 && seconds <= 605);
			return decide(isSo, 'as assumed', 'it is no moment of the next ten minutes');
		},
	},
	{
		id: 'operating-limit',
		assumed: 'A method that has used less than 420 seconds is not paused',
		source: 'operating-time',
		needs: 'nothing',
		check: (seen) => {
			const paused = seen
				.all()
				.some(([, one]) => one.kind === 'error' && one.code === 'OPERATION_TIME_LIMIT');
			const most = mostOperating(seen);
			if (!paused) return holds(`${shown(most)} s used at most, nothing was paused`);
			return decide(most >= 420, 'paused above it', `paused after ${shown(most)} s`);
		},
	},
	{
		id: 'request-rate',
		assumed: 'Fifty requests at once and two a second are let through',
		source: 'request-rate',
		needs: 'nothing',
		check: (seen) => {
			const isRefused = seen
				.all()
				.some(([, one]) => one.kind === 'error' && one.code === 'QUERY_LIMIT_EXCEEDED');
			return decide(!isRefused, 'none was refused', 'refused; others may call from this address');
		},
	},
	{
		id: 'list-is-cheap',
		assumed: 'A list of payments takes the portal less time than reading each of them',
		source: 'server-times',
		needs: 'crm, sale, ten payments',
		check: (seen) => {
			const count = seen.rows('listed by id', 'payments').length;
			if (count < 10) return untried('data', 'fewer than ten payments');
			const list = processing(seen.value('listed by id'));
			const one = processing(seen.value('payment'));
			if (list === undefined || one === undefined) return untried('data', 'no time is told');
			if (list < MEASURABLE_S || one < MEASURABLE_S) return untried('data', 'too quick to compare');
			const words = `${shown(list)} s for ${count}, ${shown(one)} s for one`;
			return decide(list <= one * count, words, words);
		},
	},
	{
		id: 'time-of-a-request',
		assumed: 'A request that reads is answered long before a minute is over',
		source: 'time-of-a-request',
		needs: 'nothing',
		check: (seen) => {
			const times = seen.all().flatMap(([, one]) => ('ms' in one ? (one.ms ?? []) : []));
			if (times.length === 0) return untried('data', 'nothing was answered');
			const longest = Math.max(...times) / 1000;
			return decide(longest < 20, `${shown(longest)} s at most`, `${shown(longest)} s`);
		},
	},
];

/** Figures of the walk, in seconds: for the report. */
export function figuresOf(seen: Seen): Record<string, number> {
	const entries: Array<[string, number | undefined]> = [
		['processing of one payment', timeOf(seen, 'payment')],
		['processing of one payment of the store', timeOf(seen, 'payment of the store')],
		['processing of a list of payments', timeOf(seen, 'listed by id')],
		['rows in that list', rowsOf(seen, 'listed by id')],
		['operating time at most', mostOperating(seen)],
	];
	return Object.fromEntries(
		entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, round(value)]])),
	);
}

function timeOf(seen: Seen, name: string): number | undefined {
	const found = seen.all().find(([key]) => key === name)?.[1];
	return found && processing(found);
}

function rowsOf(seen: Seen, name: string): number | undefined {
	const found = seen.all().find(([key]) => key === name)?.[1];
	return found?.kind === 'value' ? seen.rows(name, 'payments').length : undefined;
}

function processing(answer: Answer): number | undefined {
	if (answer.kind !== 'value' || !isObject(answer.time)) return undefined;
	return numberOf(answer.time.processing);
}

function mostOperating(seen: Seen): number {
	return Math.max(0, ...timesIn(seen).map(({ operating }) => numberOf(operating) ?? 0));
}

function timesIn(seen: Seen): JsonObject[] {
	const times = seen.all().flatMap(([, one]) => (one.kind === 'value' ? [one.time] : []));
	return times.filter(isObject);
}

function finishOf({ finish }: JsonObject): number {
	return numberOf(finish) ?? NaN;
}

function shown(seconds: number): string {
	return String(round(seconds));
}

function round(value: number): number {
	return Math.round(value * 1000) / 1000;
}
