import { expect } from '@jest/globals';

/**
 * `toEqual` takes a list for the same with `undefined` behind it, so that an item too many would not
 * be noticed where a test compares one property of each.
 */
expect.addEqualityTesters([
	(one: unknown, other: unknown) =>
		Array.isArray(one) && Array.isArray(other) && one.length !== other.length ? false : undefined,
]);
