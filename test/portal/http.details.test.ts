import type { IHttpRequestOptions } from 'n8n-workflow';

import { createPost, type Exchange } from '../../nodes/Bitrix24Payments/portal/http';
import { virtualClock } from '../../sandbox/portal';

type Answerer = (request: IHttpRequestOptions) => unknown;

/** Posts to a server that does this; it may also advance the clock. */
async function post(answer: Answerer, clock = virtualClock()): Promise<Exchange> {
	const httpRequest = async (request: IHttpRequestOptions) => answer(request);
	return await createPost({ helpers: { httpRequest } }, 5000, clock, undefined)('https://x/', {});
}

function thrown(cause: unknown): Answerer {
	return () => {
		throw cause;
	};
}

describe('A request', () => {
	it('asks for JSON and says that it brings some, and nothing else', async () => {
		let headers: unknown;
		await post((request) => {
			({ headers } = request);
			return { statusCode: 200, headers: {}, body: '{}' };
		});
		expect(headers).toEqual({ 'Content-Type': 'application/json', Accept: 'application/json' });
	});
});

describe('What came of a request', () => {
	it('is an answer also when it came at the last moment', async () => {
		const clock = virtualClock();
		const exchange = await post(() => {
			clock.advance(5000);
			return { statusCode: 200, headers: {}, body: '{}' };
		}, clock);
		expect(exchange).toEqual({ kind: 'answered', status: 200, text: '{}' });
	});

	it('is no connection also when it took all of the time to find that out', async () => {
		const clock = virtualClock();
		const exchange = await post(() => {
			clock.advance(5000);
			throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
		}, clock);
		expect(exchange).toEqual({ kind: 'unreachable', code: 'ECONNREFUSED' });
	});

	it('has no address where the answer names none', async () => {
		const exchange = await post(() => ({ statusCode: 200, headers: {}, body: '' }));
		expect(exchange).not.toHaveProperty('location');
	});

	it('has no address where the answer names several', async () => {
		const headers = { location: ['https://one.example/', 'https://two.example/'] };
		const exchange = await post(() => ({ statusCode: 302, headers, body: '' }));
		expect(exchange).not.toHaveProperty('location');
	});

	it('has an empty text, as JSON, where there is no body at all', async () => {
		const exchange = await post(() => ({ statusCode: 204, headers: {} }));
		expect(exchange).toEqual({ kind: 'answered', status: 204, text: '""' });
	});

	it.each([
		['what stands before a code', { code: 'https://x/rest/7/secret ECONNRESET' }],
		['what stands behind a code', { code: 'ECONNRESET https://x/rest/7/secret' }],
		['a very long one', { code: 'E'.repeat(61) }],
		['what caused nothing', { cause: null }],
	])('does not repeat %s', async (_what, properties) => {
		const cause = Object.assign(new Error('failed'), properties);
		expect(await post(thrown(cause))).toEqual({ kind: 'lost', code: 'UNKNOWN' });
	});

	it.each([[null], [undefined], ['ECONNREFUSED'], [42]])(
		'is lost when n8n throws no error but %p',
		async (cause) => {
			expect(await post(thrown(cause))).toEqual({ kind: 'lost', code: 'UNKNOWN' });
		},
	);

	it('tells a code of sixty characters', async () => {
		const code = 'E'.repeat(60);
		expect(await post(thrown({ code }))).toEqual({ kind: 'lost', code });
	});
});
