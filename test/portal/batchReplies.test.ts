import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import type { Reply } from '../../nodes/Bitrix24Payments/portal/command';
import { batchReplies } from '../../nodes/Bitrix24Payments/portal/replies';
import { failureOf } from './support';

const COMMANDS = [
	{ key: 'ca', method: 'crm.item.payment.pay' },
	{ key: 'cb', method: 'sale.payment.update' },
	{ key: 'cc', method: 'crm.item.payment.get' },
];

function read(result: unknown, halt = false): Reply[] {
	return batchReplies({ result } as IDataObject, COMMANDS, halt);
}

const KINDS = ['value', 'refused', 'complained', 'notExecuted', 'uncertain'];

function kinds(replies: readonly Reply[]): string[] {
	return replies.map((reply) => reply.kind);
}

const DENIED = { error: 'ACCESS_DENIED', error_description: 'Access denied' };

describe('The answer to a batch', () => {
	it('gives each command its own verdict, in the order of the commands', () => {
		const replies = read({ result: { cc: { id: 3 }, ca: true }, result_error: { cb: DENIED } });
		expect(kinds(replies)).toEqual(['value', 'refused', 'value']);
		expect(replies[0]).toEqual({ kind: 'value', value: true });
		expect(replies[2]).toEqual({ kind: 'value', value: { id: 3 } });
		expect(failureOf(replies[1]).code).toBe('ACCESS_DENIED');
	});

	it('hands on time, total and next of each command', () => {
		const [first, second] = read({
			result: { ca: [1], cb: [2], cc: [3] },
			result_error: [],
			result_time: { ca: { operating: 0.5 } },
			result_total: { ca: 120 },
			result_next: { ca: 50 },
		});
		expect(first).toEqual({
			kind: 'value',
			value: [1],
			time: { operating: 0.5 },
			total: 120,
			next: 50,
		});
		expect(second).toEqual({ kind: 'value', value: [2] });
	});

	it.each([[false], [null], [0], [''], [[]]])('takes %j for a value, not for a gap', (value) => {
		expect(read({ result: { ca: value, cb: value, cc: value }, result_error: [] })).toEqual([
			{ kind: 'value', value },
			{ kind: 'value', value },
			{ kind: 'value', value },
		]);
	});

	it.each([
		['empty lists', { result: [], result_error: [] }],
		['empty objects', { result: {}, result_error: {} }],
		['lists with values, as for numeric keys', { result: [true, true, true], result_error: [] }],
		['nothing inside', {}],
		['a list as result', []],
		['null as result', null],
		['true as result', true],
		['texts', { result: 'ca', result_error: 'cb' }],
	])('says nothing about the commands when it has %s', (_what, result) => {
		expect(kinds(read(result))).toEqual(['uncertain', 'uncertain', 'uncertain']);
		expect(kinds(read(result, true))).toEqual(['uncertain', 'uncertain', 'uncertain']);
	});

	it('accepts a list for the errors beside an object for the results, and the other way', () => {
		const all = { ca: DENIED, cb: DENIED, cc: DENIED };
		expect(kinds(read({ result: [], result_error: all }))).toEqual(Array(3).fill('refused'));
		expect(kinds(read({ result: { ca: 1, cb: 1, cc: 1 }, result_error: [] }))).toEqual(
			Array(3).fill('value'),
		);
	});

	it('believes the error when a command has both a result and an error', () => {
		const [first] = read({ result: { ca: true }, result_error: { ca: DENIED } });
		expect(first?.kind).toBe('refused');
	});

	it('does not mistake what every object has for a result', () => {
		const commands = ['constructor', 'toString', '__proto__'].map((key) => ({ key, method: 'm' }));
		const replies = batchReplies({ result: { result: {}, result_error: {} } }, commands, false);
		expect(kinds(replies)).toEqual(['uncertain', 'uncertain', 'uncertain']);
	});
});

describe('A command missing from the answer to a batch', () => {
	const result = { result: { ca: true }, result_error: { cb: DENIED } };

	it('is uncertain without halt', () => {
		const replies = read(result);
		expect(kinds(replies)).toEqual(['value', 'refused', 'uncertain']);
		expect(failureOf(replies[2])).toMatchObject({ code: 'BAD_RESPONSE', retryable: true });
	});

	it('was not executed when halt stopped the batch before it', () => {
		const replies = read(result, true);
		expect(kinds(replies)).toEqual(['value', 'refused', 'notExecuted']);
		expect(failureOf(replies[2])).toMatchObject({ code: 'NOT_EXECUTED', retryable: true });
	});

	it('is uncertain with halt when the portal went on behind what should have stopped it', () => {
		const wentOn = { result: { cc: true }, result_error: { ca: DENIED } };
		expect(kinds(read({ ...wentOn }, true))).toEqual(['refused', 'uncertain', 'value']);
	});

	it('is uncertain before the command that halted', () => {
		const replies = read({ result: [], result_error: { cb: DENIED } }, true);
		expect(kinds(replies)).toEqual(['uncertain', 'refused', 'notExecuted']);
	});

	it('is uncertain with halt when no command was refused', () => {
		expect(kinds(read({ result: { ca: true }, result_error: [] }, true))).toEqual([
			'value',
			'uncertain',
			'uncertain',
		]);
	});
});

describe('An error inside a batch', () => {
	it('names the missing scope although Bitrix24 sends no text', () => {
		const lacking = { error: 'insufficient_scope', error_description: '' };
		const replies = read({ result: [], result_error: { ca: lacking, cb: lacking } });
		expect(replies.slice(0, 2).map((reply) => failureOf(reply).requiredScope)).toEqual([
			'crm',
			'sale',
		]);
		expect(failureOf(replies[1]).message).toContain("'sale'");
	});

	it.each([
		['OPERATION_TIME_LIMIT', 'notExecuted'],
		['QUERY_LIMIT_EXCEEDED', 'notExecuted'],
		['ERROR_BATCH_METHOD_NOT_ALLOWED', 'notExecuted'],
		['ERROR_BATCH_LENGTH_EXCEEDED', 'notExecuted'],
		['INTERNAL_SERVER_ERROR', 'uncertain'],
		['ACCESS_DENIED', 'refused'],
		['ERROR_CORE', 'complained'],
		['NEVER_HEARD', 'complained'],
	])('concerns its command only: %s', (error, kind) => {
		const replies = read({ result: { cb: 1, cc: 1 }, result_error: { ca: { error } } });
		expect(kinds(replies)).toEqual([kind, 'value', 'value']);
	});
});

describe('Reading any answer to a batch', () => {
	const collection = fc.oneof(
		fc.jsonValue(),
		fc.dictionary(fc.constantFrom('ca', 'cb', 'cc', '0', 'x'), fc.jsonValue()),
	);
	const result = fc.oneof(
		fc.jsonValue(),
		fc.record(
			{
				result: collection,
				result_error: collection,
				result_time: collection,
				result_total: collection,
				result_next: collection,
			},
			{ requiredKeys: [] },
		),
	);

	it('gives exactly one reply per command, in order, and never throws', () => {
		fc.assert(
			fc.property(result, fc.boolean(), fc.nat({ max: 3 }), (body, halt, count) => {
				const commands = COMMANDS.slice(0, count);
				const replies = batchReplies({ result: body } as IDataObject, commands, halt);
				expect(replies).toHaveLength(count);
				for (const reply of replies) {
					expect(KINDS).toContain(reply.kind);
				}
			}),
			{ numRuns: 1000 },
		);
	});

	it('gives a value only to a command that has a result and no error', () => {
		fc.assert(
			fc.property(result, fc.boolean(), (body, halt) => {
				const inside = Object(body) as { result?: unknown; result_error?: unknown };
				const has = (part: unknown, key: string) =>
					!Array.isArray(part) && Object.hasOwn(Object(part) as object, key);
				read(body, halt).forEach((reply, index) => {
					const key = COMMANDS[index]?.key ?? '';
					const isValue = has(inside.result, key) && !has(inside.result_error, key);
					expect(reply.kind === 'value').toBe(isValue);
				});
			}),
		);
	});

	it('calls a command not executed only where it halted or the code says so', () => {
		fc.assert(
			fc.property(result, (body) => {
				for (const reply of read(body, false)) {
					if (reply.kind === 'notExecuted') expect(reply.failure.code).not.toBe('NOT_EXECUTED');
					else expect(KINDS).toContain(reply.kind);
				}
			}),
		);
	});
});
