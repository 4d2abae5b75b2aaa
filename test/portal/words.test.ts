import fc from 'fast-check';

import { isoTime, readable, shortened } from '../../nodes/Bitrix24Payments/portal/words';

describe('A text of others in a message', () => {
	it.each([
		['plain words', 'Access denied', 'Access denied'],
		['line breaks and tabs', ' one\r\n\ttwo \n\n three ', 'one two three'],
		['tags', '<b>Access</b> <i class="x">denied</i><br/>', 'Access denied'],
		['a link', '<a href="https://portal.example/?a=1&b=2">Help</a>!', 'Help !'],
		['a tag over several lines', 'a<img\nsrc="x"\n>b', 'a b'],
		['a script', 'a<script type="x">if (1 < 2) alert("b")</script >c', 'a c'],
		['a style in capitals', 'a<STYLE>b { color: red }</STYLE>c', 'a c'],
		['a comment', 'a<!-- hidden -->b', 'a b'],
		['a document', '<!DOCTYPE html><html><body>502 Bad Gateway</body></html>', '502 Bad Gateway'],
		['comparisons, which are no tags', 'sum < 5 and 7 > 6, a<5', 'sum < 5 and 7 > 6, a<5'],
		['nothing but tags', '<br><br>', ''],
		['nothing', '', ''],
	])('loses HTML and line breaks and keeps the words: %s', (_what, text, expected) => {
		expect(readable(text)).toBe(expected);
	});

	it.each([
		[
			'named ones',
			'&lt; 5 &gt; 3 &amp; &quot;&apos; &laquo;x&raquo; &mdash;&ndash;',
			'< 5 > 3 & "\' «x» —–',
		],
		['a space that does not break', 'a&nbsp;b\u00a0c', 'a b c'],
		['any case', '&LT;&Amp;', '<&'],
		['decimal ones', '&#1055;&#1083;&#1072;&#1090;&#1105;&#1078;', 'Платёж'],
		['hexadecimal ones', '&#x41;&#X42;&#x1F600;', 'AB😀'],
		['control characters', 'a&#0;&#10;&#31;b', 'a b'],
		['numbers beyond all characters', 'a&#x110000;&#9999999;b', 'a b'],
		['unknown ones, which stay', '&unknown; &x; &;', '&unknown; &x; &;'],
		['names that every object has, which stay', '&toString; &valueOf;', '&toString; &valueOf;'],
		['encoded ones', 'a &amp;laquo;b&amp;raquo;', 'a «b»'],
	])('has entities decoded: %s', (_what, text, expected) => {
		expect(readable(text)).toBe(expected);
	});

	it.each([
		['one that was made safe for a page', '&lt;b&gt;Deadlock&lt;/b&gt; found', 'Deadlock found'],
		['one that was made safe twice', '&amp;lt;b&amp;gt;Deadlock&amp;lt;/b&amp;gt;', 'Deadlock'],
		['a script', 'a&lt;script&gt;alert(1)&lt;/script&gt;b', 'a b'],
		['a picture', 'a &#60;img src=x onerror=alert(1)&#62; b', 'a b'],
	])('does not carry HTML that its entities hid: %s', (_what, text, expected) => {
		expect(readable(text)).toBe(expected);
	});

	it.each([
		['colours of a terminal', '\u001b[31mFatal\u001b[0m stop', 'Fatal stop'],
		['control characters', 'a\u0000b\u0007\u0085c\u007f', 'a b c'],
		['what turns the direction', 'paid \u202etnemyap\u202c &#8238;x\u2066', 'paid tnemyap x'],
		['but no joined letters or emojis', 'می\u200cخواهم 👩\u200d💻', 'می\u200cخواهم 👩\u200d💻'],
	])('does not carry %s', (_what, text, expected) => {
		expect(readable(text)).toBe(expected);
	});

	it('does not carry the code of any webhook', () => {
		expect(readable('POST https://a.example/rest/12/zz9plural/batch failed')).toBe(
			'POST https://a.example/rest/12/***/batch failed',
		);
		expect(readable('see &#47;rest&#47;12&#47;zz9plural&#47;scope')).toBe('see /rest/12/***/scope');
		expect(readable('see <b>/rest/12/zz9plural</b>')).toBe('see /rest/12/***');
	});

	it('does not carry a code that is cut off at its end', () => {
		const text = `${'x'.repeat(280)}/rest/12/zz9pluralzalpha0/`;
		expect(readable(text)).not.toContain('zz9');
	});

	it('is decently short, whatever it was', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme-ascii', maxLength: 2000, size: 'max' }), (text) => {
				expect(readable(text).length).toBeLessThanOrEqual(301);
			}),
		);
	});

	const HUGE = 2_000_000;

	it.each([
		['tags that never end', '<a'],
		['scripts that never end', '<script '],
		['the ends of scripts', '</script'],
		['comments that never end', '<!--'],
		['entities that never end', '&#1'],
		['ampersands', '&'],
		['spaces', ' '],
		['webhooks', '/rest/1/'],
		['digits', '1'],
	])('is read at once although it has 2 MB of %s', (_what, piece) => {
		const text = piece.repeat(HUGE / piece.length);
		const begin = performance.now();
		expect(readable(text).length).toBeLessThanOrEqual(301);
		expect(performance.now() - begin).toBeLessThan(1000);
	});
});

describe('Shortening a text', () => {
	it.each([
		['shorter', 'abc', 'abc'],
		['as long as it may be', 'abcde', 'abcde'],
		['longer', 'abcdef', 'abcde…'],
		['much longer', 'abcdefghijklmnop', 'abcde…'],
	])('one that is %s', (_what, text, expected) => {
		expect(shortened(text, 5)).toBe(expected);
	});

	it('cuts between characters, not through them', () => {
		expect(shortened('abcd😀f', 5)).toBe('abcd😀…');
		expect(shortened('😀😀😀😀😀', 5)).toBe('😀😀😀😀😀');
		expect(shortened('a😀😀😀😀😀', 5)).toBe('a😀😀😀😀…');
	});

	it('also cuts a text of nothing but such characters', () => {
		expect(shortened('😀'.repeat(6), 5)).toBe('😀😀😀😀😀…');
	});

	it('never makes half a character of a whole one', () => {
		fc.assert(
			fc.property(
				fc.string({ unit: 'grapheme', maxLength: 30 }),
				fc.integer({ min: 1, max: 20 }),
				(text, length) => {
					expect(shortened(text, length)).not.toMatch(/\p{Surrogate}/u);
				},
			),
		);
	});
});

describe('A moment in words', () => {
	it.each([
		[Date.UTC(2026, 3, 10, 8), '2026-04-10T08:00:00.000Z'],
		[8.64e15, '+275760-09-13T00:00:00.000Z'],
		[8.64e15 + 1, undefined],
		[0, undefined],
		[-1, undefined],
		[NaN, undefined],
		[Infinity, undefined],
		[undefined, undefined],
	])('%p is %p', (ms, words) => {
		expect(isoTime(ms)).toBe(words);
	});
});
