import { bareInBatch, inBatch, read, single, wholeBatch } from './replying';
import { answered, failureOf, FakeConnection } from './support';

const TEXT = 'Text of the portal';

describe('The code of an error', () => {
	it.each([
		['the number 0', 0, '0'],
		['the text 0', '0', '0'],
		['a number', 200640400001, '200640400001'],
		['a text', 'ACCESS_DENIED', 'ACCESS_DENIED'],
	])('may be %s', (_what, error, code) => {
		for (const reply of [
			single(error, 'Payment has not been found'),
			inBatch(error, 'Payment has not been found'),
		]) {
			expect(reply.kind).toBe('refused');
			expect(failureOf(reply).bitrixCode).toBe(code);
		}
	});

	it.each([
		[null],
		[undefined],
		[''],
		[' '],
		[true],
		[{ a: 1 }],
		[[]],
		[['ACCESS_DENIED']],
		[0.5],
		[-1],
		['Request Timeout'],
		['gateway.timeout'],
		['UNKNOWN'],
		['x'.repeat(101)],
	])('is none of Bitrix24’s when it is %j, and nothing is certain', (error) => {
		for (const reply of [
			read(answered({ error: error ?? null, error_description: TEXT }, 400)),
			inBatch(error, TEXT),
			wholeBatch(error ?? null, TEXT),
		]) {
			expect(reply.kind).toBe('uncertain');
			const failure = { code: 'BAD_RESPONSE', message: TEXT, retryable: true };
			expect(failureOf(reply)).toMatchObject(failure);
		}
	});

	it.each([
		[0, 'complained', 'complained', 'uncertain'],
		['0', 'complained', 'complained', 'uncertain'],
		['SALE_EVENT_ON_BEFORE_X', 'complained', 'complained', 'uncertain'],
		['NEVER_HEARD', 'uncertain', 'complained', 'uncertain'],
	])('that nobody knows is no refusal: %j', (error, alone, within, whole) => {
		const kinds = [single(error, TEXT), inBatch(error, TEXT), wholeBatch(error, TEXT)].map(
			({ kind }) => kind,
		);
		expect(kinds).toEqual([alone, within, whole]);
	});

	it('counts as an error in a body with status 200, and beside a result', () => {
		expect(single('ACCESS_DENIED', TEXT, 200).kind).toBe('refused');
		const body = { result: true, error: 'ACCESS_DENIED', error_description: TEXT };
		expect(read(answered(body)).kind).toBe('refused');
		expect(read(answered({ result: true, error: 0, error_description: TEXT })).kind).toBe(
			'complained',
		);
	});
});

describe('The text of an error', () => {
	it.each([[undefined], [''], ['  '], ['<br>'], [null], [7], [{}]])(
		'has words instead when it is %j',
		(text) => {
			const failure = failureOf(single('ERROR_NEVER_HEARD', text));
			expect(failure.message).toBe('Bitrix24 refused the request without saying why');
			expect(failure.description).not.toBe('');
		},
	);

	it('is no proof of Bitrix24’s own where there is none', () => {
		expect(single('ERROR_NEVER_HEARD', '').kind).toBe('uncertain');
		expect(single('ERROR_NEVER_HEARD', TEXT).kind).toBe('complained');
		expect(single('ACCESS_DENIED', '').kind).toBe('refused');
	});

	it('is freed of HTML, cut, and never carries the code of a webhook', () => {
		const text = `<b>Call</b> of /rest/7/zz9plural/x failed: ${'very '.repeat(100)}`;
		const { message } = failureOf(single('0', text));
		expect(message).toMatch(/^Call of \/rest\/7\/\*\*\*\/x failed: very /);
		expect(message).toHaveLength(301);
	});

	it('carries no secret that was written in entities', () => {
		const connection = new FakeConnection();
		connection.scrubber.learn('k3y9z0codewebhook');
		const text = 'of k3y9z0&#99;odewebhook';
		const reply = read(answered({ error: '0', error_description: text }, 400), 'x', connection);
		expect(failureOf(reply).message).not.toContain('k3y9z0c');
	});

	it('names the scope by the method, as the text is empty inside a batch', () => {
		const body = { error: 'insufficient_scope', error_description: '' };
		const failure = failureOf(read(answered(body, 401), 'sale.payment.update'));
		expect(failure).toMatchObject({ code: 'SCOPE_MISSING', requiredScope: 'sale' });
	});
});

describe('The HTTP status beside an error', () => {
	it.each([200, 400, 401, 403, 404, 405, 409, 422, 429])(
		'of %i leaves an error of Bitrix24’s kind to be looked at',
		(status) => {
			expect(single('SALE_NEVER_HEARD', TEXT, status).kind).toBe('complained');
		},
	);

	it.each([408, 499, 500, 501, 502, 503, 504, 520, 599])(
		'of %i says that somebody gave up on a script that may run on',
		(status) => {
			for (const code of ['SALE_NEVER_HEARD', '0', 'ERROR_CORE']) {
				expect(single(code, TEXT, status).kind).toBe('uncertain');
			}
		},
	);

	it.each([200, 400, 401, 403, 408, 500, 503])(
		'of %i changes nothing about what is certain',
		(status) => {
			expect(single('ACCESS_DENIED', TEXT, status).kind).toBe('refused');
			expect(single('QUERY_LIMIT_EXCEEDED', TEXT, status).kind).toBe('notExecuted');
			expect(single('PORTAL_DELETED', TEXT, status).kind).toBe('refused');
			expect(single('INTERNAL_SERVER_ERROR', TEXT, status).kind).toBe('uncertain');
		},
	);

	it('is kept', () => {
		expect(failureOf(single('ACCESS_DENIED', TEXT, 403)).httpStatus).toBe(403);
	});
});

describe('An error inside a batch', () => {
	it.each([['Something is wrong here'], ['<b>Something</b> is wrong here']])(
		'may be a bare text, which is shown and proves nothing: %s',
		(error) => {
			expect(bareInBatch(error).kind).toBe('uncertain');
			expect(failureOf(bareInBatch(error))).toMatchObject({
				code: 'BAD_RESPONSE',
				message: 'Something is wrong here',
				retryable: true,
			});
		},
	);

	it.each([[null], [0], [''], [false], [true], [[]], [{}]])(
		'is one even when it is %j, and proves nothing',
		(error) => {
			expect(bareInBatch(error).kind).toBe('uncertain');
			expect(failureOf(bareInBatch(error)).message).toMatch(/\S/);
		},
	);
});

describe('The end of an operating limit', () => {
	const body = { error: 'OPERATION_TIME_LIMIT', error_description: '' };

	it('is told where the answer has it', () => {
		const inTime = { ...body, time: { operating_reset_at: 1713455000 } };
		const beside = { ...body, operating_reset_at: 1713455000 };
		for (const error of [inTime, beside]) {
			expect(failureOf(read(answered(error, 429))).resetAt).toBe(1713455000000);
			expect(failureOf(bareInBatch(error)).resetAt).toBe(1713455000000);
		}
		expect(failureOf(read(answered(body, 429))).resetAt).toBeUndefined();
	});
});

describe('Secrets in an error', () => {
	it('are taken out of its code and its text', () => {
		const connection = new FakeConnection();
		connection.scrubber.learn('k3y9z0codewebhook');
		for (const echo of ['k3y9z0codewebhook', 'of k3y9z0codeweb...']) {
			const body = { error: echo, error_description: echo };
			const failure = failureOf(read(answered(body, 400), 'x', connection));
			const words = `${failure.code} ${failure.message} ${failure.description}`;
			expect(words).not.toContain('k3y9z0');
		}
	});
});
