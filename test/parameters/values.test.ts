import fc from 'fast-check';

import { currency } from '../../nodes/Bitrix24Payments/parameters/currencies';
import { collection } from '../../nodes/Bitrix24Payments/parameters/collections';
import { flag } from '../../nodes/Bitrix24Payments/parameters/flags';
import { choice, text } from '../../nodes/Bitrix24Payments/parameters/texts';
import { shown } from '../../nodes/Bitrix24Payments/parameters/words';
import { refusal } from '../support/payments';

describe('A flag', () => {
	it.each([
		[true, 'Y'],
		['Y', 'Y'],
		['true', 'Y'],
		[false, 'N'],
		['N', 'N'],
		['false', 'N'],
	])('reads %p as %s', (value, expected) => {
		expect(flag(value, 'Paid')).toBe(expected);
	});

	it.each([
		[1],
		[0],
		['1'],
		['0'],
		['y'],
		['n'],
		['TRUE'],
		['yes'],
		[' Y'],
		['"Y"'],
		[''],
		[null],
		[undefined],
		[[]],
		[{}],
		[['Y']],
	])('does not guess what %p means', (value) => {
		expect(refusal(() => flag(value, 'Paid')).message).toMatch(
			/^'Paid' is (neither on nor off: |empty$)/,
		);
	});

	it('is never N by accident', () => {
		fc.assert(
			fc.property(fc.anything(), (value) => {
				fc.pre(![true, false, 'Y', 'N', 'true', 'false'].includes(value as string));
				expect(() => flag(value, 'Paid')).toThrow();
			}),
		);
	});
});

describe('A text', () => {
	it.each([
		['as it is', ' a\nb ', ' a\nb '],
		['empty', '', ''],
		['from a number', 17, '17'],
	])('is taken %s', (_how, value, expected) => {
		expect(text(value, 'Comments')).toBe(expected);
	});

	it.each([[null], [undefined], [true], [{}], [['a']]])('is not made of %p', (value) => {
		expect(refusal(() => text(value, 'Comments')).message).toMatch(
			/^'Comments' is (not a text: |empty$)/,
		);
	});

	it('is refused when Bitrix24 would cut it off', () => {
		expect(text('x'.repeat(255), 'Reason', 255)).toHaveLength(255);
		expect(refusal(() => text('x'.repeat(256), 'Reason', 255)).message).toBe(
			"'Reason' is longer than 255 characters",
		);
	});
});

describe('A text that was cut through a character', () => {
	it.each([
		['its first half', 'paid \ud83d'],
		['its second half', '\ude00 paid'],
		['the halves in the wrong order', '\ude00\ud83d'],
	])('is refused, as Bitrix24 would not read the request: %s', (_what, value) => {
		expect(refusal(() => text(value, 'Comments')).message).toBe(
			"'Comments' holds half a character, such as an emoji that was cut through",
		);
	});

	it('is none with whole characters', () => {
		expect(text('💶 paid 👍🏽', 'Comments')).toBe('💶 paid 👍🏽');
	});
});

describe('A value in a message', () => {
	it.each([
		['a text', 'ten', "'ten'"],
		['a long text', 'x'.repeat(50), `'${'x'.repeat(40)}…'`],
		['a text of emoji', `x${'😀'.repeat(50)}`, `'x${'😀'.repeat(39)}…'`],
		['a number', 5, '5'],
		['a flag', true, 'true'],
		['null', null, 'nothing'],
		['undefined', undefined, 'nothing'],
		['a list', ['secret'], 'a list'],
		['an object', { secret: 1 }, 'an object'],
	])('is short and no object’s content: %s', (_what, value, words) => {
		expect(shown(value)).toBe(words);
	});

	it.each([0, 5, 12])(
		'does not carry the code of a webhook (%d characters before it)',
		(before) => {
			const pasted = `${'x'.repeat(before)}/rest/7/zz9pluralzalpha0/`;
			expect(shown(pasted)).toBe(`'${'x'.repeat(before)}/rest/7/***/'`);
		},
	);
});

describe('A currency', () => {
	it.each([
		['EUR', 'EUR'],
		[' USD ', 'USD'],
		['X01', 'X01'],
		['eur', 'EUR'],
	])('is a code of three: %p', (value, code) => {
		expect(currency(value, 'Currency')).toBe(code);
	});

	it.each([['Eurozone'], ['EU'], [''], [null], [undefined], [978], [{}]])('is not %p', (value) => {
		expect(refusal(() => currency(value, 'Currency')).message).toMatch(/^'Currency' is /);
	});
});

describe('A choice', () => {
	it('is one of the choices', () => {
		expect(choice('P', 'Refund', ['N', 'P', 'Y'])).toBe('P');
	});

	it.each([['p'], [''], ['X'], [true], [null], [undefined], [['P']]])('is not %p', (value) => {
		const failure = refusal(() => choice(value, 'Refund', ['N', 'P', 'Y']));
		expect(failure.description).toMatch(/Use one of N, P, Y$/);
	});
});

describe('A collection', () => {
	it('is what n8n gives, or empty where there is none', () => {
		expect(collection({ a: 1 }, 'Filters')).toEqual({ a: 1 });
		expect(collection({ a: 1 }, 'Filters', ['a', 'b'])).toEqual({ a: 1 });
		expect(collection(undefined, 'Filters')).toEqual({});
	});

	it.each([[''], [null], [[]], ['text'], [5]])('is not %p', (value) => {
		const failure = refusal(() => collection(value, 'Filters'));
		expect(failure.message).toContain("'Filters' is not a collection");
	});

	it('holds no names that it does not know', () => {
		const failure = refusal(() => collection({ orderid: 5 }, 'Filters', ['orderId', 'paid']));
		expect(failure.message).toBe("'Filters' knows no 'orderid'");
		expect(failure.description).toBe('Its names are orderId, paid');
	});
});
