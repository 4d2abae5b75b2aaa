import type { IHttpRequestOptions } from 'n8n-workflow';

import { RunCancelled } from '../../nodes/Bitrix24Payments/portal/failure';
import { createPost, type Exchange } from '../../nodes/Bitrix24Payments/portal/http';
import { virtualClock } from '../../sandbox/portal';

const URL = 'https://portal.example/rest/7/code/batch';

function fault(properties: object): Error {
	return Object.assign(
		new Error('request to https://portal.example/rest/7/code failed'),
		properties,
	);
}

/** Posts to a server that answers, or breaks, in one way, and shows the request it received. */
async function post(
	answer: unknown,
	signal?: AbortSignal,
	clock = virtualClock(),
): Promise<{ exchange: Exchange; request: IHttpRequestOptions | undefined }> {
	let request: IHttpRequestOptions | undefined;
	const httpRequest = async (options: IHttpRequestOptions) => {
		request = options;
		if (answer instanceof Error) throw answer;
		return answer;
	};
	const send = createPost({ helpers: { httpRequest } }, 5000, clock, signal);
	return { exchange: await send(URL, { id: 1 }), request };
}

describe('A request', () => {
	it('is a POST of JSON that follows no redirect and throws for no status', async () => {
		const abort = new AbortController();
		const { request } = await post({ statusCode: 200, headers: {}, body: '{}' }, abort.signal);
		expect(request).toMatchObject({
			method: 'POST',
			url: URL,
			body: '{"id":1}',
			timeout: 5000,
			disableFollowRedirect: true,
			ignoreHttpStatusErrors: true,
			returnFullResponse: true,
			encoding: 'text',
		});
		expect(request?.headers).toMatchObject({ 'Content-Type': 'application/json' });
		expect(request).not.toHaveProperty('qs');
		expect(request?.abortSignal?.aborted).toBe(false);
		abort.abort();
		expect(request?.abortSignal?.aborted).toBe(true);
	});
});

describe('An exchange', () => {
	it('is answered with status and text, whatever the status', async () => {
		const { exchange } = await post({ statusCode: 503, headers: {}, body: '<html>' });
		expect(exchange).toEqual({ kind: 'answered', status: 503, text: '<html>' });
	});

	it('is answered with the address of a redirect', async () => {
		const headers = { location: 'https://new.example/', 'set-cookie': ['a=b'] };
		const { exchange } = await post({ statusCode: 302, headers, body: '' });
		expect(exchange).toEqual({
			kind: 'answered',
			status: 302,
			text: '',
			location: 'https://new.example/',
		});
	});

	it('is answered with text also when the body was parsed already', async () => {
		const { exchange } = await post({ statusCode: 200, headers: {}, body: { result: true } });
		expect(exchange).toMatchObject({ text: '{"result":true}' });
	});

	it.each([
		'ECONNREFUSED',
		'ENOTFOUND',
		'EAI_AGAIN',
		'CERT_HAS_EXPIRED',
		'DEPTH_ZERO_SELF_SIGNED_CERT',
		'SELF_SIGNED_CERT_IN_CHAIN',
		'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
		'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
		'ERR_TLS_CERT_ALTNAME_INVALID',
		'ERR_INVALID_URL',
	])('did not reach the portal: %s', async (code) => {
		expect((await post(fault({ code }))).exchange).toEqual({ kind: 'unreachable', code });
		expect((await post(fault({ cause: fault({ code }) }))).exchange).toEqual({
			kind: 'unreachable',
			code,
		});
	});

	it.each([
		'ECONNRESET',
		'ECONNABORTED',
		'ETIMEDOUT',
		'EPIPE',
		'ERR_NETWORK',
		'EHOSTUNREACH',
		'ENETUNREACH',
		'ENETDOWN',
		'ERR_CANCELED',
		'ERR_STREAM_PREMATURE_CLOSE',
		'EPROTO',
		'NEVER_HEARD',
	])('is lost when the connection broke: %s', async (code) => {
		expect((await post(fault({ code }))).exchange).toEqual({ kind: 'lost', code });
	});

	it('did not reach the portal when n8n protects its network from it', async () => {
		const blocked = Object.assign(new Error('restricted'), { name: 'SsrfBlockedIpError' });
		const expected = { kind: 'unreachable', code: 'BLOCKED_BY_N8N' };
		expect((await post(blocked)).exchange).toEqual(expected);
		expect((await post(fault({ cause: blocked }))).exchange).toEqual(expected);
	});

	it('did not reach the portal when making the connection timed out', async () => {
		const timedOut = { code: 'ETIMEDOUT', syscall: 'connect' };
		expect((await post(fault(timedOut))).exchange.kind).toBe('unreachable');
		expect((await post(fault({ cause: fault(timedOut) }))).exchange.kind).toBe('unreachable');
		expect((await post(fault({ code: 'ETIMEDOUT', syscall: 'read' }))).exchange.kind).toBe('lost');
		const noRoute = { code: 'EHOSTUNREACH', syscall: 'connect' };
		expect((await post(fault(noRoute))).exchange.kind).toBe('unreachable');
		expect((await post(fault({ ...noRoute, syscall: 'read' }))).exchange.kind).toBe('lost');
		const noAnswer = { code: 'ETIMEOUT', syscall: 'getaddrinfo' };
		expect((await post(fault(noAnswer))).exchange.kind).toBe('unreachable');
	});

	it.each([[undefined], [42], ['https://portal.example/rest/7/code/'], [{}], ['']])(
		'is lost and tells nothing of the cause when its code is %p',
		async (code) => {
			const { exchange } = await post(fault({ code }));
			expect(exchange).toEqual({ kind: 'lost', code: 'UNKNOWN' });
		},
	);

	it('is lost after the time-out, however long n8n would go on waiting', async () => {
		const clock = virtualClock();
		let isWaiting = true;
		const httpRequest = async ({ abortSignal }: IHttpRequestOptions) =>
			await new Promise((_, reject) => {
				abortSignal?.addEventListener?.('abort', () => {
					isWaiting = false;
					reject(fault({ code: 'ERR_CANCELED' }));
				});
			});
		const exchange = createPost({ helpers: { httpRequest } }, 5000, clock, undefined)(URL, {});
		clock.advance(4999);
		expect(isWaiting).toBe(true);
		clock.advance(1);
		expect(await exchange).toEqual({ kind: 'lost', code: 'ETIMEDOUT' });
	});

	it('ends the run when the user stopped it meanwhile', async () => {
		const stopped = AbortSignal.abort();
		await expect(post(fault({ code: 'ERR_CANCELED' }), stopped)).rejects.toBeInstanceOf(
			RunCancelled,
		);
		const answer = { statusCode: 200, headers: {}, body: '{}' };
		await expect(post(answer, stopped)).rejects.toBeInstanceOf(RunCancelled);
	});
});
