import { isoDateTime, strtotime } from '../../sandbox/portal/php/dates';
import { decodeJson, encodeJson, UnencodableError } from '../../sandbox/portal/php/json';
import { parseStr, parseUrl } from '../../sandbox/portal/php/query';
import {
	isNumeric,
	isTruthy,
	looselyEqual,
	toFloat,
	toInt,
	toPlain,
	type Json,
	type PhpValue,
} from '../../sandbox/portal/php/values';
import data from './php.data.json';

/** Every table was produced by the real interpreter; see `phpVersion` in the data. */
interface Recorded {
	phpVersion: string;
	now: string;
	parseStr: Array<[query: string, expected: Json]>;
	parseUrl: Array<[url: string, expected: Json]>;
	strtotime: Array<[text: string, expected: string | null]>;
	jsonEncode: Array<[value: Json, expected: string]>;
	looseEquality: Array<[left: PhpValue, right: PhpValue, expected: boolean]>;
	numbers: Array<[text: string, isNumeric: boolean, int: number, float: number]>;
	truthiness: Array<[value: PhpValue, expected: boolean]>;
}

const recorded = data as unknown as Recorded;
const plain = (text: string) => JSON.parse(encodeJson(parseStr(text))) as Json;

describe(`as PHP ${recorded.phpVersion} does it`, () => {
	test.each(recorded.parseStr)('parse_str(%j)', (query, expected) => {
		const result = plain(query);
		const isEmpty = Array.isArray(result) && result.length === 0;
		expect(isEmpty ? {} : result).toEqual(expected);
	});

	test.each(recorded.parseUrl)('parse_url(%j)', (url, expected) => {
		const parts = parseUrl(url);
		const known = parts && { path: parts.path ?? null, query: parts.query ?? null };
		expect(known).toEqual(expected);
	});

	test.each(recorded.strtotime)('strtotime(%j)', (text, expected) => {
		const seconds = strtotime(text, Date.parse(recorded.now));
		expect(seconds === undefined ? null : isoDateTime(seconds * 1000)).toBe(expected);
	});

	test.each(recorded.jsonEncode)('json_encode(%j)', (value, expected) => {
		expect(encodeJson(value)).toBe(expected);
	});

	test('==', () => {
		for (const [left, right, expected] of recorded.looseEquality) {
			const actual = looselyEqual(left, right);
			expect([left, right, actual]).toEqual([left, right, expected]);
		}
	});

	test.each(recorded.numbers)('is_numeric, intval, floatval of %j', (text, numeric, int, float) => {
		expect([isNumeric(text), toInt(text), toFloat(text)]).toEqual([numeric, int, float]);
	});

	test.each(recorded.truthiness)('(bool) %j', (value, expected) => {
		expect(isTruthy(value)).toBe(expected);
	});
});

describe('json_decode', () => {
	test('keeps the order of numeric keys', () => {
		const decoded = decodeJson('{"cmd":{"10":"a","2":"b","x\\"3":"c"}}') as Map<string, PhpValue>;
		expect([...(decoded.get('cmd') as Map<string, PhpValue>).keys()]).toEqual(['10', '2', 'x"3']);
	});

	test.each([['{"a":1'], ['{a:1}'], [''], ["{'a':1}"], ['{"a":"\\ud800"}']])(
		'refuses %j',
		(text) => {
			expect(decodeJson(text)).toBeUndefined();
		},
	);

	test('leaves text that looks like a key alone', () => {
		const text = '{"a":"say \\"5\\": five","5":"\\u0041"}';
		expect(toPlain(decodeJson(text) ?? null)).toEqual({ a: 'say "5": five', '5': 'A' });
	});

	test('treats __proto__ as any other key', () => {
		const decoded = decodeJson('{"__proto__":{"x":1}}') as Map<string, PhpValue>;
		expect([...decoded.keys()]).toEqual(['__proto__']);
	});
});

test('json_encode fails on text that is not Unicode', () => {
	expect(() => encodeJson('\ud800')).toThrow(UnencodableError);
});
