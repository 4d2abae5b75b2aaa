import fc from 'fast-check';

import {
	isExactly,
	isSame,
	isSameAmount,
	type FieldKind,
} from '../../nodes/Bitrix24Payments/records/storedValue';

describe('A stored amount', () => {
	it.each([
		[100.5, 100.5],
		[100.5, '100.5000'],
		[0.3, 0.1 + 0.2],
		[0, 0],
		[0, '0'],
		[1e14, 1e14],
	])('is to the last digit what was sent: %p as %p', (sent, stored) => {
		expect(isSame('amount', sent, stored)).toBe(true);
		expect(isExactly('amount', sent, stored)).toBe(true);
	});

	it.each([
		[33.333, 33.33],
		[33.337, 33.34],
		[33.335, 33.34],
		[33.335, 33.33],
		[33.333, '33.3300'],
		[0.004, 0],
	])('is what was sent, rounded by half a cent at most: %p as %p', (sent, stored) => {
		expect(isSame('amount', sent, stored)).toBe(true);
		expect(isExactly('amount', sent, stored)).toBe(false);
	});

	it.each([
		[33.333, 33.34],
		[33.3351, 33.33],
		[33.3349, 33.34],
		[100, 100.01],
		[100, 99.99],
		[100.5, -100.5],
		[0, null],
		[0, ''],
		[0, undefined],
		[5, 'many'],
		[5, NaN],
	])('is another one: %p and %p', (sent, stored) => {
		expect(isSame('amount', sent, stored)).toBe(false);
		expect(isExactly('amount', sent, stored)).toBe(false);
	});

	it('is the one that was sent after any rounding to cents, up or down', () => {
		const amounts = fc.double({ min: 0, max: 1e9, noNaN: true });
		fc.assert(
			fc.property(amounts, (sent) => {
				const [down, near] = [Math.floor(sent * 100) / 100, Math.round(sent * 100) / 100];
				expect(isSame('amount', sent, near)).toBe(true);
				expect(isSame('amount', sent, down - 0.01)).toBe(false);
				expect(isSame('amount', sent, down + 0.02)).toBe(false);
			}),
		);
	});

	it('is compared exactly where it decides whether a payment is the right one', () => {
		expect(isSameAmount(100.5, 100.5)).toBe(true);
		expect(isSameAmount(0.3, 0.1 + 0.2)).toBe(true);
		expect(isSameAmount(33.333, 33.33)).toBe(false);
		expect(isSameAmount(0, null)).toBe(false);
	});
});

describe('A stored day', () => {
	it.each([
		['as a day', '2026-04-10'],
		['as midnight there, east', '2026-04-10T00:00:00+02:00'],
		['as midnight there, west', '2026-04-10T00:00:00-05:00'],
		['moved by the offset of a portal in Berlin', '2026-04-10T02:00:00+02:00'],
		['moved by the offset of a portal in Auckland', '2026-04-10T13:00:00+13:00'],
		['moved by the offset of a portal in New York', '2026-04-09T19:00:00-05:00'],
		['moved by the offset of a portal in Honolulu', '2026-04-09T14:00:00-10:00'],
		['at Greenwich', '2026-04-10T00:00:00Z'],
	])('is the one that was sent, shown %s', (_how, stored) => {
		expect(isSame('date', '2026-04-10', stored)).toBe(true);
	});

	it.each([
		['the day after', '2026-04-11'],
		['the day before', '2026-04-09'],
		['the day after, moved in Berlin', '2026-04-11T02:00:00+02:00'],
		['the day before, moved in Berlin', '2026-04-09T02:00:00+02:00'],
		['the day before, moved in New York', '2026-04-08T19:00:00-05:00'],
		['nothing', ''],
		['null', null],
		['a number', 20260410],
		['no date', 'tomorrow'],
	])('is another one: %s', (_what, stored) => {
		expect(isSame('date', '2026-04-10', stored)).toBe(false);
	});

	it.each([
		['in New York', '2026-04-10T19:00:00-05:00'],
		['in Honolulu', '2026-04-10T14:00:00-10:00'],
	])('is another one: the day after, moved %s', (_where, stored) => {
		expect(isSame('date', '2026-04-10', stored)).toBe(false);
	});
});

describe('A stored moment', () => {
	it.each([
		['2026-04-10T10:00:00+02:00', '2026-04-10T10:00:00+02:00'],
		['2026-04-10T10:00:00+02:00', '2026-04-10T08:00:00Z'],
		['2026-04-10T10:00:00+02:00', '2026-04-09T22:00:00-10:00'],
		['2026-04-10T10:00:00.789+02:00', '2026-04-10T10:00:00+02:00'],
	])('is the one that was sent, to the second: %s as %s', (sent, stored) => {
		expect(isSame('dateTime', sent, stored)).toBe(true);
	});

	it.each([
		['2026-04-10T10:00:00+02:00', '2026-04-10T10:00:01+02:00'],
		['2026-04-10T10:00:00+02:00', '2026-04-10T10:00:00+03:00'],
		['2026-04-10T10:00:00+02:00', ''],
		['2026-04-10T10:00:00+02:00', null],
		['2026-04-10T10:00:00+02:00', 'soon'],
		['2026-04-10T10:00:00+02:00', 1775808000],
	])('is another one: %s and %s', (sent, stored) => {
		expect(isSame('dateTime', sent, stored)).toBe(false);
	});
});

describe('A stored text', () => {
	it.each([
		['a', 'a'],
		['', ''],
		['', null],
		['', undefined],
		[' a ', ' a '],
		['0038', '0038'],
		['1e3', '1e3'],
	])('is the one that was sent: %p as %p', (sent, stored) => {
		expect(isSame('text', sent, stored)).toBe(true);
	});

	it.each([
		['1', 1],
		['0038', 38],
		[' 38 ', 38],
		['38.50', 38.5],
		['1e3', 1000],
		['+1E+3', 1000],
		['-5', -5],
		['.5', 0.5],
		['5.', 5],
		// So many digits no number tells apart: the last ones are believed.
		['12345678901234567890', Number('12345678901234567890')],
	])('may be shown as a number by some portals: %p as %p', (sent, stored) => {
		expect(isSame('text', sent, stored)).toBe(true);
	});

	it.each([
		['a', 'A'],
		['a', ''],
		['a', null],
		['0038', '38'],
		['1e3', '1000'],
		['38', 39],
		['0039', 38],
		['38 EUR', 38],
		['', 0],
		['  ', 0],
		['12345678901234567890', Number('12345678901234999999')],
	])('is another one: %p and %p', (sent, stored) => {
		expect(isSame('text', sent, stored)).toBe(false);
	});

	it.each([
		['0x10', 16],
		['Infinity', Infinity],
		['1_000', 1000],
		['0b11', 3],
		['0o17', 15],
	])('is another one, as PHP sees no number in it: %p and %p', (sent, stored) => {
		expect(isSame('text', sent, stored)).toBe(false);
	});
});

describe('A stored value of another kind', () => {
	it.each<[FieldKind, string | number, unknown]>([
		['record', 7, 7],
		['record', 7, '7'],
		['paySystem', 7, '7'],
		['flag', 'Y', 'Y'],
		['choice', 'P', 'P'],
		['currency', 'EUR', 'EUR'],
	])('is the one that was sent: %s %p as %p', (kind, sent, stored) => {
		expect(isSame(kind, sent, stored)).toBe(true);
		expect(isExactly(kind, sent, stored)).toBe(true);
	});

	it.each<[FieldKind, string | number, unknown]>([
		['record', 7, 8],
		['record', 7, null],
		['record', 7, ''],
		['paySystem', 7, undefined],
		['flag', 'Y', 'N'],
		['flag', 'N', ''],
		['choice', 'N', null],
		['currency', 'EUR', 'USD'],
	])('is another one: %s %p and %p', (kind, sent, stored) => {
		expect(isSame(kind, sent, stored)).toBe(false);
		expect(isExactly(kind, sent, stored)).toBe(false);
	});
});
