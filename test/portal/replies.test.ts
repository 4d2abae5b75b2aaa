import fc from 'fast-check';

import type { Reply } from '../../nodes/Bitrix24Payments/portal/command';
import { interpret, singleReply } from '../../nodes/Bitrix24Payments/portal/replies';
import type { Exchange } from '../../nodes/Bitrix24Payments/portal/http';
import { Scrubber } from '../../nodes/Bitrix24Payments/portal/scrubber';
import { answered, failureOf, portalError } from './support';

function read(exchange: Exchange, method = 'crm.item.payment.pay'): Reply {
	const interpretation = interpret(exchange, method, new Scrubber());
	return interpretation.kind === 'reply'
		? interpretation.reply
		: singleReply(interpretation.envelope);
}

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

	it.each([201, 403, 500])('is believed whatever the HTTP status says (%i)', (status) => {
		expect(read(answered({ result: { result: [], result_error: [] } }, status)).kind).toBe('value');
	});
});

describe('An answer with an error', () => {
	it.each([
		['the number 0', 0, '0'],
		['the text 0', '0', '0'],
		['a number', 200640400001, '200640400001'],
		['a text', 'ACCESS_DENIED', 'ACCESS_DENIED'],
	])('is refused when the code is %s', (_what, error, code) => {
		const reply = read(answered({ error, error_description: 'Payment has not been found' }, 400));
		expect(reply.kind).toBe('refused');
		expect(failureOf(reply).code).toBe(code);
	});

	it.each([
		['no code of Bitrix24 (null)', { error: null, error_description: 'x' }, 400],
		['no code of Bitrix24 (object)', { error: { a: 1 }, error_description: 'x' }, 400],
		['an unknown code without a text', { error: 'Request Timeout' }, 400],
		['an unknown code and status 408', { error: 'timeout', error_description: 'x' }, 408],
	])('proves nothing when it has %s', (_what, body, status) => {
		expect(read(answered(body, status)).kind).toBe('uncertain');
	});

	it('counts as an error in a body with status 200', () => {
		const reply = read(portalError('ERROR_CHECK_FAILURE', 200, 'Empty field PAYMENT_ID'));
		expect(reply.kind).toBe('refused');
		expect(failureOf(reply).message).toBe('Empty field PAYMENT_ID');
	});

	it('counts as an error even beside a result', () => {
		expect(read(answered({ result: true, error: 0, error_description: 'x' })).kind).toBe('refused');
	});

	it.each([[undefined], [''], ['  '], [null], [7], [{}]])(
		'has words when its description is %j',
		(text) => {
			const failure = failureOf(
				read(answered({ error: 'NEVER_HEARD', error_description: text }, 400)),
			);
			expect(failure.message).toBe('Bitrix24 refused the request without saying why');
			expect(failure.description).not.toBe('');
		},
	);

	it('names the scope by the method, as the text is empty inside a batch', () => {
		const reply = read(portalError('insufficient_scope', 401, ''), 'sale.payment.update');
		expect(failureOf(reply)).toMatchObject({ code: 'insufficient_scope', requiredScope: 'sale' });
	});

	it.each([
		['the request limit', 'QUERY_LIMIT_EXCEEDED', 503],
		['the operating limit', 'OPERATION_TIME_LIMIT', 429],
		['an expired token', 'expired_token', 401],
		['an unknown token', 'invalid_token', 401],
		['an unreachable authorization server', 'CONNECTION_ERROR', 401],
		['a method that no batch may have', 'ERROR_BATCH_METHOD_NOT_ALLOWED', 405],
		['a batch that is too long', 'ERROR_BATCH_LENGTH_EXCEEDED', 400],
	])('surely executed nothing when it is %s', (_what, code, status) => {
		expect(read(portalError(code, status)).kind).toBe('notExecuted');
	});

	it.each([
		['an internal fault', 'INTERNAL_SERVER_ERROR', 500],
		['an internal fault in a 200 body', 'INTERNAL_SERVER_ERROR', 200],
		['an unexpected answer', 'ERROR_UNEXPECTED_ANSWER', 500],
		['an answer that could not be encoded', 'WRONG_ENCODING', 200],
		['a fault of the database', 'ERROR_CORE', 500],
		['an unknown code with status 500', 'NEVER_HEARD', 500],
		['an unknown code with status 502', 'NEVER_HEARD', 502],
		['an unknown code with status 503', 'NEVER_HEARD', 503],
		['an unknown code with status 504', 'GATEWAY_TIMEOUT', 504],
	])('says nothing certain when it is %s', (_what, code, status) => {
		const reply = read(portalError(code, status));
		expect(reply.kind).toBe('uncertain');
		expect(failureOf(reply)).toMatchObject({ code, retryable: true });
	});

	it.each([
		['ACCESS_DENIED', 403],
		['INVALID_CREDENTIALS', 401],
		['METHOD_CONFIRM_WAITING', 401],
		['PORTAL_DELETED', 403],
		['PORTAL_DELETED', 500],
		['SALE_PAYMENT_NOT_ALLOWED_CHANGE_SUM', 400],
		['NEVER_HEARD', 400],
		['NEVER_HEARD', 200],
	])('is final when it is %s with status %i', (code, status) => {
		expect(read(portalError(code, status)).kind).toBe('refused');
	});

	it('tells the end of an operating limit where the answer has it', () => {
		const body = { error: 'OPERATION_TIME_LIMIT', error_description: '' };
		const inTime = read(answered({ ...body, time: { operating_reset_at: 1713455000 } }, 429));
		const beside = read(answered({ ...body, operating_reset_at: 1713455000 }, 429));
		expect(failureOf(inTime).resetAt).toBe(1713455000000);
		expect(failureOf(beside).resetAt).toBe(1713455000000);
		expect(failureOf(read(answered(body, 429))).resetAt).toBeUndefined();
	});

	it('keeps the HTTP status', () => {
		expect(failureOf(read(portalError('ACCESS_DENIED', 403))).httpStatus).toBe(403);
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

describe('A redirect', () => {
	it.each([301, 302, 307, 308])('is not executed and names the new host (%i)', (status) => {
		const location = 'https://new.bitrix24.com/rest/7/secret-code/batch';
		const reply = read({ kind: 'answered', status, text: '', location });
		expect(reply.kind).toBe('notExecuted');
		expect(failureOf(reply)).toMatchObject({ code: 'CONNECTION_FAILED', retryable: false });
		expect(failureOf(reply).message).toBe('The portal now has the address new.bitrix24.com');
		expect(failureOf(reply).description).not.toContain('secret-code');
	});

	it.each([[undefined], ['/login/'], ['not an address'], ['']])(
		'is told without a host when it names none (%s)',
		(location) => {
			const reply = read({ kind: 'answered', status: 302, text: '', location });
			expect(reply.kind).toBe('uncertain');
			expect(failureOf(reply).message).toBe('The portal sends requests on to another address');
			expect(failureOf(reply).description).not.toContain('Nothing was changed');
		},
	);

	it('proves nothing when a script sent it, whatever its body says', () => {
		const location = 'https://shop.example/thank-you';
		const reply = read({ kind: 'answered', status: 302, text: '{"result":true}', location });
		expect(reply.kind).toBe('uncertain');
		expect(failureOf(reply).message).toBe('The portal now has the address shop.example');
	});

	it('does not carry a secret in the name of its host', () => {
		const scrubber = new Scrubber();
		scrubber.learn('k3y9z0codewebhook');
		const location = 'https://k3y9z0codewebhook.collector.example/';
		const answer = interpret({ kind: 'answered', status: 302, text: '', location }, 'x', scrubber);
		expect(JSON.stringify(answer)).not.toContain('k3y9z0codewebhook');
		expect(answer.kind === 'reply' && failureOf(answer.reply).message).not.toContain(
			'k3y9z0codewebhook',
		);
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
				const interpretation = interpret(answer, 'batch', new Scrubber());
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

	it('takes secrets out of results, texts and codes', () => {
		const scrubber = new Scrubber();
		scrubber.learn('k3y9z0codewebhook');
		const echo = 'of k3y9z0codewebhook';
		const error = answered({ error: echo, error_description: echo }, 400);
		const refused = interpret(error, 'x', scrubber);
		const failure = failureOf(refused.kind === 'reply' ? refused.reply : undefined);
		expect(`${failure.code} ${failure.message} ${failure.description}`).not.toContain('k3y9z0');
		const result = interpret(answered({ result: { [echo]: echo } }), 'x', scrubber);
		expect(JSON.stringify(result)).not.toContain('k3y9z0');
	});
});
