import { DateTime } from 'luxon';

import { rowLimit } from '../../nodes/Bitrix24Payments/parameters/limit';
import { inputOf, refusal } from '../support/payments';

const limitOf = (limit: unknown, returnAll: unknown = false) => {
	const values: Record<string, unknown> = { limit, returnAll };
	return rowLimit({ ...inputOf({}), parameter: (name) => values[name] });
};

describe('A limit', () => {
	it.each([5, '5', ' 5 ', '\u200b5', '５'])('is a whole number: %j', (limit) => {
		expect(limitOf(limit)).toBe(5);
	});

	it.each<[string, unknown]>([
		['true', true],
		['a list of one number', [5]],
		['a date', DateTime.fromMillis(1_700_000_000_000)],
		['a date of JavaScript', new Date()],
		['hexadecimal digits', '0x10'],
		['an exponent', '1e2'],
		['a fraction', 2.5],
		['0', 0],
		['less than 0', '-1'],
		['a word', 'all'],
		['no number', NaN],
		['no end', Infinity],
	])('is not %s', (_, limit) => {
		expect(refusal(() => limitOf(limit)).message).toBe("'Limit' has to be a whole number above 0");
	});

	it.each([[undefined], [null], [''], ['\u200b']])('is not %j', (limit) => {
		expect(refusal(() => limitOf(limit)).message).toBe("'Limit' is empty");
	});

	it.each([true, 'true', 'Y'])('does not count where all is wanted: %j', (returnAll) => {
		expect(limitOf('', returnAll)).toBe(Infinity);
	});

	it.each([[null], ['']])(
		'does not take the place of all because an expression came out empty: %j',
		(returnAll) => {
			expect(refusal(() => limitOf(50, returnAll)).message).toBe("'Return All' is empty");
		},
	);
});
