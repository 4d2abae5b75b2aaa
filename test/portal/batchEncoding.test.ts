import { execFileSync, spawnSync } from 'node:child_process';

import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { encodeCommand, fitsIntoBatch } from '../../nodes/Bitrix24Payments/portal/batchEncoding';
import type { Command } from '../../nodes/Bitrix24Payments/portal/command';
import { byParserOfSandbox, type Received } from './encoding';

const PHP = `
	$received = [];
	foreach (json_decode(stream_get_contents(STDIN)) as $command) {
		$parts = parse_url($command);
		parse_str($parts['query'] ?? '', $params);
		$received[] = ['method' => $parts['path'] ?? '', 'params' => $params];
	}
	echo json_encode($received, JSON_THROW_ON_ERROR);
`;

function byPhp(encoded: string[]): Received[] {
	const output = execFileSync('php', ['-r', PHP], { input: JSON.stringify(encoded) });
	return JSON.parse(output.toString('utf8')) as Received[];
}

const hasPhp = spawnSync('php', ['-v']).status === 0;

/** What PHP is to receive: everything as a string, and a list wherever the keys count up from 0. */
function stringified(value: unknown): unknown {
	if (typeof value !== 'object' || value === null) return String(value);
	const entries = Object.entries(value).map(([key, entry]): [string, unknown] => [
		key,
		stringified(entry),
	]);
	const isList = entries.every(([key], index) => key === String(index));
	return isList ? entries.map(([, entry]) => entry) : Object.fromEntries(entries);
}

function expected(command: Command): Received {
	return { method: command.method, params: stringified(command.params) };
}

const nasty = fc.constantFrom(
	'2024-04-10T10:00:00+03:00',
	'a & b = c # d % e + f',
	'100%25',
	'😀 👨‍👩‍👧',
	'line\r\nbreak\ttab',
	'"quoted" and \'quoted\' \\ backslash',
	'[brackets][]=1',
	'http://host:99999/?a=b',
	'$result',
	'result[0]',
	'\u0000nul',
	'',
	' ',
);
const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 12 }), nasty);
const nestedKey = fc.stringMatching(/^[A-Za-z0-9_=><!@%~]{1,8}$/);
const anyKey = fc.oneof({ weight: 6, arbitrary: nestedKey }, fc.string({ maxLength: 3 }));
const number = fc.oneof(fc.integer(), fc.double({ noNaN: true }));

const { value } = fc.letrec<{ value: unknown }>((tie) => ({
	value: fc.oneof(
		{ maxDepth: 3, withCrossShrink: true },
		text,
		number,
		fc.array(tie('value'), { maxLength: 3 }),
		fc.dictionary(anyKey, tie('value'), { maxKeys: 3 }),
		{ weight: 1, arbitrary: fc.constantFrom(true, false, null) },
	),
}));

function commandsWith(name: fc.Arbitrary<string>): fc.Arbitrary<Command> {
	return fc.record({
		method: fc.constantFrom('crm.item.payment.pay', 'sale.payment.update', 'batch'),
		params: fc.dictionary(name, value, { maxKeys: 4 }) as fc.Arbitrary<IDataObject>,
	});
}

const commands = commandsWith(fc.stringMatching(/^[A-Za-z]\w{0,8}$/));

describe('A command in a batch', () => {
	it('reaches the sandbox portal as it was meant, if it fits into a batch', () => {
		fc.assert(
			fc.property(commands, (command) => {
				fc.pre(fitsIntoBatch(command));
				expect(byParserOfSandbox(encodeCommand(command))).toEqual(expected(command));
			}),
			{ numRuns: 500 },
		);
	});

	(hasPhp ? it : it.skip)(
		'reaches real PHP as it was meant, if it fits into a batch (needs php on the PATH)',
		() => {
			const fitting = fc.sample(commands, 3000).filter(fitsIntoBatch);
			expect(fitting.length).toBeGreaterThan(500);
			expect(byPhp(fitting.map((command) => encodeCommand(command)))).toEqual(
				fitting.map(expected),
			);
		},
	);

	it('does not fit when PHP would change the name of a parameter', () => {
		const wild = commandsWith(fc.string({ unit: 'binary', maxLength: 4 }));
		fc.assert(
			fc.property(wild, (command) => {
				fc.pre(fitsIntoBatch(command));
				expect(byParserOfSandbox(encodeCommand(command))).toEqual(expected(command));
			}),
		);
	});

	it.each([
		['a date with an offset', '2024-04-10T10:00:00+03:00'],
		['an ampersand', 'Müller & Söhne'],
		['a hash', 'invoice #17'],
		['a percent sign', '20 % off, %41 stays'],
		['an emoji', '💶 paid 👍🏽'],
		['line breaks', 'one\ntwo\r\nthree'],
		['quotes', `"double" and 'single'`],
		['an equals sign and brackets', 'a[b]=c&d[]=e'],
		['a plus and spaces', ' 1 + 1 '],
		['a dollar reference without a bracket', '$result of $errors'],
		['a dollar reference before a space and a bracket', '$result [0], $time\t[12], $next\n[x]'],
		['a bracket before a dollar reference', '[0]$total'],
		['other words behind a dollar', '$price[0] $rest[1] $ result[2]'],
	])('carries %s unchanged', (_what, comments) => {
		const command = { method: 'sale.payment.update', params: { id: 1038, fields: { comments } } };
		expect(fitsIntoBatch(command)).toBe(true);
		expect(byParserOfSandbox(encodeCommand(command))).toEqual({
			method: 'sale.payment.update',
			params: { id: '1038', fields: { comments } },
		});
	});

	it('is the bare method when it has no parameters', () => {
		expect(encodeCommand({ method: 'scope', params: {} })).toBe('scope');
	});

	it('is written as method, question mark and encoded pairs', () => {
		const params = { id: 5, fields: { paid: 'Y', datePaid: '2024-04-10T10:00:00+03:00' } };
		expect(encodeCommand({ method: 'sale.payment.update', params })).toBe(
			'sale.payment.update?id=5&fields[paid]=Y&fields[datePaid]=2024-04-10T10%3A00%3A00%2B03%3A00',
		);
	});

	it('keeps the operator in the name of a filter', () => {
		const command = { method: 'sale.payment.list', params: { filter: { '>=sum': 5 } } };
		expect(byParserOfSandbox(encodeCommand(command)).params).toEqual({ filter: { '>=sum': '5' } });
	});
});

describe('A command does not fit into a batch', () => {
	const withComment = (comments: unknown): Command => ({
		method: 'sale.payment.update',
		params: { id: 1, fields: { comments } as IDataObject },
	});

	it.each([
		'$result[',
		'$RESULT[x]',
		'see $Error[0]',
		'$total[a]',
		'x$next[',
		'$Time[y][z]',
		'$timesheet[7]',
		'$totalAmount[USD]',
		'$results[0]',
		'$time:[12:00]',
		'$TOTALS[2024]',
		'$errors,see[3]',
		'$nextäöü[1]',
		'$result\u00a0[0]',
	])('when a text would be taken for a reference to an earlier result: %s', (comment) => {
		expect(fitsIntoBatch(withComment(comment))).toBe(false);
	});

	it.each([
		['true', true],
		['false', false],
		['null', null],
		['undefined', undefined],
		['an empty list', []],
		['an empty object', {}],
		['a list with an empty list', ['a', []]],
		['infinity', Infinity],
		['minus infinity', -Infinity],
		['no number', NaN],
		['the first half of a character', 'a\ud83d'],
		['the second half of a character', '\ude00b'],
		['a date object', new Date(0)],
		['a key with a bracket', { 'a]b': 1 }],
		['a key with a dot', { 'a.b': 1 }],
		['an empty key', { '': 1 }],
		['a reference deep inside', [{ a: ['fine', '$result[c0]'] }]],
	])('with %s in a value', (_what, comment) => {
		expect(fitsIntoBatch(withComment(comment))).toBe(false);
		expect(fitsIntoBatch({ method: 'm', params: { top: comment } as IDataObject })).toBe(false);
	});

	it.each([['a.b'], ['a b'], ['a[b]'], [''], [' a'], ['a\u0000b']])(
		'with the top-level name %j, which PHP would change',
		(name) => {
			expect(fitsIntoBatch({ method: 'm', params: { [name]: 1 } })).toBe(false);
		},
	);

	it('but does with an empty text, which PHP receives as such', () => {
		expect(fitsIntoBatch(withComment(''))).toBe(true);
	});
});
