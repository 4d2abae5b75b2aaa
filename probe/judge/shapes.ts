import { typeOf, type JsonObject } from './json';

/** What a field may hold on the wire. */
export type Shape = 'number' | 'text' | 'flag' | 'date';

const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}([+-]\d{2}:\d{2}|Z)$/;

const FITS: Readonly<Record<Shape, (value: unknown) => boolean>> = {
	number: (value) => value === null || typeof value === 'number',
	text: (value) => typeof value === 'string',
	flag: (value) => typeof value === 'string' && /^[A-Z]?$/.test(value),
	date: (value) => value === null || (typeof value === 'string' && ISO.test(value)),
};

/** Whether a value is of the shape; numbers and dates may be null. */
export function fits(shape: Shape, value: unknown): boolean {
	return FITS[shape](value);
}

/**
 * Fields whose values are of another shape, each with what it was: `sum is string`. The values
 * themselves are not told.
 */
export function misfits(
	rows: readonly JsonObject[],
	shapes: Readonly<Record<string, Shape>>,
): string[] {
	return Object.entries(shapes).flatMap(([name, shape]) => {
		const found = rows.find((row) => name in row && !fits(shape, row[name]));
		return found === undefined ? [] : [`${name} is ${shown(found[name])}, not ${shape}`];
	});
}

/** A date is shown as its pattern, everything else as its type. */
function shown(value: unknown): string {
	if (typeof value !== 'string') return typeOf(value);
	const pattern = value.replace(/\d/g, '9');
	return /^[9TZ:.+\- ]{4,40}$/.test(pattern) ? `written as ${pattern}` : 'string';
}
