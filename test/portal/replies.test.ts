import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { interpret } from '../../nodes/Bitrix24Payments/portal/replies';
import { read } from './replying';
import { answered, failureOf, FakeConnection } from './support';

describe('An answer with a result', () => {
	it.each([[true], [false], [null], [0], [''], [{ payment: { id: 1 } }], [[]]])(
		'is a value, also when it is %j',
		(result) => {
			expect(read(answered({ result }))).toEqual({ kind: 'value', value: result });
		},
	);

	it('hands on time, total and next', () => {
		const time = { start: 1.5, operating: 0.2, operating_reset_at: 1713455000 };
		expect(read(answered({ result: [], time, total: 51, next: 50 }))).toEqual({
			kind: 'value',
			value: [],
			time,
			total: 51,
			next: 50,
		});
	});

	it('leaves out time, total and next that are of another kind', () => {
		expect(read(answered({ result: 1, time: [], total: '51', next: null }))).toEqual({
			kind: 'value',
			value: 1,
		});
	});

	it.each([[0], [-1], [1.5], ['fifty'], [true], [[50]], [{}], [{ toString: 1 }]])(
		'has no next page at %j',
		(next: unknown) => {
			expect(read(answered({ result: 1, next }))).not.toHaveProperty('next');
		},
	);

	it('holds nothing that cannot be turned into a text or a number', () => {
		const rows = '[{"id":{"toString":1,"valueOf":2},"accountNumber":{"toString":{}},"sum":1}]';
		const reply = read(answered(`{"result":${rows}}`));
		expect(reply).toEqual({ kind: 'value', value: [{ id: {}, accountNumber: {}, sum: 1 }] });
		const [row] = reply.kind === 'value' ? (reply.value as IDataObject[]) : [];
		expect(Object.values(row ?? {}).map((value) => Number(value))).toEqual([NaN, NaN, 1]);
	});

	it.each([201, 403, 500])('is believed whatever the HTTP status says (%i)', (status) => {
		expect(read(answered({ result: { result: [], result_error: [] } }, status)).kind).toBe('value');
	});
});

describe('An answer that is not one of Bitrix24', () => {
	it.each([
		['the page of a proxy', '<html><body>502 Bad Gateway</body></html>', 502],
		['a limit page', '<html>Too many requests</html>', 503],
		['a limit without a body', '', 429],
		['an empty body with status 200', '', 200],
		['an answer that was cut off', '{"result":{"result":{"c0":tr', 200],
		['an error that was cut off', '{"error":"ACCESS_DEN', 403],
		['text behind the answer', '{"result":true}OK', 200],
		['text before the answer', 'Notice: x {"result":true}', 200],
		['a list', '[]', 200],
		['a bare value', 'true', 200],
		['null', 'null', 200],
		['an object without result and error', '{"time":{}}', 200],
	])('is uncertain: %s', (_what, text, status) => {
		const reply = read(answered(text, status));
		expect(reply.kind).toBe('uncertain');
		expect(failureOf(reply)).toMatchObject({
			code: 'BAD_RESPONSE',
			retryable: true,
			httpStatus: status,
		});
		expect(failureOf(reply).description).toContain(`HTTP ${status}`);
	});
});

describe('No answer', () => {
	it.each(['ECONNREFUSED', 'ENOTFOUND'])(
		'without a connection, nothing was executed (%s)',
		(code) => {
			const reply = read({ kind: 'unreachable', code });
			expect(reply.kind).toBe('notExecuted');
			expect(failureOf(reply)).toMatchObject({ code: 'CONNECTION_FAILED', retryable: true });
			expect(failureOf(reply).description).toContain(code);
		},
	);

	it.each([
		['ECONNABORTED', 'Bitrix24 did not answer in time'],
		['ETIMEDOUT', 'Bitrix24 did not answer in time'],
		['ECONNRESET', 'The connection to Bitrix24 broke before the answer arrived'],
		['UNKNOWN', 'The connection to Bitrix24 broke before the answer arrived'],
	])('after something was sent, nothing is certain (%s)', (code, message) => {
		const reply = read({ kind: 'lost', code });
		expect(reply.kind).toBe('uncertain');
		expect(failureOf(reply)).toMatchObject({ code: 'CONNECTION_FAILED', message, retryable: true });
	});
});

describe('Reading any answer', () => {
	const body = fc.oneof(
		fc.string({ unit: 'binary' }),
		fc.json(),
		fc
			.record(
				{
					result: fc.jsonValue(),
					error: fc.jsonValue(),
					error_description: fc.jsonValue(),
					time: fc.jsonValue(),
				},
				{ requiredKeys: [] },
			)
			.map((value) => JSON.stringify(value)),
	);

	it('never throws and always gives an envelope or a failure with words', () => {
		const exchange = fc.record({
			kind: fc.constant('answered' as const),
			status: fc.integer({ min: 100, max: 599 }),
			text: body,
			location: fc.option(fc.oneof(fc.string(), fc.webUrl()), { nil: undefined }),
		});
		fc.assert(
			fc.property(exchange, (answer) => {
				const interpretation = interpret(answer, 'batch', new FakeConnection());
				if (interpretation.kind === 'envelope') {
					expect('result' in interpretation.envelope).toBe(true);
					return;
				}
				const failure = failureOf(interpretation.reply);
				expect(failure.message).toMatch(/\S/);
				expect(failure.description).toMatch(/\S/);
			}),
			{ numRuns: 500 },
		);
	});

	it('survives an answer that is nested without end', () => {
		const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
		expect(read(answered(`{"result":${deep}}`)).kind).toBe('uncertain');
	});

	it('takes secrets out of results', () => {
		const connection = new FakeConnection();
		connection.scrubber.learn('k3y9z0codewebhook');
		const echo = 'of k3y9z0codewebhook';
		const result = interpret(answered({ result: { [echo]: echo } }), 'x', connection);
		expect(JSON.stringify(result)).not.toContain('k3y9z0');
	});
});
